"""People in their roles: who serves, and under which article (Art. 8, 9, 15, 17, 24)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rules.engine.refusals import Refusal
from rules.people.roles import Membership, Role
from workflow.engine.desk import Desk, require

ARTICLES: Mapping[Role, int] = {
    Role.LEAD: 9,
    Role.OFFICE: 9,
    Role.CLERK: 15,
    Role.REVIEWER: 17,
    Role.COMMITTEE: 8,
    Role.INSPECTOR: 24,
}
"""The article under which each role works."""


@dataclass(frozen=True, slots=True)
class Served:
    """A role with the name of whoever holds or held it, None if they gave none."""

    membership: Membership
    name: str | None = field(repr=False)


async def staff(desk: Desk) -> list[Served]:
    """Return all roles that have not ended, in the order they were given. Raises Forbidden (lead and office only)."""
    require(desk, Role.LEAD, Role.OFFICE, article=9)
    return await served(desk, [held for held in await desk.work.roles.all() if held.ended_at is None])


async def served(desk: Desk, held: Sequence[Membership]) -> list[Served]:
    """Return these roles with their holders' names, in their order."""
    people = await desk.work.people.these({one.person_id for one in held})
    return [Served(one, person.name if (person := people.get(one.person_id)) else None) for one in held]


async def one_of_staff(desk: Desk, membership_id: int) -> Served:
    """Return the role with this id. Raises Refusal when it has ended or never was."""
    for one in await staff(desk):
        if one.membership.id == membership_id:
            return one
    raise Refusal("people.role_gone")


async def names_of(desk: Desk, people: set[int | None]) -> dict[int, str]:
    """The names of these people, by id."""
    found = await desk.work.people.these({one for one in people if one is not None})
    return {person.id: person.name for person in found.values() if person.name}
