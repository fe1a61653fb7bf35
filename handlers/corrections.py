"""Correcting one's own name and phone number (PIPL Art. 46)."""

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.commands import Stray
from handlers.offers import FREE_TEXT
from handlers.personal_data import back, show_held
from handlers.presses import Press
from handlers.speech import Page, show, spoken
from rules.refusals import Unfit
from texts import say
from workflow import personal_data as data
from workflow.desk import Desk

NAME = "mydata:name"
PHONE = "mydata:phone"


def router() -> Router:
    """The two things that can be corrected."""
    here = Router(name="corrections")

    @here.callback_query(Press("m", "name"))
    async def pressed_name(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await ask(bot, desk, state, NAME, "personal.which_name")

    @here.callback_query(Press("m", "phone"))
    async def pressed_phone(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await ask(bot, desk, state, PHONE, "personal.which_phone")

    @here.message(StateFilter(NAME), ~Stray())
    async def got_name(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        try:
            corrected = await data.correct_name(desk, message.text or "")
        except Unfit as unfit:
            await ask(bot, desk, state, NAME, "personal.which_name", notice=spoken(desk, unfit))
            return
        await show_held(bot, corrected, state, notice="personal.corrected")

    @here.message(StateFilter(PHONE), ~Stray())
    async def got_phone(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        if desk.channel.bot == "telegram":
            await bot.delete_message(desk.channel.chat_id, message.message_id)
        try:
            corrected = await data.correct_phone(desk, message.text or "")
        except Unfit as unfit:
            await ask(bot, desk, state, PHONE, "personal.which_phone", notice=spoken(desk, unfit))
            return
        await show_held(bot, corrected, state, notice="personal.corrected")

    return here


async def ask(bot: Bot, desk: Desk, state: FSMContext, step: str, key: str, *, notice: str = "") -> None:
    """Ask for the right name or number."""
    await state.set_state(step)
    await state.set_data({FREE_TEXT: True})
    text = "\n\n".join(part for part in (notice, say(desk.person.language, key)) if part)
    await show(bot, desk, Page(text, back(desk)))
