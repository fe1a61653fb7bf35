"""One person on several channels: a code or link made in one chat and confirmed in another joins them.

A code that is used late is confirmed in the chat where it was made, and who made it is told there in any case.
Drafts, roles and messages are then the same in both. A role never travels to somebody else's code: whoever holds one
makes the code in the chat that has the role, and enters it in the other.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import STAFF, Person
from storage.engine.links import Link, LinkState
from storage.engine.owed import TO_CHAT, Urgency
from workflow.applications.replacements import part_with
from workflow.engine.desk import Desk, addresses, serves_as, today
from workflow.office.statements import shut_to

JOIN = "join"
"""The purpose of a code or link that joins a chat to its maker."""
ALLOW = "allow"
"""The purpose of the button by which the maker of a code lets in a chat that used it late."""
VALID = timedelta(minutes=10)
PROMPT = timedelta(minutes=2)
"""A code used within this time joins at once; after it, its maker is asked first, in the chat where it was made."""
_CHATS_A_BUTTON = 4
"""How many chats one button names; its data has room for no more."""


async def make_code(desk: Desk) -> str:
    """Make a code of eight signs, good once and for ten minutes; the person's earlier code stops working."""
    subject = f"person:{desk.person.id}"
    await desk.work.links.withdraw(JOIN, subject)
    values = {"channel": desk.channel.id}
    return await desk.work.links.code(
        JOIN, subject, now=desk.now, expires_at=desk.now + VALID, made_by=desk.person.id, values=values
    )


async def web_address(desk: Desk) -> str:
    """Make a one-time address of the web chat, which joins this one (PIPL Art. 36, 51)."""
    subject = f"person:{desk.person.id}:web"
    values = {"channel": desk.channel.id}
    token = await desk.work.links.make(
        JOIN, subject, now=desk.now, expires_at=desk.now + VALID, made_by=desk.person.id, values=values
    )
    return addresses(desk.places, token)[0]


def is_mine(desk: Desk, link: Link) -> bool:
    """Whether the person at the desk made the link."""
    return link.made_by == desk.person.id


async def join(desk: Desk, token: str) -> Desk | None:
    """Merge the person at the desk into the maker of the code, who is told in the chats they had before.

    Returns the desk of the joined person, or None when the code is older than PROMPT: its maker is then asked. All
    chats of the person at the desk come along, and what they applied for is shut to the maker from now on (Art. 40).
    Raises Refusal when the code does not work (any more), or when the person at the desk has a role: a role must not
    pass to whoever sent a code.
    """
    found = await desk.work.links.use(token, desk.person.id, desk.now, purpose=JOIN)
    owner = await desk.work.people.get(found.link.made_by) if found.link and found.link.made_by else None
    if found.state is not LinkState.GOOD or found.link is None or owner is None:
        raise Refusal(f"links.{found.state.value}")
    if owner.id == desk.person.id:
        return desk
    if await desk.work.roles.of(desk.person.id):
        raise Refusal("people.join_staff")
    if desk.now - found.link.created_at > PROMPT:
        await _ask(desk, found.link, owner)
        return None
    await _merge(desk, desk.person, owner, found.link)
    person = await desk.work.people.get(owner.id)
    roles = tuple(role for role in await desk.work.roles.of(owner.id) if role.holds_on(today(desk)))
    one = replace(desk, person=person or owner, channel=replace(desk.channel, person_id=owner.id), roles=roles)
    if serves_as(one, *STAFF):
        await shut_to(one, owner.id)
    return one


async def allow(desk: Desk, token: str) -> None:
    """Let in the chat that used the person's code late, and tell it so. Raises Refusal, and Forbidden for others."""
    found = await desk.work.links.use(token, desk.person.id, desk.now, purpose=ALLOW)
    if found.state is not LinkState.GOOD or found.link is None:
        raise Refusal(f"links.{found.state.value}")
    channel = await desk.work.channels.get(found.link.values["channel"])
    other = await desk.work.people.get(found.link.made_by or 0)
    if found.link.subject != f"person:{desk.person.id}" or other is None or channel is None:
        raise Forbidden("people.not_yours")
    if channel.person_id != other.id or await desk.work.roles.of(other.id):
        raise Refusal("links.unknown")
    await _merge(desk, other, desk.person, found.link)
    if serves_as(desk, *STAFF):
        await shut_to(desk, desk.person.id)
    buttons = [[{"key": "menu.open", "press": "menu:home"}]]
    await _tell(desk, desk.person, f"allowed:{found.link.id}", "people.joined", channel.id, buttons)


async def separate(desk: Desk, ids: Collection[int]) -> None:
    """Separate those of the chats that are the person's, so that each begins anew; their codes become worthless.

    Raises Forbidden when there are none, not counting the chat that they write in.
    """
    mine = await desk.work.channels.of(desk.person.id)
    parted = [channel for channel in mine if channel.id in ids and channel.id != desk.channel.id]
    if not parted:
        raise Forbidden("people.not_yours")
    for channel in parted:
        stranger = await desk.work.people.add(desk.now, desk.person.language)
        await desk.work.channels.link(channel.id, stranger.id)
        await _write(desk, "channel_separated", desk.person.id, {"channel": channel.bot})
    me = f"person:{desk.person.id}"
    for purpose, subject in ((JOIN, me), (JOIN, f"{me}:web"), (ALLOW, me)):
        await desk.work.links.withdraw(purpose, subject)


async def leave_chat(desk: Desk) -> None:
    """Send nothing more to the chat: its person has blocked the bot or left."""
    await desk.work.channels.mark_dead(desk.channel.id)


async def _ask(desk: Desk, link: Link, owner: Person) -> None:
    """Ask the maker of the code, in the chat where it was made, whether the chat at the desk is theirs."""
    token = await desk.work.links.make(
        ALLOW,
        f"person:{owner.id}",
        now=desk.now,
        expires_at=desk.now + VALID,
        made_by=desk.person.id,
        values={"channel": desk.channel.id},
    )
    buttons = [
        [{"key": "people.allow", "press": f"channel:allow:{token}"}],
        [{"key": "people.allow_not", "press": "menu:home"}],
    ]
    await _tell(desk, owner, f"asked:{link.id}", "people.ask_allow", link.values["channel"], buttons)


async def _merge(desk: Desk, other: Person, owner: Person, link: Link) -> None:
    """Make two people one, and tell the owner in each chat that they had before and that is not at the desk.

    One button takes away all chats that came; what is said of them never goes to them.
    """
    before = [one.id for one in await desk.work.channels.of(owner.id) if one.alive and one.id != desk.channel.id]
    await part_with(desk, other.id, owner.id)
    moved = await desk.work.channels.of(other.id)
    for channel in moved:
        await desk.work.channels.link(channel.id, owner.id)
    await _bring(desk, other, owner)
    await desk.work.people.merge(other.id, owner.id)
    names = ", ".join(sorted({one.bot for one in moved}))
    await _write(desk, "channel_joined", owner.id, {"channel": names, "was": other.id})
    ids = [str(one.id) for one in moved]
    lots = [ids[place : place + _CHATS_A_BUTTON] for place in range(0, len(ids), _CHATS_A_BUTTON)]
    buttons = [[{"key": "people.separate", "press": f"channel:separate:{':'.join(lot)}"}] for lot in lots]
    for chat in before:
        await _tell(desk, owner, f"joined:{link.id}:{chat}", "people.told_joined", chat, buttons)


async def _tell(
    desk: Desk, owner: Person, about: str, text: str, chat: int, buttons: list[list[dict[str, str]]]
) -> None:
    await desk.work.outbox.owe(
        f"person:{owner.id}:{about}",
        owner.id,
        text,
        now=desk.now,
        buttons=buttons,
        kind=TO_CHAT,
        urgency=Urgency.ANSWER,
        channel_id=chat,
    )


async def _bring(desk: Desk, other: Person, owner: Person) -> None:
    """Copy name, phone and consent from the joining person where the maker of the code has none."""
    people = desk.work.people
    if owner.name is None and other.name is not None:
        await people.set_name(owner.id, other.name)
    if owner.phone is None and other.phone is not None:
        await people.set_phone(owner.id, other.phone)
    if owner.consent is None and other.consent is not None and other.consent_at is not None:
        await people.set_consent(owner.id, other.consent, other.consent_at)


async def _write(desk: Desk, act: str, person_id: int, details: dict[str, object]) -> None:
    await desk.work.journal.write(act, f"person:{person_id}", now=desk.now, person_id=person_id, details=details)
