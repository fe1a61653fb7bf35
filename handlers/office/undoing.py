"""Undoes the last step of a case, for the lead (Art. 9)."""

from aiogram import Bot, Router
from aiogram.types import CallbackQuery

from handlers.engine.presses import Topic, number
from handlers.engine.speech import key_button, tell
from rules.refusals import Refusal
from texts import Words
from workflow.applications.cases import opened
from workflow.engine.desk import Desk
from workflow.office.undoing import undo_last, undoable


def router() -> Router:
    """Build the router: `ud:ask:<application>` asks for confirmation, `ud:yes:<application>` undoes."""
    here = Router(name="undoing")

    @here.callback_query(Topic("ud"))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, words: list[str]) -> None:
        match words:
            case ["ask", _]:
                await ask(bot, desk, number(words, 1))
            case ["yes", _]:
                await undone(bot, desk, number(words, 1))
            case _:
                raise Refusal("talk.old_button")

    return here


async def ask(bot: Bot, desk: Desk, application_id: int) -> None:
    """Name the step and ask whether to undo it."""
    application = await opened(desk, application_id)
    act = await undoable(desk, application)
    if act is None:
        raise Refusal("applications.not_undone", article=9)
    rows = [
        [key_button(desk, "undoing.sure", f"ud:yes:{application.id}")],
        [key_button(desk, "reviews.back", f"review:open:{application.id}")],
    ]
    await tell(bot, desk, "undoing.ask", rows=rows, number=application.number, act=Words(f"lifecycle.act.{act}"))


async def undone(bot: Bot, desk: Desk, application_id: int) -> None:
    """Undo the step."""
    application, _ = await undo_last(desk, application_id)
    rows = [[key_button(desk, "reviews.back", f"review:open:{application.id}")]]
    state = Words(f"lifecycle.state.{application.state.value}")
    await tell(bot, desk, "undoing.done", rows=rows, number=application.number, state=state)
