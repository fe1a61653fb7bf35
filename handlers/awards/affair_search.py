"""Finds earlier questions on the use of the award by a word in the question or the answer (Art. 33)."""

from collections.abc import Sequence

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.awards.affair_pages import line_of, ways
from handlers.engine.lists import PAGE
from handlers.engine.offers import FREE_TEXT, put_down
from handlers.engine.presses import Topic
from handlers.engine.speech import Button, Page, key_button, show, tell
from rules.affairs import Affair
from rules.refusals import Unfit
from texts import say
from workflow.awards.affairs import OFFICE
from workflow.awards.uses import find_questions
from workflow.engine.desk import Desk, require

WORD = "affairs:word"
"""The step in which the chat waits for the search word."""
LONGEST = 50


def router() -> Router:
    """Build the router for `af:find` and the typed word."""
    here = Router(name="affair_search")

    @here.callback_query(Topic("af", "find"))
    async def asked(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext) -> None:
        require(desk, *OFFICE, article=33)
        await state.set_state(WORD)
        await state.update_data({FREE_TEXT: True})
        await tell(bot, desk, "affairs.ask_find", rows=ways(desk))

    @here.message(StateFilter(WORD))
    async def typed(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        word = (message.text or "").strip()
        if not 0 < len(word) <= LONGEST:
            raise Unfit("affairs.find_awaited")
        await put_down(state)
        await show_found(bot, desk, await find_questions(desk, word), word)

    return here


async def show_found(bot: Bot, desk: Desk, found: Sequence[Affair], word: str) -> None:
    """Show the first page of the questions that contain the word, each with a button."""
    title = say(
        desk.person.language, "affairs.found" if found else "affairs.nothing_found", word=word, count=len(found)
    )
    lines = [await line_of(desk, affair) for affair in found[:PAGE]]
    rows = [[Button(affair.number, f"af:open:{affair.id}")] for affair in found[:PAGE]]
    rows += [[key_button(desk, "affairs.find", "af:find")], *ways(desk)]
    await show(bot, desk, Page("\n\n".join([title, *lines]), rows))
