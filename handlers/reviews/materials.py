"""The material review of an edition, for the office: cases, scores, passing, the Excel list (Art. 17, 20, 40)."""

import asyncio

from aiogram import Bot
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile

from handlers.applications import dossiers
from handlers.engine.filling import open_form
from handlers.engine.guides import Filling, Guide, Guides, load
from handlers.engine.lists import PAGE, turns
from handlers.engine.presses import Press, Presses
from handlers.engine.printing import button
from handlers.engine.speech import Button, Page, key_button, show, tell, told
from handlers.reviews.sheets import result_text
from papers.reviews.score_sheets import SheetLine, score_sheets
from rules.applications.lifecycle import KINDS, Application, State
from rules.engine.refusals import Refusal
from rules.engine.rubrics import Part
from rules.letters.formal import pass_reason
from rules.people.roles import Role
from rules.reviews.scores import rounded
from texts import Words, say
from workflow.applications.cases import acts
from workflow.applications.scores import ReasonWanted, tally_of
from workflow.engine.desk import Desk
from workflow.reviews.assignments import cases_in
from workflow.reviews.material_reviews import (
    Result,
    begin_reason,
    complete_ones,
    pass_all,
    pass_material,
    pass_with_reason,
    passing,
    read_result,
    shown_as,
)
from workflow.reviews.score_tables import all_sheets

LISTS = {
    "forwarded": (State.FORWARDED, "assignment:team:"),
    "review": (State.MATERIAL_REVIEW, "assignment:team:"),
    "listed": (State.LISTED, "review:open:"),
    "unlisted": (State.UNLISTED, "letter:see:"),
}
"""The lists of an edition: the state of their cases, and the press that opens one of them."""


def guides() -> dict[str, Guide]:
    """Return the form of the reason why an application passes below the mark."""
    return {"pass_reason": Guide(form=lambda _pack, _facts: pass_reason(), subject="scores", sends=reasoned)}


async def show_cases(bot: Bot, desk: Desk, state: FSMContext, which: str, edition_id: int, page: int = 0) -> None:
    """Show a page of one list of an edition: the cases in a state, or those whose sheets are all in."""
    if which == "complete":
        await show_complete(bot, desk, state, edition_id, page)
    elif which in LISTS:
        await show_list(bot, desk, state, which, edition_id, page)
    else:
        raise Refusal("talk.old_button")


async def show_edition(bot: Bot, desk: Desk, state: FSMContext, edition_id: int = -1) -> None:
    """Show how many cases of an edition are in each state; the latest edition unless another is asked for."""
    editions = await desk.work.editions.all()
    edition = next((one for one in editions if one.id == edition_id), editions[0] if editions else None)
    if edition is None:
        raise Refusal("assignments.no_edition", article=4)
    counts = {which: await _count(desk, edition.id, found) for which, (found, _) in LISTS.items()}
    counts["complete"] = len(await complete_ones(desk, edition.id))
    text = say(desk.person.language, "assignments.edition", number=edition.number, year=str(edition.year), **counts)
    rows = [
        [key_button(desk, f"assignments.in.{which}", f"result:in:{which}:{edition.id}", count=count)]
        for which, count in counts.items()
        if count
    ]
    if counts["forwarded"]:
        rows.insert(1, [key_button(desk, "assignments.bulk", f"panel:many:{edition.id}")])
    rows.append([key_button(desk, "assignments.export", f"result:sheet:{edition.id}")])
    rows[-1].append(button(desk, "acceptance_list", edition.id))
    rows += [
        [key_button(desk, "assignments.other", f"result:edition:{one.id}", number=one.number)]
        for one in editions[:4]
        if one.id != edition.id
    ]
    rows.append([key_button(desk, "menu.office", "office:menu"), key_button(desk, "menu.open", "menu:home")])
    await dossiers.turn_to(bot, desk, state, text, rows)


async def show_list(bot: Bot, desk: Desk, state: FSMContext, which: str, edition_id: int, page: int) -> None:
    """Show a page of the cases in one state, each with a button."""
    found, door = LISTS[which]
    cases = await cases_in(desk, edition_id, found)
    every = sorted((*cases.declared, *cases.undeclared), key=lambda one: one.id)
    here = every[page * PAGE : (page + 1) * PAGE]
    rows = [[Button(await _label(desk, one), f"{door}{one.id}")] for one in here]
    rows += turns(desk, f"result:in:{which}:{edition_id}", page, len(every))
    rows.append(_back(desk, edition_id))
    text = say(desk.person.language, f"assignments.in.{which}", count=len(every))
    await dossiers.turn_to(bot, desk, state, text, rows)


async def show_complete(bot: Bot, desk: Desk, state: FSMContext, edition_id: int, page: int) -> None:
    """Show the cases whose sheets are all in, with their means, and a button to pass all that reach the mark."""
    language, found = desk.person.language, await complete_ones(desk, edition_id)
    here = found[page * PAGE : (page + 1) * PAGE]
    rows = [[Button(_scored(language, one)[:60], f"result:see:material:{one.application.id}")] for one in here]
    rows += turns(desk, f"result:in:complete:{edition_id}", page, len(found))
    reach = sum(bool(one.tally.passes) for one in found)
    rows += [[key_button(desk, "scores.pass_all", f"result:passing:{edition_id}", count=reach)]] if reach else []
    undeclared = len((await cases_in(desk, edition_id, State.MATERIAL_REVIEW)).undeclared)
    if undeclared:
        rows.append([key_button(desk, "assignments.declare", f"declaration:free:review:{edition_id}")])
    rows.append(_back(desk, edition_id))
    key = "scores.complete_declared" if undeclared else "scores.complete"
    text = say(language, key, count=len(found), undeclared=undeclared)
    await dossiers.turn_to(bot, desk, state, text, rows)


async def show_result(bot: Bot, desk: Desk, state: FSMContext, part: Part, application_id: int) -> None:
    """Show all sheets of a case and their result."""
    result = await read_result(desk, application_id, part)
    application = result.application
    doors = {
        "pass_material": f"result:pass:{application.id}",
        "fail_material": f"letter:write:not_accepted:{application.id}",
    }
    rows = [
        [key_button(desk, f"lifecycle.act.{act}", doors[act])]
        for act in acts(desk, application)
        if act in doors and result.tally.complete
    ]
    rows.append([key_button(desk, "assignments.team", f"assignment:team:{application.id}")])
    rows[-1].append(key_button(desk, "reviews.open", f"review:open:{application.id}"))
    rows.append(_back(desk, application.edition_id))
    await dossiers.turn_to(bot, desk, state, await result_text(desk, result, part), rows)


async def passed(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, application_id: int) -> None:
    """Pass the application; below the mark, ask for a reason first."""
    try:
        application = await pass_material(desk, application_id)
    except ReasonWanted as wanted:
        draft = await begin_reason(desk, application_id)
        notice = say(desk.person.language, wanted.key, **wanted.values)
        await open_form(bot, desk, state, await load(desk, draft, guides), notice=notice)
        return
    await show(bot, desk, _passed(desk, application))


async def reasoned(desk: Desk, filling: Filling) -> Page:
    """Pass the application below the mark, for the reason given."""
    return _passed(desk, await pass_with_reason(desk, filling.draft))


async def show_passing(bot: Bot, desk: Desk, state: FSMContext, edition_id: int) -> None:
    """Show the applications that would pass, before anything is done."""
    language, found = desk.person.language, await passing(desk, edition_id)
    lines = [say(language, "scores.passing", count=len(found)), *(_scored(language, one) for one in found)]
    rows = [[key_button(desk, "scores.pass_yes", f"result:pass_all:{edition_id}:{shown_as(found)}")]] if found else []
    rows.append([key_button(desk, "assignments.back", f"result:in:complete:{edition_id}")])
    await dossiers.turn_to(bot, desk, state, "\n".join(lines), rows)


async def passed_all(bot: Bot, desk: Desk, edition_id: int, mark: str) -> None:
    """Pass all the applications that were shown; `mark` proves that they are still the same."""
    count = await pass_all(desk, edition_id, mark)
    await tell(bot, desk, "scores.passed_all", rows=[_back(desk, edition_id)], count=count)


async def send_list(bot: Bot, desk: Desk, edition_id: int) -> None:
    """Send the sheets as Excel lists, one for each rubric, and say how many the person may not see."""
    language, (listed, hidden) = desk.person.language, await all_sheets(desk, edition_id)
    for kind in KINDS:
        mine = [one for one in listed if one.application.kind == kind]
        if not mine:
            continue
        lines = [
            SheetLine(one.application.number or "", one.application.name or "", one.reviewer, one.sheet, one.apart)
            for one in mine
        ]
        title = say(language, "scores.list_title", kind=Words(f"reviews.kind.{kind}"))
        content = await asyncio.to_thread(score_sheets, title, lines, mine[0].rubric, language)
        await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, filename=f"{title}.xlsx"))
    key = ("scores.listed_but" if hidden else "scores.listed") if listed else "scores.nothing_listed"
    await tell(bot, desk, key, rows=[_back(desk, edition_id)], count=len(listed), hidden=hidden)


def _passed(desk: Desk, application: Application) -> Page:
    rows = [
        [key_button(desk, "scores.on", f"result:in:complete:{application.edition_id}")],
        _back(desk, application.edition_id),
    ]
    return told(desk, "scores.passed", rows=rows, number=application.number)


async def _count(desk: Desk, edition_id: int, state: State) -> int:
    cases = await cases_in(desk, edition_id, state)
    return len(cases.declared) + len(cases.undeclared)


async def _label(desk: Desk, one: Application) -> str:
    tally = await tally_of(desk, one, Part.MATERIAL)
    values = {"number": one.number, "name": one.name or "", "count": len(tally.counted), "all": tally.asked}
    return say(desk.person.language, "assignments.case" if tally.asked else "assignments.case_new", **values)[:60]


def _scored(language: str, one: Result) -> str:
    mean = one.tally.mean
    key = "scores.case_apart" if one.tally.apart else "scores.case"
    values = {"number": one.application.number, "name": one.application.name or "", "total": one.tally.total}
    return say(language, key, mean=str(rounded(mean)) if mean is not None else "—", **values)


def _back(desk: Desk, edition_id: int) -> list[Button]:
    return [
        key_button(desk, "assignments.list", f"result:edition:{edition_id}"),
        key_button(desk, "menu.open", "menu:home"),
    ]


PRESSES = Presses(
    "result",
    {
        "edition": Press(show_edition),
        "in": Press(show_cases),
        "see": Press(show_result),
        "pass": Press(passed),
        "passing": Press(show_passing),
        "pass_all": Press(passed_all),
        "sheet": Press(send_list),
    },
    article=17,
    roles=(Role.LEAD, Role.OFFICE),
    puts_down=False,
    undeclared=dossiers.DECLARES,
)
