"""Reminders over Telegram's wire: nothing is lost to its faults, the blocked are phoned, no chat delays another."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiogram import Bot

from bot.channels import TelegramSender
from bot.pacing import Gate
from bot.telegram import telegram_bot
from reminders.delivery import Delivery
from reminders.posting import Routes
from storage.engine.owed import OwedState
from storage.store import Store
from tests.reminders.mail import NOON, PACK, Office
from tests.standin import Fault, StandIn

SEED = 23
SENDS = 1_200 if "LONG" in os.environ else 60
"""How many messages meet faults; at thirty a second the long run takes most of a minute."""


@pytest.fixture
async def standin() -> AsyncIterator[StandIn]:
    async with StandIn(seed=SEED) as standin:
        yield standin


@pytest.fixture
async def bot(standin: StandIn) -> AsyncIterator[Bot]:
    async with telegram_bot("42:x", standin.url) as bot:
        yield bot


def running(start: float) -> datetime:
    """Noon, and as much later as has passed."""
    return datetime.fromtimestamp(NOON.timestamp() + time.monotonic() - start, UTC)


async def delivered(store: Store, bot: Bot, *, seconds: float = 300.0) -> None:
    """The delivery runs until nothing is owed any more."""
    start = time.monotonic()
    routes = Routes(keepers={}, senders={"telegram": TelegramSender(bot, Gate())})
    delivery = Delivery(store, PACK, routes, lambda: running(start))
    stop, wake = asyncio.Event(), asyncio.Event()
    working = asyncio.create_task(delivery.run(stop, wake))
    try:
        async with asyncio.timeout(seconds):
            while await owing(store):  # noqa: ASYNC110  # only the database says when it is done
                await asyncio.sleep(0.1)
    finally:
        stop.set()
        await working


async def owing(store: Store) -> bool:
    async with store.work() as work:
        return await work.outbox.next_due_at() is not None


async def states(store: Store) -> Counter[OwedState]:
    async with store.work() as work:
        return Counter(owed.state for owed in await work.outbox.page(limit=9_999))


async def owe_all(store: Store, standin: StandIn, chats: range) -> None:
    office = Office(store)
    for chat in chats:
        standin.user(chat, started=True)
        await office.owe(f"k{chat}", await office.person(chat))


async def test_nothing_is_lost_and_nothing_doubled_but_by_answers_that_never_came(
    store: Store, standin: StandIn, bot: Bot
) -> None:
    await owe_all(store, standin, range(1, SENDS + 1))
    for fault, probability in ((Fault.TOO_MANY, 0.08), (Fault.BAD_GATEWAY, 0.05), (Fault.RESET_BEFORE, 0.04)):
        standin.faults.add(fault, method="sendMessage", probability=probability)
    after = standin.faults.add(Fault.RESET_AFTER, method="sendMessage", probability=0.03)
    await delivered(store, bot)
    assert await states(store) == {OwedState.SENT: SENDS}
    arrived = Counter(
        call.chat or 0 for call in standin.made("sendMessage") if call.outcome in ("ok", Fault.RESET_AFTER)
    )
    assert sorted(arrived) == list(range(1, SENDS + 1))
    assert arrived.total() - SENDS <= after.struck
    assert not any(call.early for call in standin.calls)


async def test_the_blocked_are_tried_once_and_are_on_the_list(store: Store, standin: StandIn, bot: Bot) -> None:
    await owe_all(store, standin, range(1, 6))
    await standin.user(2).blocks()
    standin.faults.add(Fault.NO_CHAT, chat=3)
    standin.faults.add(Fault.MOVED, chat=4, times=1, to=-1004)
    standin.group(-1004)
    await delivered(store, bot)
    assert await states(store) == {OwedState.SENT: 3, OwedState.FAILED: 2}
    tries = Counter(call.chat for call in standin.made("sendMessage"))
    assert tries == {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, -1004: 1}
    async with store.work() as work:
        assert sorted(owed.key for owed in await work.outbox.unreachable()) == ["k2", "k3"]


async def test_a_chat_that_telegram_holds_back_delays_no_other(store: Store, standin: StandIn, bot: Bot) -> None:
    await owe_all(store, standin, range(1, 41))
    standin.faults.add(Fault.TOO_MANY, chat=1, times=1, seconds=5)
    start = time.monotonic()
    await delivered(store, bot)
    moments = {call.chat: call.at - start for call in standin.made("sendMessage", outcome="ok")}
    assert max(at for chat, at in moments.items() if chat != 1) < 4
    assert moments[1] >= 5
    assert not any(call.early for call in standin.calls)
