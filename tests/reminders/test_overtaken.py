"""Where nothing could be sent for long, though planned all the while, each duty is told in its last step alone."""

from datetime import date

import pytest

from reminders.planner import plan
from rules.awards.validity import AssessmentState
from rules.people.roles import Role
from storage.engine.owed import OwedState
from storage.store import Store
from tests.reminders.mail import DAY, NOON, PACK, Office, at


async def planned(office: Office, *days: date) -> None:
    """The planner runs, and nothing leaves."""
    for day in days:
        await plan(office.store, PACK, at(day))


async def sent(office: Office, day: date) -> list[str]:
    """The channel is back; the keys of what leaves."""
    await office.delivery.deliver_once(at(day))
    async with office.store.work() as work:
        return sorted(one.key for one in await work.outbox.page(limit=99) if one.state is OwedState.SENT)


@pytest.mark.article(32)
async def test_of_a_july_the_last_step_alone_is_told_to_holder_and_office(store: Store) -> None:
    office = Office(store)
    await office.seed()
    officer = await office.staff(9, Role.OFFICE)
    one = await office.person(101)
    award = await office.holder(1, one)
    await planned(office, date(2026, 6, 20), date(2026, 7, 1), date(2026, 7, 15))
    assert await sent(office, date(2026, 7, 16)) == [
        f"self-assessment:2026:award-{award}:07-15:person-{one}",
        f"self-assessments:2026:07-15:office:person-{officer}",
    ]


@pytest.mark.article(32)
async def test_what_was_owed_before_a_report_came_is_not_said_once_it_is_returned(store: Store) -> None:
    office = Office(store)
    await office.seed()
    await office.holder(1, await office.person(101))
    await planned(office, date(2026, 7, 25))
    async with store.work() as work:
        ((report, _),) = await work.assessments.page(2026, [AssessmentState.AWAITED], limit=9)
        await work.assessments.receive(report.id, None, "n", date(2026, 7, 26))
        await work.assessments.give_back(report, "请补", date(2026, 7, 28), date(2026, 8, 4))
        await work.commit()
    assert await sent(office, date(2026, 7, 28)) == []
    await planned(office, date(2026, 7, 30), date(2026, 8, 4))
    (key,) = await sent(office, date(2026, 8, 4))
    assert ":returned-1:due:" in key


@pytest.mark.article(5)
async def test_of_an_award_that_ends_and_of_a_task_the_last_step_alone_is_told(store: Store) -> None:
    office = Office(store)
    await office.seed()
    officer, one = await office.staff(9, Role.OFFICE), await office.person(101)
    award = await office.holder(1, one, organisation=False, decided_on=date(2021, 8, 3), now=at(date(2026, 4, 1)))
    async with store.work() as work:
        await work.tasks.assign("t", "assessment", "assessment:1", Role.OFFICE, now=NOON, due_on=date(2026, 7, 10))
        await work.commit()
    last = date(2026, 8, 3)
    await planned(office, last - 90 * DAY, last - 30 * DAY, date(2026, 7, 7), date(2026, 7, 10), last - 7 * DAY)
    assert await sent(office, last - 7 * DAY) == [
        f"award:{award}:valid-2026-08-03:before-7:holder:person-{one}",
        f"award:{award}:valid-2026-08-03:before-7:office:person-{officer}",
        f"task:t:2026-07-10:late-3:person-{officer}",
    ]
