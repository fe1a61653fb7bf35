"""The pages of a re-evaluation for those who work on it: case, report, files, declaration (Art. 5, 40)."""

from collections.abc import AsyncIterator

from aiogram import Bot

from handlers.awards.holders import describe
from handlers.engine.answers import answered
from handlers.engine.lists import PAGE, turns
from handlers.engine.speech import Button, Page, in_rows, key_button, show, tell
from handlers.reevaluations.lists import named
from papers.engine.calendars import why
from rules.awards.july import assessment
from rules.awards.validity import Award
from rules.engine.options import day
from rules.reevaluations.cases import Rectification, Reevaluation
from rules.reevaluations.forms import report
from texts import Words, say
from workflow.awards.july import state_of
from workflow.engine.desk import Desk, serves_as
from workflow.reevaluations.cases import OFFICE, acts, award_of, files_of, opened, under_inquiry
from workflow.reevaluations.opinions import Member, members
from workflow.reevaluations.reports import july_report, july_reports

BUTTONS = {
    "ask": "ask",
    "report": "report",
    "go_without": "go_without",
    "name": "team",
    "opine": "opine",
    "demand": "demand",
    "propose": "propose",
    "keep": "decide",
}
"""The acts with a button on the page of the case, and the word that each button sends."""


async def show_declaration(bot: Bot, desk: Desk, case: Reevaluation) -> None:
    """Ask, before the case opens, whether the person has an interest in its holder (Art. 40)."""
    award = await award_of(desk.work, case)
    rows = [
        [key_button(desk, "objections.no_interest", f"reevaluation:none:{case.id}")],
        [key_button(desk, "objections.interested", f"recusal:ask:reevaluation:interest:{case.id}")],
    ]
    await tell(bot, desk, "reevaluations.declare", rows=rows, number=case.number, holder=award.name)


async def show_case(bot: Bot, desk: Desk, case: Reevaluation, *, notice: str = "") -> None:
    """Show the case."""
    await show(bot, desk, await case_page(desk, case, notice=notice))


async def case_page(desk: Desk, case: Reevaluation, *, notice: str = "") -> Page:
    """Return what was reported, found, proposed and decided, and what can be done now."""
    award = await award_of(desk.work, case)
    title = say(desk.person.language, "reevaluations.case", **named(case, award))
    lines = [line async for line in _lines(desk, case, award)]
    return Page("\n\n".join([*([notice] if notice else []), *lines]), await _rows(desk, case), title=title)


async def show_report(bot: Bot, desk: Desk, case: Reevaluation) -> None:
    """Show the holder's report, question by question."""
    award = await award_of(desk.work, case)
    form = report(desk.pack, organisation=award.organisation)
    text = await answered(desk, form, case.draft_id or 0, await files_of(desk, case))
    await show(bot, desk, Page(text or say(desk.person.language, "reevaluations.no_report"), ways(desk, case)))


async def show_july(bot: Bot, desk: Desk, reevaluation_id: int, assessment_id: int) -> None:
    """Show a July report of the term."""
    one, _award = await july_report(desk, reevaluation_id, assessment_id)
    language, files = desk.person.language, await desk.work.files.of(f"assessment:{one.id}")
    parts = [say(language, "reevaluations.july_of", year=str(one.year), state=state_of(one))]
    if one.words:
        parts.append(say(language, "assessments.words", words=one.words))
    if one.draft_id is not None:
        parts.append(await answered(desk, assessment(desk.pack), one.draft_id, files))
    rows = [
        [Button(f"📎 {file.name[:40]}", f"report:july:{reevaluation_id}:{one.id}:{place}")]
        for place, file in enumerate(files)
    ]
    case = await opened(desk, reevaluation_id)
    await show(bot, desk, Page("\n\n".join(parts), [*rows, *ways(desk, case)]))


async def show_files(bot: Bot, desk: Desk, case: Reevaluation, page: int = 0) -> None:
    """Show a page of the case's files; every reading is recorded in the journal."""
    found = await files_of(desk, case)
    here = found[page * PAGE : (page + 1) * PAGE]
    rows = [[Button(f"📎 {one.name}"[:60], f"report:file:{case.id}:{one.id}")] for one in here]
    rows += turns(desk, f"reevaluation:files:{case.id}", page, len(found))
    await tell(bot, desk, "reevaluations.files_page", rows=[*rows, *ways(desk, case)], count=len(found))


def ways(desk: Desk, case: Reevaluation | None = None) -> list[list[Button]]:
    """Return the buttons back to the case, the tasks and the menu."""
    back = [key_button(desk, "reevaluations.open", f"reevaluation:open:{case.id}")] if case is not None else []
    return [[*back, key_button(desk, "menu.tasks", "task:list"), key_button(desk, "menu.open", "menu:home")]]


def item_line(language: str, item: Rectification) -> str:
    """Return one item to be put right, with its day and whether there is evidence."""
    key = "reevaluations.item_proved" if item.proved_on else "reevaluations.item"
    return say(language, key, place=item.place, demand=item.demand, due=item.due_on, on=item.proved_on or "")


def decided(language: str, case: Reevaluation) -> list[str]:
    """Return what was decided so far, by which document and why."""
    lines, matter = [], case.matter
    for key in ("demanded", "ruling"):
        if ruling := matter.get(key):
            on = day(ruling["decided_on"])
            lines.append(
                say(
                    language,
                    f"reevaluations.{key}",
                    document=ruling["document"],
                    on=on or "",
                    reasons=ruling["reasons"],
                )
            )
    if matter.get("ruling", {}).get("until"):
        lines.append(say(language, "reevaluations.until", until=day(matter["ruling"]["until"]) or ""))
    return lines


def paper_buttons(desk: Desk, case: Reevaluation) -> list[Button]:
    """Return a button for each existing letter."""
    return [
        key_button(desk, f"reevaluations.print.{kind}", f"reevaluation:paper:{case.id}:{kind}")
        for kind in papers_of(case)
    ]


def papers_of(case: Reevaluation) -> tuple[str, ...]:
    """Return the names of the existing letters; that of a cancellation belongs to the case that heard the holder."""
    kept = "until" in case.matter.get("ruling", {})
    return (*(("rectification",) if "demanded" in case.matter else ()), *(("decision",) if kept else ()))


async def _lines(desk: Desk, case: Reevaluation, award: Award) -> AsyncIterator[str]:
    language, matter = desk.person.language, case.matter
    yield describe(desk, award)
    if "said" in matter:
        yield say(language, "talk.damaged")
    if await under_inquiry(desk.work, case):
        yield say(language, "reevaluations.under_inquiry", article=39)
    yield await _july(desk, award)
    for key in ("without_report", "without_proof"):
        if matter.get(key):
            yield say(language, f"reevaluations.{key}", reason=matter[key])
    for member in await members(desk, case):
        yield _member(desk, member)
    if items := await desk.work.rectifications.of(case.id):
        yield "\n".join([say(language, "reevaluations.items"), *(item_line(language, item) for item in items)])
    for line in (*_proposed(language, case), *decided(language, case)):
        yield line
    for clock in await desk.work.deadlines.of(f"reevaluation:{case.id}"):
        if clock.ended_at is None:
            yield say(language, f"reevaluations.clock.{clock.kind}", why=why(language, clock.count))


async def _july(desk: Desk, award: Award) -> str:
    language, found = desk.person.language, await july_reports(desk, award)
    lines = [say(language, "reevaluations.july_of", year=str(one.year), state=state_of(one)) for one in found]
    return "\n".join([say(language, "reevaluations.july"), *(lines or [say(language, "reevaluations.no_july")])])


def _proposed(language: str, case: Reevaluation) -> list[str]:
    proposal = case.matter.get("proposal")
    if not proposal:
        return []
    outcome = Words(f"reevaluation.outcomes.{proposal['outcome']}")
    return [say(language, "reevaluations.proposal", outcome=outcome, reasons=proposal["reasons"])]


def _member(desk: Desk, member: Member) -> str:
    language, part = desk.person.language, member.part
    if member.interested:
        state = "interested"
    elif part.released_at is not None:
        state = "released"
    elif part.verdict is None:
        state = "awaited"
    elif not member.answers:
        state = "handed_in"
    else:
        verdict = Words(f"reevaluation.verdicts.{part.verdict}")
        lacks = member.answers.get("lacks") or "—"
        said = {"verdict": verdict, "findings": member.answers["findings"], "lacks": lacks}
        return say(language, "reevaluations.found", who=member.name, round=part.round + 1, **said)
    return say(language, f"reevaluations.member.{state}", who=member.name, round=part.round + 1)


async def _rows(desk: Desk, case: Reevaluation) -> list[list[Button]]:
    mine = [act for act in await acts(desk, case) if act in BUTTONS]
    rows = [[key_button(desk, f"reevaluations.act.{act}", f"reevaluation:{BUTTONS[act]}:{case.id}")] for act in mine]
    beside = [key_button(desk, "reevaluations.said", f"reevaluation:said:{case.id}")] if case.draft_id else []
    if await desk.work.rectifications.of(case.id):
        beside.append(key_button(desk, "reevaluations.items_button", f"reevaluation:items:{case.id}"))
    if files := await files_of(desk, case):
        beside.append(key_button(desk, "objections.files", f"reevaluation:files:{case.id}", count=len(files)))
    beside += paper_buttons(desk, case)
    award = await award_of(desk.work, case)
    sent = [one for one in await july_reports(desk, award) if one.number is not None]
    beside += [
        key_button(desk, "reevaluations.july_button", f"reevaluation:july:{case.id}:{one.id}", year=str(one.year))
        for one in sent
    ]
    if case.sanction_id is not None and serves_as(desk, *OFFICE):
        beside.append(key_button(desk, "sanctions.open", f"sanction:open:{case.sanction_id}"))
    listed = [key_button(desk, "reevaluations.list", "reevaluation:list")] if serves_as(desk, *OFFICE) else []
    return [*rows, *in_rows(beside, width=2), [*listed, *ways(desk)[0]]]
