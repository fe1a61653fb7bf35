"""Some years of an award's life, day by day: planner and delivery each morning, people acting in between (Art. 5).

Everything goes through the real conversations, the real planner and the real delivery; the clock is moved.
"""

import sys
import time as watch
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random

from rehearsal import endings, wall
from rehearsal.arrivals import Arrivals, Arrived, arrived
from rehearsal.dates import LAST_OF_JULY, MORNING, Diary, Told, Years, expected
from rehearsal.filling import fill
from rehearsal.lives import Company, Lot, gather
from rehearsal.reports import plan_july
from rehearsal.stage import Stage, raised
from rehearsal.wall import first_day
from rules.engine.calendar import OFFICE_ZONE
from rules.engine.pack import Pack

_ENTRY, _DAY_ENDS, _LATE_LOOK, _NIGHT = time(8, 30), time(20), time(21, 30), time(23)
_REVOKED_ON, _MERGED_ON, _KEPT_BEFORE = date(2028, 8, 10), date(2028, 7, 5), timedelta(days=60)
_LOOKS_BY_NIGHT = 0.1


@dataclass(slots=True)
class Lived:
    """The years as they were lived: what was to be told, what arrived, and how long it took in seconds."""

    years: Years
    company: Company
    arrived: Arrived
    days: int
    seconds: float


async def live(stage: Stage, *, seed: int, holders: int, first: date, last: date = wall.LAST) -> Lived:
    """Live from the morning of `first` to that of `last`; the stage is to be raised at `opening(first)`."""
    began, random, arrivals = watch.monotonic(), Random(seed), Arrivals()  # noqa: S311  # a play, not a secret
    julys = range(first.year, max(LAST_OF_JULY) + 1)
    company = await gather(stage, random, holders, julys)
    await endings.enter(stage, company)
    diary = Diary(datetime.combine(first, _ENTRY))
    for year in julys:
        plan_july(stage, company, diary, random, year)
    _plan(stage, company, diary, first)
    days = await _days(stage, diary, arrivals, random, first, last)
    awards = {one.award_id: one.holding.key for one in company.lives}
    came = await arrived(stage, arrivals, awards)
    return Lived(_years(company, diary, first, last), company, came, days, watch.monotonic() - began)


def opening(first: date) -> datetime:
    """The moment at which the stage is raised: the office enters its list before anything is looked at."""
    return datetime.combine(first, _ENTRY, OFFICE_ZONE).astimezone(UTC)


def wrong(lived: Lived) -> dict[str, list[str]]:
    """Return what differs from the plain list of days, by the kind of difference."""
    return compared(expected(lived.years), lived.arrived)


def compared(due: Counter[Told], came: Arrived) -> dict[str, list[str]]:
    """The plain list beside what arrived."""
    return {
        "none is missing": [_line(one) for one in sorted(due - came.told)],
        "none came twice": [_line(one) for one, times in sorted(came.told.items()) if times > 1],
        "none came that was not due": [_line(one) for one in sorted({*came.told} - {*due})],
        "none is unsettled": list(came.unsettled),
        "each lies in its inbox": [f"{whom} on {on}" for whom, on in came.astray],
    }


def _line(one: Told) -> str:
    return f"{one.on}: {one.of} to {one.whom}{one.about and f' about {one.about}'}"


async def _days(stage: Stage, diary: Diary, arrivals: Arrivals, random: Random, first: date, last: date) -> int:
    day, lived = first, 0
    while day <= last:
        if not wall.OUTAGE.covers(day):
            await _look(stage, diary, arrivals, day, MORNING)
            if await _act(stage, diary, datetime.combine(day, _DAY_ENDS)):
                stage.delivered += await stage.delivery.deliver_once(stage.clock())
                await arrivals.look(stage)
            if random.random() < _LOOKS_BY_NIGHT or diary.due_by_night(day):
                await _look(stage, diary, arrivals, day, _LATE_LOOK)
                await _act(stage, diary, datetime.combine(day, _NIGHT))
            lived += 1
        day += timedelta(days=1)
    return lived


async def _look(stage: Stage, diary: Diary, arrivals: Arrivals, day: date, hour: time) -> None:
    """Plan and deliver, as the service does every minute."""
    diary.now = datetime.combine(day, hour)
    stage.clock.set(diary.now.replace(tzinfo=OFFICE_ZONE).astimezone(UTC))
    before = stage.delivered
    await stage.tick()
    if stage.delivered > before:
        await arrivals.look(stage)


async def _act(stage: Stage, diary: Diary, until: datetime) -> int:
    return await diary.live(until, lambda at: stage.clock.set(at.replace(tzinfo=OFFICE_ZONE).astimezone(UTC)))


def _plan(stage: Stage, company: Company, diary: Diary, first: date) -> None:
    """What the office and the lead do in these years besides the reports."""
    for year, comes_on in wall.COMES_ON.items():
        if year >= first.year:
            diary.put(max(comes_on, first), 10, partial(_paste_notice, stage, company, year))
    for year in range(first.year + 1, wall.LAST.year + 1):
        diary.put(date(year, 1, 2), 10, partial(_state_interests, company))
    for one in company.lives:
        about = (stage, company, diary, one)
        match one.lot:
            case Lot.REVOKED:
                diary.put(_REVOKED_ON, 16, partial(endings.revoke, *about))
            case Lot.MERGED:
                diary.put(_MERGED_ON, 16, partial(endings.merge, *about))
            case Lot.KEPT:
                diary.put(one.holding.valid_until - _KEPT_BEFORE, 16, partial(endings.keep, *about))
            case Lot.PLAIN:
                pass


async def _paste_notice(stage: Stage, company: Company, year: int) -> None:
    """The office pastes the notice of a year's days off, and the lead confirms it."""
    await company.office.press_anyhow("calendar:paste")
    await fill(company.office, "holiday_notice", {"text": wall.notice(year)})
    stage.delivered += await stage.delivery.deliver_once(stage.clock())
    proposal = company.lead.offered("calendar:see:")[0].rpartition(":")[2]
    await company.lead.press(f"calendar:see:{proposal}")
    await company.lead.press(f"calendar:confirm:{proposal}")


async def _state_interests(company: Company) -> None:
    """Let everybody who serves state their interests for the new year."""
    for one in company.staff:
        await one.press("interest:state")
        await fill(one, "interests")


def _years(company: Company, diary: Diary, first: date, last: date) -> Years:
    return Years(
        first=first,
        last=last,
        holdings=tuple(one.holding for one in company.lives),
        deeds=tuple(diary.deeds),
        office=(company.office.key,),
        lead=company.lead.key,
        clerks=tuple(one.key for one in company.clerks),
        others=(company.chair.key,),
    )


# Some years from the command line: lived, held against the plain list of days, told in a few lines (Art. 5, 32).


_SHOWN = 20


async def rehearse_years(pack: Pack, *, seed: int, holders: int, years: int) -> int:
    """Play so many years and print what was sent. Returns 1 if it differs from what was due."""
    first = first_day(years)
    async with raised(opening(first), pack) as stage:
        lived = await live(stage, seed=seed, holders=holders, first=first)
        found = wrong(lived)
        sys.stdout.write("\n".join(told(lived, found, next(stage.updates) - 1)) + "\n")
    return int(any(found.values()))


def told(lived: Lived, found: dict[str, list[str]], updates: int) -> Iterator[str]:
    """The years in a few lines, and what was found wrong in them."""
    years, came = lived.years, lived.arrived
    ways = Counter(way.value for one in lived.company.lives for way in one.ways.values())
    lots = Counter(one.lot.value for one in lived.company.lives)
    duties = Counter(one.of for one in came.told.elements())
    yield f"{len(years.holdings)} holders: " + _counts(lots)
    yield "reports: " + _counts(ways)
    yield f"{came.told.total()} reminders, {expected(years).total()} on the list: " + _counts(duties)
    yield f"{came.others} other messages, {came.dropped} owed and not sent any more, {updates} things said and pressed"
    yield f"from {years.first} to {years.last}, {lived.days} days of service, in {lived.seconds:.0f} s"
    for name, lines in found.items():
        yield f"{'no' if lines else 'yes'}  {name}"
        yield from (f"       {line}" for line in lines[:_SHOWN])


def _counts(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counted.items()))
