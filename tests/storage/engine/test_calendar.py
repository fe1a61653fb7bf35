"""The working calendar is seeded once, grows by confirmed years, and is read again only when it has changed."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rules.engine.calendar import WorkingCalendar
from storage.database.seals import Keys
from storage.engine.calendar import DayKind
from storage.store import Store
from tests.postgres import Cluster

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)
NEW_YEAR = date(2027, 1, 1)
WORKED_SUNDAY = date(2027, 2, 14)


async def _seeded(store: Store) -> WorkingCalendar:
    async with store.work() as work:
        assert await work.calendar.seed(NOW) is True
        await work.commit()
    return await _calendar(store)


async def _calendar(store: Store) -> WorkingCalendar:
    async with store.work() as work:
        return await work.calendar.load()


async def _enter_2027(store: Store) -> None:
    async with store.work() as work:
        off = [NEW_YEAR, date(2027, 1, 2), date(2026, 12, 31)]
        await work.calendar.enter(2027, "国办发明电〔2026〕9号", off, [WORKED_SUNDAY], NOW)
        await work.commit()


async def test_an_empty_calendar_covers_no_year(store: Store) -> None:
    assert await _calendar(store) == WorkingCalendar(frozenset(), frozenset(), frozenset())


@pytest.mark.parametrize(
    ("start", "fifth"),
    [
        (date(2025, 9, 26), date(2025, 10, 10)),
        (date(2026, 4, 29), date(2026, 5, 9)),
        (date(2026, 9, 17), date(2026, 9, 23)),
        (date(2026, 11, 13), date(2026, 11, 20)),
    ],
)
@pytest.mark.article(22)
async def test_the_seeded_calendar_counts_as_the_office_does(store: Store, start: date, fifth: date) -> None:
    calendar = await _seeded(store)
    assert (calendar.after(start, 5).last, calendar.after(start, 5).provisional) == (fifth, False)


async def test_the_seed_covers_2004_to_2026_and_is_sown_once(store: Store) -> None:
    calendar = await _seeded(store)
    assert calendar.covered == frozenset(range(2004, 2027))
    assert {day.weekday() < 5 for day in calendar.days_off} == {True}
    assert {day.weekday() < 5 for day in calendar.make_up} == {False}
    async with store.work() as work:
        assert await work.calendar.seed(NOW) is False


async def test_a_local_day_is_off_at_once_and_can_be_taken_back(store: Store) -> None:
    await _seeded(store)
    day = date(2026, 11, 19)
    fifths = []
    for change in ("add_local", "remove_local"):
        async with store.work() as work:
            await getattr(work.calendar, change)(day)
            await work.commit()
        fifths.append((await _calendar(store)).after(date(2026, 11, 13), 5).last)
    assert fifths == [date(2026, 11, 23), date(2026, 11, 20)]


async def test_a_year_counts_for_nothing_until_it_is_confirmed(store: Store) -> None:
    before = await _seeded(store)
    await _enter_2027(store)
    assert await _calendar(store) == before
    async with store.work() as work:
        assert [await work.calendar.confirm(2027, None, NOW) for _ in range(2)] == [True, False]
        await work.commit()
    after = await _calendar(store)
    assert after.covered - before.covered == {2027}
    assert after.days_off - before.days_off == frozenset({NEW_YEAR, date(2026, 12, 31)})
    assert after.make_up - before.make_up == frozenset({WORKED_SUNDAY})


async def test_a_year_entered_again_waits_again_with_its_new_days_only(store: Store) -> None:
    await _enter_2027(store)
    async with store.work() as work:
        await work.calendar.confirm(2027, None, NOW)
        await work.calendar.add_local(date(2027, 11, 19))
        await work.calendar.enter(2027, "更正", [date(2027, 1, 4)], [], NOW)
        days = await work.calendar.days(2027)
        (year,) = await work.calendar.years()
    assert days == {date(2027, 1, 4): DayKind.OFF, date(2027, 11, 19): DayKind.LOCAL}
    assert (year.source, year.confirmed_at) == ("更正", None)


async def test_the_calendar_is_read_again_only_when_it_has_changed(store: Store) -> None:
    first = await _seeded(store)
    assert await _calendar(store) is first
    async with store.work() as work:
        await work.calendar.add_local(date(2026, 11, 19))
        await work.commit()
    assert (await _calendar(store)).local == {date(2026, 11, 19)}


async def test_a_change_that_was_undone_is_not_remembered(store: Store) -> None:
    await _seeded(store)
    for day in (19, 20):  # both raise the same version, and only the second is kept
        async with store.work() as work:
            await work.calendar.add_local(date(2026, 11, day))
            assert (await work.calendar.load()).local == {date(2026, 11, day)}
            if day == 20:
                await work.commit()
    assert (await _calendar(store)).local == {date(2026, 11, 20)}


async def test_another_instance_sees_the_change(postgres: Cluster, tmp_path: Path) -> None:
    url, keys = postgres.new_database(), Keys.fresh()
    first = await Store.open(url, keys, tmp_path, create=True)
    second = await Store.open(url, keys, tmp_path, create=True)
    await _seeded(first)
    await _calendar(second)
    async with first.work() as work:
        await work.calendar.add_local(date(2026, 11, 19))
        await work.commit()
    assert (await _calendar(second)).local == {date(2026, 11, 19)}
    await first.close()
    await second.close()
