"""Finds earlier questions on the use of the award by a word in the question or the answer (Art. 33)."""

from collections.abc import Sequence

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from handlers.awards.affair_pages import line_of, ways
from handlers.engine.lists import PAGE
from handlers.engine.offers import FREE_TEXT, put_down
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, show, tell
from rules.awards.affairs import Affair
from rules.engine.refusals import Unfit
from texts import say
from workflow.awards.affairs import OFFICE
from workflow.awards.uses import find_questions
from workflow.engine.desk import Desk

WORD = "affairs:word"
"""The step in which the chat waits for the search word."""
LONGEST = 50


def router() -> Router:
    """Build the router for the typed word."""
    here = Router(name="affair_search")

    @here.message(StateFilter(WORD))
    async def typed(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        word = (message.text or "").strip()
        if not 0 < len(word) <= LONGEST:
            raise Unfit("affairs.find_awaited")
        await put_down(state)
        await show_found(bot, desk, await find_questions(desk, word), word)

    return here


async def ask_word(bot: Bot, desk: Desk, state: FSMContext) -> None:
    """Ask for the word to look for."""
    await state.set_state(WORD)
    await state.update_data({FREE_TEXT: True})
    await tell(bot, desk, "affairs.ask_find", rows=ways(desk))


async def show_found(bot: Bot, desk: Desk, found: Sequence[Affair], word: str) -> None:
    """Show the first page of the questions that contain the word, each with a button."""
    title = say(
        desk.person.language, "affairs.found" if found else "affairs.nothing_found", word=word, count=len(found)
    )
    lines = [await line_of(desk, affair) for affair in found[:PAGE]]
    rows = [[Button(affair.number, f"affair:open:{affair.id}")] for affair in found[:PAGE]]
    rows += [[key_button(desk, "affairs.find", "affair:find")], *ways(desk)]
    await show(bot, desk, Page("\n\n".join([title, *lines]), rows))


PRESSES = Presses("affair", {"find": Press(ask_word, article=33, roles=OFFICE)})
