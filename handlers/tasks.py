"""Everybody's task list: what is to be done by when, one tap away; for the office, what waits for whom (Art. 9, 40)."""

from collections.abc import Mapping, Sequence

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
from workflow.records import Task
from workflow.tasks import Listed, all_tasks, own_tasks

OPENERS: Mapping[str, str] = {
    "interests": "ri:state:",
    "next_edition": "ed:see:",
    "evaluation": "ev:list:",
    "defence": "vi:see:",
    "on_site": "vi:see:",
    "site_report": "vi:report:",
    "site_signing": "vi:read:",
    "deliberation": "cm:edition:",
    "proposal": "cm:edition:",
    "government": "gr:edition:",
    "consultation": "rv:open:",
    "unit_review": "rv:open:",
    "assignment": "as:team:",
    "replacement": "as:team:",
    "sheet_material": "as:do:material:",
    "sheet_defence": "as:do:defence:",
    "sheet_on_site": "as:do:on_site:",
    "material_result": "as:res:material:",
    "refusal_letter": "al:see:",
    "letter_approval": "al:see:",
    "letter_mending": "al:see:",
    "acceptance_list": "nt:acceptance:",
    "notice_posting": "nt:draft:",
    "notice_signing": "nt:see:",
    "notice_correction": "nt:see:",
    "forwarding": "rv:open:",
    "supplement": "su:",
    "supplement_wait": "rv:open:",
    "recusal": "rv:clerk:",
    "file_decision": "ss:list:",
    "erasure": "pe:erasure:",
    "assessment": "sa:see:",
    "affair_change": "af:open:",
    "affair_settle": "af:open:",
    "affair_question": "af:open:",
    "affair_misuse": "af:open:",
    "affair_violation": "af:open:",
    "supervision": "af:year:",
    "override": "ap:allow:",
    "reevaluation": "re:open:",
    "reevaluation_naming": "re:team:",
    "reevaluation_opinion": "re:open:",
    "reevaluation_proposal": "re:open:",
    "reevaluation_decision": "re:open:",
    "reevaluation_lapse": "re:open:",
    "reevaluation_report": "re:mine:",
    "rectification": "re:mine:",
    "unreachable": "un:list:",
    "objection_examination": "ob:open:",
    "objection_completion": "ob:open:",
    "objection_investigation": "ob:open:",
    "objection_delivery": "ob:open:",
    "objection_findings": "ob:inv:",
    "objection_team": "ob:team:",
    "striking_letter": "al:write:struck:",
    "sanction_case": "sn:open:",
    "sanction_investigation": "sn:open:",
    "sanction_delivery": "sn:open:",
    "sanction_decision": "sn:open:",
    "sanction_approval": "sn:open:",
    "sanction_recovery": "sn:open:",
    "sanction_publication": "sn:open:",
    "sanction_hearing": "sn:mine:",
    "sanction_return": "sn:mine:",
    "objection_recusal": "ob:another:",
    "calendar_year": "ca:year:",
    "calendar_proposal": "ca:see:",
    "contacts": "cn:list:",
}
"""What opens a task of each kind: the id of its subject is put behind it. A kind without a line is only listed."""


def router() -> Router:
    """The list, by command and by button: `t:list:<page>` for one's own, `t:all:<page>` for the office."""
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
    """One page of the list. `everybodys` is for the lead and the office."""
    await state.set_state(None)
    await state.set_data({FREE_TEXT: False})
    listed = await (all_tasks(desk) if everybodys else own_tasks(desk))
    page = min(page, max(0, len(listed) - 1) // PAGE)
    here = list(enumerate(listed, start=1))[page * PAGE : (page + 1) * PAGE]
    rows = [[opener] for place, one in here if (opener := _opener(desk, place, one.task))]
    rows += turns(desk, "t:all" if everybodys else "t:list", page, len(listed))
    rows += _ways(desk, everybodys=everybodys)
    await show(bot, desk, Page(_text(desk, here, len(listed), everybodys=everybodys), rows))


def what(language: str, kind: str) -> str:
    """The name of a kind of task."""
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
    prefix, one = OPENERS.get(task.kind), task.subject.partition(":")[2]
    if prefix is None or (task.person_id not in (None, desk.person.id)):
        return None
    return key_button(desk, "tasks.open", f"{prefix}{one}", place=place, what=what(desk.person.language, task.kind))


def _ways(desk: Desk, *, everybodys: bool) -> list[list[Button]]:
    office = serves_as(desk, Role.LEAD, Role.OFFICE)
    other = ("tasks.mine", "t:list") if everybodys else ("tasks.all", "t:all")
    rows = [[key_button(desk, *other)]] if office else []
    return [*rows, [key_button(desk, "menu.open", "m:home")]]
