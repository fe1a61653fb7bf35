"""Which interests are known without being asked: own applications, colleagues, stated employers and kin (Art. 40)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.applications import Application
from rules.awards import Award
from rules.interests import Ground, Party, Statement, conflict, party_of
from rules.people import Membership, Role
from workflow.desk import Desk


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody with a role that has not ended, and what they stated."""

    roles: Mapping[int, list[Membership]]
    statements: Mapping[int, Statement]


async def staff_of(desk: Desk) -> Staff:
    """All of them, in two look-ups."""
    roles: dict[int, list[Membership]] = defaultdict(list)
    for held in await desk.work.roles.all():
        if held.ended_at is None:
            roles[held.person_id].append(held)
    return Staff(roles, {one.person_id: one for one in await desk.work.interests.all()})


async def known_to(desk: Desk, application: Application, person_id: int) -> Ground | None:
    """The interest of one person in the application that is known; None where there is none, or no role to have it."""
    return (await grounds(desk, application, await staff_of(desk), [person_id])).get(person_id)


async def grounds(
    desk: Desk, application: Application, staff: Staff, people: Iterable[int] | None = None
) -> dict[int, Ground]:
    """Who of these people (of everybody with a role) has an interest in the application that is known, and why."""
    party = party_of(await desk.work.drafts.answers(application.draft_id))
    wanted = staff.roles if people is None else [one for one in people if one in staff.roles]
    found = {one: _ground(desk, application, party, staff, one) for one in wanted}
    return {one: ground for one, ground in found.items() if ground is not None}


def _ground(desk: Desk, application: Application, party: Party, staff: Staff, person_id: int) -> Ground | None:
    if application.person_id == person_id:
        return Ground.OWN
    held, applicants = staff.roles[person_id], staff.roles.get(application.person_id, ())
    if _serves_in(application.unit, held) and _serves_in(application.unit, applicants):
        return Ground.COLLEAGUE
    return conflict(*_stated(desk, staff, person_id), party)


def _serves_in(unit: str | None, roles: Iterable[Membership]) -> bool:
    return any(one.role is Role.CLERK and one.unit == unit for one in roles)


async def known_of_holder(desk: Desk, award: Award, staff: Staff, person_id: int) -> Ground | None:
    """The interest of somebody with a role in the holder of an award that is known; None where there is none.

    Whoever is written to about the award has one, whatever they stated.
    """
    contacts = await desk.work.holders.of_holder(award.holder)
    if any(contact.person_id == person_id for contact in contacts):
        return Ground.OWN
    number = await desk.work.awards.number_of(award.id)
    names = tuple(name for name in (award.name, award.former) if name)
    party = Party(names, (number,) if number else (), () if award.organisation else names)
    employers, kin = _stated(desk, staff, person_id)
    return conflict(employers, kin, party)


def _stated(desk: Desk, staff: Staff, person_id: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Employers, the units that somebody is a clerk of among them, and kin."""
    units = {one.unit for one in staff.roles.get(person_id, ()) if one.role is Role.CLERK}
    named = [name for unit in desk.pack.units if unit.key in units for name in (unit.name_zh, unit.name_en)]
    stated = staff.statements.get(person_id)
    return (*named, *(stated.employers if stated else ())), stated.kin if stated else ()
