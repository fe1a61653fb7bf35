"""Corrects one's own data: name, phone, and the contact details in running cases (PIPL Art. 46)."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from handlers.engine.commands import Stray
from handlers.engine.offers import FREE_TEXT, put_down
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, forget, key_button, show, spoken
from handlers.people.personal_data import back, show_held
from rules.engine.refusals import Unfit
from texts import Words, say
from workflow.engine.desk import Desk, holds_private
from workflow.office.channels import web_address
from workflow.people import personal_data as data
from workflow.people.personal_data import EMAILS, PHONES, correct, correctable, find_correctable

STEP = "mydata:correct"
WHAT = "correcting"
"""Key in the chat's memory; holds "name", "phone", or the case and key of an entry ("objection:3:phone")."""


def router() -> Router:
    """Build the router of the conversation about corrections."""
    here = Router(name="corrections")

    @here.message(StateFilter(STEP), ~Stray())
    async def got(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        what = str((await state.get_data()).get(WHAT, ""))
        if what != "name":
            await forget(bot, desk, message)
        try:
            corrected = await _keep(desk, what, message.text or "")
        except Unfit as unfit:
            await ask(bot, desk, state, what, notice=spoken(desk, unfit))
            return
        await show_held(bot, corrected, state, notice="personal.corrected")

    return here


async def ask(bot: Bot, desk: Desk, state: FSMContext, what: str, *, notice: str = "") -> None:
    """Ask for the right entry; where personal data must stay at home, point to the web (PIPL Art. 36)."""
    if what != "name" and not holds_private(desk):
        on_web = Button(say(desk.person.language, "forms.on_web"), url=await web_address(desk))
        await show(bot, desk, Page(say(desk.person.language, "personal.correct_on_web"), [[on_web], *back(desk)]))
        return
    await state.set_state(STEP)
    await state.set_data({FREE_TEXT: True, WHAT: what})
    text = "\n\n".join(part for part in (notice, say(desk.person.language, _question(what))) if part)
    await show(bot, desk, Page(text, back(desk)))


async def correct_entry(bot: Bot, desk: Desk, state: FSMContext, noun: str = "", case: str = "", key: str = "") -> None:
    """Ask for the right entry in a running case, or show which can be corrected."""
    if not noun:
        await show_entries(bot, desk, state)
        return
    await find_correctable(desk, f"{noun}:{case}", key)
    await ask(bot, desk, state, f"{noun}:{case}:{key}")


async def show_entries(bot: Bot, desk: Desk, state: FSMContext) -> None:
    """Show the person's masked contact details in each running case, with a button to correct each."""
    await put_down(state)
    found = await correctable(desk)
    rows: list[list[Button]] = [
        [
            key_button(
                desk,
                "personal.correct_entry",
                f"correction:fix:{one.subject}:{one.key}",
                number=one.number,
                field=Words(f"personal.entry.{one.key}"),
                mask=one.mask,
            )
        ]
        for one in found[:40]
    ]
    key = "personal.entries" if found else "personal.no_entries"
    await show(bot, desk, Page(say(desk.person.language, key), [*rows, *back(desk)]))


async def _keep(desk: Desk, what: str, text: str) -> Desk:
    own: dict[str, Callable[[Desk, str], Awaitable[Desk]]] = {"name": data.correct_name, "phone": data.correct_phone}
    if what in own:
        return await own[what](desk, text)
    subject, _, key = what.rpartition(":")
    await correct(desk, subject, key, text)
    return desk


def _question(what: str) -> str:
    key: Any = what.rpartition(":")[2]
    if key in PHONES:
        return "personal.which_phone"
    if key in EMAILS:
        return "personal.which_email"
    return "personal.which_name" if key == "name" else "personal.which_address"


PRESSES = Presses(
    "correction",
    {
        "name": Press(partial(ask, what="name")),
        "phone": Press(partial(ask, what="phone")),
        "fix": Press(correct_entry),
    },
    puts_down=False,
)
