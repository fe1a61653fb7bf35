"""Whether memory stays flat: a hundred thousand updates through one process, on SQLite.

    .venv/bin/python -m benchmarks.endurance

Hundred after hundred of applicants write their forms, each a new person. The first tenth fills the caches; after that,
memory is read twenty times, each time after a garbage collection. Exits with 1 if it grows by 2 MB, or Python's heap by
a thousand objects, for each ten thousand updates.
"""

import argparse
import asyncio
import gc
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression

import uvloop

from benchmarks.hall import Hall, prepare
from benchmarks.result import Limit, held, settled
from benchmarks.usage import Usage
from storage.database.seals import Keys
from storage.store import Store

MB, OBJECTS = 2.0, 1_000.0
AT_ONCE = 100
LOOKS = 20
WARM = 0.1


@dataclass(frozen=True, slots=True)
class Look:
    """The memory seen after so many updates."""

    updates: int
    megabytes: float
    objects: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures measured; both slopes are for ten thousand updates."""

    updates: int
    seconds: float
    megabytes: float
    slope_mb: float
    slope_objects: float


def main() -> int:
    """Measure, and compare the slopes with their limits; the exit status."""
    parser = argparse.ArgumentParser(description="Memory over many updates")
    parser.add_argument("--updates", type=int, default=100_000)
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return judged(runner.run(measured(Path(folder), updates=parser.parse_args().updates)))


def judged(found: Figures) -> int:
    """Print the figures; return 1 if a slope is over its limit."""
    print(f"{found.updates} updates in {found.seconds:.0f} s, {found.megabytes:.0f} MB in the end; for each 10,000:")
    return int(not held(Limit("memory", found.slope_mb, MB, "MB"), Limit("objects", found.slope_objects, OBJECTS, "")))


async def measured(folder: Path, *, updates: int, at_once: int = AT_ONCE) -> Figures:
    """Send so many updates, and read the memory now and then."""
    usage, looks, begun = Usage(os.getpid()), list[Look](), time.monotonic()
    store = await Store.open(f"sqlite:///{folder}/award.db", Keys.fresh(), folder, create=True)
    try:
        await prepare(store)
        hall, done, first = Hall(store), 0, 1
        while done < updates:
            done += await hall.apply(range(first, first + at_once))
            first += at_once
            if done >= updates * (WARM + len(looks) * (1 - WARM) / LOOKS):
                looks.append(_look(usage, done))
    finally:
        await store.close()
    places = [look.updates / 10_000 for look in looks]
    return Figures(
        updates=done,
        seconds=time.monotonic() - begun,
        megabytes=looks[-1].megabytes,
        slope_mb=linear_regression(places, [look.megabytes for look in looks]).slope,
        slope_objects=linear_regression(places, [look.objects for look in looks]).slope,
    )


def _look(usage: Usage, done: int) -> Look:
    gc.collect()
    return Look(done, usage.memory() / 1e6, len(gc.get_objects()))


if __name__ == "__main__":
    raise SystemExit(settled(main()))
