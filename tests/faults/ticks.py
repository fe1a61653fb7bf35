"""kill -9 of ticks that deliver side by side on one PostgreSQL: nothing is missing, and nothing lies in an inbox twice.

    python -m tests.faults.ticks --messages 2000 --kills 15

Two or three `award tick` run at once, as cron may start them beside each other; some of them are killed while messages
leave, and the next ones begin with what they left. Afterwards the inboxes are counted.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from storage.database.seals import Keys
from storage.engine.outbox import LEASE
from storage.engine.owed import OwedState, Urgency
from storage.store import Store
from tests import moments
from tests.postgres import running_cluster
from tests.processes import Serving

WEB = "web"


@dataclass
class Figures:
    """What came of it."""

    seed: int
    messages: int = 0
    kills: int = 0
    in_hand: int = 0
    missing: int = 0
    most_copies: int = 0
    seconds: float = 0.0

    @property
    def passes(self) -> bool:
        """Whether it was survived, with at least one message in the hands of somebody killed."""
        return self.missing == 0 and self.most_copies == 1 and self.in_hand > 0


async def trial(folder: Path, url: str, *, messages: int, kills: int, seed: int, at_once: int = 3) -> Figures:
    """Owe some, kill some of those who deliver them, and so on; the figures."""
    figures, began, chance = Figures(seed), time.monotonic(), random.Random(seed)
    data = folder / "data"
    data.mkdir(parents=True)
    keys, _ = Keys.load_or_make(data / "keys.json")
    store = await Store.open(url, keys, data, create=True)
    ticks = [
        Serving(folder / f"tick-{n}", "tick", {"AWARD_DATABASE_URL": url, "AWARD_DATA_DIR": str(data)})
        for n in range(at_once)
    ]
    rounds = max(1, 2 * kills // (at_once + 1))  # so many are killed on the average
    for _ in range(rounds):
        await _owe(store, figures, messages // rounds)
        for tick in ticks:
            tick.launch()
        while not await _in_hand(store):  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0.01)
        await asyncio.sleep(chance.random() * 0.1)
        for tick in chance.sample(ticks, chance.randint(1, at_once)):
            tick.kill()
            figures.kills += 1
        for tick in ticks:
            await tick.ended()
        figures.in_hand += await _in_hand(store)
    await asyncio.sleep(LEASE.total_seconds() + 1)
    assert ticks[0].award("tick").returncode == 0
    await _count(store, figures)
    await store.close()
    figures.seconds = round(time.monotonic() - began)
    return figures


async def _owe(store: Store, figures: Figures, count: int) -> None:
    now = moments.now()
    async with store.work() as work:
        for chat in range(figures.messages + 1, figures.messages + count + 1):
            seat = await work.people.meet(WEB, chat, now, "zh")
            await work.outbox.owe(f"k{chat}", seat.person.id, "menu.open", now=now, urgency=Urgency.ANSWER)
        await work.commit()
    figures.messages += count


async def _in_hand(store: Store) -> int:
    async with store.work() as work:
        return len(await work.outbox.claims())


async def _count(store: Store, figures: Figures) -> None:
    async with store.work() as work:
        states = Counter(owed.state for owed in await work.outbox.page(limit=figures.messages + 1))
        letters = [await work.inbox.count(chat) for chat in range(1, figures.messages + 1)]
    figures.missing = figures.messages - states[OwedState.SENT] + letters.count(0)
    figures.most_copies = max(letters)


def main() -> None:
    """Read the command line, run, and exit with 1 where something was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=15)
    parser.add_argument("--at-once", type=int, default=3)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder, running_cluster() as cluster:
        url = cluster.new_database()
        much = {"messages": asked.messages, "kills": asked.kills, "at_once": asked.at_once}
        figures = asyncio.run(trial(Path(folder), url, seed=asked.seed, **much))
    print(figures)
    raise SystemExit(not figures.passes)


if __name__ == "__main__":
    main()
