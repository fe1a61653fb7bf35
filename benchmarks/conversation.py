"""A ten-step form, filled in by fifty people at once: the service beside five usual ways to write such bots.

    .venv/bin/python -m benchmarks.conversation

Each side runs in a process of its own, pinned to one core, in alternating rounds; medians are compared. The service
keeps every answer on the disk before it replies. Two sides keep nothing: it must reach six tenths of the rate of
aiogram in memory and seven tenths of that of a dialog library. Three keep what they are told: it must be twice as fast
as aiogram with SQLAlchemy and SQLite, half as fast again as aiogram with a Redis that writes each change to the disk
(Debian's redis-tools), and six times as fast as a pickle with a thousand open forms. Exits with 1 otherwise. Any other
load on the core or the disk slows the service most, since it waits for the disk: let nothing else run.
"""

import argparse
import asyncio
import importlib
import json
import os
import subprocess
import sys
from dataclasses import asdict
from statistics import median
from typing import cast

import uvloop

from benchmarks.result import Result, Side, settled

SIDES = {
    "service": "benchmarks.service",
    "aiogram in memory": "benchmarks.peers.aiogram_memory",
    "aiogram_dialog in memory": "benchmarks.peers.aiogram_dialogs",
    "aiogram over SQLAlchemy and SQLite": "benchmarks.peers.aiogram_sql",
    "aiogram over Redis, fsync always": "benchmarks.peers.aiogram_redis",
    "python-telegram-bot with a pickle": "benchmarks.peers.ptb_pickle",
}
# The least ratio of the service's rate to that of each other side.
FLOORS = {
    "aiogram in memory": 0.6,
    "aiogram_dialog in memory": 0.7,
    "aiogram over SQLAlchemy and SQLite": 2.0,
    "aiogram over Redis, fsync always": 1.5,
    "python-telegram-bot with a pickle": 6.0,
}


def main() -> int:
    """Run every side round by round, and compare the medians with the floors; the exit status."""
    asked = arguments()
    if asked.side:
        return report(asked)
    rates: dict[str, list[float]] = {side: [] for side in SIDES}
    for number in range(asked.rounds):
        for side in list(SIDES) if number % 2 == 0 else reversed(SIDES):
            rates[side].append(measured(side, asked).rate)
            print(f"round {number + 1}  {side:<34} {rates[side][-1]:>8,.0f} updates/s", flush=True)
    return judged({side: median(found) for side, found in rates.items()})


def judged(rates: dict[str, float]) -> int:
    """Print the medians and the ratios; return 1 if one of them is under its floor."""
    print()
    for side, rate in rates.items():
        print(f"median   {side:<34} {rate:>8,.0f} updates/s")
    low = False
    for side, floor in FLOORS.items():
        ratio = rates["service"] / rates[side]
        low = low or ratio < floor
        verdict = "under the floor of" if ratio < floor else "floor"
        print(f"ratio    service / {side:<24} {ratio:>8.2f} ({verdict} {floor})")
    return int(low)


def measured(side: str, asked: argparse.Namespace) -> Result:
    """Run one side in a process of its own, and return the result that it prints last."""
    options = [f"--{name}={getattr(asked, name)}" for name in ("people", "steps", "core", "forms")]
    command = [sys.executable, "-m", "benchmarks.conversation", f"--side={side}", *options]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Result(**json.loads(done.stdout.splitlines()[-1]))


def report(asked: argparse.Namespace) -> int:
    """Run in the process of one side: once to warm up, then `forms` times, and print the sum of the results as JSON."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {asked.core})
    run = cast("Side", importlib.import_module(SIDES[asked.side]).run)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(asked.people, asked.steps))
        done = [runner.run(run(asked.people, asked.steps)) for _ in range(asked.forms)]
    total = Result(sum(result.updates for result in done), sum(result.seconds for result in done))
    print(json.dumps(asdict(total)))
    return 0


def arguments() -> argparse.Namespace:
    """Return the number of people, steps, forms and rounds, and the core, by default the last one available."""
    ours = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, standard in (("people", 50), ("steps", 10), ("forms", 2), ("rounds", 5), ("core", ours[-1])):
        parser.add_argument(f"--{name}", type=int, default=standard)
    parser.add_argument("--side", choices=SIDES, help="one side only, in this process; prints its result")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(settled(main()))
