"""Where were we: shows the current question again, after a repeat, a restart, a reconnect, a refusal or a month."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.engine.filling import current, show_place
from handlers.engine.groups import in_group, point
from handlers.engine.guides import Guides
from handlers.engine.menus import show_home
from handlers.engine.speech import Rows, spoken
from rules.engine.refusals import Refusal
from workflow.engine.desk import Desk

Resume = Callable[..., Awaitable[None]]


def resume_with(guides: Guides) -> Resume:
    """Return the function that does so, given every form."""

    async def where_were_we(bot: Bot, desk: Desk, state: FSMContext, *, notice: Refusal | None = None) -> None:
        """Show the person's current question, list or menu, with the refusal `notice` first."""
        if in_group(desk):
            await point(bot, desk, state)
            return
        said = spoken(desk, notice) if notice is not None else ""
        filling = await current(desk, state, guides)
        if filling is not None and await state.get_state() is not None:
            await show_place(bot, desk, state, filling, notice=said)
        else:
            await show_home(bot, desk, state, guides, notice=said)

    return where_were_we


# One matter of a person in the list "my progress": its title, its lines and its buttons.


@dataclass(frozen=True, slots=True)
class Case:
    """A matter in the language of the person at the desk."""

    title: str
    lines: tuple[str, ...]
    rows: Rows = field(default_factory=tuple)


Source = Callable[[Desk], Awaitable[list[Case]]]
"""Returns the person's matters of one kind, newest first. Each conversation that has matters supplies one."""
