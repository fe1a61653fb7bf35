"""Fetching updates goes on through every fault, and no error carries the token."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from bot.errors import told
from bot.fetching import press_in
from bot.logs import redacted
from bot.polling import TokenRefused
from bot.telegram import telegram_bot
from tests.bot.telegram.polls import TOKEN, Desk
from tests.standin import Fault, StandIn


@pytest.fixture
async def standin() -> AsyncIterator[StandIn]:
    async with StandIn(token=TOKEN) as standin:
        yield standin


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
    host = standin.url.removeprefix("http://")
    assert told(refused.value).startswith(f"The Bot API at {host} does not take this bot token. Put the token that")
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
    written = [redacted(None, "", entry) for entry in log]
    assert {(entry["event"], entry["error"]) for entry in written} == {("updates not fetched", "TelegramNetworkError")}
    assert "nobody-may-read" not in repr(written)


def press(data: str = "menu:home", kind: str = "private") -> dict[str, object]:
    return {"id": "7", "data": data, "message": {"message_id": 1, "chat": {"id": 5, "type": kind}}}


@pytest.mark.parametrize(
    ("query", "answered"),
    [
        (press(), "7"),
        (press("tip:ask:send"), None),
        (press(kind="group"), None),
        (press(kind="supergroup"), None),
        ({"id": "7", "data": "menu:home"}, "7"),
        ({"id": 7}, None),
        ([], None),
    ],
)
def test_a_press_is_answered_as_it_arrives_unless_its_handler_has_something_to_say(
    query: object, answered: str | None
) -> None:
    assert press_in({"update_id": 1, "callback_query": query}) == answered
    assert press_in({"update_id": 1, "message": query}) is None
