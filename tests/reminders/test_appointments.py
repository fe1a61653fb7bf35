"""Both sides are reminded of an appointment on the working day before it, once; moved, of the new day (Art. 18, 19)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from reminders.planner import plan
from rules.engine.pack import load_pack
from storage.engine.owed import OwedState
from storage.store import Store
from tests.handlers.deciding import NOW
from tests.handlers.visiting import HEAD, SECOND, THIRD, Visiting
from tests.reminders.mail import at
from workflow.office.owed import still_owed

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(18)]
THURSDAY, FRIDAY, SATURDAY = date(2026, 9, 10), date(2026, 9, 11), date(2026, 9, 12)
MONDAY, TUESDAY = "2026-09-14", "2026-09-15"


async def told(visiting: Visiting, chat: int, *, state: OwedState = OwedState.OWED) -> int:
    return sum(one.text == "visits.tomorrow" and one.state is state for one in await visiting.messages(chat))


async def looks(visiting: Visiting, *days: date) -> None:
    for day in days:
        visiting.town.clock.now = at(day, 9)
        await plan(visiting.town.store, load_pack(), visiting.town.clock.now)


async def test_on_the_working_day_before_applicant_and_panel_are_reminded_once(store: Store) -> None:
    visiting = await Visiting.begin(store, 3)
    await visiting.appoints(visiting.cases[0], MONDAY)
    await looks(visiting, THURSDAY)
    assert [await told(visiting, chat) for chat in (100, HEAD, SECOND, THIRD)] == [0] * 4
    await looks(visiting, FRIDAY, FRIDAY, SATURDAY)
    assert [await told(visiting, chat) for chat in (100, HEAD, SECOND, THIRD)] == [1] * 4


async def test_who_was_told_the_day_before_is_not_reminded_the_next_minute(store: Store) -> None:
    visiting = await Visiting.begin(store, 3)
    await visiting.appoints(visiting.cases[0], "2026-09-02", "17:00")
    await looks(visiting, date(2026, 9, 1))
    assert await told(visiting, 100) == 0


@pytest.mark.parametrize(("seconds", "reminded"), [(-1, 0), (0, 0), (1, 1)])
async def test_whoever_was_told_more_than_a_day_before_is_reminded(store: Store, seconds: int, reminded: int) -> None:
    visiting = await Visiting.begin(store, 3)
    await visiting.appoints(visiting.cases[0], "2026-09-02", "17:00")
    (visit,) = await visiting.visits(visiting.cases[0])
    visiting.town.clock.now = visit.planned_at + timedelta(days=1, seconds=seconds)
    await plan(store, load_pack(), visiting.town.clock.now)
    assert await told(visiting, 100) == reminded


async def test_moved_the_reminder_of_the_earlier_falls_and_the_new_day_has_its_own(store: Store) -> None:
    visiting = await Visiting.begin(store, 3)
    await visiting.appoints(visiting.cases[0], MONDAY)
    await looks(visiting, FRIDAY)
    (before,) = [one for one in await visiting.messages(100) if one.text == "visits.tomorrow"]
    await visiting.appoints(visiting.cases[0], TUESDAY)
    assert (await told(visiting, 100), await told(visiting, HEAD)) == (0, 0)
    async with store.work() as work:
        assert not await still_owed(work, before, NOW, await work.calendar.load(), load_pack())
    await looks(visiting, date(2026, 9, 14))
    reminded = [one.values["at"] for one in await visiting.messages(100) if one.text == "visits.tomorrow"]
    assert reminded[-1] == datetime(2026, 9, 15, 6, 30, tzinfo=UTC)
    assert await told(visiting, 100) == 1
