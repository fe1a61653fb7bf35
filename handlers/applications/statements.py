"""Interests in the chat: the yearly statement, interests found later by the lead, excluded sheets (Art. 40, 41)."""

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.applications import dossiers
from handlers.engine.guides import Filling, Guide
from handlers.engine.presses import Press, Presses
from handlers.engine.printing import button
from handlers.engine.speech import Button, Page, key_button, tell, told
from rules.applications.lifecycle import Application, State
from rules.engine.refusals import Refusal
from rules.interests import statements as questions
from rules.people.roles import Role
from texts import say
from workflow.engine.desk import Desk
from workflow.engine.records import Draft
from workflow.office.printing import DECLARED
from workflow.office.statements import FORM, begin_statement, state_interests
from workflow.reviews.assignments import cases_in, declare_free, mark_of
from workflow.reviews.exclusions import (
    EXCLUSION,
    LATER,
    begin_exclusion,
    begin_later,
    exclude_sheet,
    find_later,
    involved,
)

SHOWN = 20


def guides() -> dict[str, Guide]:
    """Return the forms of the statement and of the lead's reasons."""
    return {
        FORM: Guide(form=lambda _pack, _facts: questions.interests(), subject="interests", sends=stated),
        LATER: Guide(form=lambda _pack, _facts: questions.found_later(), subject="interests", sends=found),
        EXCLUSION: Guide(form=lambda _pack, _facts: questions.exclusion(), subject="interests", sends=excluded),
    }


async def began(desk: Desk, _year: str = "") -> Draft:
    """Begin the person's statement of interests."""
    return await begin_statement(desk)


async def show_involved(bot: Bot, desk: Desk, state: FSMContext, application_id: int) -> None:
    """Show everybody involved in the case, for the lead to say whose interest was found."""
    application, people = await involved(desk, application_id)
    language = desk.person.language
    named = [(one, one.name or say(language, "assignments.unnamed", id=one.id)) for one in people]
    rows = [
        [Button(name[:60], f"interest:late:{application.id}:{one.id}")]
        for one, name in named
        if one.id != desk.person.id
    ][:SHOWN]
    text = say(language, "interests.of_whom" if rows else "interests.nobody", number=application.number)
    rows.append([button(desk, DECLARED, application.id)])
    await dossiers.turn_to(bot, desk, state, text, [*rows, *_ways(desk, application)])


async def stated(desk: Desk, filling: Filling) -> Page:
    """Keep the statement; what it shuts is not told."""
    await state_interests(desk, filling.draft, filling.progress.answers)
    rows = [[key_button(desk, "menu.tasks", "task:list"), key_button(desk, "menu.open", "menu:home")]]
    return told(desk, "interests.stated", rows=rows)


async def found(desk: Desk, filling: Filling) -> Page:
    """Shut the person out of the case."""
    application, person = await find_later(desk, filling.draft)
    rows = _ways(desk, application)
    return told(desk, "interests.found_now", rows=rows, number=application.number, who=person.name or "—")


async def excluded(desk: Desk, filling: Filling) -> Page:
    """Exclude the sheet, which no longer counts."""
    application = await exclude_sheet(desk, filling.draft)
    return told(desk, "interests.excluded_now", rows=_ways(desk, application), number=application.number)


def _ways(desk: Desk, application: Application) -> list[list[Button]]:
    return [
        [key_button(desk, "assignments.team", f"assignment:team:{application.id}")],
        [key_button(desk, "reviews.open", f"review:open:{application.id}"), key_button(desk, "menu.open", "menu:home")],
    ]


PRESSES = Presses(
    "interest",
    {
        "state": Press(began),
        "found": Press(show_involved),
        "late": Press(begin_later),
        "drop": Press(begin_exclusion, article=41),
    },
    article=40,
    puts_down=False,
    undeclared=dossiers.DECLARES,
)


# Declares on many cases at once that the person has no interest in any of them (Art. 40).


DECLARED_AT_ONCE = 40
STATES = {"forwarded": State.FORWARDED, "review": State.MATERIAL_REVIEW}
AFTER = {"forwarded": "panel:pick:", "review": "result:in:complete:"}
"""Where the person goes on, with or without declaring; only cases that were declared upon can be handled."""


async def show_free(bot: Bot, desk: Desk, state: FSMContext, which: str, edition_id: int) -> None:
    """Show number and name of each case that the person has not declared upon."""
    found = await _undeclared(desk, which, edition_id)
    names = "\n".join(f"{one.number} {one.name or ''}" for one in found)
    mark = mark_of(str(one.id) for one in found)
    rows = [
        [key_button(desk, "assignments.clear", f"declaration:clear:{which}:{edition_id}:{mark}", count=len(found))],
        [key_button(desk, "assignments.one_by_one", f"result:in:{which}:{edition_id}")],
        [key_button(desk, "assignments.without", f"{AFTER[which]}{edition_id}")],
    ]
    rows = rows if found else rows[2:]
    text = say(desk.person.language, "assignments.undeclared" if found else "assignments.all_declared", names=names)
    await dossiers.turn_to(bot, desk, state, text, rows)


async def cleared(bot: Bot, desk: Desk, which: str, edition_id: int, mark: str) -> None:
    """Declare no interest in any of the cases that were shown; `mark` proves that they are still the same."""
    found = await _undeclared(desk, which, edition_id)
    await declare_free(desk, found, mark)
    rows = [
        [key_button(desk, "assignments.on", f"{AFTER[which]}{edition_id}")],
        [
            key_button(desk, "assignments.list", f"result:edition:{edition_id}"),
            key_button(desk, "menu.open", "menu:home"),
        ],
    ]
    await tell(bot, desk, "assignments.declared", rows=rows, count=len(found))


async def _undeclared(desk: Desk, which: str, edition_id: int) -> tuple[Application, ...]:
    if which not in STATES:
        raise Refusal("talk.old_button")
    return (await cases_in(desk, edition_id, STATES[which])).undeclared[:DECLARED_AT_ONCE]


DECLARATIONS = Presses(
    "declaration",
    {"free": Press(show_free), "clear": Press(cleared)},
    article=40,
    roles=(Role.LEAD, Role.OFFICE),
    puts_down=False,
)
