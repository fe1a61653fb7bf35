"""Signing in to the office's pages by a one-time link from the chat, valid ten minutes, without a password (Art. 9).

A signed-in person sits at a desk as in the chat, with the same acts and the same refusals.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rules.engine.calendar import office_day
from rules.engine.pack import Pack
from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import STAFF, Channel, Membership, Person
from storage.engine.conversations import Conversations, Talk
from storage.engine.links import Link, LinkState
from storage.engine.owed import TO_CHAT, Urgency
from storage.people.sign_ins import SignIn
from storage.work import Work
from workflow.engine.desk import Desk, Places, require
from workflow.engine.provisions import pack_in_force

PURPOSE = "office"
"""The purpose of the link that signs in."""
FORM = "form"
"""The purpose of the link that signs in to one's own forms as pages."""
FORMS_ONLY = "form."
"""How the secret of a browser begins that came by such a link: it opens no page of the office."""
PRESS = "press"
"""The purpose of the link that presses a button in the chat, for the person who asked for it."""
LINK_VALID = timedelta(minutes=10)
IDLE = timedelta(minutes=30)
"""How long a sign-in lasts without a request."""
LONGEST = timedelta(hours=12)
"""The longest a sign-in lasts, however active, so that a stolen secret is worthless after a day."""
MOST_BROWSER = 80


@dataclass(frozen=True, slots=True)
class Seated:
    """A signed-in person's desk, and the sign-in."""

    desk: Desk
    sign_in: SignIn


async def pages_link(desk: Desk) -> str:
    """Return the address that signs in to the office's pages, replacing an earlier one. Raises Forbidden."""
    require(desk, *STAFF, article=9)
    subject = _subject(desk.person.id)
    await desk.work.links.withdraw(PURPOSE, subject)
    token = await desk.work.links.make(
        PURPOSE,
        subject,
        now=desk.now,
        expires_at=desk.now + LINK_VALID,
        made_by=desk.person.id,
        values={"channel": desk.channel.id},
    )
    return f"{desk.places.url}/office/sign-in?key={token}"


async def form_link(desk: Desk, page: str) -> str:
    """Return the address that opens a page of the person's own form once, in any browser, replacing an earlier one."""
    subject = _subject(desk.person.id)
    await desk.work.links.withdraw(FORM, subject)
    token = await desk.work.links.make(
        FORM,
        subject,
        now=desk.now,
        expires_at=desk.now + LINK_VALID,
        made_by=desk.person.id,
        values={"channel": desk.channel.id, "page": page},
    )
    return f"{desk.places.url}/forms/sign-in?key={token}"


async def check_link(work: Work, token: str, now: datetime, *, purpose: str = PURPOSE) -> Link:
    """Return the link without using it up. Raises Refusal when it signs nobody in (any more)."""
    found = await work.links.look(token, now)
    return await _whose(work, found.state, found.link, now, purpose)


async def sign_in(work: Work, token: str, browser: str, now: datetime, *, purpose: str = PURPOSE) -> str:
    """Use the link up and sign its person in, who is told in the chat that the link was made in.

    Returns the browser's new secret. Raises Refusal for a dead link.
    """
    found = await work.links.use(token, None, now, purpose=purpose)
    link = await _whose(work, found.state, found.link, now, purpose)
    person_id = int(link.subject.partition(":")[2])
    await _write(work, "signed_in", person_id, now)
    await work.outbox.owe(
        f"person:{person_id}:signed-in:{link.id}",
        person_id,
        "pages.told_signed_in" if purpose == PURPOSE else "forms.page.told_signed_in",
        now=now,
        buttons=[[{"key": "pages.not_me", "press": "channel:unseat"}]],
        kind=TO_CHAT,
        urgency=Urgency.ANSWER,
        channel_id=link.values["channel"],
    )
    scope = "" if purpose == PURPOSE else FORMS_ONLY
    return await work.sign_ins.begin(person_id, link.values["channel"], browser[:MOST_BROWSER], now, scope=scope)


async def seated(
    work: Work, token: str, now: datetime, *, pack: Pack, places: Places, staff: bool = True
) -> Seated | None:
    """Return who is signed in with this secret, with the roles of this moment, or None.

    At the pages of `staff`, a person without any role left is signed out everywhere; the caller commits.
    """
    if staff and token.startswith(FORMS_ONLY):
        return None
    found = await work.sign_ins.seen(token, now, since=now - IDLE, begun=now - LONGEST)
    if found is None:
        return None
    person, channel = await work.people.get(found.person_id), await work.channels.get(found.channel_id)
    roles = await _roles(work, found.person_id, now)
    here = person is not None and channel is not None and channel.person_id == person.id
    if person is None or channel is None or not here or (staff and not _serves(roles)):
        await work.sign_ins.end_all(found.person_id)
        return None
    return Seated(await _desk(work, person, channel, roles, now, pack, places), found)


async def met(
    work: Work,
    channel: str,
    chat_id: int,
    now: datetime,
    language: str,
    *,
    pack: Pack,
    places: Places,
    into: tuple[Conversations, Talk] | None = None,
) -> Desk:
    """Return the desk of who writes in this chat of a channel: a new person with `language`, if nobody did before.

    With `into`, the same statement reads this conversation into these conversations.
    """
    seat = await work.people.meet(channel, chat_id, now, language, into=into)
    return await _desk(work, seat.person, seat.channel, seat.roles, now, pack, places)


async def at_chat(work: Work, chat_id: int, now: datetime, *, pack: Pack, places: Places) -> Desk | None:
    """Return the desk of the person of a web chat, on a page of the same browser; None if nobody ever wrote there."""
    channel = await work.channels.find("web", chat_id)
    person = await work.people.get(channel.person_id) if channel is not None else None
    if channel is None or person is None:
        return None
    return await _desk(work, person, channel, await _roles(work, person.id, now), now, pack, places)


async def _desk(
    work: Work,
    person: Person,
    channel: Channel,
    roles: tuple[Membership, ...],
    now: datetime,
    pack: Pack,
    places: Places,
) -> Desk:
    return Desk(person, channel, roles, now, work, await pack_in_force(work, pack), await work.calendar.load(), places)


async def mine(desk: Desk) -> list[SignIn]:
    """Return the person's present sign-ins."""
    return await desk.work.sign_ins.of(desk.person.id, since=desk.now - IDLE, begun=desk.now - LONGEST)


async def sign_out(desk: Desk, sign_in_id: str) -> None:
    """End one of the person's sign-ins."""
    if await desk.work.sign_ins.end(sign_in_id, desk.person.id):
        await _write(desk.work, "signed_out", desk.person.id, desk.now)


async def sign_out_everywhere(desk: Desk) -> None:
    """End all of the person's sign-ins, and their link if it was not used yet."""
    await desk.work.sign_ins.end_all(desk.person.id)
    for purpose in (PURPOSE, FORM):
        await desk.work.links.withdraw(purpose, _subject(desk.person.id))
    await _write(desk.work, "signed_out", desk.person.id, desk.now)


async def press_link(desk: Desk, press: str) -> str:
    """Return a one-time token that opens the person's own chat as if they had pressed this button there."""
    return await desk.work.links.make(
        PRESS,
        _subject(desk.person.id),
        now=desk.now,
        expires_at=desk.now + LINK_VALID,
        made_by=desk.person.id,
        values={"press": press},
    )


async def pressed_by(desk: Desk, token: str) -> str | None:
    """Use the token up and return the button that it presses, or None for somebody else's or a dead token."""
    found = await desk.work.links.look(token, desk.now)
    link = found.link
    if link is None or link.purpose != PRESS or link.subject != _subject(desk.person.id):
        return None
    used = await desk.work.links.use(token, desk.person.id, desk.now, purpose=PRESS)
    return str(link.values["press"]) if used.state is LinkState.GOOD else None


def reading(desk: Desk, language: str) -> Desk:
    """Return the desk in the language of the page."""
    return replace(desk, person=replace(desk.person, language=language))


async def _whose(work: Work, state: LinkState, link: Link | None, now: datetime, purpose: str) -> Link:
    if state is not LinkState.GOOD or link is None or link.purpose != purpose:
        raise Refusal("pages.link_gone" if purpose == PURPOSE else "forms.page.link_gone")
    if purpose == PURPOSE and not _serves(await _roles(work, int(link.subject.partition(":")[2]), now)):
        raise Forbidden("people.not_yours", article=9)
    return link


async def _roles(work: Work, person_id: int, now: datetime) -> tuple[Membership, ...]:
    return tuple(role for role in await work.roles.of(person_id) if role.holds_on(office_day(now)))


def _serves(roles: Iterable[Membership]) -> bool:
    return any(held.role in STAFF for held in roles)


async def _write(work: Work, act: str, person_id: int, now: datetime) -> None:
    await work.journal.write(act, _subject(person_id), now=now, person_id=person_id, article=9)


def _subject(person_id: int) -> str:
    return f"person:{person_id}"
