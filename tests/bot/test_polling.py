"""Polling against a real Bot API stand-in: nothing is confirmed before it is served, nothing served is lost."""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from aiogram import Bot
from aiogram.types import Update
from structlog.testing import capture_logs

from bot.polling import Patience, TokenRefused, poll
from bot.telegram import telegram_bot
from tests.standin import Fault, StandIn, until

TOKEN = "700000001:a-token-nobody-may-read"
QUICK = Patience(long_poll=2, glance=0.02, pause=0.02, leaving=1.0)

Serve = Callable[[str], Awaitable[None]]


@pytest.fixture
async def standin() -> AsyncIterator[StandIn]:
    async with StandIn(token=TOKEN) as standin:
        yield standin


async def nothing(text: str) -> None:
    """Serve at once."""


@dataclass
class Desk:
    """Serves texts, and remembers in which order they were done and what was set aside."""

    standin: StandIn
    serve: Serve = nothing
    outages: tuple[type[Exception], ...] = ()
    patience: Patience = QUICK
    clock: Callable[[], float] = time.monotonic
    done: list[str] = field(default_factory=list)
    aside: list[tuple[int, int, str]] = field(default_factory=list)
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, bot: Bot, update: Update) -> None:
        text = update.message.text if update.message and update.message.text else update.event_type
        await self.serve(text)
        self.done.append(text)

    async def quarantine(self, bot_id: int, update_id: int, error: str) -> None:
        self.aside.append((bot_id, update_id, error))

    async def poll(self) -> None:
        async with telegram_bot(TOKEN, self.standin.url) as bot:
            await poll(
                bot,
                self.receive,
                stop=self.stop,
                quarantine=self.quarantine,
                outages=self.outages,
                patience=self.patience,
                clock=self.clock,
            )

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        polling = asyncio.create_task(self.poll())
        try:
            yield
        finally:
            self.stop.set()
            await polling
            self.stop = asyncio.Event()

    async def has_done(self, *texts: str) -> None:
        await until(lambda: len(self.done) >= len(texts))
        assert self.done == list(texts)


async def test_an_update_is_confirmed_only_after_it_was_served(standin: StandIn) -> None:
    may_end = asyncio.Event()

    async def slowly(text: str) -> None:
        await may_end.wait()

    desk = Desk(standin, serve=slowly)
    async with desk.open():
        await standin.user(1).says("application")
        await asyncio.sleep(0.3)
        assert [update["message"]["text"] for update in standin.updates.pending] == ["application"]
        may_end.set()
        await until(lambda: not standin.updates.pending)
    assert desk.done == ["application"]


async def test_an_update_broken_off_comes_again_after_a_restart(standin: StandIn) -> None:
    begun = asyncio.Event()

    async def never_ending(text: str) -> None:
        begun.set()
        await asyncio.Event().wait()

    first = asyncio.create_task(Desk(standin, serve=never_ending).poll())
    await standin.user(1).says("application")
    await begun.wait()
    first.cancel()
    await asyncio.wait({first})
    second = Desk(standin)
    async with second.open():
        await second.has_done("application")


async def test_a_slow_chat_does_not_hold_up_another_and_keeps_its_own_order(standin: StandIn) -> None:
    may_end = asyncio.Event()

    async def slow_for_one(text: str) -> None:
        if text == "slow 1":
            await may_end.wait()

    desk = Desk(standin, serve=slow_for_one)
    async with desk.open():
        for number in (1, 2, 3):
            await standin.user(1).says(f"slow {number}")
        await asyncio.sleep(0.1)
        for number in (1, 2):
            await standin.user(2).says(f"quick {number}")
        await desk.has_done("quick 1", "quick 2")
        may_end.set()
        await desk.has_done("quick 1", "quick 2", "slow 1", "slow 2", "slow 3")
        await until(lambda: not standin.updates.pending)


async def test_a_poison_update_is_set_aside_after_three_tries_and_its_chat_goes_on(standin: StandIn) -> None:
    tries: list[str] = []

    async def fails(text: str) -> None:
        tries.append(text)
        if text == "poison":
            raise LookupError(text)

    desk = Desk(standin, serve=fails)
    with capture_logs() as log:
        async with desk.open():
            await standin.user(1).says("poison")
            number = standin.updates.pending[0]["update_id"]
            await standin.user(1).says("after it")
            await desk.has_done("after it")
    assert tries == ["poison", "poison", "poison", "after it"]
    assert desk.aside == [(700000001, number, "LookupError")]
    assert standin.updates.pending == []
    once = {"event": "update not served", "log_level": "warning", "update_id": number, "error": "LookupError"}
    aside = {"event": "update set aside", "log_level": "error", "update_id": number, "error": "LookupError"}
    assert log == [once, once, once, aside]


async def test_an_update_is_tried_for_as_long_as_an_outage_lasts(standin: StandIn) -> None:
    failures = iter([BlockingIOError()] * 6)

    async def locked(text: str) -> None:
        for failure in failures:
            raise failure

    desk = Desk(standin, serve=locked, outages=(BlockingIOError,), patience=Patience(long_poll=2, pause=0.01))
    async with desk.open():
        await standin.user(1).says("application")
        await desk.has_done("application")
    assert (next(failures, None), desk.aside) == (None, [])


async def test_nothing_is_set_aside_as_long_as_that_cannot_be_written_down(standin: StandIn) -> None:
    full = [True, True]

    class FullDisk(Desk):
        async def quarantine(self, bot_id: int, update_id: int, error: str) -> None:
            if full:
                raise OSError(full.pop())
            await super().quarantine(bot_id, update_id, error)

    async def fails(text: str) -> None:
        raise LookupError

    desk = FullDisk(standin, serve=fails)
    async with desk.open():
        await standin.user(1).says("poison")
        number = standin.updates.pending[0]["update_id"]
        await until(lambda: desk.aside)
    assert desk.aside == [(700000001, number, "LookupError")]


async def test_an_update_of_an_unknown_shape_hides_no_other(standin: StandIn) -> None:
    desk = Desk(standin)
    misshapen = standin.updates.put_raw({"update_id": 5_000_000, "message": {"text": ["?"]}})
    standin.updates.put_raw({"update_id": 5_000_001, "novelty": {"id": 1}})
    await standin.user(1).says("application")
    async with desk.open():
        await desk.has_done("application")
        await until(lambda: not standin.updates.pending)
    assert desk.aside == [(700000001, misshapen["update_id"], "ValidationError")]


async def test_updates_numbered_anew_after_a_silent_day_are_served(standin: StandIn) -> None:
    hours = 0.0
    desk = Desk(standin, patience=Patience(long_poll=1), clock=lambda: hours * 3600)
    async with desk.open():
        await standin.user(1).says("before")
        await desk.has_done("before")
        await until(lambda: not standin.updates.pending)
        hours = 24.1
        polls = len(standin.made("getUpdates"))
        await until(lambda: len(standin.made("getUpdates")) > polls)
        standin.updates.restart_ids(7)
        await standin.user(1).says("after")
        await desk.has_done("before", "after")
        await until(lambda: not standin.updates.pending)


async def test_the_offset_stays_as_long_as_the_silence_is_shorter_than_a_day(standin: StandIn) -> None:
    hours = 0.0
    desk = Desk(standin, patience=Patience(long_poll=1), clock=lambda: hours * 3600)
    async with desk.open():
        await standin.user(1).says("before")
        await desk.has_done("before")
        last = standin.updates.history[-1]["update_id"]
        await until(lambda: not standin.updates.pending)
        hours = 23.9
        polls = len(standin.made("getUpdates", outcome="ok"))
        await until(lambda: len(standin.made("getUpdates", outcome="ok")) > polls + 1)
    assert standin.made("getUpdates")[-1].values["offset"] == str(last + 1)


async def test_more_updates_than_one_answer_holds_are_all_served_behind_a_slow_one(standin: StandIn) -> None:
    may_end = asyncio.Event()

    async def slow_for_one(text: str) -> None:
        if text == "slow":
            await may_end.wait()

    desk = Desk(standin, serve=slow_for_one)
    await standin.user(1).says("slow")
    for number in range(250):
        await standin.user(2 + number % 7).says(str(number))
    async with desk.open():
        await until(lambda: len(desk.done) == 99)
        may_end.set()
        await until(lambda: len(desk.done) == 251)
    assert sorted(desk.done) == sorted(["slow", *map(str, range(250))])


async def test_a_webhook_left_over_is_removed_and_nothing_it_held_is_lost(standin: StandIn) -> None:
    async with telegram_bot(TOKEN, standin.url) as bot:
        await bot.set_webhook("http://127.0.0.1:9/nobody-listens")
    await standin.user(1).says("application")
    desk = Desk(standin)
    async with desk.open():
        await desk.has_done("application")
    assert standin.made("getUpdates")[0].outcome == "409"
    assert len(standin.made("deleteWebhook")) == 1


async def test_a_token_that_telegram_does_not_know_ends_it_with_what_to_do(standin: StandIn) -> None:
    standin.token = "700000001:another"
    with capture_logs() as log, pytest.raises(TokenRefused) as refused:
        await Desk(standin).poll()
    assert str(refused.value) == (
        "Telegram does not take this bot token. Put the token that @BotFather gave into AWARD_TELEGRAM_TOKEN"
        " (and check AWARD_TELEGRAM_API, if it is set), then start again."
    )
    assert "nobody-may-read" not in repr((log, refused.value, refused.value.__context__))


@pytest.mark.parametrize("fault", [Fault.BAD_GATEWAY, Fault.RESET_BEFORE, Fault.RESET_AFTER])
async def test_fetching_goes_on_after_a_fault(standin: StandIn, fault: Fault) -> None:
    standin.faults.add(fault, method="getUpdates", times=3)
    desk = Desk(standin)
    with capture_logs() as log:
        async with desk.open():
            await standin.user(1).says("application")
            await desk.has_done("application")
    assert [(entry["event"], entry["failures"]) for entry in log] == [("updates not fetched", n) for n in (1, 2, 3)]
    assert "nobody-may-read" not in repr(log)


async def test_fetching_waits_as_long_as_it_is_told_to(standin: StandIn) -> None:
    standin.faults.add(Fault.TOO_MANY, method="getUpdates", times=1, seconds=1)
    desk = Desk(standin)
    async with desk.open():
        await standin.user(1).says("application")
        await desk.has_done("application")
    first, second = standin.made("getUpdates")[:2]
    assert first.outcome == "429"
    assert 1.0 <= second.at - first.ended < 1.5


async def test_an_unreachable_server_is_logged_without_its_address(standin: StandIn) -> None:
    standin.port = 9
    desk = Desk(standin)
    with capture_logs() as log:
        async with desk.open():
            await asyncio.sleep(0.2)
    assert {(entry["event"], entry["error"]) for entry in log} == {("updates not fetched", "TelegramNetworkError")}
    assert "nobody-may-read" not in repr(log)


async def test_a_stop_lets_what_was_begun_end_and_leaves_the_rest_for_the_next_start(standin: StandIn) -> None:
    begun = asyncio.Event()

    async def slowly(text: str) -> None:
        begun.set()
        await asyncio.sleep(0.3)

    first = Desk(standin, serve=slowly)
    async with first.open():
        await standin.user(1).says("begun")
        await standin.user(1).says("not begun")
        await begun.wait()
    assert first.done == ["begun"]
    second = Desk(standin)
    async with second.open():
        await second.has_done("not begun")
    assert standin.updates.pending == []


async def test_a_stop_breaks_off_what_takes_too_long(standin: StandIn) -> None:
    begun = asyncio.Event()

    async def never_ending(text: str) -> None:
        begun.set()
        await asyncio.Event().wait()

    desk = Desk(standin, serve=never_ending, patience=Patience(long_poll=2, leaving=0.2))
    polling = asyncio.create_task(desk.poll())
    await standin.user(1).says("application")
    await begun.wait()
    desk.stop.set()
    started = time.monotonic()
    await polling
    assert 0.2 <= time.monotonic() - started < 1.0
    assert len(standin.updates.pending) == 1


async def test_a_stop_does_not_wait_for_a_long_poll(standin: StandIn) -> None:
    desk = Desk(standin, patience=Patience(long_poll=30))
    started = time.monotonic()
    async with desk.open():
        await until(lambda: standin.made("getUpdates"))
    assert time.monotonic() - started < 1.0


async def test_no_update_is_lost_however_often_the_service_is_broken_off(standin: StandIn) -> None:
    chance = random.Random(20231019)
    everything = [f"{chat}/{number}" for chat in range(12) for number in range(25)]
    desk = Desk(standin, serve=lambda _: asyncio.sleep(chance.random() * 0.01))
    for text in everything:
        await standin.user(int(text.split("/")[0]) + 1).says(text)
    for _ in range(8):
        polling = asyncio.create_task(desk.poll())
        await asyncio.sleep(chance.random() * 0.08)
        polling.cancel()
        await asyncio.wait({polling})
    async with desk.open():
        await until(lambda: set(desk.done) == set(everything))
        await until(lambda: not standin.updates.pending)
    for chat in range(12):
        firsts = list(dict.fromkeys(text for text in desk.done if text.startswith(f"{chat}/")))
        assert firsts == [f"{chat}/{number}" for number in range(25)]
