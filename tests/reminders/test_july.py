"""The July report is opened by itself and reminded of until it is in; after downtime once, in the present step."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from reminders.planner import plan
from rules.awards.validity import AssessmentState, Ending
from rules.people.roles import Role
from storage.store import Store
from tests.reminders.mail import DAY, Office, at

JULY = [(6, 20), (7, 1), (7, 15), (7, 25), (7, 31), (8, 7), (8, 14), (8, 21), (8, 28)]


async def town(store: Store, *, holders: int = 1) -> Office:
    """An office with one person, a unit's clerk, and holders who have claimed their awards: chats 101, 102, ..."""
    office = Office(store)
    await office.seed()
    await office.staff(9, Role.OFFICE)
    await office.staff(8, Role.CLERK, "market_regulation")
    for n in range(1, holders + 1):
        await office.holder(n, await office.person(100 + n))
    return office


async def days(office: Office, first: date, last: date, *, every: int = 1) -> None:
    """The service runs from day to day, or looks every so many days."""
    day = first
    while day <= last:
        await office.tick(at(day))
        day += every * DAY


async def keys(office: Office, prefix: str) -> list[str]:
    async with office.store.work() as work:
        return sorted(owed.key for owed in await work.outbox.page(limit=999) if owed.key.startswith(prefix))


@pytest.mark.article(32)
async def test_a_holder_is_reminded_on_each_day_of_the_ladder_and_on_no_other(store: Store) -> None:
    office = await town(store)
    told: list[tuple[int, int]] = []
    day = date(2026, 6, 19)
    while day <= date(2026, 8, 30):
        before = len(office.telegram.texts(101))
        await office.tick(at(day))
        told += [(day.month, day.day)] * (len(office.telegram.texts(101)) - before)
        day += DAY
    assert told == JULY
    texts = office.telegram.texts(101)
    assert "2026年7月1日（周三）起可以发送，最后一天是2026年7月31日（周五）" in texts[0]
    assert ["还没有收到" in text and "逾期" not in text for text in texts[1:5]] == [True] * 4
    assert ["已经逾期" in text for text in texts] == [False] * 5 + [True] * 4


@pytest.mark.article(32)
async def test_office_and_unit_get_one_message_a_step_whatever_the_number_of_holders(store: Store) -> None:
    office = await town(store, holders=3)
    await days(office, date(2026, 6, 19), date(2026, 7, 2))
    assert [len(office.telegram.texts(chat)) for chat in (9, 8, 101, 102, 103)] == [2] * 5
    assert "应报3家，已报0家，还有3家没有报" in office.telegram.texts(9)[0]
    assert "第1食品公司、第2食品公司、第3食品公司" in office.telegram.texts(8)[0]


@pytest.mark.article(32)
async def test_after_downtime_over_july_each_holder_gets_one_word_that_says_overdue(store: Store) -> None:
    office = await town(store, holders=20)
    await days(office, date(2026, 6, 17), date(2026, 6, 18))
    assert office.telegram.sent == []
    await days(office, date(2026, 8, 5), date(2026, 8, 6))  # down from 20 June to 5 August
    assert Counter(chat for chat, _ in office.telegram.sent) == Counter([*range(101, 121), 9, 8])
    assert all("已经逾期" in text for chat, text in office.telegram.sent if chat > 100)
    assert [key.split(":")[3] for key in await keys(office, "self-assessment:")] == ["07-31"] * 20
    await days(office, date(2026, 8, 7), date(2026, 8, 7))
    assert set(Counter(chat for chat, _ in office.telegram.sent).values()) == {2}  # and the ladder goes on


@pytest.mark.article(32)
async def test_a_whole_missed_summer_is_caught_up_once_in_winter(store: Store) -> None:
    office = await town(store)
    await days(office, date(2027, 1, 10), date(2027, 1, 12))
    assert [key.split(":")[1:4:2] for key in await keys(office, "self-assessment:")] == [["2026", "late-4"]]
    assert len(office.telegram.texts(101)) == 1


@pytest.mark.article(32)
async def test_reminders_stop_when_the_report_is_in_excused_or_the_award_has_ended(store: Store) -> None:
    office = await town(store, holders=4)
    await days(office, date(2026, 6, 20), date(2026, 7, 2))
    async with store.work() as work:
        reports = [one for one, _ in await work.assessments.page(2026, [AssessmentState.AWAITED], limit=9)]
        await work.assessments.receive(reports[0].id, None, "n", date(2026, 7, 3))
        await work.assessments.excuse(reports[1].id, "已注销")
        await work.awards.end(reports[2].award_id, Ending.REVOKED, date(2026, 7, 3))
        await work.commit()
    await days(office, date(2026, 7, 3), date(2026, 9, 10), every=3)
    assert [len(office.telegram.texts(chat)) for chat in (101, 102, 103, 104)] == [2, 2, 2, 9]
    async with store.work() as work:
        assert await work.assessments.counts(2026) == {
            AssessmentState.RECEIVED: 1,
            AssessmentState.EXCUSED: 1,
            AssessmentState.CLOSED: 1,
            AssessmentState.AWAITED: 1,
        }


@pytest.mark.article(32)
async def test_a_report_that_comes_before_its_reminder_leaves_is_not_reminded_of(store: Store) -> None:
    office = await town(store)
    night = at(date(2026, 7, 1), 3)
    await plan(store, office.pack, night)  # owed in the night, to be said at eight
    async with store.work() as work:
        (one,) = [one for one, _ in await work.assessments.page(2026, [AssessmentState.AWAITED], limit=9)]
        await work.assessments.receive(one.id, None, "n", date(2026, 7, 1))
        await work.commit()
    await office.delivery.deliver_once(at(date(2026, 7, 1), 8))
    assert office.telegram.texts(101) == []


@pytest.mark.article(32)
async def test_what_does_not_come_is_recorded_on_the_day_after_and_once(store: Store) -> None:
    office = await town(store)
    await days(office, date(2026, 7, 30), date(2026, 7, 31))
    async with store.work() as work:
        (one,) = [one for one, _ in await work.assessments.page(2026, [AssessmentState.AWAITED], limit=9)]
    assert one.missed_on is None
    await days(office, date(2026, 8, 1), date(2026, 8, 3))
    async with store.work() as work:
        kept = await work.assessments.get(one.id)
        entries = await work.journal.of(f"assessment:{one.id}")
    assert kept is not None
    assert (kept.missed_on, kept.state) == (date(2026, 8, 1), AssessmentState.AWAITED)
    assert [(entry.act, entry.article) for entry in entries] == [("self_assessment_missed", 32)]


@pytest.mark.article(32)
async def test_individuals_and_awards_too_young_are_not_asked(store: Store) -> None:
    office = await town(store, holders=0)
    await office.holder(1, await office.person(101), organisation=False)
    await office.holder(2, await office.person(102), decided_on=date(2026, 7, 1))
    await days(office, date(2026, 6, 20), date(2026, 8, 30), every=6)
    assert office.telegram.sent == []


@pytest.mark.article(32)
async def test_a_holder_entered_in_july_is_told_at_once_and_one_entered_after_it_is_left_alone(store: Store) -> None:
    office = await town(store, holders=0)
    await days(office, date(2026, 6, 20), date(2026, 7, 10), every=10)
    await office.holder(1, await office.person(101), now=at(date(2026, 7, 10)))
    await days(office, date(2026, 7, 10), date(2026, 7, 14))
    assert [key.split(":")[3] for key in await keys(office, "self-assessment:")] == ["07-01"]
    await office.holder(2, await office.person(102), now=at(date(2026, 8, 1)))
    await days(office, date(2026, 8, 1), date(2026, 8, 30), every=7)
    assert office.telegram.texts(102) == []


@pytest.mark.article(32)
async def test_who_has_not_claimed_the_award_is_to_be_phoned(store: Store) -> None:
    office = await town(store, holders=0)
    await office.holder(1)
    await days(office, date(2026, 7, 1), date(2026, 7, 1))
    async with store.work() as work:
        (owed,) = await work.outbox.unreachable()
        person = await work.people.get(owed.person_id)
    assert person is not None
    assert (person.name, person.phone, owed.text) == ("马丽", "13993012345", "assessments.reminder.open")


@pytest.mark.article(32)
async def test_the_last_day_of_2027_is_provisional_and_moved_once_when_the_notice_comes(store: Store) -> None:
    office = await town(store)
    await days(office, date(2027, 7, 26), date(2027, 7, 26))
    assert "最后一天是2027年8月2日（周一）（暂定：这一年的放假通知还没有录入）" in office.telegram.texts(101)[0]
    await days(office, date(2027, 8, 4), date(2027, 8, 4))
    async with store.work() as work:
        (one,) = [one for one, _ in await work.assessments.page(2027, [AssessmentState.AWAITED], limit=9)]
    assert (one.due_on, one.provisional, one.missed_on) == (date(2027, 8, 2), True, None)  # nothing is closed on it
    async with store.work() as work:  # the notice: Monday is off, and Sunday was worked
        await work.calendar.enter(2027, "国办", [date(2027, 8, 2)], [date(2027, 8, 1)], at(date(2027, 8, 4)))
        await work.calendar.confirm(2027, None, at(date(2027, 8, 4)))
        await work.commit()
    before = len(office.telegram.texts(101))
    await days(office, date(2027, 8, 5), date(2027, 8, 7))
    assert [
        ("由2027年8月2日（周一）改为2027年8月1日（周日）" in text) for text in office.telegram.texts(101)[before:]
    ] == [True]
    async with store.work() as work:
        kept = await work.assessments.get(one.id)
    assert kept is not None
    assert (kept.due_on, kept.provisional, kept.missed_on) == (date(2027, 8, 1), False, date(2027, 8, 5))


@pytest.mark.article(32)
async def test_a_returned_report_is_reminded_of_by_its_own_day(store: Store) -> None:
    office = await town(store)
    await days(office, date(2026, 7, 20), date(2026, 7, 20))
    async with store.work() as work:
        (one,) = [one for one, _ in await work.assessments.page(2026, [AssessmentState.AWAITED], limit=9)]
        await work.assessments.receive(one.id, None, "n", date(2026, 7, 20))
        await work.assessments.give_back(one, "请补", date(2026, 7, 28), date(2026, 8, 4))
        await work.commit()
    await days(office, date(2026, 7, 28), date(2026, 8, 12))
    found = [key.split(":")[3:5] for key in await keys(office, "self-assessment:2026:award-") if "returned" in key]
    assert sorted(found) == [["returned-1", step] for step in ("before-3", "due", "late-1", "late-3")]


async def test_the_planner_looks_at_what_is_due_and_not_at_every_award(store: Store) -> None:
    office = await town(store, holders=120)
    start = at(date(2026, 7, 1))
    await office.tick(start)
    assert len([chat for chat, _ in office.telegram.sent if chat > 100]) == 120
    again: datetime = start + timedelta(minutes=1)
    assert await plan(store, office.pack, again) == 0
