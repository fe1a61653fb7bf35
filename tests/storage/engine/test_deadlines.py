"""A deadline is kept with everything it was computed from."""

from datetime import UTC, date, datetime

import pytest

from rules.engine.calendar import Count, WorkingCalendar
from storage.engine.deadlines import Deadline
from storage.store import Store

NOW = datetime(2026, 9, 17, 1, tzinfo=UTC)


async def _count(store: Store) -> Count:
    async with store.work() as work:
        await work.calendar.seed(NOW)
        count = (await work.calendar.load()).after(date(2026, 9, 17), 5)
        await work.commit()
        return count


@pytest.mark.article(22)
async def test_a_deadline_comes_back_with_the_days_passed_over_and_the_weekends_worked(store: Store) -> None:
    count = await _count(store)
    assert (count.last, count.worked_weekends) == (date(2026, 9, 23), (date(2026, 9, 20),))
    async with store.work() as work:
        await work.deadlines.set("objection:3", "examine", count, NOW)
        await work.commit()
    async with store.work() as work:
        kept = await work.deadlines.get("objection:3", "examine")
        assert await work.deadlines.get("objection:3", "answer") is None
    assert kept == Deadline("objection:3", "examine", count, NOW)


async def test_a_deadline_computed_anew_replaces_the_old_one(store: Store) -> None:
    count = await _count(store)
    provisional = WorkingCalendar(frozenset(), frozenset(), frozenset()).after(date(2026, 12, 25), 5)
    async with store.work() as work:
        await work.deadlines.set("objection:3", "examine", provisional, NOW)
        await work.deadlines.set("objection:3", "examine", count, NOW)
        assert [deadline.count for deadline in await work.deadlines.of("objection:3")] == [count]


async def test_deadlines_run_until_they_end_the_earliest_first(store: Store) -> None:
    calendar = WorkingCalendar(frozenset({2026}), frozenset(), frozenset())
    async with store.work() as work:
        for subject, days in (("objection:1", 9), ("objection:2", 5), ("objection:3", 7)):
            await work.deadlines.set(subject, "examine", calendar.after(date(2026, 9, 17), days), NOW)
        await work.deadlines.set("objection:1", "notice", calendar.after(date(2026, 9, 17), 1), NOW)
        assert [await work.deadlines.end("objection:3", "examine", NOW) for _ in range(2)] == [True, False]
        running = [(each.subject, each.kind) for each in await work.deadlines.running()]
        examined = [each.subject for each in await work.deadlines.running("examine")]
    assert running == [("objection:1", "notice"), ("objection:2", "examine"), ("objection:1", "examine")]
    assert examined == ["objection:2", "objection:1"]


async def test_the_running_deadlines_that_wait_for_a_years_notice_are_found(store: Store) -> None:
    calendar = WorkingCalendar(frozenset({2026}), frozenset(), frozenset())
    async with store.work() as work:
        for subject, start in (
            ("visit:1", date(2026, 12, 25)),
            ("visit:2", date(2026, 9, 17)),
            ("visit:3", NOW.date()),
        ):
            await work.deadlines.set(subject, "visit", calendar.after(start, 5), NOW)
        await work.deadlines.set("visit:4", "visit", calendar.after(date(2026, 12, 25), 5), NOW)
        await work.deadlines.end("visit:4", "visit", NOW)
        assert [each.subject for each in await work.deadlines.provisional()] == ["visit:1"]
