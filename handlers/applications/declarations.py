"""Declares on many cases at once that the person has no interest in any of them (Art. 40)."""

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.applications import dossiers
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import key_button, tell
from rules.applications.lifecycle import Application, State
from rules.engine.refusals import Refusal
from rules.people.roles import Role
from texts import say
from workflow.engine.desk import Desk
from workflow.reviews.assignments import cases_in, declare_free, mark_of

SHOWN = 40
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
    return (await cases_in(desk, edition_id, STATES[which])).undeclared[:SHOWN]


PRESSES = Presses(
    "declaration",
    {"free": Press(show_free), "clear": Press(cleared)},
    article=40,
    roles=(Role.LEAD, Role.OFFICE),
    puts_down=False,
)
