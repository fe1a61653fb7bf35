"""Undoes the last step of a case, for the lead (Art. 9)."""

from aiogram import Bot

from handlers.engine.presses import Press, Presses
from handlers.engine.speech import key_button, tell
from rules.engine.refusals import Refusal
from texts import Words
from workflow.applications.cases import opened
from workflow.engine.desk import Desk
from workflow.office.undoing import undo_last, undoable


async def ask(bot: Bot, desk: Desk, application_id: int) -> None:
    """Name the step and ask whether to undo it."""
    application = await opened(desk, application_id)
    act = await undoable(desk, application)
    if act is None:
        raise Refusal("applications.not_undone", article=9)
    rows = [
        [key_button(desk, "undoing.sure", f"undo:yes:{application.id}")],
        [key_button(desk, "reviews.back", f"review:open:{application.id}")],
    ]
    await tell(bot, desk, "undoing.ask", rows=rows, number=application.number, act=Words(f"lifecycle.act.{act}"))


async def undone(bot: Bot, desk: Desk, application_id: int) -> None:
    """Undo the step."""
    application, _ = await undo_last(desk, application_id)
    rows = [[key_button(desk, "reviews.back", f"review:open:{application.id}")]]
    state = Words(f"lifecycle.state.{application.state.value}")
    await tell(bot, desk, "undoing.done", rows=rows, number=application.number, state=state)


PRESSES = Presses("undo", {"ask": Press(ask), "yes": Press(undone)}, article=9, puts_down=False)
