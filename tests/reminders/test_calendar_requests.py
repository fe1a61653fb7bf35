"""Next year's notice is asked for from 15 November until it is there; in December the lead hears of it too (R7)."""

from datetime import date, timedelta

import pytest

from rules.people.roles import Role
from storage.engine.calendar import ProposalKind
from storage.engine.tasks import TaskState
from storage.store import Store
from tests.reminders.mail import Office, at
from tests.rules.holiday_texts import NEXT_YEAR
from workflow.office.calendars import enter, put_in_force

OFFICER, LEAD = 9, 7


async def staffed(store: Store) -> tuple[Office, int, int]:
    office = Office(store)
    await office.seed()
    return office, await office.staff(OFFICER, Role.OFFICE), await office.staff(LEAD, Role.LEAD)


async def learns(store: Store, on: date, by: int, second: int) -> None:
    """The notice of 2027 is entered by one and confirmed by the other."""
    async with store.work() as work:
        proposal = await enter(work, ProposalKind.YEAR, NEXT_YEAR, at(on), by=by)
        await put_in_force(work, proposal, at(on), by=second)
        await work.commit()


async def ticks(office: Office, first: date, last: date) -> dict[date, list[int]]:
    """To whom something was said on each of these days."""
    told = {}
    for n in range((last - first).days + 1):
        before, day = len(office.telegram.sent), first + timedelta(days=n)
        await office.tick(at(day))
        if said := sorted(chat for chat, _ in office.telegram.sent[before:]):
            told[day] = said
    return told


async def test_the_office_is_asked_in_november_and_from_december_on_the_lead_every_week_too(store: Store) -> None:
    office, _, _ = await staffed(store)

    told = await ticks(office, date(2026, 11, 10), date(2026, 12, 16))

    assert told == {
        date(2026, 11, 15): [OFFICER],
        date(2026, 11, 25): [OFFICER],
        date(2026, 11, 30): [OFFICER],
        date(2026, 12, 1): [LEAD, OFFICER],
        date(2026, 12, 8): [LEAD, OFFICER],
        date(2026, 12, 15): [LEAD, OFFICER],
    }
    assert office.telegram.texts(OFFICER)[0].startswith("请录入2027年的放假安排")


async def test_a_service_that_comes_back_in_december_tells_the_lead_at_once(store: Store) -> None:
    office, _, _ = await staffed(store)

    assert await ticks(office, date(2026, 12, 5), date(2026, 12, 7)) == {date(2026, 12, 5): [LEAD, OFFICER]}


async def test_nobody_is_asked_any_more_once_the_year_is_there(store: Store) -> None:
    office, officer, lead = await staffed(store)
    await ticks(office, date(2026, 11, 15), date(2026, 11, 16))
    await learns(store, date(2026, 11, 20), officer, lead)
    await office.tick(at(date(2026, 11, 20)))

    assert await ticks(office, date(2026, 11, 21), date(2026, 12, 31)) == {}
    async with store.work() as work:
        assert [task.state for task in await work.tasks.of("calendar:2027")] == [TaskState.DONE]


async def test_who_was_asked_in_the_night_and_found_it_entered_in_the_morning_reads_nothing(store: Store) -> None:
    office, officer, lead = await staffed(store)
    await office.tick(at(date(2026, 11, 14), 22))
    await learns(store, date(2026, 11, 15), officer, lead)
    await office.tick(at(date(2026, 11, 15)))

    assert [text for _, text in office.telegram.sent if text.startswith("请录入")] == []


@pytest.mark.article(23)
async def test_a_provisional_day_is_counted_anew_once_and_the_change_is_told_once(store: Store) -> None:
    office, officer, lead = await staffed(store)
    async with store.work() as work:
        count = (await work.calendar.load()).after(date(2026, 12, 24), 5)
        await work.deadlines.set("visit:1", "visit", count, at(date(2026, 12, 24)))
        given_at = at(date(2026, 12, 24))
        await work.tasks.assign("visit:1", "visit", "visit:1", Role.OFFICE, now=given_at, due_on=count.last)
        await work.commit()
    assert (count.last, count.provisional) == (date(2026, 12, 31), True)

    await learns(store, date(2026, 12, 28), officer, lead)
    for hour in (12, 13, 14):
        await office.tick(at(date(2026, 12, 28), hour))

    async with store.work() as work:
        (deadline,) = await work.deadlines.of("visit:1")
    assert (deadline.count.last, deadline.count.provisional) == (date(2027, 1, 3), False)
    told = [text for text in office.telegram.texts(OFFICER) if "重新计算" in text]
    assert [text.splitlines()[1] for text in told] == [
        "办理期限：原来是2026年12月31日（周四），改为2027年1月3日（周日）"
    ]
