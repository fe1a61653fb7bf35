"""The register of those who serve: searched by name, phone or number, by role and channel (Art. 9)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from rules.people.channels import CHANNELS
from rules.people.roles import EMAIL, Membership, Role
from storage.applications.register import flat
from storage.database.values import Say
from workflow.applications.register import of_phone
from workflow.engine.desk import Desk, require, today
from workflow.engine.lists import Cell, Column, Found, Listing, Options, by_unit, choice, one_of, typed, unit_named
from workflow.people.roles import Served, served

NOBODY = "none"
"""The value of `reach` that finds people whom no channel reaches."""
WAYS = (*CHANNELS, EMAIL)
"""The channels over which a message can arrive."""


class View(StrEnum):
    """The views of the register: roles in use today, beginning later, over, or all."""

    SERVING = "serving"
    COMING = "coming"
    OVER = "over"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServingQuery:
    """A query for the register; `words` as typed: part of a name, a phone, or a person's number.

    `reach` is one of WAYS, or NOBODY.
    """

    view: View = View.SERVING
    role: Role | None = None
    unit: str | None = None
    reach: str | None = None
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ServingLine:
    """A role and its holder, the view it falls in, and the channels that reach the holder, in the order of WAYS."""

    served: Served
    view: View
    ways: tuple[str, ...]


async def listed_people(desk: Desk, asked: ServingQuery, *, limit: int, after: int = 0) -> Found[ServingLine]:
    """Return the matching roles, in the order they were given. Raises Forbidden (lead and office only)."""
    require(desk, Role.LEAD, Role.OFFICE, article=9)
    held = [one for one in await desk.work.roles.all() if _is_wanted(desk, asked, one)]
    ways = await _ways(desk, {one.person_id for one in held})
    if asked.reach is not None:
        held = [one for one in held if asked.reach in (ways[one.person_id] or (NOBODY,))]
    found = await _with_words(desk, await served(desk, held), asked.words)
    here = found[after : after + limit]
    lines = [ServingLine(one, _view(desk, one.membership), ways[one.membership.person_id]) for one in here]
    return Found(lines, len(found))


def role_named(desk: Desk, role: Role, unit: str | None) -> Say:
    """Return the name of the role, with its unit or post if it has one."""
    named = Say(f"people.role.{role.value}")
    if unit is None:
        return named
    if role is Role.COMMITTEE:
        return Say(f"people.post.{unit}")
    return Say("people.role_in_unit", {"role": named, "unit": unit_named(desk, unit)})


def _role(desk: Desk, one: ServingLine) -> Cell:
    held = one.served.membership
    return role_named(desk, held.role, held.unit)


async def _reaches(_desk: Desk) -> Options:
    return [(way, Say(f"lists.way.{way}")) for way in (*WAYS, NOBODY)]


PEOPLE = Listing(
    title="pages.people",
    find=listed_people,
    asked=ServingQuery,
    filters=(
        typed("lists.people.words"),
        choice("view", "lists.column.state", View, "lists.people", default=View.SERVING),
        choice("role", "lists.column.role", Role, "people.role"),
        by_unit(),
        one_of("reach", "lists.column.ways", _reaches),
    ),
    columns=(
        Column("lists.column.number", lambda _, one: one.served.membership.person_id),
        Column("lists.column.name", lambda _, one: one.served.name or Say("people.unnamed"), head=True),
        Column("lists.column.role", _role, head=True),
        Column("lists.column.from", lambda _, one: one.served.membership.from_on),
        Column("lists.column.until", lambda _, one: one.served.membership.until_on),
        Column("lists.column.ended", lambda _, one: one.served.membership.ended_at, as_day=True),
        Column("lists.column.state", lambda _, one: Say(f"lists.people.{one.view}")),
        Column(
            "lists.column.ways",
            lambda _, one: Say("lists.ways", {"ways": [Say(f"lists.way.{way}") for way in one.ways or (NOBODY,)]}),
            late=lambda _, one: not one.ways,
        ),
    ),
    count="pages.people_count",
    exported="people_exported",
    about="people",
)


def _is_wanted(desk: Desk, asked: ServingQuery, one: Membership) -> bool:
    viewed = asked.view in (View.ALL, _view(desk, one))
    return viewed and asked.role in (None, one.role) and asked.unit in (None, one.unit)


def _view(desk: Desk, one: Membership) -> View:
    if one.holds_on(today(desk)):
        return View.SERVING
    over = one.ended_at is not None or (one.until_on is not None and one.until_on < today(desk))
    return View.OVER if over else View.COMING


async def _ways(desk: Desk, people: Collection[int]) -> dict[int, tuple[str, ...]]:
    chats, addressed = await desk.work.channels.living(people), await desk.work.emails.arriving(people)
    known = {one: chats.get(one, set()) | ({EMAIL} if one in addressed else set()) for one in people}
    return {one: tuple(way for way in WAYS if way in ways) for one, ways in known.items()}


async def _with_words(desk: Desk, found: list[Served], words: str) -> list[Served]:
    """Filter by phone, if the words are one of theirs, else by name or the person's number."""
    if not words:
        return found
    phoned = {person.id for person in await of_phone(desk, words)}
    if phoned:
        return [one for one in found if one.membership.person_id in phoned]
    looked_for = flat(words)
    return [one for one in found if looked_for in flat(one.name or "") or looked_for == str(one.membership.person_id)]
