"""An objection in the chat, from the command to the answer to its result, in both languages (Art. 22, 23)."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from handlers.papers import render
from rules.objections.cases import State
from storage.engine.owed import Paper
from storage.store import Store
from tests.handlers.applying import picture
from tests.handlers.objecting import FINDINGS, NUMBER, PHONE, Case
from tests.rules.every_form import pack
from workflow.engine.holds import Held, held, is_on_hold


@pytest.mark.article(22, 23)
async def test_an_individual_objects_and_confirms_the_result_in_twenty_one_messages(store: Store) -> None:
    case = await Case.open(store)
    someone = case.objector
    await someone.says("/object")  # 1
    await someone.presses("同意")  # 2
    for words in ("1", "1", "1", "公示材料说没有处罚，但去年8月它被处罚过。"):  # 6
        await someone.says(words)
    await someone.presses("跳过")  # 7
    await someone.sends_file("处罚.png", picture(1))  # 8
    await someone.presses("文件已齐")  # 9
    await someone.says("李平")  # 10
    await someone.sends_file("签名.png", picture(2))  # 11
    for words in (PHONE, "甘肃省临夏州临夏县土桥镇示例村3社", "1", "1", NUMBER):  # 16
        await someone.says(words)
    await someone.sends_file("证.png", picture(3))  # 17
    await someone.presses("文件已齐")  # 18
    await someone.presses("自己办")  # 19
    read = await someone.presses("发送")  # 20
    assert read[0].splitlines()[:5] == [
        "异议已收到。",
        "编号：YY2026-001",
        "收到时间：2026年9月17日（周四）10:00",
        "",
        (
            "接下来：评委办最迟2026年9月23日（周三）审查完毕（第二十三条），告诉您是否受理、理由是什么；"
            "需要补齐的，会请您补一次。受理后调查，结果书面告诉您，由您在5个工作日内确认或写明不同意见。"
        ),
    ]
    assert "调休上班，计入：2026年9月20日（周日）。" in read[0].splitlines()
    await case.examines("1")
    await case.decides("2", FINDINGS)
    owed = {one.key: one for one in await case.owed(5)}
    press = owed["objection:1:result"].buttons[0][0]["press"]
    assert await someone.presses_data(press) == ["已记下您的确认，异议（编号YY2026-001）结案（第二十三条）。"]  # 21
    assert (await case.the_objection()).state is State.CONFIRMED


@pytest.mark.article(22)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("who", ["individual", "unit"])
async def test_every_question_is_walked_through_in_both_languages(store: Store, who: str, language: str) -> None:
    case = await Case.open(store, language)
    read = await case.object(who=who)
    told = {"zh": "异议已收到。", "en": "We have received your objection."}
    assert read[0].splitlines()[0] == told[language]
    one = await case.the_objection()
    assert (one.who, one.notice_id, one.application_id, one.late) == (who, 1, 1, False)
    async with store.work() as work:
        assert await work.drafts.answers(one.draft_id) == {}  # the case keeps them now, and who objects apart from it
        assert set(one.matter) <= {"facts", "request", "evidence", "against", "acting"}
    for name in ("receipt", "calendar"):
        file, content = await render(store, pack(), Paper(f"objection_{name}", "objection:1"), language)
        assert (file.endswith((".pdf", ".ics")), len(content) > 500) == (True, True)


@pytest.mark.article(23)
@pytest.mark.parametrize(
    ("received", "due"),
    [
        (datetime(2026, 9, 16, 15, 59, tzinfo=UTC), date(2026, 9, 22)),  # 23:59 in the office: still the 16th
        (datetime(2026, 9, 16, 16, 0, tzinfo=UTC), date(2026, 9, 23)),  # midnight: the 17th; Sunday the 20th is worked
        (datetime(2026, 9, 17, 15, 59, tzinfo=UTC), date(2026, 9, 23)),
        (datetime(2026, 9, 18, 2, 0, tzinfo=UTC), date(2026, 9, 24)),
        (datetime(2026, 9, 19, 2, 0, tzinfo=UTC), date(2026, 9, 24)),  # received on a Saturday off
        (datetime(2026, 9, 21, 2, 0, tzinfo=UTC), date(2026, 9, 29)),  # Friday the 25th is a holiday
    ],
)
async def test_five_working_days_are_counted_from_the_day_after_receipt(
    store: Store, received: datetime, due: date
) -> None:
    case = await Case.open(store)
    case.town.clock.now = received
    await case.object()
    async with store.work() as work:
        deadline = await work.deadlines.get("objection:1", "objection_examination")
    assert deadline is not None
    assert (await case.the_objection()).examine_by == due
    assert (deadline.count.last, deadline.count.provisional) == (due, False)
    assert await case.tasks() == [("objection_examination", "office", due, "open")]


@pytest.mark.article(23)
async def test_a_year_without_its_notice_gives_a_provisional_day_and_says_so(store: Store) -> None:
    case = await Case.open(store, last_day=date(2026, 12, 31))
    case.town.clock.now = datetime(2026, 12, 25, 2, tzinfo=UTC)
    read = await case.object()
    assert "该年放假安排尚未公布，此日期为暂定，公布后会重新计算并告知您。" in read[0].splitlines()


@pytest.mark.article(22)
@pytest.mark.parametrize(
    ("now", "late"),
    [
        (datetime(2026, 9, 22, 15, 0, tzinfo=UTC), False),
        (datetime(2026, 9, 23, 15, 59, tzinfo=UTC), False),
        (datetime(2026, 9, 23, 16, 0, tzinfo=UTC), True),
    ],
)
async def test_an_objection_is_in_time_until_the_end_of_the_last_day(store: Store, now: datetime, late: bool) -> None:
    case = await Case.open(store)
    await case.object(send=False)
    case.town.clock.now = now
    read = await case.press_send(case.objector, "objection")
    assert (await case.the_objection()).late is late
    assert read[0].startswith("异议已收到，但公示期已过（第二十二条）。") is late


@pytest.mark.article(22)
async def test_a_notice_that_has_ended_can_be_named_in_words(store: Store) -> None:
    case = await Case.open(store)
    case.town.clock.now += timedelta(days=30)
    await case.object()  # nothing else is left to choose
    one = await case.the_objection()
    assert (one.late, one.notice_id, one.application_id) == (True, None, None)
    assert set(one.matter) == {"facts", "evidence", "notice_words", "against", "against_words", "acting"}


async def test_the_office_is_told_at_once_and_the_objector_gets_papers(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    office = [(one.key, one.text, one.buttons[0][0]["press"]) for one in await case.owed(901)]
    assert office == [(f"objection:1:received:{case.ids[901]}", "objections.office.received", "objection:open:1")]
    assert await case.keys(902) == [f"objection:1:received:{case.ids[902]}"]
    assert await case.keys(100) == []
    papers = [one.paper for one in await case.owed(5)]
    assert papers == [Paper("objection_receipt", "objection:1"), Paper("objection_calendar", "objection:1")]


@pytest.mark.article(22)
async def test_twenty_presses_at_once_file_one_objection(store: Store) -> None:
    case = await Case.open(store)
    await case.object(send=False)
    await asyncio.gather(*(case.objector.presses("发送") for _ in range(20)))
    async with store.work() as work:
        assert [one.number for one in await work.objections.of_person(case.ids[5])] == ["YY2026-001"]
    assert len(await case.tasks()) == 1


@pytest.mark.article(22)
@pytest.mark.parametrize("press", ["mine", "complete", "withdraw", "gone", "confirm", "disagree"])
async def test_a_stranger_presses_the_objectors_buttons_in_vain(store: Store, press: str) -> None:
    case = await Case.open(store)
    await case.object()
    stranger = case.person(6)
    for chat, one in ((stranger, 1), (case.person(901), 1), (stranger, 77)):
        read = await chat.presses_data(f"objection:{press}:{one}")
        assert read[0].splitlines()[0] == "这件事不归您办理，没有改动任何内容。如有疑问，请联系评委办。"
    assert (await case.the_objection()).state is State.RECEIVED


@pytest.mark.article(23)
async def test_the_other_side_hears_only_that_it_is_on_hold(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    applicant = case.person(100)
    read = "\n".join(await applicant.presses_data("status:all"))
    held = "有一份针对这件申报的异议还没有办结，办结前申报暂停，其他照常（第二十三条）。"
    assert held in read.splitlines()
    assert [word for word in ("李平", PHONE, NUMBER, "YY2026-001") if word in read] == []
    await case.objector.presses_data("objection:gone:1")
    assert held not in "\n".join(await applicant.presses_data("status:all")).splitlines()


@pytest.mark.article(23)
async def test_only_the_application_that_is_named_is_held(store: Store) -> None:
    case = await Case.open(store)
    await case.object(against="2")
    async with store.work() as work:
        notice = await work.notices.get(1)
        assert notice is not None
        waits = (await is_on_hold(work, 1), await held(work, notice))
    assert (waits, (await case.the_objection()).application_id) == ((False, Held(False, frozenset({1}))), None)


@pytest.mark.article(22)
async def test_an_equal_objection_is_linked_and_not_dropped(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await case.object()
    assert (await case.the_objection(2)).same_as == 1
    assert (await case.the_objection(1)).same_as is None
    await case.office.presses_data("objection:open:2")
    read = await case.office.presses_data("objection:clear:2")
    lines = read[0].splitlines()
    assert "对同一份公示、同一对象的还有：YY2026-001。可以一起办理。" in lines
    assert "异议人和其中先提出的一件是同一个人。" in lines
