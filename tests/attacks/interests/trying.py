"""Buttons pressed by whoever should not: what was let in, what a list told, what a refusal must be like."""

from collections.abc import Iterable, Iterator, Mapping

from rules.applications.lifecycle import State
from tests.attacks.interests.conflicting import Conflicts
from tests.attacks.interests.doors import ABOUT_IT, CASE, LISTS
from tests.attacks.interests.pressing import Look, Pressing

OBJECTED = State.UNIT_NOTICE
Table = Mapping[str, tuple[str, ...]]


def table_of(state: State) -> Table:
    """What is pressed for the case in this state: an objection and a sanction are about one of them alone."""
    return {**CASE, **ABOUT_IT} if state is OBJECTED else CASE


def every(town: Conflicts, state: State, table: Table) -> Iterator[str]:
    """The buttons of the table for the case in this state."""
    for key, presses in table.items():
        if not key.startswith("objection:") or state is OBJECTED:
            yield from (press.format_map(town.cases[state]) for press in presses)


async def looking(town: Conflicts, *, whole: bool = True) -> Pressing:
    """Somebody who is about to press."""
    pressing = Pressing(town.town, whole=whole)
    await pressing.settle()
    return pressing


def is_refusal(town: Conflicts, look: Look) -> bool:
    """Refused as none of their business, with one line in the journal that says so, and not a word about any case."""
    acts = [act for act, _ in look.written]
    return acts == ["refused"] and not look.files and not look.moved and town.told(look) == []


async def opened_by(town: Conflicts, chats: Iterable[int], state: State, table: Table) -> list[str]:
    """What was not refused as it must be."""
    pressing = await looking(town, whole=state is OBJECTED)
    return [
        f"{chat} {press}"
        for chat in chats
        for press in every(town, state, table)
        if not is_refusal(town, await pressing.tries(chat, press))
    ]


async def listing(town: Conflicts, chat: int) -> set[str]:
    """The lists that tell this person something of a case."""
    pressing, found = await looking(town, whole=False), set()
    for key, presses in LISTS.items():
        for press in presses:
            if town.told(await pressing.tries(chat, press.format_map(town.cases[OBJECTED]))):
                found.add(key)
    return found
