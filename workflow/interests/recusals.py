"""Recusal: people declare before they act on a file whether they have an interest, and stand back if so (Art. 40)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.applications.lifecycle import Application
from rules.awards.validity import Award
from rules.engine.identities import one_spelling
from rules.engine.parts import RecusalLevel
from rules.engine.refusals import Forbidden, Refusal
from rules.interests.statements import Ground, Party, Statement, conflict, party_of
from rules.people.roles import Membership, Person, Role
from workflow.engine.desk import Desk, Reading


class Undeclared(Refusal):
    """The person has not declared yet; once they have, the file opens."""


async def check_recusal(desk: Desk, subject: str) -> None:
    """Require that the person declared and the subject is not shut to them. Raises Undeclared or Forbidden.

    A subject that is shut is refused in the words of one that does not exist, here and wherever a case is opened, so
    that nobody learns from a statement of interest what has come in.
    """
    declared = await desk.work.recusals.of(desk.person.id, subject)
    if declared is None:
        raise Undeclared("reviews.undeclared", article=40)
    if declared.barred:
        raise Forbidden("people.not_yours", article=40)


async def declare(desk: Desk, subject: str, *, interest: bool) -> bool:
    """Keep the declaration and note it in the journal. Returns whether the subject is now shut to the person.

    A declared interest cannot be taken back. Where the county only asks for disclosure, nothing is shut.
    """
    barred = interest and bars(desk)
    await desk.work.recusals.declare(desk.person.id, subject, interest=interest, now=desk.now, barred=barred)
    details = {"interest": interest}
    await desk.work.journal.write(
        "recusal_declared", subject, now=desk.now, person_id=desk.person.id, article=40, details=details
    )
    return barred


def bars(desk: Reading) -> bool:
    """Whether the rules pack lets an interest shut a case rather than be disclosed only."""
    return desk.pack.recusal is RecusalLevel.STRICT


async def disclosed(desk: Desk, subject: str) -> list[Person]:
    """Return the people whose interest in the subject is only disclosed, so that they may act on it (Art. 40)."""
    barred = await desk.work.recusals.interested_in(subject)
    found = [one.person_id for one in await desk.work.recusals.about(subject) if one.interest]
    people = [await desk.work.people.get(one) for one in dict.fromkeys(found) if one not in barred]
    return [person for person in people if person is not None]


# Interests that are known without asking: own applications, colleagues, stated employers and kin (Art. 40).


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody's roles that have not ended, and everybody's statements of interest, by person id."""

    roles: Mapping[int, list[Membership]]
    statements: Mapping[int, Statement]


async def staff_of(desk: Reading) -> Staff:
    """Load all roles and statements, in two queries."""
    roles: dict[int, list[Membership]] = defaultdict(list)
    for held in await desk.work.roles.all():
        if held.ended_at is None:
            roles[held.person_id].append(held)
    return Staff(roles, {one.person_id: one for one in await desk.work.interests.all()})


async def known_to(desk: Desk, application: Application, person_id: int) -> Ground | None:
    """Return the person's known interest in the application; None if there is none or they have no role."""
    return (await grounds(desk, application, await staff_of(desk), [person_id])).get(person_id)


async def grounds(
    desk: Desk, application: Application, staff: Staff, people: Iterable[int] | None = None
) -> dict[int, Ground]:
    """Return the known interests in the application of these people, by person id; None means all with a role."""
    party = party_of(await desk.work.drafts.answers(application.draft_id))
    wanted = staff.roles if people is None else [one for one in people if one in staff.roles]
    found = {one: _ground(desk, application, party, staff, one) for one in wanted}
    return {one: ground for one, ground in found.items() if ground is not None}


async def award_grounds(
    near: Reading, award: Award, staff: Staff, people: Iterable[int] | None = None
) -> dict[int, Ground]:
    """Return the known interests in an award's holder, matched by name, number and contacts, by person id."""
    named = tuple(name for name in (award.name, *(award.former or "").split("、")) if name)
    party = Party(named if award.organisation else (), (), () if award.organisation else named)
    contacts = {one.person_id for one in await near.work.holders.of_holder(award.holder)}
    found: dict[int, Ground] = {}
    for person_id in staff.roles if people is None else people:
        stated, held = staff.statements.get(person_id), staff.roles.get(person_id, ())
        employers = stated.employers if stated else ()
        if person_id in contacts:
            found[person_id] = Ground.OWN
        elif any(near.work.awards.holder(one_spelling(one)) == award.holder for one in employers):
            found[person_id] = Ground.EMPLOYER
        elif ground := conflict((*_units(near, held), *employers), stated.kin if stated else (), party):
            found[person_id] = ground
    return found


def _ground(desk: Desk, application: Application, party: Party, staff: Staff, person_id: int) -> Ground | None:
    if application.person_id == person_id:
        return Ground.OWN
    held, applicants = staff.roles[person_id], staff.roles.get(application.person_id, ())
    if _serves_in(application.unit, held) and _serves_in(application.unit, applicants):
        return Ground.COLLEAGUE
    stated = staff.statements.get(person_id)
    return conflict((*_units(desk, held), *(stated.employers if stated else ())), stated.kin if stated else (), party)


def _serves_in(unit: str | None, roles: Iterable[Membership]) -> bool:
    return any(one.role is Role.CLERK and one.unit == unit for one in roles)


def _units(near: Reading, roles: Iterable[Membership]) -> list[str]:
    """Return the names of the units in which the person serves as a clerk."""
    units = {one.unit for one in roles if one.role is Role.CLERK}
    return [name for unit in near.pack.units if unit.key in units for name in (unit.name_zh, unit.name_en)]
