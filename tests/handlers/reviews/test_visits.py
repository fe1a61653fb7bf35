"""Defences are appointed, moved, presented and held, and nobody else has a hand in them (Art. 18)."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from handlers.papers import render
from reminders.letters import written
from rules.applications.lifecycle import State
from rules.engine.pack import load_pack
from rules.reviews.visits import VisitState
from storage.engine.owed import OwedState, Paper
from storage.store import Store
from tests.handlers.deciding import LEAD, OFFICE
from tests.handlers.visiting import DAY, HEAD, HOUR, PLACE, SECOND, THIRD, Visiting
from texts import say

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(18)]


async def test_an_appointment_is_told_to_both_sides_with_notice_and_calendar_file(store: Store) -> None:
    visiting = await Visiting.begin(store, 3)
    (case,) = visiting.cases
    assert (await visiting.appoints(case))[0] == "已安排在2026年9月10日（周四）14:30，申报方和评审组都已通知。"
    (visit,) = await visiting.visits(case)
    assert (visit.at, visit.place, visit.number) == (datetime(2026, 9, 10, 6, 30, tzinfo=UTC), PLACE, "2026-001")
    assert [(one.text, one.paper) for one in await visiting.messages(100)] == [
        ("visits.planned", None),
        ("visits.notice", Paper("visit_notice", f"visit:{visit.id}")),
        ("visits.calendar", Paper("visit_calendar", f"visit:{visit.id}")),
    ]
    assert [await visiting.owed(chat) for chat in (HEAD, SECOND, THIRD)] == [["visits.panel"]] * 3
    assert await visiting.due(case, "sheet_defence") == [date(2026, 9, 10)] * 3
    async with store.work() as work:
        slot = await work.dispatches.of("defence_notice", f"visit:{visit.id}")
    assert slot is not None
    assert (slot.reference, slot.application_id) == (visit.number, case)


async def test_the_calendar_file_opens_and_has_day_hour_and_place(store: Store) -> None:
    visiting = await Visiting.begin(store, 3)
    await visiting.appoints(visiting.cases[0])
    name, content = await render(store, load_pack(), Paper("visit_calendar", "visit:1"), "zh")
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert (name, event.decoded("dtstart")) == ("2026-0001-日程.ics", date(2026, 9, 10))
    assert str(event["description"]) == f"申报 2026-0001：陈述答辩在2026年9月10日（周四）14:30，地点：{PLACE}。"


BRING = "陈述材料（不超过15分钟）、荣誉证书原件"


@pytest.mark.article(18, 19)
@pytest.mark.parametrize(
    ("state", "text"), [(State.DEFENCE, "visits.planned"), (State.ON_SITE, "visits.planned_on_site")]
)
@pytest.mark.parametrize(("given", "read"), [(BRING, f"请带：{BRING}\n"), (None, "请带：没有特别要求\n")])
async def test_the_applicant_reads_what_to_bring_and_reads_it_again_when_the_time_moves(
    store: Store, state: State, text: str, given: str | None, read: str
) -> None:
    visiting = await Visiting.begin(store, 3, state=state)
    office = visiting.person(OFFICE)
    for hour in (HOUR, "16:00"):
        await office.presses_data(f"visit:plan:{visiting.cases[0]}")
        for said in (DAY, hour, PLACE):
            await office.says(said)
        await (office.says(given) if given else office.presses("跳过"))
        await office.presses("发送")
    told = {one.text: one for one in await visiting.messages(100) if one.text in (text, "visits.moved")}
    assert [read in written(told[key], "zh", visiting.town.clock.now).text for key in (text, "visits.moved")] == [
        True,
        True,
    ]
    english = written(told[text], "en", visiting.town.clock.now).text
    assert (given or say("en", "papers.visit.nothing")) in english


async def test_nothing_is_appointed_before_the_panel_is_big_enough(store: Store) -> None:
    visiting = await Visiting.begin(store, 2)
    assert (await visiting.appoints(visiting.cases[0]))[0].startswith("至少要3人评审，现在只有2人")
    assert await visiting.visits(visiting.cases[0]) == []


@pytest.mark.parametrize(
    ("day", "hour", "told"),
    [
        ("2026-08-31", "", "这一天已经过了"),
        ("2026-09-10", "25:00", "看不出是几点"),
        ("2026-09-10", "9", "看不出是几点"),
        ("2026-09-10", "下午两点半左右", "看不出是几点"),
    ],
)
async def test_a_day_that_is_past_and_an_hour_that_is_none_are_asked_again(
    store: Store, day: str, hour: str, told: str
) -> None:
    visiting = await Visiting.begin(store, 3)
    office = visiting.person(OFFICE)
    await office.presses_data(f"visit:plan:{visiting.cases[0]}")
    read = await office.says(day)
    read = await office.says(hour) if hour else read
    assert read[0].startswith(told)


async def test_an_hour_typed_with_a_full_width_colon_is_that_hour(store: Store) -> None:
    visiting = await Visiting.begin(store, 3)
    (case,) = visiting.cases
    assert (await visiting.appoints(case, hour="9：05"))[0].startswith("已安排在2026年9月10日（周四）09:05")


@pytest.mark.article(19)
@pytest.mark.parametrize(
    ("state", "cited", "other"),
    [(State.DEFENCE, "（第十八条）", "第十九条"), (State.ON_SITE, "（第十九条）", "第十八条")],
)
async def test_each_question_of_an_appointment_cites_the_article_of_what_is_appointed(
    store: Store, state: State, cited: str, other: str
) -> None:
    visiting = await Visiting.begin(store, 3, state=state)
    office = visiting.person(OFFICE)
    read = await office.presses_data(f"visit:plan:{visiting.cases[0]}")
    for said in (DAY, HOUR, PLACE):
        assert cited in read[0].partition("\n\n")[2].splitlines()[0]
        asked = [*read, *(await office.presses("说明"))]
        assert not any(other in text for text in asked)
        read = await office.says(said)
    assert cited in read[0]
    assert other not in read[0]


async def test_an_hour_of_today_that_is_past_is_refused(store: Store) -> None:
    visiting = await Visiting.begin(store, 3)
    assert (await visiting.appoints(visiting.cases[0], "2026-09-01", "10:00"))[0].startswith("这个时间已经过了")
    assert await visiting.visits(visiting.cases[0]) == []
    office = visiting.person(OFFICE)
    await office.presses("修改一项")
    await office.presses("安排时间")
    await office.presses("几点")
    await office.says("10:01")
    assert (await office.presses("发送"))[0].startswith("已安排在")


async def test_a_row_goes_by_number_minutes_apart_and_leaves_out_who_has_no_panel_or_was_heard(store: Store) -> None:
    visiting = await Visiting.begin(store, 3, 2, 3, 3)
    first, lacking, third, heard = visiting.cases
    await visiting.appoints(heard, "2026-09-01", "11:00")
    await visiting.held(heard)
    office = visiting.person(OFFICE)
    (read,) = await office.presses_data(f"visit:row:{visiting.edition}")
    assert read == "2家已有评审组、还没有安排时间：2026-0001、2026-0003"
    await office.presses("依次安排")
    for said in ("2026-09-10", "9:00", "20", PLACE):
        await office.says(said)
    await office.presses("跳过")
    (read,) = await office.presses("发送")
    assert read.startswith("已安排2家：2026年9月10日（周四）09:00起，最后一家2026年9月10日（周四）09:20")
    starts = [[one.at for one in await visiting.visits(case)] for case in (first, third)]
    nine = datetime(2026, 9, 10, 1, 0, tzinfo=UTC)
    assert starts == [[nine], [nine + timedelta(minutes=20)]]
    assert (await visiting.visits(lacking), await visiting.states_of(heard)) == ([], [VisitState.HELD])
    assert (await office.presses_data(f"visit:row:{visiting.edition}"))[0].startswith("没有要安排时间的答辩")


async def test_moved_the_earlier_falls_and_both_sides_hear_of_the_new_one_once(store: Store) -> None:
    visiting = await Visiting.begin(store, 3)
    (case,) = visiting.cases
    await visiting.appoints(case)
    await visiting.appoints(case, "2026-09-14", "09:00")
    assert await visiting.states_of(case) == [VisitState.PLANNED, VisitState.CANCELLED]
    living = [
        [one.text for one in await visiting.messages(chat) if one.state is OwedState.OWED] for chat in (100, HEAD)
    ]
    assert living == [["visits.moved", "visits.notice", "visits.calendar"], ["visits.panel_moved"]]
    assert await visiting.due(case, "sheet_defence") == [date(2026, 9, 14)] * 3
    office = visiting.person(OFFICE)
    assert (await office.presses_data("visit:held:1"))[0].startswith("这次安排已经记录过结果或已改期")


async def test_the_applicant_names_who_presents_and_a_substitute_takes_a_reason(store: Store) -> None:
    visiting = await Visiting.begin(store, 3)
    (case,) = visiting.cases
    await visiting.appoints(case)
    applicant = visiting.person(100)
    await applicant.presses_data(f"visit:present:{case}")
    await applicant.says("马丽，副总经理")
    assert "为什么由别人代替" in (await applicant.presses("否"))[0]
    await applicant.says("总经理当天在外地参加招标。")
    await applicant.presses("跳过")
    assert (await applicant.presses("发送"))[0].startswith("已记下陈述人")
    (visit,) = await visiting.visits(case)
    assert (visit.presenter, visit.substitute) == ("马丽，副总经理", "总经理当天在外地参加招标。")
    (page,) = await visiting.person(HEAD).presses_data(f"visit:see:{case}")
    assert page.endswith("陈述人：马丽，副总经理\n代替的原因：总经理当天在外地参加招标。")


@pytest.mark.parametrize("chat", [101, HEAD, OFFICE, LEAD])
async def test_nobody_else_names_who_presents(store: Store, chat: int) -> None:
    visiting = await Visiting.begin(store, 3, 3)
    await visiting.appoints(visiting.cases[0])
    someone = visiting.person(chat)
    read = await someone.presses_data(f"visit:present:{visiting.cases[0]}")
    assert "谁来陈述" not in "".join(read)
    async with store.work() as work:
        assert await work.drafts.open_for(visiting.ids[chat], "presenter") == []


async def test_it_is_held_once_and_not_before_its_hour(store: Store) -> None:
    visiting = await Visiting.begin(store, 3)
    (case,) = visiting.cases
    await visiting.appoints(case)
    office = visiting.person(OFFICE)
    (visit,) = await visiting.visits(case)
    visiting.town.clock.now = visit.at - timedelta(seconds=1)
    assert (await office.presses_data(f"visit:held:{visit.id}"))[0].startswith("还没有到2026年9月10日（周四）14:30")
    visiting.town.clock.now = visit.at
    assert (await office.presses_data(f"visit:held:{visit.id}"))[0].startswith("申报 2026-0001：已记录进行")
    for again in (f"visit:held:{visit.id}", f"visit:missed:{visit.id}"):
        assert (await office.presses_data(again))[0].startswith("这次安排已经记录过结果")
    assert (await visiting.appoints(case, "2026-09-20"))[0].startswith("已经进行过，不用再安排")
    assert await visiting.states_of(case) == [VisitState.HELD]


@pytest.mark.article(40)
async def test_an_interested_officer_a_strange_reviewer_and_another_applicant_reach_nothing_of_it(store: Store) -> None:
    visiting = await Visiting.begin(store, 3, 2)
    case, other = visiting.cases
    await visiting.appoints(case)
    await visiting.interested(OFFICE, case)
    visiting.town.clock.now = (await visiting.visits(case))[0].at
    seen = []
    for chat, one in ((OFFICE, case), (THIRD, other), (101, case), (HEAD, case)):
        for verb in ("plan", "held", "missed", "pass"):
            seen += await visiting.person(chat).presses_data(f"visit:{verb}:{one if verb in ('plan', 'pass') else 1}")
    for chat, one in ((OFFICE, case), (THIRD, other), (101, case)):
        seen += await visiting.person(chat).presses_data(f"visit:see:{one}")
    assert not any(PLACE in text or "哪一天" in text or "已记录" in text for text in seen)
    assert (await visiting.states_of(case), await visiting.state(case)) == ([VisitState.PLANNED], State.DEFENCE)
    assert await visiting.visits(other) == []


async def test_the_notice_is_numbered_and_says_when_where_and_what_to_bring(store: Store) -> None:
    visiting = await Visiting.begin(store, 3)
    await visiting.appoints(visiting.cases[0])
    await visiting.appoints(visiting.cases[0], "2026-09-14", "09:00")
    name, content = await render(store, load_pack(), Paper("visit_notice", "visit:2"), "zh")
    text = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
    assert name == "陈述答辩通知书-2026-002.pdf"
    for part in ("第1示例公司：", "2026年9月14日（周一）09:00", PLACE, "没有特别要求", "2026-0001", "不收取任何费用"):
        assert part in text


async def test_a_panel_named_before_the_appointment_has_no_last_day_until_there_is_one(store: Store) -> None:
    visiting = await named(store, State.DEFENCE)
    (case,) = visiting.cases
    assert await visiting.due(case, "sheet_defence") == [None] * 3
    assert await visiting.owed(HEAD) == ["tasks.given_undated"]
    await visiting.appoints(case)
    assert await visiting.due(case, "sheet_defence") == [date(2026, 9, 10)] * 3


@pytest.mark.article(40)
@pytest.mark.parametrize("press", ["report", "read", "sign", "dissent", "see"])
async def test_whoever_has_not_declared_is_asked_to_before_a_visit_or_its_report_opens(
    store: Store, press: str
) -> None:
    visiting = await named(store, State.ON_SITE)
    (case,) = visiting.cases
    await visiting.appoints(case)
    await visiting.held(case)
    head = visiting.person(HEAD)
    await head.presses_data(f"visit:{press}:{case}")
    assert head.buttons()[0] == say("zh", "reviews.no_interest")


async def named(store: Store, state: State) -> Visiting:
    """The office names a panel of three, who have not opened the case yet."""
    visiting = await Visiting.begin(store, 0, state=state)
    office = visiting.person(OFFICE)
    await office.presses_data(f"visit:see:{visiting.cases[0]}")
    await office.presses("增加评审人员")
    for chat in (HEAD, SECOND, THIRD):
        await office.presses(f"某{chat}")
    await office.presses("确定（3人）")
    return visiting


@pytest.mark.article(19)
async def test_on_site_nobody_is_asked_who_presents(store: Store) -> None:
    visiting = await named(store, State.ON_SITE)
    (case,) = visiting.cases
    await visiting.appoints(case)
    told = [one for one in await visiting.messages(100) if one.text.startswith("visits.planned")]
    assert [one.text for one in told] == ["visits.planned_on_site"]
    assert [button["press"] for one in told for row in one.buttons for button in row] == ["status:all"]
