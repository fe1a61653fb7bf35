"""Puts off a task's reminder: to tomorrow morning or some working days later, never past its last day."""

from datetime import date

from aiogram import Bot, Router
from aiogram.types import CallbackQuery

from handlers.engine.presses import Topic, number
from handlers.engine.speech import in_rows, key_button, tell
from papers.engine.lists import worded
from rules.refusals import Refusal
from workflow.engine.desk import Desk
from workflow.engine.snoozes import mornings, put_off
from workflow.office.task_register import kind_of


def router() -> Router:
    """Build the router for `sz:ask:<task>` and `sz:put:<task>:<day>`, with the day as 20261119."""
    here = Router(name="snoozes")

    @here.callback_query(Topic("sz"))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, words: list[str]) -> None:
        match words:
            case ["ask", _]:
                await ask_when(bot, desk, number(words, 1))
            case ["put", _, day]:
                await put(bot, desk, number(words, 1), day)
            case _:
                raise Refusal("talk.old_button")

    return here


async def ask_when(bot: Bot, desk: Desk, task_id: int) -> None:
    """Show the mornings to choose from."""
    task, days = await mornings(desk, task_id)
    buttons = (key_button(desk, "snoozes.on", f"sz:put:{task.id}:{day:%Y%m%d}", on=day) for day in days)
    rows = [*in_rows(buttons, width=1), [key_button(desk, "menu.tasks", "t:list")]]
    await tell(
        bot, desk, "snoozes.ask", rows=rows, task=worded(desk.person.language, kind_of(task.kind)), due=task.due_on
    )


async def put(bot: Bot, desk: Desk, task_id: int, day: str) -> None:
    """Put the reminder off to that morning. Raises Refusal if the button's day is malformed."""
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Refusal("talk.old_button") from None
    task = await put_off(desk, task_id, on)
    rows = [[key_button(desk, "menu.tasks", "t:list"), key_button(desk, "menu.open", "m:home")]]
    await tell(bot, desk, "snoozes.done", rows=rows, task=worded(desk.person.language, kind_of(task.kind)), on=on)
