"""The working calendar: days off, worked weekends, and the prefecture's own days off (Art. 13, 15, 17, 21-23)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from rules.engine.statutory_days import statutory_days

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")

_DAY = timedelta(days=1)
_SATURDAY = 5
# The notice for a year has moved days of the December before it (29 and 31 December 2018, for instance), never earlier.
_DECEMBER_UNSETTLED_FROM = 29


@lru_cache(maxsize=256)  # one update asks several times, for the same moment
def office_day(now: datetime) -> date:
    """Return the office's day at the aware moment `now`."""
    if now.tzinfo is None:
        raise ValueError("a moment needs its time zone: pass an aware datetime")
    return now.astimezone(OFFICE_ZONE).date()


def day_begins(day: date) -> datetime:
    """Return the moment at which the office's day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=OFFICE_ZONE)


def corresponding_day(day: date, years: int) -> date:
    """Return the same day `years` later (29 February becomes the 28th), never moved to a working day (Art. 5)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def years_lacking(today: date, covered: Collection[int], asked_from: "MonthDay") -> tuple[int, ...]:
    """Return the years whose notice should be entered and is not: this year and, from `asked_from` on, the next."""
    wanted = (today.year, today.year + 1) if today >= asked_from.in_year(today.year) else (today.year,)
    return tuple(year for year in wanted if year not in covered)


@dataclass(frozen=True, slots=True, order=True)
class MonthDay:
    """A day that comes every year, such as 31 July."""

    month: int
    day: int

    def __post_init__(self) -> None:
        date(2001, self.month, self.day)  # raises ValueError for 29 February too, which is not in every year

    def in_year(self, year: int) -> date:
        """Return this day in that year."""
        return date(year, self.month, self.day)

    @classmethod
    def read(cls, text: str) -> "MonthDay":
        """Read "06-20"; raises ValueError for anything that is not a day of every year."""
        month, _, day = text.partition("-")
        return cls(int(month), int(day))


class Why(StrEnum):
    """Why a day was skipped, or counted although it is a weekend: each value is the key of its sentence."""

    WEEKEND = "calendar.weekend"
    HOLIDAY = "calendar.holiday"
    LOCAL = "calendar.local"
    MAKE_UP = "calendar.make_up"
    ANNOUNCED = "calendar.announced"


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A day that was skipped, and why."""

    day: date
    why: Why


@dataclass(frozen=True, slots=True)
class Count:
    """A computed date with everything that explains it to a reader.

    `days` working days were counted from `start`, which itself is not counted; `last` is the day they lead to.
    `provisional` means that a year without its notice was involved: show the date as provisional and close nothing on
    it. `worked_weekends` are the make-up days that were counted.
    """

    start: date
    days: int
    last: date
    provisional: bool
    passed_over: tuple[PassedOver, ...]
    worked_weekends: tuple[date, ...]

    def off(self, why: Why) -> tuple[date, ...]:
        """Return the days skipped for one reason, in the order of the count."""
        return tuple(passed.day for passed in self.passed_over if passed.why is why)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The working days of China and of the prefecture.

    `covered` are the years whose notice is entered, `days_off` the weekdays that are off, `make_up` the weekend days
    that are worked, `local` the prefecture's days off. In a year that is not covered, Monday to Friday count as working
    days but for the statutory days off, and every Count is provisional.
    """

    covered: frozenset[int]
    days_off: frozenset[date]
    make_up: frozenset[date]
    local: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if both := self.days_off & self.make_up:
            raise ValueError(f"a day cannot be off and worked at once: {min(both).isoformat()}")

    def is_working(self, day: date) -> bool:
        """Tell whether the office works on `day`, as far as the calendar knows."""
        return self._why_off(day) is None

    def is_settled(self, day: date) -> bool:
        """Tell whether the entered notices settle if `day` is worked; late December needs the next year's too."""
        late_december = day.month == 12 and day.day >= _DECEMBER_UNSETTLED_FROM
        return day.year in self.covered and (not late_december or day.year + 1 in self.covered)

    def after(self, start: date, working_days: int) -> Count:
        """Count to the `working_days`-th working day after `start`, which is not counted (Civil Code 201)."""
        return self._counted(start, working_days, _DAY)

    def before(self, day: date, working_days: int) -> Count:
        """Count back to the `working_days`-th working day before `day`, which is not counted."""
        return self._counted(day, working_days, -_DAY)

    def rolled(self, day: date) -> Count:
        """Return `day` as the last day of a duty, moved to the next working day if it is a day off (Civil Code 203)."""
        last = day
        while not self.is_working(last):
            last += _DAY
        return self._count(day, 0, _span(day, last))

    def again(self, count: Count) -> Count:
        """Repeat the count with this calendar: forwards, backwards or moved, as it was first counted."""
        if count.days == 0:
            return self.rolled(count.start)
        return self.after(count.start, count.days) if count.last > count.start else self.before(count.start, count.days)

    def kept(self, count: Count) -> Count:
        """Repeat the count for a last day that was announced: it may move later, never earlier.

        Days that have become working days since are skipped, as far as needed to keep the announced day.
        """
        fresh = self.again(count)
        if fresh.last >= count.last or count.last < count.start:
            return fresh
        off_then = {passed.day for passed in count.passed_over}
        span = _span(count.start + _DAY if count.days else count.start, self.rolled(count.last).last)
        working = [day for day in span if self.is_working(day)]
        surplus = len(working) - max(count.days, 1)
        spared = [day for day in working if day in off_then][-surplus:]
        return self._count(count.start, count.days, span, frozenset(spared))

    def _counted(self, start: date, working_days: int, step: timedelta) -> Count:
        if working_days < 1:
            raise ValueError("count at least one working day")
        last, left = start, working_days
        while left:
            last += step
            left -= self.is_working(last)
        first, end = sorted((start + step, last))
        span = _span(first, end)
        return self._count(start, working_days, span if step > timedelta() else span[::-1])

    def _count(self, start: date, days: int, span: tuple[date, ...], spared: frozenset[date] = frozenset()) -> Count:
        off = ((day, Why.ANNOUNCED if day in spared else self._why_off(day)) for day in span)
        return Count(
            start=start,
            days=days,
            last=span[-1],
            provisional=not all(self.is_settled(day) for day in span),
            passed_over=tuple(PassedOver(day, why) for day, why in off if why),
            worked_weekends=tuple(
                day for day in span if day in self.make_up and self.is_working(day) and day not in spared
            ),
        )

    def _why_off(self, day: date) -> Why | None:
        if day in self.days_off or (day.year not in self.covered and day in statutory_days(day.year)):
            return Why.HOLIDAY
        if day.weekday() >= _SATURDAY and day not in self.make_up:
            return Why.WEEKEND
        return Why.LOCAL if day in self.local else None


def _span(first: date, last: date) -> tuple[date, ...]:
    return tuple(first + _DAY * n for n in range((last - first).days + 1))
