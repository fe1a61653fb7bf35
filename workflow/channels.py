"""One person on several channels: a code or link made in one chat and confirmed in another joins them.

Drafts, roles and messages are then the same in both. A role never travels to somebody else's code: whoever holds one
makes the code in the chat that has the role, and enters it in the other.
"""

from dataclasses import replace
from datetime import timedelta

from rules.people import STAFF, Person
from rules.refusals import Forbidden, Refusal
from storage.links import Link, LinkState
from storage.owed import Urgency
from workflow.desk import Desk, serves_as, today
from workflow.invitations import addresses
from workflow.known_interests import part_with, shut_to

JOIN = "join"
"""The purpose of a code or link that joins a chat to its maker."""
VALID = timedelta(minutes=10)
GO_ON = "go_on"
"""A link's value that makes the chat open the person's current form at once."""


async def make_code(desk: Desk) -> str:
    """Make a code of eight signs, good once and for ten minutes; the person's earlier code stops working."""
    subject = f"person:{desk.person.id}"
    await desk.work.links.withdraw(JOIN, subject)
    values = {"channel": desk.channel.id}
    return await desk.work.links.code(
        JOIN, subject, now=desk.now, expires_at=desk.now + VALID, made_by=desk.person.id, values=values
    )


async def web_address(desk: Desk) -> str:
    """Make a one-time address of the web chat, which opens at the person's current question (PIPL Art. 36, 51)."""
    subject = f"person:{desk.person.id}:web"
    values = {"channel": desk.channel.id, GO_ON: True}
    token = await desk.work.links.make(
        JOIN, subject, now=desk.now, expires_at=desk.now + VALID, made_by=desk.person.id, values=values
    )
    return addresses(desk.places, token)[0]


def is_mine(desk: Desk, link: Link) -> bool:
    """Whether the person at the desk made the link."""
    return link.made_by == desk.person.id


async def join(desk: Desk, token: str) -> Desk:
    """Merge the person at the desk into the maker of the code. Returns the desk of the joined person.

    All chats of the person at the desk come along, and what they applied for is shut to the maker from now on (Art.
    40). Raises Refusal when the code does not work (any more), or when the person at the desk has a role: a role must
    not pass to whoever sent a code.
    """
    found = await desk.work.links.use(token, desk.person.id, desk.now, purpose=JOIN)
    owner = await desk.work.people.get(found.link.made_by) if found.link and found.link.made_by else None
    if found.state is not LinkState.GOOD or found.link is None or owner is None:
        raise Refusal(f"links.{found.state.value}")
    if owner.id == desk.person.id:
        return desk
    if await desk.work.roles.of(desk.person.id):
        raise Refusal("people.join_staff")
    await part_with(desk, desk.person.id, owner.id)
    for channel in await desk.work.channels.of(desk.person.id):
        await desk.work.channels.link(channel.id, owner.id)
    await _bring(desk, owner)
    await desk.work.people.merge(desk.person.id, owner.id)
    await _note(desk, found.link, owner)
    person = await desk.work.people.get(owner.id)
    roles = tuple(role for role in await desk.work.roles.of(owner.id) if role.holds_on(today(desk)))
    one = replace(desk, person=person or owner, channel=replace(desk.channel, person_id=owner.id), roles=roles)
    if serves_as(one, *STAFF):
        await shut_to(one, owner.id)
    return one


async def separate(desk: Desk, channel_id: int) -> None:
    """Separate a chat from the person, so that it begins anew. Raises Forbidden for the chat they write in."""
    channel = await desk.work.channels.get(channel_id)
    if channel is None or channel.person_id != desk.person.id or channel.id == desk.channel.id:
        raise Forbidden("people.not_yours")
    stranger = await desk.work.people.add(desk.now, desk.person.language)
    await desk.work.channels.link(channel_id, stranger.id)
    await _write(desk, "channel_separated", desk.person.id, {"channel": channel.bot})


async def _bring(desk: Desk, owner: Person) -> None:
    """Copy name, phone and consent from the joining person where the maker of the code has none."""
    other, people = desk.person, desk.work.people
    if owner.name is None and other.name is not None:
        await people.set_name(owner.id, other.name)
    if owner.phone is None and other.phone is not None:
        await people.set_phone(owner.id, other.phone)
    if owner.consent is None and other.consent is not None and other.consent_at is not None:
        await people.set_consent(owner.id, other.consent, other.consent_at)


async def _note(desk: Desk, link: Link, owner: Person) -> None:
    await _write(desk, "channel_joined", owner.id, {"channel": desk.channel.bot, "was": desk.person.id})
    await desk.work.outbox.owe(
        f"person:{owner.id}:joined:{link.id}",
        owner.id,
        "people.told_joined",
        now=desk.now,
        buttons=[[{"key": "people.separate", "press": f"m:separate:{desk.channel.id}"}]],
        urgency=Urgency.ANSWER,
        channel_id=link.values["channel"],
    )


async def _write(desk: Desk, act: str, person_id: int, details: dict[str, object]) -> None:
    await desk.work.journal.write(act, f"person:{person_id}", now=desk.now, person_id=person_id, details=details)
