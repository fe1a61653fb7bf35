"""Limits and faults together, on the wire: nothing too fast, nothing lost, nothing repeated without need."""

import asyncio
import os

from aiogram import Bot
from aiogram.methods import SendMessage

from bot.outlet import TelegramOutlet
from bot.paces import Limits
from bot.pacing import Gate
from bot.telegram import send_in_turn, telegram_bot
from tests.bot.telegram.parkings import ListParking
from tests.standin import Fault, StandIn, busiest
from workflow.engine.sending import Sent

RECIPIENTS = 500 if "LONG" in os.environ else 60


async def test_a_notice_to_many_keeps_the_limits_on_the_wire_and_answers_come_through() -> None:
    async with StandIn() as standin, telegram_bot("700000001:x", standin.url) as bot:
        gate, passed = Gate(), list[int]()
        for chat in range(1, RECIPIENTS + 11):
            standin.user(chat, started=True)

        async def answer(chat: int, after: float) -> None:
            await asyncio.sleep(after)
            before = len(standin.calls)
            assert isinstance(await send_in_turn(gate, bot, SendMessage(chat_id=chat, text="answer"), bulk=False), Sent)
            passed.append(len(standin.calls) - before)

        async with asyncio.TaskGroup() as tasks:
            for chat in range(1, RECIPIENTS + 1):
                tasks.create_task(send_in_turn(gate, bot, SendMessage(chat_id=chat, text="notice")))
            for number in range(10):
                tasks.create_task(answer(RECIPIENTS + 1 + number, number * 0.15))
    assert len(standin.made("sendMessage", outcome="ok")) == RECIPIENTS + 10
    assert busiest([call.at for call in standin.calls], 1.0) <= 30
    assert max(passed) <= 30  # no more than a second's, whatever the machine made of the second


async def test_a_fifth_of_all_calls_going_wrong_loses_nothing_and_repeats_only_what_was_cut_off() -> None:
    parking = ListParking()
    async with StandIn(seed=3) as standin, telegram_bot("700000001:x", standin.url) as bot:
        outlet = TelegramOutlet(bot, Gate(Limits(total=300, burst=100)), parking)
        for fault in (Fault.TOO_MANY, Fault.BAD_GATEWAY, Fault.RESET_BEFORE, Fault.RESET_AFTER):
            standin.faults.add(fault, probability=0.05, seconds=1)
        standin.faults.add(Fault.HANG, chat=7, times=1, seconds=35)
        said = await _say_much(bot, outlet, standin, chats=20, each=6)
    heard = [text for chat in standin.chats.values() for text in chat.texts]
    parked = [call.text for call in parking.parked if isinstance(call, SendMessage)]
    assert (sorted({*heard, *parked}), parking.lost) == (sorted(said), [])
    assert len(heard) + len(parked) - len(said) <= len(standin.made(outcome=Fault.RESET_AFTER))
    assert [call for call in standin.calls if call.early] == []


async def _say_much(bot: Bot, outlet: TelegramOutlet, standin: StandIn, *, chats: int, each: int) -> list[str]:
    said = [f"{chat}/{number}" for chat in range(1, chats + 1) for number in range(each)]
    async with asyncio.TaskGroup() as tasks:
        for chat in range(1, chats + 1):
            standin.user(chat, started=True)
            mine = [SendMessage(chat_id=chat, text=text) for text in said if text.startswith(f"{chat}/")]
            tasks.create_task(outlet.release(mine))
    return said
