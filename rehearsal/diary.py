"""The diary of the years: what is still to be done and when, on the office's clock, and what was done."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count

from rehearsal.dates import Deed
from rehearsal.wall import OUTAGE

Act = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class Diary:
    """`now` is the moment of the act that is being done."""

    now: datetime
    deeds: list[Deed] = field(default_factory=list)
    _waiting: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)

    def put(self, day: date, hour: int, act: Act) -> None:
        """Enter something to do on this day at this hour, or once the service is back from an outage."""
        at = datetime.combine(OUTAGE.past(day), time(hour))
        heappush(self._waiting, (at, next(self._order), act))

    def later(self, days: int, hour: int, act: Act) -> None:
        """Enter something to do in so many days."""
        self.put(self.now.date() + timedelta(days=days), hour, act)

    def write(self, holder: str, what: str, year: int = 0) -> None:
        """Record what was done just now."""
        self.deeds.append(Deed(self.now, holder, what, year))

    async def live(self, until: datetime, move: Callable[[datetime], None]) -> int:
        """Do what is due by then, in order, moving the clock to each moment. Returns how many things."""
        done = 0
        while self._waiting and self._waiting[0][0] <= until:
            self.now, _, act = heappop(self._waiting)
            move(self.now)
            await act()
            done += 1
        return done

    def due_by_night(self, day: date) -> bool:
        """Whether somebody acts in the night after this day."""
        return any(at.date() == day and at.hour >= _NIGHT for at, _, _ in self._waiting)


_NIGHT = 22
