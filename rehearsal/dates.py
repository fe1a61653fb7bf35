"""The messages due over the years: a plain list of days that the service is measured by (Art. 5, 32, 43).

It is computed afresh from a wall calendar alone, without a line of the rules, the planner or the database. Its only
input is what the players did, and when.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count

from rehearsal.wall import COMES_ON, OUTAGE, Away

MORNING = time(9)
"""When the service looks and delivers."""
JULY = ((6, 20), (7, 1), (7, 15), (7, 25), (7, 31))
WEEKS_AFTER = 4
BEFORE_THE_END = (365, 180, 90, 30, 7)
MEASURES_END = date(2028, 10, 19)
BEFORE_MEASURES_END = (365, 180, 90, -1)
LAST_OF_JULY = {year: date(year, 7, 31) for year in range(2024, 2029)}
"""The last day of each report, as it is known in the end: no 31 July of these is a day off."""
AT_FIRST = {2027: date(2027, 8, 2)}
"""The same until the year's notice comes: 31 July 2027 is a Saturday."""
_OFF, _WORKED = {date(2027, 8, 2)}, {date(2027, 7, 31)}
"""The only exceptions to Mondays to Fridays in July and August of these years."""
_CALENDAR_WEEKS = 8


@dataclass(frozen=True, slots=True, order=True)
class Told:
    """One message: to whom, of what duty, about which holder, in the morning of which day."""

    on: date
    whom: str
    of: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done about a holder and when, on the office's clock; `year` is that of the report, 0 for the award."""

    at: datetime
    holder: str
    what: str
    year: int = 0


@dataclass(frozen=True, slots=True)
class Holding:
    """A holder: who is written to, whether it is an organisation, whether it has the main award."""

    key: str
    contacts: tuple[str, ...]
    unit: str
    organisation: bool
    main: bool
    decided_on: date

    @property
    def valid_until(self) -> date:
        """The corresponding day five years on."""
        year, leap = self.decided_on.year + 5, (self.decided_on.month, self.decided_on.day) == (2, 29)
        return date(year, 2, 28) if leap else self.decided_on.replace(year=year)


@dataclass(frozen=True, slots=True)
class Years:
    """What the list is made of. `first` is the first morning, `staff` who serves from the beginning, by role."""

    first: date
    last: date
    holdings: tuple[Holding, ...]
    deeds: tuple[Deed, ...]
    office: tuple[str, ...]
    lead: str
    clerks: tuple[str, ...]
    others: tuple[str, ...] = ()
    away: Away = field(default=OUTAGE)


def expected(years: Years) -> Counter[Told]:
    """Every message, once."""
    parts = (_to_holders(years), _digests(years), _of_measures(years), _of_calendars(years), _of_interests(years))
    return Counter(told for part in parts for told in part if years.first <= told.on <= years.last)


def mornings(years: Years, days: Iterable[date]) -> list[date]:
    """Return the mornings on which a ladder sends; days within an outage become the one morning after it."""
    return sorted({years.away.past(max(day, years.first)) for day in days})


def _to_holders(years: Years) -> Iterator[Told]:
    for one in years.holdings:
        of_reports = [told for year in _reports(years, one) for told in _of_report(years, one, year)]
        for on, of in [*of_reports, *_of_end(years, one)]:
            yield from (Told(on, contact, of, one.key) for contact in one.contacts)
        yield from (Told(on, officer, of, one.key) for on, of in _of_end(years, one) for officer in years.office)


def _of_report(years: Years, one: Holding, year: int) -> Iterator[tuple[date, str]]:
    for on in mornings(years, _july(year)):
        if _state(years, one, year, on) == "awaited":
            yield on, f"july {year}"
    for deed in _deeds(years, one, year, "returned"):
        yield from ((on, f"back {year}") for on in _back_days(years, one, year, deed.at.date()))
    if year in AT_FIRST:
        known_on = COMES_ON[year] + timedelta(days=1)
        if known_on >= years.first and _state(years, one, year, known_on) == "awaited":
            yield known_on, f"moved {year}"


def _back_days(years: Years, one: Holding, year: int, returned_on: date) -> Iterator[date]:
    """Yield the days of reminders of a returned report: 3 working days before its day, on it, 1 and 3 after."""
    known = AT_FIRST.get(year) if returned_on < COMES_ON.get(year, date.min) else None
    day = max(_working(returned_on, 5), known or LAST_OF_JULY[year])
    for on in mornings(years, (_working(day, -3), day, _working(day, 1), _working(day, 3))):
        if on > returned_on and _state(years, one, year, on) == "returned":
            yield on


def _of_end(years: Years, one: Holding) -> Iterator[tuple[date, str]]:
    if not one.main:
        return
    until = one.valid_until
    days = [until - timedelta(days=left) for left in BEFORE_THE_END if until - timedelta(days=left) >= one.decided_on]
    for on in mornings(years, (*days, until + timedelta(days=1))):
        settled = [deed for deed in years.deeds if deed.holder == one.key and deed.what in ("ended", "kept")]
        if not any(deed.at < _at(on) for deed in settled):
            yield on, "end"


def _digests(years: Years) -> Iterator[Told]:
    """On each day of a ladder, as long as somebody is waited for: the office, and the clerks of those units."""
    for year in LAST_OF_JULY:
        liable = [one for one in years.holdings if year in _reports(years, one)]
        for on in mornings(years, _july(year)):
            waiting = [one for one in liable if _state(years, one, year, on) in ("awaited", "returned")]
            if waiting:
                yield from (Told(on, officer, f"digest {year}") for officer in years.office)
                units = {one.unit for one in waiting}
                yield from (
                    Told(on, clerk, f"digest {year}") for clerk in years.clerks if clerk.removeprefix("clerk-") in units
                )


def _of_measures(years: Years) -> Iterator[Told]:
    days = [MEASURES_END - timedelta(days=left) for left in BEFORE_MEASURES_END]
    for on in mornings(years, days):
        yield from (Told(on, one, "measures") for one in (*years.office, years.lead))


def _of_calendars(years: Years) -> Iterator[Told]:
    """A year's notice: asked for in the middle of November, then until it comes; the lead knows from December on."""
    for year in range(max(years.first.year, min(COMES_ON)), max(COMES_ON) + 1):
        comes_on = max(COMES_ON[year], years.first)
        asked_on, due = max(date(year - 1, 11, 15), years.first), date(year - 1, 11, 30)
        weekly = [due + timedelta(days=1 + 7 * week) for week in range(_CALENDAR_WEEKS)]
        for on in (asked_on, due - timedelta(days=5), due, *weekly):
            if asked_on <= on <= comes_on:
                people = (*years.office, years.lead) if on > due else years.office
                yield from (Told(on, one, f"calendar {year}") for one in people)


def _of_interests(years: Years) -> Iterator[Told]:
    """Everybody who serves is asked on the day after New Year's Day, which is off, and answers on it."""
    for year in range(years.first.year + 1, years.last.year + 1):
        for one in (*years.office, years.lead, *years.clerks, *years.others):
            yield Told(date(year, 1, 2), one, f"interests {year}")


def _reports(years: Years, one: Holding) -> list[int]:
    """The years in which it owes a report, from the first July after the award, while it holds it."""
    if not one.organisation:
        return []
    ended = next((deed.at.date() for deed in _deeds(years, one, 0, "ended")), date.max)
    opens = [date(year, 7, 1) for year in LAST_OF_JULY]
    return [
        day.year
        for day in opens
        if one.decided_on < day <= one.valid_until and ended > day and years.first <= date(day.year, 7, 31)
    ]


def _state(years: Years, one: Holding, year: int, on: date) -> str:
    """What a report is in the morning of a day, by what was done about it before."""
    state = "awaited"
    for deed in sorted(years.deeds, key=lambda deed: deed.at):
        if deed.holder == one.key and deed.at < _at(on) and (deed.year == year or deed.what == "ended"):
            state = deed.what
    return state


def _deeds(years: Years, one: Holding, year: int, what: str) -> list[Deed]:
    return [deed for deed in years.deeds if (deed.holder, deed.year, deed.what) == (one.key, year, what)]


def _july(year: int) -> list[date]:
    """The five days of a July, then four weeks after the last."""
    weeks = [LAST_OF_JULY[year] + timedelta(days=7 * week) for week in range(1, WEEKS_AFTER + 1)]
    return [*(date(year, month, day) for month, day in JULY), *weeks]


def _working(day: date, count: int) -> date:
    """So many working days after a day of July or August, or before it."""
    step = timedelta(days=1 if count > 0 else -1)
    while count:
        day += step
        works = day in _WORKED or (day.weekday() < 5 and day not in _OFF)
        count -= step.days if works else 0
    return day


def _at(on: date) -> datetime:
    return datetime.combine(on, MORNING)


# The diary of the years: what is still to be done and when, on the office's clock, and what was done.


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
