"""What was said goes out once, in order, and what cannot go now is parked: against a stand-in that fails on purpose."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiogram import Bot
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageText,
    SendDocument,
    SendMessage,
)
from aiogram.types import BufferedInputFile
from structlog.testing import capture_logs

from bot.outlet import TelegramOutlet
from bot.paces import Limits
from bot.pacing import Gate
from bot.telegram import telegram_bot
from handlers.engine.holding import Call, holding
from handlers.engine.senders import crowded
from tests.bot.telegram.parkings import ListParking
from tests.standin import Fault, StandIn
from workflow.engine.sending import Moved, Unreachable

TOKEN = "700000001:a-token-nobody-may-read"


@pytest.fixture
async def standin() -> AsyncIterator[StandIn]:
    async with StandIn(token=TOKEN, seed=22) as standin:
        yield standin


@pytest.fixture
async def bot(standin: StandIn) -> AsyncIterator[Bot]:
    async with telegram_bot(TOKEN, standin.url) as bot:
        yield bot


@dataclass
class Desk(ListParking):
    """An outlet, and what it could not do."""

    bot: Bot = field(kw_only=True)
    gate: Gate = field(default_factory=lambda: Gate(Limits(burst=100)))

    async def says(self, *calls: Call, patience: float = 10.0) -> None:
        outlet = TelegramOutlet(self.bot, self.gate, self, patience=patience)
        await outlet.release(calls)


def texts(*words: str, chat: int = 1) -> list[SendMessage]:
    return [SendMessage(chat_id=chat, text=word) for word in words]


async def test_what_was_said_arrives_in_order(standin: StandIn, bot: Bot) -> None:
    person = standin.user(1, started=True)
    await Desk(bot=bot).says(*texts("one", "two", "three"))
    assert person.chat.texts == ["one", "two", "three"]


async def test_what_is_said_while_a_work_is_open_waits_for_its_end(standin: StandIn, bot: Bot) -> None:
    person = standin.user(1, started=True)
    with holding() as calls:
        await bot.send_message(1, "held")
        assert person.chat.texts == []
    await Desk(bot=bot).says(*calls)
    assert person.chat.texts == ["held"]


@pytest.mark.parametrize("fault", [Fault.BAD_GATEWAY, Fault.RESET_BEFORE])
async def test_a_call_that_failed_is_made_again_in_its_place(standin: StandIn, bot: Bot, fault: Fault) -> None:
    person = standin.user(1, started=True)
    standin.faults.add(fault, method="sendMessage", times=2)
    await Desk(bot=bot).says(*texts("one", "two"))
    assert person.chat.texts == ["one", "two"]
    assert len(standin.made("sendMessage")) == 4


async def test_a_call_whose_answer_was_lost_arrives_at_most_once_more(standin: StandIn, bot: Bot) -> None:
    person = standin.user(1, started=True)
    standin.faults.add(Fault.RESET_AFTER, method="sendMessage", times=1)
    await Desk(bot=bot).says(*texts("one", "two"))
    assert person.chat.texts == ["one", "one", "two"]


async def test_a_chat_waits_as_long_as_it_is_told_and_others_do_not(standin: StandIn, bot: Bot) -> None:
    first, second = standin.user(1, started=True), standin.user(2, started=True)
    standin.faults.add(Fault.TOO_MANY, chat=1, times=1, seconds=4)
    desk = Desk(bot=bot)
    waiting = asyncio.create_task(desk.says(*texts("one", "two")))
    await asyncio.sleep(0.1)
    await desk.says(*texts("other", chat=2))
    assert (first.chat.texts, second.chat.texts) == ([], ["other"])
    await waiting
    refused, retried = (
        standin.made("sendMessage", outcome="429")
        + [call for call in standin.made("sendMessage", outcome="ok") if call.chat == 1][:1]
    )
    assert retried.at - refused.at >= 4.0
    assert first.chat.texts == ["one", "two"]
    assert [call for call in standin.calls if call.early] == []


async def test_what_may_not_be_said_for_long_is_parked_at_once_with_all_that_follows(
    standin: StandIn, bot: Bot
) -> None:
    person = standin.user(1, started=True)
    standin.faults.add(Fault.TOO_MANY, method="sendMessage", seconds=30)
    desk, calls = Desk(bot=bot), texts("one", "two")
    with capture_logs() as log:
        await desk.says(*calls, AnswerCallbackQuery(callback_query_id="7"))
    assert (desk.parked, person.chat.texts) == (calls, [])
    assert log == [{"event": "reply parked", "log_level": "warning", "calls": 2, "code": "429"}]
    later = texts("three")
    await desk.says(*later)
    assert desk.parked == calls + later
    assert len(standin.made("sendMessage")) == 1


async def test_what_cannot_be_sent_in_time_is_parked(standin: StandIn, bot: Bot) -> None:
    standin.user(1, started=True)
    standin.faults.add(Fault.BAD_GATEWAY, method="sendMessage")
    desk, calls = Desk(bot=bot), texts("one", "two")
    await desk.says(*calls, patience=1.6)
    assert desk.parked == calls
    assert len(standin.made("sendMessage")) <= 3  # at once, after half a second, after a second more


async def test_a_fleeting_call_that_fails_holds_nothing_up(standin: StandIn, bot: Bot) -> None:
    person = standin.user(1, started=True)
    query = await person.forges("menu")
    standin.faults.add(Fault.BAD_GATEWAY, method="answerCallbackQuery")
    desk = Desk(bot=bot)
    await desk.says(AnswerCallbackQuery(callback_query_id=query), *texts("menu"))
    assert len(standin.made("answerCallbackQuery")) <= 3
    assert (person.chat.texts, desk.parked) == (["menu"], [])


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault.BLOCKED, Unreachable("403")),
        (Fault.NO_CHAT, Unreachable("chat not found")),
        (Fault.MOVED, Moved(-100_999)),
    ],
)
async def test_a_chat_that_cannot_be_reached_is_reported_after_one_try(
    standin: StandIn, bot: Bot, fault: Fault, outcome: Unreachable | Moved
) -> None:
    standin.user(1, started=True)
    standin.faults.add(fault, chat=1)
    desk = Desk(bot=bot)
    await desk.says(*texts("one", "two"))
    assert (desk.lost, desk.parked) == ([(1, outcome)], [])
    assert len(standin.made("sendMessage")) == 1


async def test_what_is_so_already_is_no_failure(standin: StandIn, bot: Bot) -> None:
    person = standin.user(1, started=True)
    desk = Desk(bot=bot)
    await desk.says(*texts("one"))
    there = person.chat.spoken[0].id
    with capture_logs() as log:
        await desk.says(
            EditMessageText(chat_id=1, message_id=there, text="one"),
            EditMessageText(chat_id=1, message_id=9_999, text="two"),
            DeleteMessage(chat_id=1, message_id=9_999),
            AnswerCallbackQuery(callback_query_id="long ago"),
        )
    assert [call.outcome for call in standin.calls] == ["ok", "400", "400", "400", "400"]
    assert (log, desk.parked, desk.lost) == ([], [], [])


async def test_a_message_that_telegram_does_not_take_is_logged_without_its_text(standin: StandIn, bot: Bot) -> None:
    person = standin.user(1, started=True)
    with capture_logs() as log:
        await Desk(bot=bot).says(SendMessage(chat_id=1, text="<secret>", parse_mode="HTML"), *texts("after it"))
    assert log == [
        {"event": "reply refused", "log_level": "error", "method": "sendMessage", "code": "can't parse entities"}
    ]
    assert person.chat.texts == ["after it"]


async def test_a_file_is_sent_again_whole(standin: StandIn, bot: Bot) -> None:
    person = standin.user(1, started=True)
    standin.faults.add(Fault.RESET_BEFORE, method="sendDocument", times=1)
    await Desk(bot=bot).says(SendDocument(chat_id=1, document=BufferedInputFile(b"%PDF" * 9_999, "回执.pdf")))
    received = person.chat.spoken[0]
    assert (received.file_name, received.content) == ("回执.pdf", b"%PDF" * 9_999)


async def test_in_a_crowd_words_are_parked_until_the_chat_may_be_written_to_and_files_wait(
    standin: StandIn, bot: Bot
) -> None:
    person = standin.user(1, started=True)
    desk = Desk(bot=bot, gate=Gate(Limits(burst=1)))
    outlet = TelegramOutlet(bot, desk.gate, desk)
    crowded.set(True)
    await outlet.release(texts("one"))
    await outlet.release(texts("two"))
    file = SendDocument(chat_id=1, document=BufferedInputFile(b"%PDF", "a.pdf"))
    await outlet.release([file])
    assert (desk.parked, person.chat.texts) == (texts("two"), ["one", ""])
