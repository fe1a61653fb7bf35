"""Puts off a task's reminder: to tomorrow morning or some working days later, never past its last day."""

from datetime import date

from aiogram import Bot

from handlers.engine.presses import Press, Presses
from handlers.engine.speech import in_rows, key_button, tell
from papers.engine.lists import worded
from rules.engine.refusals import Refusal
from workflow.engine.desk import Desk
from workflow.engine.snoozes import mornings, put_off
from workflow.office.task_register import kind_of


async def ask_when(bot: Bot, desk: Desk, task_id: int) -> None:
    """Show the mornings to choose from."""
    task, days = await mornings(desk, task_id)
    buttons = (key_button(desk, "snoozes.on", f"snooze:put:{task.id}:{day:%Y%m%d}", on=day) for day in days)
    rows = [*in_rows(buttons, width=1), [key_button(desk, "menu.tasks", "task:list")]]
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
    rows = [[key_button(desk, "menu.tasks", "task:list"), key_button(desk, "menu.open", "menu:home")]]
    await tell(bot, desk, "snoozes.done", rows=rows, task=worded(desk.person.language, kind_of(task.kind)), on=on)


PRESSES = Presses("snooze", {"ask": Press(ask_when), "put": Press(put)}, puts_down=False)
