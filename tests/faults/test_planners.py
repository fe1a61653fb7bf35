"""Several planners and deliveries on one PostgreSQL, some of them broken off: each reminder arrives, and once."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.registers import Register, fill
from reminders.delivery import Delivery
from reminders.planner import plan
from reminders.posting import Routes
from storage.database.seals import Keys
from storage.engine.owed import OwedState
from storage.store import Store
from tests.faults.trials import LONG, seed
from tests.reminders.mail import PACK, Inbox, at

if TYPE_CHECKING:
    from tests.postgres import Cluster

OWING, KILLED = (2_000, 4) if LONG else (60, 1)
"""How many are killed at each of four times; 2,000 holders: `LONG=1 scripts/test tests/faults/test_planners.py`."""
DAYS = (date(2026, 6, 20), date(2026, 7, 1))
INSTANCES = 3


@pytest.fixture
async def stores(tmp_path: Path, postgres: "Cluster") -> AsyncIterator[list[Store]]:
    """One database, opened as often as there are instances."""
    url, keys = postgres.new_database(), Keys.fresh()
    opened = [await Store.open(url, keys, tmp_path, create=place == 0) for place in range(INSTANCES)]
    await fill(opened[0], Register(holders=OWING + 20, owing=OWING))
    yield opened
    for store in opened:
        await store.close()
    postgres.drop_database(url)


async def test_three_instances_of_which_some_are_killed_remind_each_holder_once_of_each_day(
    stores: list[Store],
) -> None:
    chance = random.Random(seed())
    for day in DAYS:
        for hour in (9, 10, 11):  # a lease lasts two minutes
            now = at(day, hour)
            killed = chance.sample(range(2 * INSTANCES), KILLED) if hour < 11 else []
            works = [work for store in stores for work in (plan(store, PACK, now), delivery(store).deliver_once(now))]
            await asyncio.gather(
                *(
                    broken_off(work, chance.random() / 5) if place in killed else work
                    for place, work in enumerate(works)
                )
            )
        await delivery(stores[0]).deliver_once(at(day, 12))
    async with stores[0].work() as work:
        owed = await work.outbox.page(limit=100_000)
        read = Counter({chat: await work.inbox.count(chat) for chat in range(100, 100 + OWING)})
    assert set(read.values()) == {len(DAYS)}
    assert {one.state for one in owed} == {OwedState.SENT}
    reminders = Counter(one.person_id for one in owed if one.key.startswith("self-assessment:"))
    assert (len(reminders), set(reminders.values())) == (OWING, {len(DAYS)})


def delivery(store: Store) -> Delivery:
    """One that has just started."""
    return Delivery(store, PACK, Routes(keepers={"web": Inbox()}, senders={}), lambda: at(DAYS[0]))


async def broken_off(work: Coroutine[Any, Any, object], seconds: float) -> None:
    """Killed after so long, wherever it is."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await work
