"""July in the office: a report is opened, accepted, returned with points, excused, noted on paper (Art. 32)."""

from datetime import date

import pytest
from aiogram.methods import SendDocument
from icalendar import Calendar

from rules.awards.validity import AssessmentState
from storage.store import Store
from tests.handlers.applying import draft_of
from tests.handlers.holding import (
    JULY,
    NOMINATED,
    WIN,
    changed,
    claims,
    document,
    fills,
    imported,
    opened,
    plans,
    sends,
    state_of,
    texts_owed,
)
from workflow.engine.replies import duty_of


@pytest.mark.article(32)
async def test_the_office_opens_a_report_reads_it_and_accepts_it(store: Store) -> None:
    town, officer, holder = await opened(store)
    await fills(holder)
    await sends(holder)
    await officer.presses_data("assessment:year")
    await officer.presses("待审看 1")
    shown = "\n".join(await officer.presses("㐂和乳业"))
    assert "已收到，评委办正在审看。编号自评〔2026〕1号" in shown
    assert "完成三个改进项目" in shown
    await officer.presses("report.png")
    assert document(town)[0] == "report.png"
    assert (await officer.presses_data("assessment:accept:1"))[0].startswith("✅ 已通过")
    assert await state_of(store) is AssessmentState.ACCEPTED
    assert await texts_owed(store, "assessment:1:accepted") == ["assessments.accepted"]
    async with store.work() as work:
        assert [task.state.value for task in await work.tasks.of("assessment:1")] == ["done"]
        assert [entry.act for entry in await work.journal.of("assessment:1")] == [
            "self_assessment_received",
            "file_opened",
            "self_assessment_accepted",
        ]
    assert (await officer.presses_data("assessment:accept:1"))[0].startswith("这份报告现在不在评委办手里")


@pytest.mark.article(32, 33)
async def test_a_report_is_returned_with_points_and_comes_again_with_everything_but_the_file(store: Store) -> None:
    town, officer, holder = await opened(store)
    await fills(holder, results="今年完成了三个改进项目，成品破损率明显下降。")
    await sends(holder)
    await officer.presses_data("assessment:back:1")
    await officer.says("请补上今年的主要指标")
    draft, _ = await draft_of(town, officer, "assessment_return")
    assert (await officer.presses_data(f"f:{draft.id}:z"))[0].startswith("✅ 已退回")
    async with store.work() as work:
        one = await work.assessments.get(1)
    assert one is not None
    assert (one.state, one.words, one.back_by) == (AssessmentState.RETURNED, "请补上今年的主要指标", date(2026, 7, 31))
    told = "\n".join(await holder.presses_data("assessment:fill:1"))
    assert "请按下面的要点补充" in told
    assert "请补上今年的主要指标" in told
    _, answers = await draft_of(town, holder, "assessment")
    assert (answers["results"], "report" in answers) == ("今年完成了三个改进项目，成品破损率明显下降。", False)
    await fills(holder)
    assert "编号自评〔2026〕1号" in (await sends(holder))[0]
    async with store.work() as work:
        assert [task.key for task in await work.tasks.open()] == ["assessment:1:check-1"]


@pytest.mark.article(32)
async def test_the_office_excuses_a_holder_with_a_reason(store: Store) -> None:
    town, officer, holder = await opened(store)
    await officer.presses_data("assessment:excuse:1")
    await officer.says("企业已于6月注销，不再报送。")
    draft, _ = await draft_of(town, officer, "assessment_excuse")
    assert (await officer.presses_data(f"f:{draft.id}:z"))[0].startswith("✅ 已记为免报")
    assert await state_of(store) is AssessmentState.EXCUSED
    assert "今年免报" in (await holder.presses_data("award:mine"))[0]
    assert await texts_owed(store, "assessment:1:excused") == ["assessments.excused"]


@pytest.mark.article(32)
async def test_a_report_on_paper_counts_from_the_day_it_is_noted(store: Store) -> None:
    town, officer, _ = await opened(store)
    assert (await officer.presses_data("assessment:paper:1"))[0].startswith("✅ 已记为今天收到纸质报告")
    async with store.work() as work:
        one = await work.assessments.get(1)
    assert one is not None
    assert (one.state, one.received_on, one.draft_id) == (AssessmentState.RECEIVED, date(2026, 7, 6), None)
    assert await state_of(store) is AssessmentState.RECEIVED
    assert town.clock.now == JULY


async def test_nobody_opens_anothers_report(store: Store) -> None:
    town, officer = await imported(store, WIN, NOMINATED, now=JULY)
    await plans(town)
    holder = await claims(town, officer, award=1)
    async with store.work() as work:
        found = await work.assessments.page(2026, [AssessmentState.AWAITED], limit=9)
    mine, theirs = (one.id for one, _ in found)
    await holder.presses_data(f"consent:agree:assessment:fill:{mine}")
    assert (await draft_of(town, holder, "assessment"))[0].subject == f"assessment:{mine}"
    for data in (
        f"assessment:fill:{theirs}",
        f"assessment:see:{theirs}",
        f"assessment:accept:{theirs}",
        f"assessment:file:{theirs}:0",
        "assessment:year",
    ):
        assert (await holder.presses_data(data))[0].startswith("这件事不归您办理")
    assert (await officer.presses_data(f"consent:agree:assessment:fill:{theirs}"))[0].startswith("这件事不归您办理")


async def test_long_lists_are_paged(store: Store) -> None:
    town, officer = await imported(store, WIN, now=JULY)
    async with store.work() as work:
        for n in range(10):
            one = await work.awards.add(
                number=f"N{n}",
                award="award",
                organisation=True,
                name=f"第{n}公司",
                decision="d",
                decided_on=date(2023, 9, 28),
                valid_until=date(2028, 9, 28),
                certificate="",
                certificate_key=None,
                plaque="",
                unit="industry",
                entered_on=date(2026, 7, 1),
            )
            assert one is not None
        await work.commit()
    await plans(town)
    await officer.presses_data("assessment:year")
    (first,) = await officer.presses("没有报送 11")
    (second,) = await officer.presses("后一页")
    assert (first.count("还没有报送"), second.count("还没有报送")) == (8, 3)


@pytest.mark.article(32)
async def test_the_last_day_goes_into_the_holders_own_calendar_under_the_name_that_an_email_gives_it(
    store: Store,
) -> None:
    town, _, holder = await opened(store)
    await plans(town)
    async with store.work() as work:
        (owed,) = [one for one in await work.outbox.page() if one.kind == "assessment"]
    (way,) = [button["press"] for row in owed.buttons for button in row if button["key"] == "assessments.calendar"]
    await holder.presses_data(way)
    name, content = document(town)
    (event,) = Calendar.from_ical(content.decode()).walk("VEVENT")
    assert (name, event.decoded("dtstart")) == ("2026年自评报告最后一天.ics", date(2026, 7, 31))
    assert str(event["uid"]) == duty_of(owed)
    before = len(town.session.said)
    await town.person(77).presses_data(way)
    assert not any(isinstance(call, SendDocument) for call in town.session.said[before:])


@pytest.mark.article(32)
async def test_a_report_that_came_before_its_calendar_is_returned_by_the_last_day_that_is_known_now(
    store: Store,
) -> None:
    town, officer = await imported(store, changed(WIN, decided_on="2024-09-30"), now=JULY.replace(year=2027))
    await plans(town)
    holder = await claims(town, officer)
    await fills(holder)
    await sends(holder)  # by Monday 2 August, as far as was known
    async with store.work() as work:  # the notice: that Monday is off, and Saturday was worked
        await work.calendar.enter(2027, "国办", [date(2027, 8, 2)], [date(2027, 7, 31)], town.clock.now)
        await work.calendar.confirm(2027, None, town.clock.now)
        await work.commit()
    await officer.presses_data("assessment:back:1")
    await officer.says("请补上今年的主要指标")
    draft, _ = await draft_of(town, officer, "assessment_return")
    await officer.presses_data(f"f:{draft.id}:z")
    async with store.work() as work:
        one = await work.assessments.get(1)
    assert one is not None
    assert one.back_by == date(2027, 7, 31)
