"""Lists of affairs after the award: searched by kind, unit, year and words, paged, and exported (Art. 28-35, 40)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rules.affairs import OPEN, UNITS, Affair, Kind, State
from rules.awards import Award
from storage.affairs import Wanted
from storage.application_register import flat
from workflow.affairs import units_of
from workflow.desk import Desk
from workflow.lists import MOST_EXPORTED, note_export

MOST_AWARDS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query for the list. `words` are looked for in an affair's number and in the name of its holder."""

    kind: Kind | None = None
    waiting: bool = True
    unit: str | None = None
    year: int | None = None
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of affairs, the total count and the count of each kind over all pages, and the awards by id."""

    affairs: tuple[Affair, ...]
    count: int
    kinds: Mapping[Kind, int]
    awards: Mapping[int, Award]


async def search(desk: Desk, asked: Asked, *, limit: int, after: int = 0) -> Found:
    """Return the matching affairs that the person may see, the earliest due first. Raises Forbidden."""
    which = await _wanted(desk, asked)
    kinds = await desk.work.affairs.tally(which)
    if asked.kind is not None:
        which = replace(which, kinds=[kind for kind in which.kinds if kind is asked.kind])
    count = kinds.get(asked.kind, 0) if asked.kind is not None else sum(kinds.values())
    found = await desk.work.affairs.search(which, limit=limit, after=after) if count else []
    about = {one.award_id for one in found if one.award_id is not None}
    return Found(tuple(found), count, kinds, await desk.work.awards.these(about))


async def export(desk: Desk, asked: Asked) -> Found:
    """Return all matching affairs for a download, at most MOST_EXPORTED, and note the export in the journal."""
    found = await search(desk, asked, limit=MOST_EXPORTED)
    await note_export(desk, "affairs_exported", "affairs", len(found.affairs), article=35)
    return found


def kinds_of(desk: Desk) -> tuple[Kind, ...]:
    """Return the kinds of affairs that the person may see. Raises Forbidden when there are none."""
    return tuple(Kind) if units_of(desk) is None else tuple(kind for kind in Kind if kind in UNITS)


async def _wanted(desk: Desk, asked: Asked) -> Wanted:
    units = units_of(desk)
    if asked.unit is not None:
        units = frozenset({asked.unit}) if units is None else units & {asked.unit}
    return Wanted(
        kinds=kinds_of(desk),
        states=tuple(OPEN) if asked.waiting else tuple(State),
        year=asked.year,
        units=units,
        hidden=await desk.work.recusals.interests_of(desk.person.id),
        words=asked.words,
        awards=await _named(desk, asked.words),
    )


async def _named(desk: Desk, words: str) -> list[int]:
    """Return the ids of the awards whose holder's name contains these words."""
    if not words:
        return []
    looked_for = flat(words)
    return [one.id for one in await desk.work.awards.page(limit=MOST_AWARDS) if looked_for in flat(one.name)]
