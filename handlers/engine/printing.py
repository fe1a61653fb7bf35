"""Prints the papers of an edition for the office: one button for each, which sends it as a document (Art. 17-27)."""

from aiogram import Bot, Router
from aiogram.types import CallbackQuery

from handlers.engine.presses import Topic, number
from handlers.engine.speech import Button, key_button, tell
from rules.refusals import Refusal
from workflow.engine.desk import Desk
from workflow.office.printing import print_paper


def router() -> Router:
    """Build the router for `pr:<paper>:<application, edition or meeting>`."""
    here = Router(name="printing")

    @here.callback_query(Topic("pr"))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, words: list[str]) -> None:
        match words:
            case [name, _]:
                await print_paper(desk, name, number(words, 1))
                await tell(bot, desk, "printing.coming", rows=[[key_button(desk, "menu.open", "m:home")]])
            case _:
                raise Refusal("talk.old_button")

    return here


def button(desk: Desk, name: str, one: int) -> Button:
    """Return the button that prints this paper."""
    return key_button(desk, f"printing.{name}", f"pr:{name}:{one}")
