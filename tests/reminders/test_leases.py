"""Claims go by a clock that nobody sets: a wall clock that jumps makes nobody send twice, and nobody wait for ever."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from reminders.delivery import Delivery
from reminders.leases import LEASE_SECONDS, Leases
from reminders.routes import Routes
from storage.owed import OwedState
from storage.store import Store
from tests.reminders.mail import DAY, HOUR, NOON, PACK, Office

YEAR_AND_MORE = timedelta(days=400)


def test_a_claim_is_over_when_it_was_watched_for_the_whole_lease() -> None:
    seconds = [0.0]
    leases = Leases(lambda: seconds[0])
    assert leases.over([(1, 1), (2, 1)], mine=[2]) == []
    seconds[0] = LEASE_SECONDS - 0.1
    assert leases.over([(1, 1), (2, 1), (3, 4)], mine=[2]) == []
    seconds[0] = LEASE_SECONDS
    assert leases.over([(1, 1), (2, 1), (3, 4)], mine=[2]) == [(1, 1)]
    assert leases.over([(1, 2), (3, 4)], mine=[]) == []  # claimed anew: that is another one's
    seconds[0] = 2 * LEASE_SECONDS - 0.1
    assert leases.over([(3, 4)], mine=[]) == [(3, 4)]


@asynccontextmanager
async def runs(delivery: Delivery) -> AsyncIterator[asyncio.Event]:
    """A delivery that runs; the event wakes it."""
    stop, wake = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(delivery.run(stop, wake))
    yield wake
    stop.set()
    await asyncio.wait_for(running, 10)


async def looked(delivery: Delivery, wake: asyncio.Event) -> None:
    """Until it has looked once more."""
    delivery.looked_at = None
    wake.set()
    while not delivery.looked_at:  # noqa: ASYNC110  # nobody tells
        await asyncio.sleep(0.02)


async def test_what_one_is_sending_no_other_sends_though_the_clock_jumps_meanwhile(store: Store) -> None:
    office = Office(store)
    await office.owe("slow", await office.person(5))
    office.telegram.slow = {5: asyncio.Event()}
    other = Delivery(store, PACK, Routes(keepers={}, senders={"telegram": office.telegram}), lambda: office.now)
    async with runs(office.delivery) as wake:
        wake.set()
        await asyncio.wait_for(office.telegram.begun.wait(), 5)
        for jump in (2 * HOUR, YEAR_AND_MORE, -YEAR_AND_MORE - DAY):
            office.now += jump
            async with runs(other) as wake_other:
                await looked(other, wake_other)
        office.telegram.slow[5].set()
        await asyncio.wait_for(office.telegram.came.wait(), 5)
    assert office.telegram.tried == [5]
    assert await office.state("slow") is OwedState.SENT


async def test_what_a_delivery_died_with_is_sent_after_the_lease_though_the_clock_was_set_back(store: Store) -> None:
    office, seconds = Office(store), [0.0]
    await office.owe("left", await office.person(5))
    async with store.work() as work:  # claimed by one that died, a day ahead of the others
        assert len(await work.outbox.due(NOON + DAY, 5)) == 1
        await work.commit()
    routes = Routes(keepers={}, senders={"telegram": office.telegram})
    survivor = Delivery(store, PACK, routes, lambda: NOON, lambda: seconds[0])
    async with runs(survivor) as wake:
        await looked(survivor, wake)
        seconds[0] = LEASE_SECONDS - 1
        await looked(survivor, wake)
        assert office.telegram.tried == []
        seconds[0] = LEASE_SECONDS
        await looked(survivor, wake)
        await asyncio.wait_for(office.telegram.came.wait(), 5)
    assert office.telegram.tried == [5]
