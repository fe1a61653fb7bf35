"""The task list: one's own tasks with their last days, and for the office everybody's (Art. 9, 40)."""

from collections.abc import Sequence

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.lists import PAGE, turns
from handlers.offers import FREE_TEXT
from handlers.presses import Press, number
from handlers.speech import Button, Page, key_button, show
from rules.people import Role
from rules.refusals import Refusal
from texts import say, sentences
from workflow.desk import Desk, serves_as, today
from workflow.openers import opening
from workflow.records import Task
from workflow.tasks import Listed, described, open_tasks


def router() -> Router:
    """Build the router for the command, `t:list:<page>` for one's own tasks and `t:all:<page>` for the office."""
    here = Router(name="tasks")

    @here.message(Command("tasks"))
    async def asked(_message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await show_tasks(bot, desk, state)

    @here.callback_query(Press("t"))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        if words[:1] not in (["list"], ["all"]):
            raise Refusal("talk.old_button")
        await show_tasks(bot, desk, state, everybodys=words[0] == "all", page=max(0, number(words, 1)))

    return here


async def show_tasks(bot: Bot, desk: Desk, state: FSMContext, *, everybodys: bool = False, page: int = 0) -> None:
    """Show a page of the list. `everybodys` is for the lead and the office alone."""
    await state.set_state(None)
    await state.set_data({FREE_TEXT: False})
    found = await open_tasks(desk, everybodys=everybodys)
    page = min(page, max(0, len(found) - 1) // PAGE)
    listed = await described(desk, found[page * PAGE : (page + 1) * PAGE])
    here = list(enumerate(listed, start=page * PAGE + 1))
    rows = [[opener] for place, one in here if (opener := _opener(desk, place, one.task))]
    rows += turns(desk, "t:all" if everybodys else "t:list", page, len(found))
    rows += _ways(desk, everybodys=everybodys)
    await show(bot, desk, Page(_text(desk, here, len(found), everybodys=everybodys), rows))


def what(language: str, kind: str) -> str:
    """Return the name of a kind of task."""
    return say(language, f"tasks.{kind}" if f"tasks.{kind}" in sentences(language, "tasks") else "tasks.other")


def _text(desk: Desk, here: Sequence[tuple[int, Listed]], count: int, *, everybodys: bool) -> str:
    language = desk.person.language
    if not count:
        return say(language, "tasks.none_all" if everybodys else "tasks.none")
    title = say(language, "tasks.title_all" if everybodys else "tasks.title", count=count)
    line = "tasks.line_all" if everybodys else "tasks.line"
    return "\n".join([title, "", *(_line(desk, line, place, one) for place, one in here)])


def _line(desk: Desk, line: str, place: int, one: Listed) -> str:
    language = desk.person.language
    named, due = what(language, one.task.kind), _due(desk, one)
    return say(language, line, place=place, what=named, about=one.about, due=due, who=_who(desk, one))


def _due(desk: Desk, one: Listed) -> str:
    language, due = desk.person.language, one.task.due_on
    if due is None:
        return say(language, "tasks.no_due")
    if not one.late:
        return say(language, "tasks.today" if due == today(desk) else "tasks.due", due=due)
    return say(language, "tasks.late" if one.days_late else "tasks.passed", due=due, days=one.days_late)


def _who(desk: Desk, one: Listed) -> str:
    language, task = desk.person.language, one.task
    if task.kind == "supplement":
        return say(language, "tasks.applicant")
    if task.subject.startswith("heard:"):
        return say(language, "tasks.party")
    if task.subject.startswith("reevaluated:"):
        return say(language, "tasks.holder")
    role = say(language, f"tasks.role.{task.role.value}")
    unit = next((unit for unit in desk.pack.units if unit.key == task.unit), None)
    place = role if unit is None else unit.name(language)
    return say(language, "tasks.named", who=one.doer, role=place) if one.doer else place


def _opener(desk: Desk, place: int, task: Task) -> Button | None:
    press = opening(desk, task)
    if press is None:
        return None
    return key_button(desk, "tasks.open", press, place=place, what=what(desk.person.language, task.kind))


def _ways(desk: Desk, *, everybodys: bool) -> list[list[Button]]:
    office = serves_as(desk, Role.LEAD, Role.OFFICE)
    other = ("tasks.mine", "t:list") if everybodys else ("tasks.all", "t:all")
    rows = [[key_button(desk, *other)]] if office else []
    return [*rows, [key_button(desk, "menu.open", "m:home")]]
