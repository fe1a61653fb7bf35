"""Puts panels together: reviewers are ticked for one case, or for the next forwarded cases at once (Art. 17, 40)."""

from collections.abc import Sequence

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.applications import dossiers
from handlers.applications.statements import show_free
from handlers.engine.lists import PAGE, turns
from handlers.engine.presses import Press, Presses, number
from handlers.engine.speech import Button, key_button, tell
from rules.applications.lifecycle import Application, State
from rules.engine.refusals import Refusal
from rules.engine.rubrics import Part
from rules.people.roles import Person, Role
from texts import Words, say
from workflow.applications.cases import opened
from workflow.applications.editions import settings_of
from workflow.engine.desk import Desk
from workflow.reviews.assignments import (
    Candidate,
    Plan,
    add_reviewers,
    begin_material_review,
    candidates,
    cases_in,
    give_out,
    plan_panels,
    reviewers,
)
from workflow.reviews.visits import ARTICLES

CHOICE = "panel"
"""Key in the chat's memory: the subject ("material:12", "edition:3"), the ticked reviewers and the page."""
COUNTS = (10, 20, 40)
"""The numbers of cases that can be given out at once."""


async def began_case(bot: Bot, desk: Desk, state: FSMContext, part: Part, application_id: int) -> None:
    """Choose the reviewers of one case."""
    application = await opened(desk, application_id)
    await show_choice(bot, desk, state, f"{part.value}:{application.id}", [])


async def began_many(bot: Bot, desk: Desk, state: FSMContext, edition_id: int) -> None:
    """Choose the reviewers of many cases, after the declaration on those that lack one."""
    if (await cases_in(desk, edition_id, State.FORWARDED)).undeclared:
        await show_free(bot, desk, state, "forwarded", edition_id)
    else:
        await show_choice(bot, desk, state, f"edition:{edition_id}", [])


async def picked(bot: Bot, desk: Desk, state: FSMContext, edition_id: int) -> None:
    """Choose the reviewers of many cases, of which some may stay undeclared."""
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
    rows = [[Button(_ticked(language, one, people), f"panel:tick:{one.person.id}")] for one in here]
    rows += turns(desk, "panel:turn", page, len(found))
    rows += [[key_button(desk, "assignments.go", "panel:go", count=len(people))]] if people else []
    back = f"assignment:team:{case.id}" if case else f"result:edition:{edition_id}"
    rows.append([key_button(desk, "assignments.back", back), key_button(desk, "menu.open", "menu:home")])
    part = Part.MATERIAL if case is None else Part(about.partition(":")[0])
    least = (await settings_of(desk, edition_id)).panel[part]
    named = [one.person for each in people for one in found if one.person.id == each]
    key = "assignments.choose" if case else "assignments.choose_many"
    lines = [say(language, key if found else "assignments.nobody", number=case.number if case else "", least=least)]
    lines += [say(language, "assignments.chosen", names=[_name(language, one) for one in named])] if named else []
    await dossiers.turn_to(bot, desk, state, "\n\n".join(lines), rows)
    await state.update_data({CHOICE: {"for": about, "people": list(people), "page": page}})


async def turned(bot: Bot, desk: Desk, state: FSMContext, page: int = 0) -> None:
    """Turn the page of the reviewers who can be asked."""
    about, people, _ = await _remembered(state)
    await show_choice(bot, desk, state, about, people, page)


async def ticked(bot: Bot, desk: Desk, state: FSMContext, person_id: int) -> None:
    """Tick or untick a reviewer."""
    about, people, page = await _remembered(state)
    left = [each for each in people if each != person_id]
    await show_choice(bot, desk, state, about, left if person_id in people else [*people, person_id], page)


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
        [key_button(desk, "assignments.team", f"assignment:team:{case.id}")],
        [
            key_button(desk, "assignments.list", f"result:edition:{edition_id}"),
            key_button(desk, "menu.open", "menu:home"),
        ],
    ]
    if part in ARTICLES:
        rows.insert(0, [key_button(desk, "visits.open", f"visit:see:{case.id}")])
    values = {"number": case.number, "count": len(people), "article": ARTICLES.get(part, 17)}
    await tell(bot, desk, "assignments.asked", rows=rows, **values)


async def show_counts(bot: Bot, desk: Desk, state: FSMContext, edition_id: int) -> None:
    """Ask how many of the forwarded cases to give out; undeclared ones are counted apart."""
    cases = await cases_in(desk, edition_id, State.FORWARDED)
    count = len(cases.declared)
    offered = sorted({min(each, count) for each in COUNTS} - {0})
    rows = [[key_button(desk, "assignments.next", f"panel:plan:{each}", count=each)] for each in offered]
    if cases.undeclared:
        rows.append([key_button(desk, "assignments.declare", f"declaration:free:forwarded:{edition_id}")])
    rows.append(
        [
            key_button(desk, "assignments.list", f"result:edition:{edition_id}"),
            key_button(desk, "menu.open", "menu:home"),
        ]
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
    yes = [[key_button(desk, "assignments.give_out", f"panel:give:{count}:{plan.mark}")]] if plan.panels else []
    rows = [
        *yes,
        [
            key_button(desk, "assignments.back", f"result:edition:{edition_id}"),
            key_button(desk, "menu.open", "menu:home"),
        ],
    ]
    await dossiers.turn_to(bot, desk, state, "\n".join(lines), rows)
    await state.update_data({CHOICE: {"for": f"edition:{edition_id}", "people": people, "page": 0}})


async def gave_out(bot: Bot, desk: Desk, state: FSMContext, count: int, mark: str) -> None:
    """Give the cases out as they were shown; `mark` proves that the plan is still the same."""
    about, people, _ = await _remembered(state)
    edition_id = number(about.split(":"), 1)
    done = await give_out(desk, edition_id, people, count, mark)
    await state.clear()
    rows = [
        [
            key_button(desk, "assignments.list", f"result:edition:{edition_id}"),
            key_button(desk, "menu.open", "menu:home"),
        ]
    ]
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


PRESSES = Presses(
    "panel",
    {
        "case": Press(began_case),
        "many": Press(began_many),
        "pick": Press(picked),
        "tick": Press(ticked),
        "turn": Press(turned),
        "go": Press(chosen),
        "plan": Press(show_plan),
        "give": Press(gave_out),
    },
    article=17,
    roles=(Role.LEAD, Role.OFFICE),
    puts_down=False,
    undeclared=dossiers.DECLARES,
)
