"""The clock of practice goes forward; the ticking clock calls and remembers nothing."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from reminders.clock import MovableClock, moments, scheduler

NOW = datetime(2026, 7, 1, 4, tzinfo=UTC)


def test_a_movable_clock_stands_until_it_is_set_and_goes_forward_only() -> None:
    clock = MovableClock(NOW)
    assert clock() == NOW
    clock.set(NOW + timedelta(days=400))
    assert clock() == NOW + timedelta(days=400)
    with pytest.raises(ValueError, match="forward"):
        clock.set(NOW)
    with pytest.raises(ValueError, match="time zone"):
        clock.set(NOW.replace(tzinfo=None))
    assert clock() == NOW + timedelta(days=400)


def test_a_movable_clock_can_run_on() -> None:
    seconds = [100.0]
    clock = MovableClock(NOW, lambda: seconds[0])
    seconds[0] = 160.0
    assert clock() == NOW + timedelta(minutes=1)
    clock.set(NOW + timedelta(hours=1))
    seconds[0] = 161.0
    assert clock() == NOW + timedelta(hours=1, seconds=1)


def test_going_forward_passes_every_morning_on_the_way() -> None:
    found = list(moments(datetime(2026, 6, 19, 2, tzinfo=UTC), datetime(2026, 6, 22, 0, tzinfo=UTC)))
    assert found == [
        datetime(2026, 6, 20, 1, tzinfo=UTC),
        datetime(2026, 6, 21, 1, tzinfo=UTC),
        datetime(2026, 6, 22, 0, tzinfo=UTC),
    ]
    assert list(moments(NOW, NOW + timedelta(minutes=5))) == [NOW + timedelta(minutes=5)]
    year = list(moments(NOW, NOW + timedelta(days=365)))
    assert (len(year), year[0].date(), year[-1]) == (366, date(2026, 7, 2), NOW + timedelta(days=365))


async def test_the_scheduler_ticks_at_once_and_again() -> None:
    ticked = asyncio.Event()
    ticks = []

    async def tick() -> None:
        ticks.append(1)
        if len(ticks) >= 3:
            ticked.set()

    clock = scheduler(tick, every=timedelta(seconds=0.05))
    clock.start()
    await asyncio.wait_for(ticked.wait(), 60)
    clock.shutdown(wait=False)


async def test_a_tick_that_the_end_breaks_off_is_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    begun = asyncio.Event()

    async def tick() -> None:
        begun.set()
        await asyncio.Event().wait()

    clock = scheduler(tick)
    clock.start()
    await asyncio.wait_for(begun.wait(), 60)
    clock.shutdown(wait=False)
    await asyncio.sleep(0.05)
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
