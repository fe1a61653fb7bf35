"""Delivery: claims due messages, checks again that each is still owed, and brings it to the person.

A message for the web chat is written and noted as sent in one Work: exactly once. One for Telegram is claimed with a
lease, sent outside any Work, then noted: at least once. Whoever sends asks right before each sending whether the claim
is still its own; so a process that was stopped for longer than the lease sends at most one message twice for each lane
that it had begun, the one on its way at that moment. One message that fails or waits does not hold up other people's.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any, Literal

from reminders.letters import Keeper, Letter, Parked, written
from reminders.posting import PATIENCE, Leases, Post, Routes, has_waited
from reminders.quiet import is_quiet, may_speak_at
from rules.engine.pack import Pack
from rules.engine.refusals import Refusal
from rules.people.roles import PUSH, Channel
from workflow.engine.records import OUTAGES, REPLY, Owed, Store
from workflow.engine.sending import Moved, Overtaken, Refused, Retry, Sent, Unreachable

Lanes = set[asyncio.Task[int]]
"""Running tasks, one for each person, which deliver that person's messages one after another."""
AT_ONCE = 20
LOOK_EVERY = 30.0
SHORTEST_REST = 0.1

log = logging.getLogger(__name__)


class Delivery:
    """Delivers what one store owes; safe to run in several processes, and twice in one process.

    `looked_at` is when the outbox was last looked into, None before the first time; `failures` is how often in a row
    that has failed since.
    """

    def __init__(
        self,
        store: Store,
        pack: Pack,
        routes: Routes,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._pack = pack
        self.routes = routes
        self._clock = clock
        self._post = Post(store, pack, routes)
        self._leases = Leases(monotonic)
        self._in_hand: set[int] = set()
        self.looked_at: datetime | None = None
        self.failures = 0

    async def deliver_once(self, now: datetime) -> int:
        """Deliver all that is due at `now`; return how many messages arrived."""
        lanes: Lanes = set()
        arrived = 0
        while True:
            begun, _ = await self._begin(now, room=AT_ONCE - len(lanes))
            lanes |= begun
            if not lanes:
                return arrived
            done, lanes = await asyncio.wait(lanes, return_when=asyncio.FIRST_COMPLETED)
            arrived += sum(lane.result() for lane in done)

    async def run(self, stop: asyncio.Event, wake: asyncio.Event) -> None:
        """Deliver until `stop` is set, then finish what was begun.

        The outbox is looked into after each commit that sets `wake`, when the next message falls due, and at least
        every LOOK_EVERY seconds. A message that waits for its channel does not hold up those of other people.
        """
        lanes: Lanes = set()
        while not stop.is_set():
            wake.clear()
            try:
                begun, rest = await self._begin(self._clock(), room=AT_ONCE - len(lanes), lasting=True)
                lanes |= begun
            except Exception as failure:  # noqa: BLE001  # most likely the database is away; what is owed stays owed
                self.failures += 1
                log.warning("delivery: %s", type(failure).__name__, extra={"fault": failure})
                rest = LOOK_EVERY / 10
            lanes = await _pause(lanes, stop, wake, rest)
        if lanes:
            await asyncio.wait(lanes)

    async def _begin(self, now: datetime, *, room: int, lasting: bool = False) -> tuple[Lanes, float]:
        """Claim as many due messages as there is `room` for and start delivering them.

        Returns the new lanes, and after how many seconds to look again. With `lasting` (a long run) leases are judged
        by a monotonic clock instead of the wall clock, which can be set while another process sends.
        """
        async with self._store.work() as work:
            for claim in self._leases.over(await work.outbox.claims(), self._in_hand) if lasting else ():
                await work.outbox.give_back(*claim)
            if is_quiet(now, self._pack):
                await work.outbox.postpone(now, may_speak_at(now, self._pack), left=not lasting)
            claimed = await work.outbox.due(now, room, left=not lasting) if room >= AT_ONCE // 2 else []
            next_at = await work.outbox.next_due_at()
            await work.commit()
        self.looked_at, self.failures = now, 0
        fresh = [owed for owed in claimed if owed.id not in self._in_hand]
        self._in_hand |= {owed.id for owed in fresh}
        rest = LOOK_EVERY if next_at is None else (next_at - now).total_seconds()
        lanes = {asyncio.create_task(self._lane(lane, now)) for lane in _by_person(fresh)}
        return lanes, min(LOOK_EVERY, max(SHORTEST_REST, rest))

    async def _lane(self, lane: list[Owed], now: datetime) -> int:
        """Deliver one person's messages in order; return how many arrived.

        When one has to wait, those behind it wait with it, for the first PATIENCE tries or while the channel limits the
        rate. A push, which only wakes a browser, never makes the others wait.
        """
        arrived = 0
        try:
            for place, owed in enumerate(lane):
                outcome = await self._safely(owed, now)
                arrived += outcome is True
                if isinstance(outcome, Retry) and owed.over != PUSH and (outcome.limited or owed.tries <= PATIENCE):
                    for waiting in lane[place + 1 :]:
                        await self._post.later(waiting, outcome, now)
                    break
        except Exception as failure:  # noqa: BLE001  # nothing was noted: the lease ends and it is claimed again
            log.warning("a lane of deliveries ended: %s", type(failure).__name__, extra={"fault": failure})
        finally:
            self._in_hand -= {owed.id for owed in lane}
        return arrived

    async def _safely(self, owed: Owed, now: datetime) -> bool | Retry:
        """Deliver one message; one that cannot be made is tried a few more times and then set aside."""
        try:
            return await self._deliver(owed, now)
        except Exception as failure:  # noqa: BLE001  # one message must not stop the others
            return await self._stumbled(owed, now, failure)

    async def _deliver(self, owed: Owed, now: datetime) -> bool | Retry:
        """Deliver one message over the first channel that takes it.

        Returns True when it arrived, a Retry when another try has been noted, and False when it is over without
        arriving.
        """
        addressed = await self._post.address(owed, now)
        if addressed is None:
            return False
        letter = await self._letter(owed, addressed.person.language, now)
        code = "no channel"
        for channel in addressed.channels:
            keeper = self.routes.keepers.get(channel.bot)
            if keeper is not None:
                return await self._keep(keeper, owed, channel, letter, now)
            match await self._send(owed, channel, letter):
                case Sent(message_id):
                    proof = None if _withheld(owed, letter) else message_id
                    await self._post.arrived(owed, channel, now, proof, letter.wording)
                    return True
                case Overtaken():
                    return False
                case Retry(code=code) as retry if not has_waited(owed, retry, now):
                    await self._post.failed(owed, retry, now)
                    return retry
                case Unreachable(code):
                    await self._post.lost(channel, now)
                case Refused(code):
                    await self._post.set_aside(owed, now, code)
                    return False
        await self._post.unreachable(owed, now, code)
        return False

    async def _letter(self, owed: Owed, language: str, now: datetime) -> Letter | Parked:
        if owed.kind == REPLY:
            return Parked(owed.values)
        try:
            file = await self.routes.papers(owed.paper, language) if owed.paper is not None else None
        except Refusal as refusal:  # the paper may not be given or cannot be made: the message says why instead
            told = {"article": refusal.article, **refusal.values}
            return written(replace(owed, text=refusal.key, values=told, buttons=[]), language, now)
        return written(owed, language, now, file=file)

    async def _keep(self, keeper: Keeper, owed: Owed, channel: Channel, letter: Letter | Parked, now: datetime) -> bool:
        async with self._store.work() as work:
            kept = await keeper.keep(work, channel, letter)
            proof = None if _withheld(owed, letter) else "inbox"
            mark = await self._post.worded(work, owed, letter.wording, now)
            noted: dict[str, Any] = {"proof": proof, "channel_id": channel.id, "claim": owed.claim, "wording": mark}
            if not await work.outbox.sent(owed.id, now, **noted):
                return False  # another delivery has claimed it: leave this Work uncommitted
            await self._post.also_by_push(work, owed, channel, now)
            await self._post.also_by_email(work, owed, channel, now)
            await work.commit()
        await keeper.release(kept)
        return True

    async def _send(
        self, owed: Owed, channel: Channel, letter: Letter | Parked
    ) -> Sent | Overtaken | Retry | Unreachable | Refused:
        sender, ready = self.routes.senders[channel.bot], partial(self._post.holds, owed)
        outcome = await sender.send(channel, letter, ready)
        if isinstance(outcome, Moved):
            outcome = await sender.send(await self._post.moved(channel, outcome.to), letter, ready)
        return Unreachable("moved twice") if isinstance(outcome, Moved) else outcome

    async def _stumbled(self, owed: Owed, now: datetime, failure: Exception) -> bool | Retry:
        code = type(failure).__name__
        if isinstance(failure, OUTAGES) and not isinstance(failure, FileNotFoundError):
            # it is tried until that is over
            log.warning("message %d waits for the machine: %s", owed.id, code, extra={"fault": failure})
            await self._post.later(owed, again := Retry(60.0, code), now)
            return again
        log.error("message %d was not made: %s", owed.id, code, extra={"fault": failure})
        await self._post.stumbled(owed, now, code)
        return False


def _withheld(owed: Owed, letter: Letter | Parked) -> bool:
    """Tell whether the message should have had a document and has none, so that its arrival proves nothing."""
    return owed.paper is not None and isinstance(letter, Letter) and letter.file is None


def _by_person(claimed: Iterable[Owed]) -> list[list[Owed]]:
    """Group the messages by person, each group in the order in which they were claimed."""
    by_person = sorted(claimed, key=lambda owed: owed.person_id)
    return [list(lane) for _, lane in groupby(by_person, key=lambda owed: owed.person_id)]


async def _pause(lanes: Lanes, stop: asyncio.Event, wake: asyncio.Event, seconds: float) -> Lanes:
    """Wait until a lane ends, `wake` or `stop` is set, or `seconds` are over; return the lanes still running.

    At least SHORTEST_REST passes, so that many commits are answered by one look.
    """
    await _any_of({asyncio.create_task(stop.wait())}, set(), SHORTEST_REST)
    await _any_of({asyncio.create_task(event.wait()) for event in (stop, wake)}, lanes, seconds - SHORTEST_REST)
    return {lane for lane in lanes if not lane.done()}


async def _any_of(events: set[asyncio.Task[Literal[True]]], lanes: Lanes, seconds: float) -> None:
    waited: set[asyncio.Task[Any]] = {*events, *lanes}
    await asyncio.wait(waited, timeout=max(0.0, seconds), return_when=asyncio.FIRST_COMPLETED)
    for event in events:
        event.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await event
