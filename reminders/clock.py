"""The ticking clock, which starts the planner every minute; it keeps no memory, for the data say what is due."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from rules.engine.calendar import OFFICE_ZONE

Clock = Callable[[], datetime]
"""Returns the present moment, aware and in UTC. The real clock comes from the room that starts the service."""

TICK = timedelta(minutes=1)


class MovableClock:
    """A clock for practice: it stands still or advances with `monotonic` seconds, and can be set forward by hand."""

    def __init__(self, now: datetime, monotonic: Callable[[], float] | None = None) -> None:
        self._monotonic = monotonic
        self._set_to = _aware(now)
        self._set_at = monotonic() if monotonic else 0.0

    def __call__(self) -> datetime:
        """Return the present moment of this clock."""
        run_on = self._monotonic() - self._set_at if self._monotonic else 0.0
        return self._set_to + timedelta(seconds=run_on)

    def set(self, now: datetime) -> None:
        """Move to a later moment. Raises ValueError for an earlier one: messages already sent cannot be taken back."""
        if _aware(now) < self():
            raise ValueError("the clock goes forward only")
        self._set_to, self._set_at = now, self._monotonic() if self._monotonic else 0.0


def scheduler(tick: Callable[[], Awaitable[object]], *, every: timedelta = TICK) -> AsyncIOScheduler:
    """Make a scheduler, not yet started, that calls `tick` at once and then at intervals of `every`, never overlapping.

    A late tick still runs, and several missed ticks run as one. There is no job store.
    """

    async def ticks() -> None:
        with contextlib.suppress(asyncio.CancelledError):  # the service is stopping, which is no failure of the tick
            await tick()

    made = AsyncIOScheduler(timezone=OFFICE_ZONE, job_defaults={"coalesce": True, "misfire_grace_time": None})
    made.add_job(ticks)
    made.add_job(ticks, "interval", seconds=every.total_seconds(), max_instances=1)
    return made


def moments(start: datetime, end: datetime, *, hour: int = 9) -> Iterator[datetime]:
    """Yield the moments at which to plan and deliver while the clock moves: each morning after `start`, then `end`."""
    morning = start.astimezone(OFFICE_ZONE).replace(hour=hour, minute=0, second=0, microsecond=0)
    while morning < end:
        if morning > start:
            yield morning.astimezone(start.tzinfo)
        morning += timedelta(days=1)
    yield end


def _aware(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("a moment needs its time zone: pass an aware datetime")
    return now
