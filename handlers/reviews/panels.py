"""Puts panels together: reviewers are ticked for one case, or for the next forwarded cases at once (Art. 17, 40)."""

from collections.abc import Sequence

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers.applications import dossiers
from handlers.applications.declarations import show_free
from handlers.engine.lists import PAGE, turns
from handlers.engine.presses import Topic, number
from handlers.engine.speech import Button, key_button, tell
from rules.applications import Application
from rules.lifecycle import State
from rules.people import Person, Role
from rules.refusals import Refusal
from rules.reviews import Part
from texts import Words, say
from workflow.applications.cases import opened
from workflow.applications.dossiers import declaring
from workflow.applications.editions import settings_of
from workflow.engine.desk import Desk, require
from workflow.interests.recusals import Undeclared
from workflow.reviews.assignments import Candidate, add_reviewers, begin_material_review, candidates, reviewers
from workflow.reviews.panels import Plan, cases_in, give_out, plan_panels
from workflow.reviews.visits import ARTICLES

CHOICE = "panel"
"""Key in the chat's memory: the subject ("material:12", "edition:3"), the ticked reviewers and the page."""
COUNTS = (10, 20, 40)
"""The numbers of cases that can be given out at once."""


def router() -> Router:
    """Build the router; `as:who:<part>:<application>` and `as:bulk:<edition>` begin a choice."""
    here = Router(name="panels")

    @here.callback_query(Topic("as", "who", "bulk", "pick", "t", "p", "go", "n", "give"))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        require(desk, Role.LEAD, Role.OFFICE, article=17)
        match words:
            case ["who", part, _] if part in set(Part):
                await began_case(bot, desk, state, Part(part), number(words, 2))
            case ["bulk", _]:
                await began_many(bot, desk, state, number(words, 1))
            case ["pick", _]:
                await show_choice(bot, desk, state, f"edition:{number(words, 1)}", [])
            case ["t" | "p", _]:
                await ticked(bot, desk, state, words[0], number(words, 1))
            case ["go"]:
                await chosen(bot, desk, state)
            case ["n", _]:
                await show_plan(bot, desk, state, number(words, 1))
            case ["give", _, mark]:
                await gave_out(bot, desk, state, number(words, 1), mark)
            case _:
                raise Refusal("talk.old_button")

    return here


async def began_case(bot: Bot, desk: Desk, state: FSMContext, part: Part, application_id: int) -> None:
    """Choose the reviewers of one case; without a declaration, ask for it first (Art. 40)."""
    try:
        application = await opened(desk, application_id)
    except Undeclared:
        await dossiers.show_declaration(bot, desk, state, await declaring(desk, application_id))
        return
    await show_choice(bot, desk, state, f"{part.value}:{application.id}", [])


async def began_many(bot: Bot, desk: Desk, state: FSMContext, edition_id: int) -> None:
    """Choose the reviewers of many cases, after the declaration on those that lack one."""
    if (await cases_in(desk, edition_id, State.FORWARDED)).undeclared:
        await show_free(bot, desk, state, "forwarded", edition_id)
    else:
        await show_choice(bot, desk, state, f"edition:{edition_id}", [])


async def show_choice(
    bot: Bot, desk: Desk, state: FSMContext, about: str, people: Sequence[int], page: int = 0
) -> None:
    """Show who can be asked and their load; the first one ticked becomes the head."""
    language = desk.person.language
    case, edition_id = await _subject(desk, about)
    found = await _free(desk, about, case)
    page = min(page, max(0, len(found) - 1) // PAGE)
    here = found[page * PAGE : (page + 1) * PAGE]
    rows = [[Button(_ticked(language, one, people), f"as:t:{one.person.id}")] for one in here]
    rows += turns(desk, "as:p", page, len(found))
    rows += [[key_button(desk, "assignments.go", "as:go", count=len(people))]] if people else []
    back = f"as:team:{case.id}" if case else f"as:list:{edition_id}"
    rows.append([key_button(desk, "assignments.back", back), key_button(desk, "menu.open", "m:home")])
    part = Part.MATERIAL if case is None else Part(about.partition(":")[0])
    least = (await settings_of(desk, edition_id)).panel[part]
    named = [one.person for each in people for one in found if one.person.id == each]
    key = "assignments.choose" if case else "assignments.choose_many"
    lines = [say(language, key if found else "assignments.nobody", number=case.number if case else "", least=least)]
    lines += [say(language, "assignments.chosen", names=[_name(language, one) for one in named])] if named else []
    await dossiers.turn_to(bot, desk, state, "\n\n".join(lines), rows)
    await state.update_data({CHOICE: {"for": about, "people": list(people), "page": page}})


async def ticked(bot: Bot, desk: Desk, state: FSMContext, verb: str, one: int) -> None:
    """Tick or untick a reviewer, or turn the page."""
    about, people, page = await _remembered(state)
    if verb == "p":
        await show_choice(bot, desk, state, about, people, max(0, one))
        return
    left = [each for each in people if each != one]
    await show_choice(bot, desk, state, about, left if one in people else [*people, one], page)


async def chosen(bot: Bot, desk: Desk, state: FSMContext) -> None:
    """Ask the ticked reviewers; for many cases, first ask how many."""
    about, people, _ = await _remembered(state)
    case, edition_id = await _subject(desk, about)
    if not people:
        raise Refusal("talk.old_button")
    if case is None:
        await show_counts(bot, desk, state, edition_id)
        return
    part = Part(about.partition(":")[0])
    if case.state is State.FORWARDED:
        await begin_material_review(desk, case, people)
    else:
        await add_reviewers(desk, case, part, people)
    await state.clear()
    rows = [
        [key_button(desk, "assignments.team", f"as:team:{case.id}")],
        [key_button(desk, "assignments.list", f"as:list:{edition_id}"), key_button(desk, "menu.open", "m:home")],
    ]
    if part in ARTICLES:
        rows.insert(0, [key_button(desk, "visits.open", f"vi:see:{case.id}")])
    values = {"number": case.number, "count": len(people), "article": ARTICLES.get(part, 17)}
    await tell(bot, desk, "assignments.asked", rows=rows, **values)


async def show_counts(bot: Bot, desk: Desk, state: FSMContext, edition_id: int) -> None:
    """Ask how many of the forwarded cases to give out; undeclared ones are counted apart."""
    cases = await cases_in(desk, edition_id, State.FORWARDED)
    count = len(cases.declared)
    offered = sorted({min(each, count) for each in COUNTS} - {0})
    rows = [[key_button(desk, "assignments.next", f"as:n:{each}", count=each)] for each in offered]
    if cases.undeclared:
        rows.append([key_button(desk, "assignments.declare", f"as:free:forwarded:{edition_id}")])
    rows.append(
        [key_button(desk, "assignments.list", f"as:list:{edition_id}"), key_button(desk, "menu.open", "m:home")]
    )
    kept = (await state.get_data()).get(CHOICE)
    key = "assignments.how_many_declared" if cases.undeclared else "assignments.how_many"
    text = say(desk.person.language, key, count=count, undeclared=len(cases.undeclared))
    await dossiers.turn_to(bot, desk, state, text, rows)
    await state.update_data({CHOICE: kept})


async def show_plan(bot: Bot, desk: Desk, state: FSMContext, count: int) -> None:
    """Show who would get which case, before anything is done."""
    edition_id, people, plan = await _plan(desk, state, count)
    language = desk.person.language
    lines = [say(language, "assignments.plan", count=len(plan.panels))]
    lines += [_planned(language, case, panel) for case, panel in plan.panels.items()]
    if plan.left_out:
        lines.append(say(language, "assignments.left_out", numbers=[one.number or "" for one in plan.left_out]))
    named = {one.id: one for panel in plan.panels.values() for one in panel}
    loads = [
        Words("assignments.load", {"name": _name(language, one), "count": plan.load[one.id]}) for one in named.values()
    ]
    lines += [say(language, "assignments.loads", loads=loads)] if loads else []
    yes = [[key_button(desk, "assignments.give_out", f"as:give:{count}:{plan.mark}")]] if plan.panels else []
    rows = [
        *yes,
        [key_button(desk, "assignments.back", f"as:list:{edition_id}"), key_button(desk, "menu.open", "m:home")],
    ]
    await dossiers.turn_to(bot, desk, state, "\n".join(lines), rows)
    await state.update_data({CHOICE: {"for": f"edition:{edition_id}", "people": people, "page": 0}})


async def gave_out(bot: Bot, desk: Desk, state: FSMContext, count: int, mark: str) -> None:
    """Give the cases out as they were shown; `mark` proves that the plan is still the same."""
    about, people, _ = await _remembered(state)
    edition_id = number(about.split(":"), 1)
    done = await give_out(desk, edition_id, people, count, mark)
    await state.clear()
    rows = [[key_button(desk, "assignments.list", f"as:list:{edition_id}"), key_button(desk, "menu.open", "m:home")]]
    await tell(bot, desk, "assignments.given_out", rows=rows, count=done)


async def _plan(desk: Desk, state: FSMContext, count: int) -> tuple[int, list[int], Plan]:
    about, people, _ = await _remembered(state)
    edition_id = number(about.split(":"), 1)
    if not about.startswith("edition:") or not 0 < count <= max(COUNTS):
        raise Refusal("talk.old_button")
    return edition_id, people, await plan_panels(desk, edition_id, people, count)


async def _remembered(state: FSMContext) -> tuple[str, list[int], int]:
    """Return subject, ticked reviewers and page of this chat's choice. Raises Refusal if there is none."""
    kept = (await state.get_data()).get(CHOICE)
    if not kept:
        raise Refusal("talk.old_button")
    return str(kept["for"]), [int(one) for one in kept["people"]], int(kept["page"])


async def _subject(desk: Desk, about: str) -> tuple[Application | None, int]:
    """Return the case of the choice, None for many cases, and its edition's id."""
    noun, one = about.split(":")
    if noun == "edition":
        return None, int(one)
    case = await opened(desk, int(one))
    return case, case.edition_id


async def _free(desk: Desk, about: str, case: Application | None) -> list[Candidate]:
    if case is None:
        return await reviewers(desk)
    return await candidates(desk, case, Part(about.partition(":")[0]))


def _ticked(language: str, one: Candidate, people: Sequence[int]) -> str:
    mark = "✅ " if one.person.id in people else ""
    return mark + say(language, "assignments.load", name=_name(language, one.person), count=one.load)


def _planned(language: str, case: Application, panel: Sequence[Person]) -> str:
    names = [_name(language, one) for one in panel]
    return say(language, "assignments.planned", number=case.number, name=case.name or "", names=names)


def _name(language: str, person: Person) -> str:
    return person.name or say(language, "assignments.unnamed", id=person.id)
