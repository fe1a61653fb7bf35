"""Re-evaluations for the office, the lead and the reviewers, from the list to the decision (Art. 5, 40)."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile, CallbackQuery

from handlers.engine.filling import begin
from handlers.engine.guides import Filling, Guide, Guides
from handlers.engine.offers import put_down
from handlers.engine.presses import Topic, number
from handlers.engine.speech import Page, key_button, tell, told
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
from handlers.reevaluations.reviews import show_team
from papers.engine.counts import why
from rules.forms import Facts, Form
from rules.questions.reevaluation import decision, opinion, proposal, without
from rules.reevaluations import Reevaluation
from rules.refusals import Refusal
from texts import say
from workflow.engine.desk import Desk
from workflow.engine.files import files_known
from workflow.engine.issuing import owe_print
from workflow.engine.records import Draft, Paper
from workflow.engine.tasks import number_of
from workflow.interests.recusals import Undeclared, bars
from workflow.reevaluations.cases import acting, declaring, evaluated, is_holder, opened, read_file
from workflow.reevaluations.decisions import decide, propose
from workflow.reevaluations.openings import open_early
from workflow.reevaluations.opinions import declare, hand_in, name_reviewer, release_reviewer
from workflow.reevaluations.reports import ask_report, go_without, going_without, july_file

FORMS: Mapping[str, str] = {
    "opine": "reevaluation_opinion",
    "propose": "reevaluation_proposal",
    "decide": "reevaluation_decision",
    "go_without": "reevaluation_without",
}
"""The form in which each act is done."""
PAGES = ("open", "ask", "yes", "team", "name", "free", "said", "files", "file", "july", "jfile")

Work = Callable[[Desk, Draft, Mapping[str, Any]], Awaitable[Reevaluation]]


def guides() -> dict[str, Guide]:
    """Return the forms of those who work on a case."""
    return {
        "reevaluation_opinion": _guide(lambda facts: opinion(facts["round"]), "opine", hand_in),
        "reevaluation_proposal": _guide(lambda facts: proposal(facts["round"]), "propose", propose),
        "reevaluation_decision": _guide(lambda facts: decision(facts["round"]), "decide", decide),
        "reevaluation_without": _guide(lambda _facts: without(), "go_without", go_without),
    }


def router(guides: Guides) -> Router:
    """Build the router for `re:<word>:<case>`. Whatever opens a case asks for the declaration first."""
    here = Router(name="reevaluations")

    @here.callback_query(Topic("re", "list", "past", "sheet", "begin", "none", "interest", "paper"))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        await put_down(state)
        one = number(words, 1)
        match words[0]:
            case "list":
                await show_preparation(bot, desk, max(one, 0))
            case "past":
                await show_past(bot, desk, max(one, 0))
            case "sheet":
                await send_sheet(bot, desk)
            case "begin":
                case = await open_early(desk, one)
                await tell(bot, desk, "reevaluations.begun", rows=ways(desk, case), number=case.number)
            case "paper":
                await owe_paper(desk, one, words[2] if len(words) > 2 else "")
                await tell(bot, desk, "sanctions.printing", rows=[[key_button(desk, "menu.open", "m:home")]])
            case word:
                await declared(bot, desk, one, interest=word == "interest")

    @here.callback_query(Topic("re", *PAGES, *FORMS))
    async def turned(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        await put_down(state)
        one = number(words, 1)
        try:
            if words[0] in FORMS:
                await begin_act(bot, desk, state, guides, words[0], one)
            else:
                await show_page(bot, desk, words)
        except Undeclared:
            await show_declaration(bot, desk, await declaring(desk, one))

    return here


async def begin_act(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, word: str, one: int) -> None:
    """Begin the form of an act. Raises Refusal or Forbidden unless the person may do it now."""
    if word == "go_without":
        case = await going_without(desk, one)
    else:
        case = await acting(desk, one, "keep" if word == "decide" else word)
    await begin(bot, desk, state, guides, FORMS[word], subject=f"reevaluation:{case.id}")


async def show_page(bot: Bot, desk: Desk, words: list[str]) -> None:
    """Show what is behind a button of a case that opens no form."""
    one, other = number(words, 1), number(words, 2)
    match words[0]:
        case "open":
            await show_case(bot, desk, await opened(desk, one))
        case "ask":
            await ask_sure(bot, desk, await acting(desk, one, "ask"))
        case "yes":
            await asked(bot, desk, one)
        case "team" | "name" | "free":
            await show_named(bot, desk, words)
        case "said":
            await show_report(bot, desk, await opened(desk, one))
        case "files":
            await show_files(bot, desk, await opened(desk, one), max(other, 0))
        case "july":
            await show_july(bot, desk, one, other)
        case _:
            await send_file(bot, desk, words)


async def show_named(bot: Bot, desk: Desk, words: list[str]) -> None:
    """Name or release a reviewer, or turn the page, and show who evaluates the award."""
    one, other = number(words, 1), number(words, 2)
    match words[0]:
        case "name":
            _case, person = await name_reviewer(desk, one, other)
            await show_team(bot, desk, one, 0, notice=("reevaluations.named", person.name or f"#{person.id}"))
        case "free":
            await release_reviewer(desk, one, other)
            await show_team(bot, desk, one, 0)
        case _:
            await show_team(bot, desk, one, max(other, 0))


async def send_file(bot: Bot, desk: Desk, words: list[str]) -> None:
    """Send a file of the case, or of a July report of its term."""
    one = number(words, 1)
    if words[0] == "jfile":
        record, content = await july_file(desk, one, number(words, 2), number(words, 3))
        name = record.name
    else:
        name, content = await read_file(desk, await opened(desk, one), words[2] if len(words) > 2 else "")
    await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, name))


async def ask_sure(bot: Bot, desk: Desk, case: Reevaluation) -> None:
    """Ask for confirmation before the holder is asked for a report."""
    rows = [[key_button(desk, "reevaluations.ask_yes", f"re:yes:{case.id}")], *ways(desk, case)]
    days = desk.pack.expiry.report_working_days
    await tell(bot, desk, "reevaluations.ask_sure", rows=rows, number=case.number, days=days)


async def asked(bot: Bot, desk: Desk, one: int) -> None:
    """Ask the holder for the report, and say by when it is due and why."""
    case, count = await ask_report(desk, one)
    counted = why(desk.person.language, count)
    await tell(bot, desk, "reevaluations.asked", rows=ways(desk, case), number=case.number, due=count.last, why=counted)


async def declared(bot: Bot, desk: Desk, one: int, *, interest: bool) -> None:
    """Record the declaration: without an interest the case opens, with one it stays shut."""
    case = await declare(desk, one, interest=interest)
    if interest and bars(desk):
        await tell(bot, desk, "reevaluations.stood_back", rows=ways(desk), number=case.number)
    else:
        await show_case(bot, desk, case)


async def owe_paper(desk: Desk, one: int, kind: str) -> None:
    """Owe the person a letter of the case. Raises Refusal if there is none of this kind."""
    found = await desk.work.reevaluations.get(one)
    if found is not None and await is_holder(desk, found):
        case, _award = await evaluated(desk, one)
    else:
        case = await opened(desk, one)
    if kind not in papers_of(case):
        raise Refusal("talk.old_button")
    name = "rectification_notice" if kind == "rectification" else "reevaluation_decision"
    paper = Paper(name, f"reevaluation:{case.id}")
    await owe_print(desk, paper, kind, f"reevaluations.paper.{kind}", case.number)


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
