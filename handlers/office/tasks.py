"""The task list: one's own tasks with their last days, and for the office everybody's (Art. 9, 40)."""

from collections.abc import Sequence
from functools import partial

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.engine.lists import PAGE, turns
from handlers.engine.offers import FREE_TEXT
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, show
from papers.engine.lists import worded
from rules.people.roles import Role
from texts import say
from workflow.engine.buttons import opening
from workflow.engine.desk import Desk, serves_as
from workflow.engine.records import Task
from workflow.engine.tasks import ListedTask, described, open_tasks
from workflow.office.task_register import due_of, kind_of, who_of


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
