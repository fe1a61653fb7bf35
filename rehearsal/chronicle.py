"""Some years from the command line: lived, held against the plain list of days, told in a few lines (Art. 5, 32)."""

import sys
from collections import Counter
from collections.abc import Iterator

from rehearsal.dates import expected
from rehearsal.stage import raised
from rehearsal.wall import first_day
from rehearsal.years import Lived, live, opening, wrong
from rules.engine.pack import Pack

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
