"""Score sheets in the chat: filled in beside the case, added up and locked, read again (Art. 16-19, 40)."""

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.applications import dossiers
from handlers.engine.filling import open_form
from handlers.engine.guides import Filling, Guide, Guides, load
from handlers.engine.lists import PAGE, turns
from handlers.engine.presses import Press, Presses
from handlers.engine.questions import press
from handlers.engine.speech import Button, Page, key_button, tell
from rules.applications.lifecycle import Application
from rules.engine.forms import Names
from rules.engine.refusals import Refusal
from rules.engine.rubrics import Criterion, Part
from rules.people.roles import Role
from rules.reviews.assignments import Assignment, standing_of
from rules.reviews.scores import Tally, points_of, rounded, total_of
from rules.reviews.sheets import OVERALL, SCORE, sheet
from texts import Words, say
from workflow.applications.scores import rubric_of
from workflow.engine.desk import Desk
from workflow.reviews.material_reviews import Result
from workflow.reviews.sheets import begin_sheet, lock_sheet, own_sheet, own_sheets, sheet_facts


def guides() -> dict[str, Guide]:
    """Return the form of the sheet."""
    return {
        "sheet": Guide(
            form=lambda _pack, facts: sheet(tuple(facts["rubric"])),
            subject="sheet",
            sends=asked_to_lock,
            facts=sheet_facts,
            summary=added_up,
        )
    }


async def opened_sheet(
    bot: Bot, desk: Desk, state: FSMContext, guides: Guides, part: Part, application_id: int
) -> None:
    """Open the sheet where it was left; show a locked one."""
    one, application = await own_sheet(desk, application_id, part)
    if one.locked_at is not None:
        await show_locked(bot, desk, state, one, application)
        return
    draft = await begin_sheet(desk, application_id, part)
    notice = say(desk.person.language, "sheet.beside", number=application.number, name=application.name or "")
    await open_form(bot, desk, state, await load(desk, draft, guides), notice=notice)


async def asked_to_lock(desk: Desk, filling: Filling) -> Page:
    """Show the sum and ask for confirmation: one tap alone locks nothing."""
    language = desk.person.language
    one = await desk.work.assignments.of_draft(filling.draft.id)
    if one is None:
        raise Refusal("talk.old_button")
    rows = [
        [key_button(desk, "sheet.lock", f"sheet:lock:{one.id}")],
        [key_button(desk, "sheet.not_yet", press(filling, "c"))],
    ]
    text = say(language, "sheet.sure", number=filling.facts["number"], sum=Words("sheet.sum", _sum(filling)))
    return Page(text, rows)


async def locked(bot: Bot, desk: Desk, state: FSMContext, assignment_id: int) -> None:
    """Lock the sheet for good."""
    one, application = await lock_sheet(desk, assignment_id)
    await state.clear()
    rows = [
        [key_button(desk, "sheet.read", f"sheet:open:{one.part.value}:{application.id}")],
        [key_button(desk, "menu.tasks", "task:list"), key_button(desk, "menu.open", "menu:home")],
    ]
    await tell(bot, desk, "sheet.locked_now", rows=rows, number=application.number)


async def show_locked(bot: Bot, desk: Desk, state: FSMContext, one: Assignment, application: Application) -> None:
    """Show the reviewer's own locked sheet."""
    language = desk.person.language
    title = say(
        language,
        "sheet.own",
        number=application.number,
        name=application.name or "",
        part=Words(f"assignments.part.{one.part.value}"),
        at=one.locked_at,
    )
    text = "\n\n".join([title, *sheet_lines(language, await rubric_of(desk, application), one)])
    rows = [
        [key_button(desk, "reviews.open", f"review:open:{application.id}")],
        [key_button(desk, "sheet.mine", "sheet:mine"), key_button(desk, "menu.open", "menu:home")],
    ]
    await dossiers.turn_to(bot, desk, state, text, rows)


async def show_mine(bot: Bot, desk: Desk, state: FSMContext, page: int = 0) -> None:
    """Show a page of the reviewer's sheets, open and locked."""
    language, found = desk.person.language, await own_sheets(desk)
    here = found[page * PAGE : (page + 1) * PAGE]
    rows = [[Button(_line(language, *each)[:60], f"sheet:open:{each[0].part.value}:{each[1].id}")] for each in here]
    rows += turns(desk, "sheet:mine", page, len(found))
    rows.append([key_button(desk, "menu.tasks", "task:list"), key_button(desk, "menu.open", "menu:home")])
    left = sum(one.awaited for one, _ in found)
    await dossiers.turn_to(bot, desk, state, say(language, "sheet.list", count=len(found), left=left), rows)


def sheet_lines(language: str, rubric: tuple[Criterion, ...], one: Assignment) -> list[str]:
    """Return a locked sheet as lines: each criterion with points and comment, the sum, the reasons."""
    scores, words = one.scores or {}, one.words or {}
    lines = []
    for criterion in rubric:
        name = Names(criterion.zh, criterion.en).in_language(language)
        said = words.get(criterion.key)
        key = "sheet.line_words" if said else "sheet.line"
        values = {"name": name, "points": scores.get(criterion.key, "—"), "of": criterion.points, "words": said}
        lines.append(say(language, key, **values))
    summed = say(language, "sheet.sum", points=points_of(scores), total=total_of(rubric))
    return ["\n".join(lines), summed, say(language, "sheet.reasons", words=words.get(OVERALL, ""))]


def added_up(language: str, filling: Filling) -> str:
    """Return the sheet's sum, for the check page."""
    return say(language, "sheet.sum", **_sum(filling))


def _sum(filling: Filling) -> dict[str, object]:
    given = filling.progress.answers
    points = sum(int(value) for key, value in given.items() if key.startswith(SCORE))
    return {"points": points, "total": total_of(filling.facts["rubric"])}


def _line(language: str, one: Assignment, application: Application) -> str:
    key = "sheet.one_locked" if one.locked_at else "sheet.one_open"
    part = Words(f"assignments.part.{one.part.value}")
    return say(language, key, number=application.number, name=application.name or "", part=part)


PRESSES = Presses(
    "sheet",
    {
        "open": Press(opened_sheet),
        "lock": Press(locked),
        "mine": Press(show_mine, roles=(Role.REVIEWER,)),
    },
    article=16,
    puts_down=False,
    undeclared=dossiers.DECLARES,
)


# The sheets of a part as text: scores and reasons, sheets that stand apart, the mean and the mark (Art. 16-20).


async def result_text(desk: Desk, result: Result, part: Part) -> str:
    """Return everything about the sheets of one part; sheets that do not count are shown and marked so."""
    application, tally, language = result.application, result.tally, desk.person.language
    values = {"number": application.number, "name": application.name or "", "count": len(tally.counted)}
    parts = [
        say(
            language,
            "scores.result",
            part=Words(f"assignments.part.{part.value}"),
            all=tally.asked,
            least=tally.panel,
            **values,
        )
    ]
    parts += [_summed(language, tally)] if tally.counted else []
    for one in tally.assignments:
        parts.append(await _one(desk, result, one))
    return "\n\n".join(parts)


def _summed(language: str, tally: Tally) -> str:
    mean = rounded(tally.mean) if tally.mean is not None else "—"
    lines = [say(language, "scores.mean", mean=str(mean), total=tally.total)]
    lines.append(say(language, "scores.mark" if tally.mark is not None else "scores.no_mark", mark=tally.mark))
    if tally.apart:
        lines.append(say(language, "scores.some_apart", count=len(tally.apart)))
    return "\n".join(lines)


async def _one(desk: Desk, result: Result, one: Assignment) -> str:
    language, tally = desk.person.language, result.tally
    person = await desk.work.people.get(one.person_id)
    name = (person and person.name) or say(language, "assignments.unnamed", id=one.person_id)
    key = "assignments.member_head" if one.head else "assignments.member"
    head = say(language, key, who=name, state=Words(f"assignments.standing.{standing_of(one)}"))
    marks = [say(language, "scores.apart")] if one.id in tally.apart else []
    marks += [say(language, "assignments.marked")] if one.marked else []
    lines = [" ".join([f"▍{head}", *marks])]
    if one.scores is not None:
        lines += sheet_lines(language, await rubric_of(desk, result.application), one)
    return "\n".join(lines)
