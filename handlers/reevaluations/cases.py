"""Re-evaluations for the office, the lead and the reviewers, from the list to the decision (Art. 5, 40)."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from aiogram import Bot
from aiogram.types import BufferedInputFile

from handlers.engine.guides import Filling, Guide
from handlers.engine.lists import PAGE, turns
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, show, tell, told
from handlers.reevaluations.lists import send_sheet, show_past, show_preparation
from handlers.reevaluations.pages import (
    papers_of,
    show_case,
    show_declaration,
    show_files,
    show_july,
    show_report,
    ways,
)
from papers.engine.calendars import why
from rules.engine.forms import Facts, Form
from rules.engine.refusals import Refusal
from rules.people.roles import Person
from rules.reevaluations.cases import OPINING, Reevaluation
from rules.reevaluations.forms import decision, opinion, proposal, without
from texts import say
from workflow.engine.desk import Desk
from workflow.engine.drafts import begun
from workflow.engine.files import files_known
from workflow.engine.issuing import owe_print
from workflow.engine.records import Draft, Paper
from workflow.engine.tasks import number_of
from workflow.interests.recusals import bars
from workflow.reevaluations.case_opening import open_early
from workflow.reevaluations.cases import acting, acts, declaring, evaluated, is_holder, opened, read_file
from workflow.reevaluations.decisions import decide, propose
from workflow.reevaluations.opinions import (
    Member,
    declare,
    free_reviewers,
    hand_in,
    name_reviewer,
    release_reviewer,
    team,
)
from workflow.reevaluations.reports import ask_report, go_without, going_without, july_file

# Names the reviewers of a re-evaluation from those without an interest (Art. 5, 40).


async def show_team(
    bot: Bot, desk: Desk, reevaluation_id: int, page: int = 0, *, notice: tuple[str, str] | None = None
) -> None:
    """Show who was named in this round and how far they are, and a page of who else can be named."""
    case, everybody = await team(desk, reevaluation_id)
    mine = [member for member in everybody if member.part.round == case.round]
    may = await acts(desk, case)
    free = await free_reviewers(desk, case) if "name" in may else []
    language = desk.person.language
    parts = [say(language, notice[0], who=notice[1])] if notice else []
    parts.append(say(language, "reevaluations.team", number=case.number, least=desk.pack.expiry.reviewers))
    parts += [_line(language, member) for member in mine] or [say(language, "reevaluations.team_none")]
    if "name" in may and not free:
        parts.append(say(language, "reevaluations.nobody_free"))
    rows = [
        [
            key_button(
                desk, "objections.release", f"reevaluation:free:{case.id}:{member.part.person_id}", who=member.name
            )
        ]
        for member in mine
        if member.part.is_awaited and case.state in OPINING and "release" in may
    ]
    rows += [[_name(desk, case, person)] for person in free[page * PAGE : (page + 1) * PAGE]]
    rows += turns(desk, f"reevaluation:team:{case.id}", page, len(free))
    await show(bot, desk, Page("\n".join(parts), [*rows, *ways(desk, case)]))


def _name(desk: Desk, case: Reevaluation, person: Person) -> Button:
    return key_button(
        desk, "reevaluations.name_one", f"reevaluation:name:{case.id}:{person.id}", who=person.name or f"#{person.id}"
    )


def _line(language: str, member: Member) -> str:
    if member.interested:
        state = "interested"
    elif member.part.released_at is not None:
        state = "released"
    else:
        state = "awaited" if member.part.verdict is None else "handed_in"
    return say(language, f"reevaluations.member.{state}", who=member.name, round=member.part.round + 1)


FORMS: Mapping[str, str] = {
    "opine": "reevaluation_opinion",
    "propose": "reevaluation_proposal",
    "decide": "reevaluation_decision",
    "go_without": "reevaluation_without",
}
"""The form in which each act is done."""
Work = Callable[[Desk, Draft, Mapping[str, Any]], Awaitable[Reevaluation]]


def guides() -> dict[str, Guide]:
    """Return the forms of those who work on a case."""
    return {
        "reevaluation_opinion": _guide(lambda facts: opinion(facts["round"]), "opine", hand_in),
        "reevaluation_proposal": _guide(lambda facts: proposal(facts["round"]), "propose", propose),
        "reevaluation_decision": _guide(lambda facts: decision(facts["round"]), "decide", decide),
        "reevaluation_without": _guide(lambda _facts: without(), "go_without", go_without),
    }


async def begin_early(bot: Bot, desk: Desk, award_id: int) -> None:
    """Open the case before the term ends."""
    case = await open_early(desk, award_id)
    await tell(bot, desk, "reevaluations.begun", rows=ways(desk, case), number=case.number)


async def begin_act(desk: Desk, reevaluation_id: int, act: str) -> Draft:
    """Begin the form of an act. Raises Refusal or Forbidden unless the person may do it now."""
    if act == "go_without":
        case = await going_without(desk, reevaluation_id)
    else:
        case = await acting(desk, reevaluation_id, "keep" if act == "decide" else act)
    return await begun(desk, FORMS[act], f"reevaluation:{case.id}")


async def named(bot: Bot, desk: Desk, reevaluation_id: int, person_id: int) -> None:
    """Name a reviewer and show who evaluates the award."""
    _case, person = await name_reviewer(desk, reevaluation_id, person_id)
    await show_team(bot, desk, reevaluation_id, notice=("reevaluations.named", person.name or f"#{person.id}"))


async def released(bot: Bot, desk: Desk, reevaluation_id: int, person_id: int) -> None:
    """Release a reviewer and show who evaluates the award."""
    await release_reviewer(desk, reevaluation_id, person_id)
    await show_team(bot, desk, reevaluation_id)


async def send_file(bot: Bot, desk: Desk, case: Reevaluation, file_id: str) -> None:
    """Send a file of the case."""
    name, content = await read_file(desk, case, file_id)
    await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, name))


async def send_july_file(bot: Bot, desk: Desk, reevaluation_id: int, assessment_id: int, place: int) -> None:
    """Send a file of a July report of the term."""
    record, content = await july_file(desk, reevaluation_id, assessment_id, place)
    await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, record.name))


async def ask_sure(bot: Bot, desk: Desk, case: Reevaluation) -> None:
    """Ask for confirmation before the holder is asked for a report."""
    rows = [[key_button(desk, "reevaluations.ask_yes", f"reevaluation:yes:{case.id}")], *ways(desk, case)]
    days = desk.pack.expiry.report_working_days
    await tell(bot, desk, "reevaluations.ask_sure", rows=rows, number=case.number, days=days)


async def asked(bot: Bot, desk: Desk, reevaluation_id: int) -> None:
    """Ask the holder for the report, and say by when it is due and why."""
    case, count = await ask_report(desk, reevaluation_id)
    counted = why(desk.person.language, count)
    await tell(bot, desk, "reevaluations.asked", rows=ways(desk, case), number=case.number, due=count.last, why=counted)


async def declared(bot: Bot, desk: Desk, one: int, *, interest: bool) -> None:
    """Record the declaration: without an interest the case opens, with one it stays shut."""
    case = await declare(desk, one, interest=interest)
    if interest and bars(desk):
        await tell(bot, desk, "reevaluations.stood_back", rows=ways(desk), number=case.number)
    else:
        await show_case(bot, desk, case)


async def print_letter(desk: Desk, reevaluation_id: int, kind: str) -> Page:
    """Print a letter of the case. Raises Refusal if there is none of this kind."""
    found = await desk.work.reevaluations.get(reevaluation_id)
    if found is not None and await is_holder(desk, found):
        case, _award = await evaluated(desk, reevaluation_id)
    else:
        case = await opened(desk, reevaluation_id)
    if kind not in papers_of(case):
        raise Refusal("talk.old_button")
    name = "rectification_notice" if kind == "rectification" else "reevaluation_decision"
    paper = Paper(name, f"reevaluation:{case.id}")
    await owe_print(desk, paper, kind, f"reevaluations.paper.{kind}", case.number)
    return told(desk, "sanctions.printing", rows=[[key_button(desk, "menu.open", "menu:home")]])


async def case_facts(desk: Desk, draft: Draft) -> Facts:
    """Return the case's round and the form's files."""
    case = await opened(desk, number_of(draft.subject, "reevaluation") or -1)
    return {"round": case.round, "files": await files_known(desk, draft)}


def _guide(form: Callable[[Facts], Form], act: str, work: Work) -> Guide:
    async def ended(desk: Desk, filling: Filling) -> Page:
        case = await work(desk, filling.draft, filling.progress.answers)
        state = say(desk.person.language, f"reevaluations.state.{case.state.value}")
        return told(desk, f"reevaluations.done.{act}", rows=ways(desk, case), number=case.number, state=state)

    return Guide(form=lambda _pack, facts: form(facts), subject="reevaluation", sends=ended, facts=case_facts)


PRESSES = Presses(
    "reevaluation",
    {
        "list": Press(show_preparation),
        "past": Press(show_past),
        "sheet": Press(send_sheet),
        "begin": Press(begin_early),
        "none": Press(partial(declared, interest=False), article=40),
        "interest": Press(partial(declared, interest=True), article=40),
        "open": Press(show_case, of=opened),
        "ask": Press(ask_sure, of=partial(acting, act="ask")),
        "yes": Press(asked),
        "team": Press(show_team),
        "name": Press(named),
        "free": Press(released),
        "said": Press(show_report, of=opened),
        "files": Press(show_files, of=opened),
        "july": Press(show_july),
        "paper": Press(print_letter),
        **{act: Press(partial(begin_act, act=act)) for act in FORMS},
    },
    article=5,
    undeclared=Press(show_declaration, of=declaring),
)
FILES = Presses(
    "report",
    {"file": Press(send_file, of=opened), "july": Press(send_july_file)},
    article=5,
    undeclared=Press(show_declaration, of=declaring),
)
"""Of a topic of their own, since a longer one would leave no room for the names of files."""
