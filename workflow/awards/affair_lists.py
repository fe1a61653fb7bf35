"""Lists of affairs after the award: searched by kind, unit, year and words, paged, and exported (Art. 28-35, 40)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rules.awards.affairs import OPEN, UNITS, Affair, Kind, State, waits_for
from rules.awards.validity import Award
from storage.applications.register import flat
from storage.awards.affairs import AffairFilter
from storage.database.values import Say
from workflow.awards.affairs import units_of
from workflow.engine.desk import Desk, today
from workflow.engine.lists import Column, Filter, Found, Listing, Options, Shown, by_unit, numbered, typed, unit_named

MOST_AWARDS = 20_000
YEARS = 6
TOPICS: Mapping[Kind, str] = {
    Kind.CHANGE: "change.topics",
    Kind.QUESTION: "affair.verdicts.question",
    Kind.MISUSE: "misuse.whats",
    Kind.INQUIRY: "inquiries.topics",
}
"""The prefix of the sentence that names an affair's topic, by kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AffairQuery:
    """A query for the list. `words` are looked for in an affair's number and in the name of its holder."""

    kind: Kind | None = None
    waiting: bool = True
    unit: str | None = None
    year: int | None = None
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class AffairLine:
    """An affair in the list, and the award that it is about."""

    affair: Affair
    award: Award | None


async def search(desk: Desk, asked: AffairQuery, *, limit: int, after: int = 0) -> Found[AffairLine]:
    """Return the matching affairs that the person may see, the earliest due first. Raises Forbidden."""
    which = await _wanted(desk, asked)
    kinds = await desk.work.affairs.tally(which)
    if asked.kind is not None:
        which = replace(which, kinds=[kind for kind in which.kinds if kind is asked.kind])
    count = kinds.get(asked.kind, 0) if asked.kind is not None else sum(kinds.values())
    found = await desk.work.affairs.search(which, limit=limit, after=after) if count else []
    about = {one.award_id for one in found if one.award_id is not None}
    awards = await desk.work.awards.these(about)
    lines = [AffairLine(one, awards.get(one.award_id or 0)) for one in found]
    return Found(lines, count, counts={kind.value: number for kind, number in kinds.items() if number})


def kinds_of(desk: Desk) -> tuple[Kind, ...]:
    """Return the kinds of affairs that the person may see. Raises Forbidden when there are none."""
    return tuple(Kind) if units_of(desk) is None else tuple(kind for kind in Kind if kind in UNITS)


async def _wanted(desk: Desk, asked: AffairQuery) -> AffairFilter:
    units = units_of(desk)
    if asked.unit is not None:
        units = frozenset({asked.unit}) if units is None else units & {asked.unit}
    return AffairFilter(
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


def state_of(one: Affair) -> Say:
    """Return the affair's state."""
    return Say(f"affairs.state.{one.kind}.{one.state}")


def waits_of(one: Affair) -> Say | None:
    """Return whom the affair waits for."""
    actor = waits_for(one)
    return Say(f"holding.waits.{actor}") if actor is not None else None


def topic_of(one: Affair) -> Say | None:
    """Return what changed, what was ruled, or what is reported; None if the kind says it all."""
    over = one.kind is not Kind.QUESTION or one.state is State.SETTLED
    return Say(f"{TOPICS[one.kind]}.{one.topic}") if one.kind in TOPICS and one.topic and over else None


def _is_late(desk: Desk, line: AffairLine) -> bool:
    due = line.affair.due_on
    return due is not None and due < today(desk) and waits_for(line.affair) is not None


async def _kinds(desk: Desk) -> Options:
    return [(kind.value, Say(f"affairs.kind.{kind}")) for kind in kinds_of(desk)]


async def _views(_desk: Desk) -> Options:
    return [("", Say("holding.waiting")), ("all", Say("pages.any"))]


async def _years(desk: Desk) -> Options:
    return [(str(year), str(year)) for year in range(today(desk).year, today(desk).year - YEARS, -1)]


AFFAIRS = Listing(
    title="holding.title",
    find=search,
    asked=AffairQuery,
    filters=(
        typed("holding.words"),
        Filter(
            "view",
            "pages.column.state",
            lambda answer: answer != "all",
            options=_views,
            optional=False,
            field="waiting",
        ),
        Filter(
            "kind", "holding.column.kind", lambda answer: Kind(answer) if answer in set(Kind) else None, options=_kinds
        ),
        by_unit(),
        numbered("year", "rooms.column.year", _years),
    ),
    columns=(
        Column(
            "holding.column.number", lambda _, line: line.affair.number, subject=lambda line: f"affair:{line.affair.id}"
        ),
        Column("holding.column.kind", lambda _, line: Say(f"affairs.kind.{line.affair.kind}")),
        Column("holding.column.topic", lambda _, line: topic_of(line.affair)),
        Column(
            "holding.column.holder",
            lambda _, line: line.award.name if line.award else None,
            subject=lambda line: f"award:{line.affair.award_id}",
        ),
        Column(
            "holding.column.certificate",
            lambda _, line: line.award.certificate if line.award else None,
            shown=Shown.EXCEL,
        ),
        Column("holding.column.unit", lambda desk, line: unit_named(desk, line.affair.unit)),
        Column("holding.column.opened", lambda _, line: line.affair.opened_at, shown=Shown.EXCEL),
        Column("holding.column.due", lambda _, line: line.affair.due_on, late=_is_late),
        Column("holding.column.state", lambda _, line: state_of(line.affair)),
        Column("holding.column.waits", lambda _, line: waits_of(line.affair)),
    ),
    counted="kind",
    exported="affairs_exported",
    about="affairs",
    article=35,
)
