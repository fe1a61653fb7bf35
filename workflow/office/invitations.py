"""Invitations to a role, by a link that works once (Art. 8, 9, 14, 15, 17).

The first lead is invited when the service starts without one; the lead invites everybody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from rules.engine.calendar import office_day
from rules.engine.parts import Unit
from rules.engine.refusals import Refusal
from rules.office.handover import Guest
from rules.people.roles import POSTS, SEATS, STAFF, Membership, Role
from storage.database.values import Say
from storage.engine.links import Link, LinkState
from storage.engine.owed import Urgency
from storage.work import Work
from workflow.applications.dossiers import take_over
from workflow.engine.desk import Desk, require, today
from workflow.engine.tasks import finish
from workflow.office.statements import ask_to_state, shut_to
from workflow.people.roles import ARTICLES, WANTED, subject_of

INVITE = "invite"
"""The purpose of a link that gives a role."""
VALID = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link offers: a role, a clerk's unit or a committee post, and the name that the inviter gave."""

    role: Role
    unit: str | None = None
    name: str | None = field(default=None, repr=False)


async def make_lead_invitation(work: Work, now: datetime) -> str | None:
    """Return the token of a new invitation for the lead, replacing an earlier one; None once there is a lead."""
    if await work.people.with_role(Role.LEAD, now):
        return None
    await work.links.withdraw(INVITE, Role.LEAD.value)
    return await invite(work, Role.LEAD, None, now)


async def invite(work: Work, role: Role, unit: str | None, now: datetime) -> str:
    """Return the token of an invitation made at the command line.

    Raises Refusal unless a clerk has a unit, a committee member a post or none, and others no unit.
    """
    return await _make(work, Invitation(role, unit), now, made_by=None)


async def invite_person(desk: Desk, role: Role, *, unit: str | None = None, name: str | None = None) -> str:
    """Return the token of an invitation made by the lead. Raises Forbidden, or Refusal for a unit the pack lacks."""
    require(desk, Role.LEAD, article=9)
    if role is Role.CLERK and unit is not None and unit_of(desk, unit) is None:
        raise Refusal("invitations.no_such_unit", article=14)
    return await _make(desk.work, Invitation(role, unit, name), desk.now, made_by=desk.person.id)


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody on a list: the token of a new invitation, or why there is none: `serving` already, or `invited` before.

    `until` is the last moment of the new invitation, or of the one before.
    """

    guest: Guest
    token: str | None
    standing: str
    until: datetime | None = None


async def invite_list(work: Work, guests: Sequence[Guest], now: datetime, *, made_by: int | None) -> list[Invited]:
    """Make an invitation for each on the list who neither serves so already nor has one that works.

    Only invitations are made: nobody serves before they accept. `made_by` is None at the command line.
    """
    held = [one for one in await work.roles.all() if one.holds_on(office_day(now))]
    people = await work.people.these({one.person_id for one in held})
    serving = {(people[one.person_id].name, one.role, one.unit) for one in held if one.person_id in people}
    open_ones = {_offer(invitation_of(link)): link.expires_at for link in await work.links.good(INVITE, now)}
    invited = []
    for guest in guests:
        offered = Invitation(guest.role, guest.unit, guest.name)
        if _offer(offered) in serving:
            invited.append(Invited(guest, None, "serving"))
        elif _offer(offered) in open_ones:
            invited.append(Invited(guest, None, "invited", open_ones[_offer(offered)]))
        else:
            token = await _make(work, offered, now, made_by=made_by)
            invited.append(Invited(guest, token, "fresh", now + VALID))
    return invited


async def invite_people(desk: Desk, guests: Sequence[Guest]) -> list[Invited]:
    """Do the same for the lead. Raises Forbidden."""
    require(desk, Role.LEAD, article=9)
    await desk.work.hold(INVITE)
    return await invite_list(desk.work, guests, desk.now, made_by=desk.person.id)


async def accept_invitation(desk: Desk, token: str, *, name: str) -> Desk:
    """Take the offered role, once, and tell the inviter. Returns the person's desk with the role.

    The first clerk of a unit is given what the lead holds for want of one (Art. 15). A clerk of an entrusted
    association holds the role as long as it is entrusted (Art. 14). Raises Refusal for a link that does not work (any
    more), when its inviter is no longer the lead (Art. 41), and for a post that others hold.
    """
    found = await desk.work.links.use(token, desk.person.id, desk.now, purpose=INVITE)
    if found.state is not LinkState.GOOD or found.link is None:
        raise Refusal(f"links.{found.state.value}")
    offered = invitation_of(found.link)
    clerk = offered.role is Role.CLERK
    unit = unit_of(desk, offered.unit) if clerk else None  # the unit of a member of the committee is a post
    if (clerk and unit is None) or not await _stands(desk, found.link):
        raise Refusal("invitations.void", article=41)
    await check_seat(desk.work, offered.role, offered.unit, desk.now, but=desk.person.id)
    held = await desk.work.roles.grant(
        desk.person.id,
        offered.role,
        unit=offered.unit,
        from_on=unit.entrusted_from if unit else None,
        until_on=unit.entrusted_until if unit else None,
    )
    await desk.work.people.set_name(desk.person.id, name)
    await _note(desk, found.link, held, name)
    if offered.role in STAFF:
        await ask_to_state(desk, offered.role)
        await shut_to(desk, desk.person.id)
    if unit is not None:
        await take_over(desk, unit.key)
        await finish(desk.work, subject_of(unit.key), WANTED, desk.now, person_id=desk.person.id)
    roles = (*(role for role in desk.roles if role.id != held.id), *([held] if held.holds_on(today(desk)) else []))
    return replace(desk, person=replace(desk.person, name=name), roles=roles)


async def check_seat(work: Work, role: Role, post: str | None, now: datetime, *, but: int | None = None) -> None:
    """Raise Refusal where others hold every seat of this post of the committee: a successor comes after them (Art. 8).

    `but` is who is to hold it. A refused acceptance leaves the invitation as it was, good for when the post is free.
    """
    seats = SEATS.get(post or "") if role is Role.COMMITTEE else None
    if seats is None:
        return
    await work.hold("posts")  # so that two who accept at once do not both find the seat free
    held = await work.people.with_role(role, now, unit=post)
    if len([person for person in held if person.id != but]) >= seats:
        raise Refusal(f"invitations.taken.{post}", article=8)


def invitation_of(link: Link) -> Invitation:
    """Return what the link offers."""
    return Invitation(Role(link.values["role"]), link.values["unit"], link.values["name"])


def unit_of(desk: Desk, key: str | None) -> Unit | None:
    """Return the receiving unit with this key in the pack in force, or None."""
    return next((unit for unit in desk.pack.units if unit.key == key), None)


def _offer(offered: Invitation) -> tuple[str | None, Role, str | None]:
    return offered.name, offered.role, offered.unit


async def _make(work: Work, offered: Invitation, now: datetime, *, made_by: int | None) -> str:
    known = {Role.CLERK: offered.unit is not None, Role.COMMITTEE: offered.unit in (None, *POSTS)}
    if not known.get(offered.role, offered.unit is None):
        raise Refusal("invitations.unit_missing", article=14)
    await check_seat(work, offered.role, offered.unit, now)
    subject = offered.role.value if offered.unit is None else f"{offered.role.value}:{offered.unit}"
    await work.journal.write(
        "invitation_made",
        "invitation",
        now=now,
        person_id=made_by,
        article=ARTICLES[offered.role],
        details={"role": offered.role.value, "unit": offered.unit},
    )
    values = {"role": offered.role.value, "unit": offered.unit, "name": offered.name}
    return await work.links.make(INVITE, subject, now=now, expires_at=now + VALID, made_by=made_by, values=values)


async def _stands(desk: Desk, link: Link) -> bool:
    if link.made_by is None:
        return True
    held = await desk.work.roles.of(link.made_by)
    return any(role.role is Role.LEAD and role.holds_on(today(desk)) for role in held)


def _told_as(held: Membership) -> Say:
    """The role as its inviter called it: a post of the committee by its own name."""
    post = held.unit if held.role is Role.COMMITTEE else None
    return Say(f"people.role.{held.role.value}" if post is None else f"people.post.{post}")


async def _note(desk: Desk, link: Link, held: Membership, name: str) -> None:
    await desk.work.journal.write(
        "invitation_accepted",
        f"person:{desk.person.id}",
        now=desk.now,
        person_id=desk.person.id,
        article=ARTICLES[held.role],
        details={"role": held.role.value, "unit": held.unit},
    )
    if link.made_by is not None:
        await desk.work.outbox.owe(
            f"invitation:{link.id}:accepted",
            link.made_by,
            "invitations.told_accepted",
            now=desk.now,
            values={"name": name, "role": _told_as(held)},
            urgency=Urgency.ANSWER,
        )
