"""A plain model of the July reminders: dictionaries and a list of days, to be compared with what the service did."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

HOLDERS = (1, 2)
LAST = {2027: date(2027, 8, 2)} | {year: date(year, 7, 31) for year in range(2028, 2032)}
"""As long as no notice has come: 31 July 2027 is a Saturday."""
WITH_NOTICE = date(2027, 7, 31)
"""The notice of 2027 has that Saturday worked."""
_HERE = timedelta(hours=8)
_WEEK = timedelta(days=7)


def steps(year: int, last: date) -> Iterator[tuple[str, date]]:
    for month, day in ((6, 20), (7, 1), (7, 15), (7, 25), (7, 31)):
        yield f"{month:02}-{day:02}", date(year, month, day)
    for week in range(1, 5):
        yield f"late-{week}", last + week * _WEEK


def is_night(now: datetime) -> bool:
    return not 8 <= (now + _HERE).hour < 21


def morning(now: datetime) -> datetime:
    """The moment itself by day, else the end of that night."""
    here = now + _HERE
    if not is_night(now):
        return now
    day = here.date() + timedelta(days=here.hour >= 21)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)  # 08:00 here


@dataclass
class Model:
    """What is known of each holder's report of each year, what is owed, and what was sent."""

    last: dict[int, date] = field(default_factory=lambda: dict(LAST))
    open: dict[tuple[int, int], date] = field(default_factory=dict)
    done: set[tuple[int, int]] = field(default_factory=set)
    told: dict[tuple[int, int], date] = field(default_factory=dict)
    owed: dict[tuple[int, int, str], datetime] = field(default_factory=dict)
    on: dict[tuple[int, int, str], date] = field(default_factory=dict)
    settled: set[tuple[int, int, str]] = field(default_factory=set)
    sent: list[tuple[int, int, str]] = field(default_factory=list)

    def plan(self, now: datetime) -> None:
        said_at = morning(now)
        said_on = (said_at + _HERE).date()
        year = said_on.year - (said_on < date(said_on.year, 6, 20))
        for holder in HOLDERS if year in self.last else ():
            one = (holder, year)
            known = self.open.setdefault(one, self.last[year])
            if one in self.done:
                continue
            if known != self.last[year]:
                self.open[one] = self.last[year]
                self.owed.setdefault((*one, f"moved-{self.last[year]}"), said_at)
            name, on = max((step for step in steps(year, self.last[year]) if step[1] <= said_on), key=lambda s: s[1])
            if on > self.told.get(one, date.min):
                self.told[one] = on
                self.on.setdefault((*one, name), on)
                self.owed.setdefault((*one, name), said_at)

    def deliver(self, now: datetime) -> None:
        for key in [key for key, due in self.owed.items() if due <= now and key not in self.settled]:
            if is_night(now):
                self.owed[key] = morning(now)
                continue
            self.settled.add(key)
            if key[:2] not in self.done and not self.overtaken(key, now):
                self.sent.append(key)

    def overtaken(self, key: tuple[int, int, str], now: datetime) -> bool:
        """Whether the day of a later step has come."""
        days = dict(steps(key[1], self.last[key[1]]))
        come = max((on for on in days.values() if on <= (now + _HERE).date()), default=date.min)
        return key[2] in days and come > self.on[key]

    def act(self, holder: int) -> int | None:
        """The holder sends the oldest report that waits: its year; None where none does."""
        years = [year for one, year in self.open if one == holder and (one, year) not in self.done]
        if not years:
            return None
        self.done.add((holder, min(years)))
        return min(years)
