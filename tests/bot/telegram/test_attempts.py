"""An update that cannot be served stops nobody, and is never lost to an outage."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from bot.logs import redacted
from bot.polling import Patience
from tests.bot.telegram.polls import TOKEN, Desk
from tests.standin import StandIn, until


@pytest.fixture
async def standin() -> AsyncIterator[StandIn]:
    async with StandIn(token=TOKEN) as standin:
        yield standin


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
    once = {
        "event": "update not served",
        "log_level": "warning",
        "update_id": number,
        "error": "LookupError",
        "causes": None,
    }
    aside = {
        "event": "update set aside",
        "log_level": "error",
        "update_id": number,
        "error": "LookupError",
        "causes": None,
    }
    written = [{**redacted(None, "", entry), "causes": None} for entry in log]
    assert written == [once, once, once, aside]


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


async def test_an_update_that_takes_for_ever_is_set_aside_even_if_timeouts_are_outages(standin: StandIn) -> None:
    async def never_ending(text: str) -> None:
        if text == "poison":
            await asyncio.Event().wait()

    desk = Desk(standin, serve=never_ending, outages=(OSError,), seconds=0.05)
    async with desk.open():
        await standin.user(1).says("poison")
        number = standin.updates.pending[0]["update_id"]
        await standin.user(1).says("after it")
        await desk.has_done("after it")
    assert desk.aside == [(700000001, number, "TookTooLong")]


async def test_a_timeout_inside_is_an_outage_where_that_is_said(standin: StandIn) -> None:
    failures = iter([TimeoutError()] * 4)

    async def locked(text: str) -> None:
        for failure in failures:
            raise failure

    desk = Desk(standin, serve=locked, outages=(OSError,), patience=Patience(long_poll=2, pause=0.01))
    async with desk.open():
        await standin.user(1).says("application")
        await desk.has_done("application")
    assert desk.aside == []
