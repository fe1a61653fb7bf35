"""While an objection is investigated its objector hears so every month, and the lead of what is late (Art. 23)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from reminders.planner import plan
from storage.store import Store
from tests.handlers.investigating import admitted, named
from tests.handlers.objecting import FINDINGS
from tests.rules.every_form import pack
from workflow.engine.planning import Planning
from workflow.objections.investigations import is_investigated, tell_still_open

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
DUE = date(2026, 10, 14)


@pytest.mark.article(23)
async def test_every_thirty_days_the_objector_hears_once_that_it_goes_on_and_until_when(store: Store) -> None:
    case = await named(store)
    words = []
    for days in (29, 30, 31, 59, 60, 130):
        case.town.clock.now = datetime(2026, 9, 17, 2, tzinfo=UTC) + timedelta(days=days)
        for _ in range(2):
            await plan(store, pack(), case.town.clock.now)
        words.append([one.key for one in await case.owed(5) if ":still:" in one.key])
    first, second, fourth = (f"objection:1:still:{n}" for n in (1, 2, 4))
    assert words == [[], [first], [first], [first], [first, second], [first, second, fourth]]
    owed = {one.key: one for one in await case.owed(5)}[first]
    assert (owed.text, owed.values["due"]) == ("objections.told.still_late", DUE)


@pytest.mark.article(23)
@pytest.mark.parametrize(("due", "step"), [(date(2026, 10, 16), "still_late"), (date(2026, 10, 17), "still")])
async def test_the_monthly_word_says_the_day_and_whether_it_has_passed(store: Store, due: date, step: str) -> None:
    case = await admitted(store)
    case.town.clock.now = datetime(2026, 10, 17, 2, tzinfo=UTC)
    async with store.work() as work:
        deadline = await work.deadlines.get("objection:1", "investigation")
        assert deadline is not None
        count = replace(deadline.count, last=due)
        await work.deadlines.set("objection:1", "investigation", count, case.town.clock.now)
        assert (
            await tell_still_open(
                Planning(
                    work=work,
                    pack=pack(),
                    calendar=await work.calendar.load(),
                    now=case.town.clock.now,
                    said_at=case.town.clock.now,
                )
            )
            == 1
        )
        await work.commit()
    owed = {one.key: one for one in await case.owed(5)}["objection:1:still:1"]
    assert (owed.text, owed.values) == (
        f"objections.told.{step}",
        {"number": "YY2026-001", "of": 1, "since": date(2026, 9, 17), "due": due},
    )


@pytest.mark.article(23)
async def test_the_monthly_word_is_not_sent_once_it_is_decided(store: Store) -> None:
    case = await admitted(store)
    case.town.clock.now += timedelta(days=30)
    await plan(store, pack(), case.town.clock.now)
    owed = {one.key: one for one in await case.owed(5)}["objection:1:still:1"]
    async with store.work() as work:
        assert await is_investigated(work, owed)
    await case.decides("2", FINDINGS)
    async with store.work() as work:
        assert not await is_investigated(work, owed)


@pytest.mark.article(23)
async def test_late_findings_are_told_to_the_lead(store: Store) -> None:
    case = await named(store)
    case.town.clock.now = datetime(2026, 10, 19, 2, tzinfo=UTC)  # the third working day after
    await plan(store, pack(), case.town.clock.now)
    told = [one.text for one in await case.owed(900) if f"{case.ids[904]}" in one.key and "findings" in one.key]
    assert told == ["reminders.task.waiting"]
