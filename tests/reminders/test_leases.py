"""Claims go by a clock that nobody sets: a wall clock that jumps makes nobody send twice, and nobody wait for ever."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from reminders.delivery import Delivery
from reminders.letters import Letter, Parked, Ready, always
from reminders.posting import LEASE_SECONDS, Leases, Routes
from rules.people.roles import Channel
from storage.engine.owed import OwedState
from storage.store import Store
from tests.reminders.mail import DAY, HOUR, NOON, PACK, Office, Wire
from workflow.engine.sending import Outcome, Overtaken

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
    await asyncio.wait_for(running, 60)


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
        await asyncio.wait_for(office.telegram.begun.wait(), 60)
        for jump in (2 * HOUR, YEAR_AND_MORE, -YEAR_AND_MORE - DAY):
            office.now += jump
            async with runs(other) as wake_other:
                await looked(other, wake_other)
        office.telegram.slow[5].set()
        await asyncio.wait_for(office.telegram.came.wait(), 60)
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
        await asyncio.wait_for(office.telegram.came.wait(), 60)
    assert office.telegram.tried == [5]


@dataclass
class Stopping(Wire):
    """A channel whose process is stopped before or after it has looked at its claim, until the test goes on."""

    late: bool = False
    gone_on: asyncio.Event = field(default_factory=asyncio.Event)
    stopped: set[int] = field(default_factory=set)

    async def send(self, channel: Channel, letter: Letter | Parked, ready: Ready = always) -> Outcome:
        if self.late and not await ready():
            return Overtaken()
        self.stopped.add(channel.chat_id)
        await self.gone_on.wait()
        return await super().send(channel, letter, always if self.late else ready)


@pytest.mark.parametrize("late", [False, True], ids=["before it looks at its claim", "with calls on their way"])
async def test_a_sender_that_was_stopped_while_another_took_over_sends_nothing_again(
    store: Store, *, late: bool
) -> None:
    office, seconds, wire, chats = Office(store), [0.0], Stopping(late=late), range(5, 13)
    for chat in chats:
        person = await office.person(chat)
        for n in (1, 2):
            await office.owe(f"{chat}:{n}", person, "unreachable.told", values={"count": n})

    def delivery(its: Wire) -> Delivery:
        return Delivery(store, PACK, Routes(keepers={}, senders={"telegram": its}), lambda: NOON, lambda: seconds[0])

    async with runs(delivery(wire)):
        while wire.stopped != {*chats}:  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0.02)
        other = delivery(office.telegram)
        async with runs(other) as wake:
            await looked(other, wake)
            seconds[0] = LEASE_SECONDS
            while len(office.telegram.sent) < 2 * len(chats):
                await looked(other, wake)
        wire.gone_on.set()
    assert len(office.telegram.sent) == 2 * len(chats)
    assert len(wire.sent) == (len(chats) if late else 0)  # of each person's messages, the one that was on its way
    assert {await office.state(f"{chat}:{n}") for chat in chats for n in (1, 2)} == {OwedState.SENT}


async def test_what_came_back_after_all_is_not_sent_by_the_next_claimant(store: Store) -> None:
    office, seconds, slow = Office(store), [0.0], Stopping(late=True)
    await office.owe("k", await office.person(5))
    routes = Routes(keepers={}, senders={"telegram": slow})
    async with runs(Delivery(store, PACK, routes, lambda: NOON, lambda: seconds[0])):
        while not slow.stopped:  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0.02)
        async with store.work() as work:  # another has claimed it and waits for its turn
            assert await work.outbox.give_back(*(await work.outbox.claims())[0])
            (again,) = await work.outbox.due(NOON, 9)
            assert await work.outbox.holds(again.id, again.claim)
            await work.commit()
        slow.gone_on.set()
        await asyncio.wait_for(slow.came.wait(), 60)
    async with store.work() as work:
        assert not await work.outbox.holds(again.id, again.claim)
    assert await office.state("k") is OwedState.SENT


async def test_a_claim_is_another_though_the_tries_were_counted_anew(store: Store) -> None:
    office = Office(store)
    await office.owe("k", await office.person(5))
    async with store.work() as work:
        (first,) = await work.outbox.due(NOON, 9)
        await work.outbox.fail(first.id, error="403")
        assert await work.outbox.again(first.id, NOON)
        (second,) = await work.outbox.due(NOON, 9)
        assert (first.tries, second.tries) == (1, 1)
        assert not await work.outbox.holds(first.id, first.claim)
        assert not await work.outbox.retry(first.id, NOON, error="429", claim=first.claim)
        assert not await work.outbox.skip(first.id, error="settled", claim=first.claim)
        assert await work.outbox.holds(second.id, second.claim)
