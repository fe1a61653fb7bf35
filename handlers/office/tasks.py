"""The task list: one's own tasks with their last days, and for the office everybody's (Art. 9, 40)."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.engine.lists import PAGE, turns
from handlers.engine.offers import FREE_TEXT
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, in_rows, key_button, show, tell
from papers.engine.lists import worded
from rules.engine.refusals import Refusal
from rules.people.roles import Role
from texts import Words, say
from workflow.applications.cases import opened
from workflow.engine.buttons import opening
from workflow.engine.desk import Desk, serves_as
from workflow.engine.records import Task
from workflow.engine.snoozes import mornings, put_off
from workflow.engine.tasks import ListedTask, described, open_tasks
from workflow.office.task_register import due_of, kind_of, who_of
from workflow.office.undoing import undo_last, undoable


async def show_tasks(bot: Bot, desk: Desk, state: FSMContext, page: int = 0, *, everybodys: bool = False) -> None:
    """Show a page of the list. `everybodys` is for the lead and the office alone."""
    await state.set_state(None)
    await state.set_data({FREE_TEXT: False})
    found = await open_tasks(desk, everybodys=everybodys)
    page = min(page, max(0, len(found) - 1) // PAGE)
    listed = await described(desk, found[page * PAGE : (page + 1) * PAGE])
    here = list(enumerate(listed, start=page * PAGE + 1))
    rows = [[opener] for place, one in here if (opener := _opener(desk, place, one.task))]
    rows += turns(desk, "task:all" if everybodys else "task:list", page, len(found))
    rows += _ways(desk, everybodys=everybodys)
    await show(bot, desk, Page(_text(desk, here, len(found), everybodys=everybodys), rows))


def _text(desk: Desk, here: Sequence[tuple[int, ListedTask]], count: int, *, everybodys: bool) -> str:
    language = desk.person.language
    if not count:
        return say(language, "tasks.none_all" if everybodys else "tasks.none")
    title = say(language, "tasks.title_all" if everybodys else "tasks.title", count=count)
    line = "tasks.line_all" if everybodys else "tasks.line"
    return "\n".join([title, "", *(_line(desk, line, place, one) for place, one in here)])


def _line(desk: Desk, line: str, place: int, one: ListedTask) -> str:
    cells = {"what": kind_of(one.task.kind), "due": due_of(desk, one), "who": who_of(desk, one)}
    said = {part: worded(desk.person.language, cell) for part, cell in cells.items()}
    return say(desk.person.language, line, place=place, about=one.about, **said)


def _opener(desk: Desk, place: int, task: Task) -> Button | None:
    press = opening(desk, task)
    if press is None:
        return None
    return key_button(desk, "tasks.open", press, place=place, what=worded(desk.person.language, kind_of(task.kind)))


def _ways(desk: Desk, *, everybodys: bool) -> list[list[Button]]:
    office = serves_as(desk, Role.LEAD, Role.OFFICE)
    other = ("tasks.mine", "task:list") if everybodys else ("tasks.all", "task:all")
    rows = [[key_button(desk, *other)]] if office else []
    return [*rows, [key_button(desk, "menu.open", "menu:home")]]


PRESSES = Presses(
    "task",
    {"list": Press(show_tasks, command="tasks"), "all": Press(partial(show_tasks, everybodys=True))},
    puts_down=False,
)


# Puts off a task's reminder: to tomorrow morning or some working days later, never past its last day.


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


SNOOZES = Presses("snooze", {"ask": Press(ask_when), "put": Press(put)}, puts_down=False)


# Undoes the last step of a case, for the lead (Art. 9).


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


UNDOING = Presses("undo", {"ask": Press(ask), "yes": Press(undone)}, article=9, puts_down=False)
