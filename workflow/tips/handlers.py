"""A tip in its handlers' hands: the key, the sitting, the answer, the end (Art. 24).

What a handler does is written in the tip, sealed, for the other handlers to read; the journal notes only keys.
"""

import asyncio
import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rules.engine.answers import text_answer
from rules.engine.calendar import office_day
from rules.engine.pack import Pack
from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Membership
from rules.tips.cases import Kind, Message, check_passphrase, handles_tips, may_handle, passphrase_as_typed
from storage.database.failures import Damaged
from storage.engine import boxes
from storage.engine.counts import MOST_WRONG_TRIES
from storage.engine.links import Link, LinkState
from storage.store import Store
from storage.tips.handlers import Handler, Sitting
from storage.work import Work
from workflow.engine.desk import Desk
from workflow.tips.senders import MOST_WORDS, Thread, opened, standing

PURPOSE = "tips"
"""The purpose of the link that opens the page on which tips are read."""
LINK_VALID = timedelta(minutes=10)
SITTING = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody who came by a link and handles tips, with their keys if they have any."""

    person_id: int
    handler: Handler | None


@dataclass(frozen=True, slots=True)
class Case:
    """A tip before its handler: the thread, who else reads it, and who could but has no key to it."""

    thread: Thread
    readers: tuple[int, ...]
    others: tuple[int, ...]
    names: Mapping[int, str] = field(repr=False)

    @property
    def reading(self) -> list[str]:
        """The names of whoever reads it."""
        return [self.names[one] for one in self.readers if one in self.names]


async def page_link(desk: Desk) -> str:
    """Return the page's one-time address, valid ten minutes. Raises Forbidden for people who handle no tips."""
    if not handles_tips(desk.roles):
        raise Forbidden("people.not_yours", article=24)
    subject = f"person:{desk.person.id}"
    await desk.work.links.withdraw(PURPOSE, subject)
    expires_at = desk.now + LINK_VALID
    token = await desk.work.links.make(PURPOSE, subject, now=desk.now, expires_at=expires_at, made_by=desk.person.id)
    return f"{desk.places.url}/tips?key={token}"


async def comer(work: Work, token: str, now: datetime) -> Comer:
    """Who came by the link, without using it up. Raises Refusal when it opens nothing (any more)."""
    found = await work.links.look(token, now)
    return Comer(one := await _handles(work, found.state, found.link, now), await work.tip_handlers.of(one))


async def make_key(store: Store, token: str, passphrase: str, now: datetime) -> str:
    """Make the person's key, locked with the passphrase; an earlier key opens nothing any more.

    Uses the link up and begins a sitting, whose token it returns. Raises Unfit for a weak passphrase.
    """
    passphrase = check_passphrase(passphrase)
    salt, keys = os.urandom(boxes.SALT_BYTES), boxes.pair()
    locked = await asyncio.to_thread(boxes.stretched, passphrase, salt)
    async with store.work() as work:
        person_id = await _come(work, token, now)
        day = office_day(now)
        handler = await work.tip_handlers.make(person_id, keys, salt=salt, key=locked.key, on=day)
        await work.journal.write("tips_key_made", f"person:{person_id}", now=now, person_id=person_id, article=24)
        sitting = await work.tip_handlers.sit(handler, keys.private, until=now + SITTING)
        await work.commit()
    return sitting


async def sit_down(store: Store, token: str, passphrase: str, now: datetime) -> str | None:
    """Begin a sitting. Returns its token, or None for a wrong passphrase. Raises Refusal after five wrong ones.

    A try is counted before it is checked, so that parallel tries cannot exceed the five.
    """
    async with store.work() as work:
        handler = (await comer(work, token, now)).handler
        if handler is None:
            raise Refusal("tips.no_key", article=24)
        if await work.attempts.count(_guessing(handler), now) > MOST_WRONG_TRIES:
            raise Refusal("tips.locked")
        await work.commit()
    typed = await asyncio.to_thread(boxes.stretched, passphrase_as_typed(passphrase), handler.salt)
    private = boxes.unlock(typed.key, handler.box)
    if private is None:
        return None
    async with store.work() as work:
        await _come(work, token, now)
        await work.attempts.clear(_guessing(handler))
        sitting = await work.tip_handlers.sit(handler, private, until=now + SITTING)
        await work.commit()
    return sitting


async def seated(work: Work, token: str, now: datetime) -> Sitting | None:
    """Return the sitting of this token while it lasts and its person still handles tips, else None (Art. 41)."""
    sitting = await work.tip_handlers.sitting(token, now, until=now + SITTING)
    if sitting is None or not handles_tips(await _roles(work, sitting.person_id, now)):
        return None
    return sitting


async def rise(work: Work, token: str, now: datetime) -> None:
    """End the sitting of this token before its time."""
    sitting = await seated(work, token, now)
    if sitting is not None:
        await work.tip_handlers.rise(sitting=sitting.id)


async def mine(work: Work, pack: Pack, sitting: Sitting, now: datetime) -> list[Thread]:
    """Return the tips that this handler can read, waiting ones first."""
    keys, roles = await work.tip_handlers.keys_of(sitting.handler_id), await _roles(work, sitting.person_id, now)
    found = []
    for tip in await work.tips.of(keys):
        private = boxes.open_sealed(sitting.private, keys[tip.id])
        thread = await opened(work, tip, private) if private is not None else None
        if thread is not None and may_handle(thread.subject, roles, pack):
            found.append(thread)
    return found


async def one_of_mine(work: Work, pack: Pack, sitting: Sitting, tip_id: str, now: datetime) -> Thread:
    """Return one of the handler's tips. Raises Forbidden for any other, whether or not it exists."""
    for thread in await mine(work, pack, sitting, now):
        if thread.tip.id == tip_id:
            return thread
    raise Forbidden("people.not_yours", article=24)


async def read_tip(work: Work, pack: Pack, sitting: Sitting, tip_id: str, now: datetime) -> Case:
    """Return the tip with its readers; it notes the reading, once a day, and waits no longer."""
    thread = await one_of_mine(work, pack, sitting, tip_id, now)
    if not _read_before(thread.messages, sitting.person_id, now):
        await work.tips.add(thread.tip, thread.private, Message(Kind.OPENED, now, person_id=sitting.person_id))
        thread = await opened(work, thread.tip, thread.private)
    await work.tips.opened(thread.tip)
    return await _case(work, pack, thread, now)


async def read_file(
    work: Work, pack: Pack, sitting: Sitting, tip_id: str, file_id: str, now: datetime
) -> tuple[str, bytes]:
    """A file of it: the name it came with, and its content. Raises Damaged for other content than came with it."""
    thread = await one_of_mine(work, pack, sitting, tip_id, now)
    for message in thread.messages:
        if message.kind is Kind.FILE and message.values["file"] == file_id:
            content = await work.tips.file(thread.tip, file_id, thread.private) or b""
            digest = hashlib.sha256(content).hexdigest()
            if message.values.get("sha256", digest) != digest:  # version 1.0 noted none
                raise Damaged("tip_files", file_id, "box")
            return str(message.values["name"]), content
    raise Forbidden("people.not_yours", article=24)


async def answer(work: Work, now: datetime, sitting: Sitting, thread: Thread, text: str) -> None:
    """Write to the sender, who reads it under the code. Raises Unfit."""
    words = text_answer(text, max_chars=MOST_WORDS)
    await work.tips.add(thread.tip, thread.private, Message(Kind.WORDS, now, words, sitting.person_id))


async def ask_to_object(work: Work, now: datetime, sitting: Sitting, thread: Thread) -> None:
    """Ask the sender whether the tip may go on as an objection, unless they are asked already (Art. 22)."""
    if not thread.asked_to_object:
        await work.tips.add(thread.tip, thread.private, Message(Kind.ASKED, now, person_id=sitting.person_id))


async def share_with(work: Work, pack: Pack, sitting: Sitting, thread: Thread, person_id: int, now: datetime) -> None:
    """Share the tip with another handler who has a key and may read it. Raises Refusal."""
    case = await _case(work, pack, thread, now)
    handler = await work.tip_handlers.of(person_id)
    if handler is None or person_id not in case.others:
        raise Refusal("talk.old_button")
    await work.tip_handlers.share(thread.tip.id, thread.private, handler)
    shared = Message(Kind.SHARED, now, person_id=sitting.person_id, values={"to": person_id})
    await work.tips.add(thread.tip, thread.private, shared)


async def close_tip(work: Work, now: datetime, sitting: Sitting, thread: Thread, text: str) -> None:
    """Close the tip with words about its result; it reopens when the sender writes. Raises Unfit."""
    words = text_answer(text, max_chars=MOST_WORDS)
    await work.tips.add(thread.tip, thread.private, Message(Kind.CLOSED, now, words, sitting.person_id))
    await work.tips.close(thread.tip, office_day(now))


async def _case(work: Work, pack: Pack, thread: Thread, now: datetime) -> Case:
    reading, keyed = await work.tip_handlers.who(thread.tip.id), await work.tip_handlers.keyed()
    people = await standing(work, office_day(now))
    able = [one for one in keyed if one not in reading and may_handle(thread.subject, people.get(one, ()), pack)]
    named = {*reading, *able, *(one.person_id for one in thread.messages if one.person_id is not None)}
    found = [await work.people.get(one) for one in sorted(named)]
    names = {person.id: person.name or "?" for person in found if person is not None}
    return Case(thread, tuple(reading), tuple(able), names)


def _read_before(messages: Iterable[Message], person_id: int, now: datetime) -> bool:
    """Whether this handler has read all that the sender said, today."""
    for message in reversed(list(messages)):
        if message.from_sender:
            return False
        if (message.kind, message.person_id) == (Kind.OPENED, person_id):
            return office_day(message.at) == office_day(now)
    return False


async def _come(work: Work, token: str, now: datetime) -> int:
    """Use the link up; who came by it."""
    found = await work.links.look(token, now)
    person_id = await _handles(work, found.state, found.link, now)
    used = await work.links.use(token, person_id, now, purpose=PURPOSE)
    return await _handles(work, used.state, used.link, now)


async def _handles(work: Work, state: LinkState, link: Link | None, now: datetime) -> int:
    if state is not LinkState.GOOD or link is None or link.purpose != PURPOSE or link.made_by is None:
        raise Refusal("tips.link_gone")
    if not handles_tips(await _roles(work, link.made_by, now)):
        raise Forbidden("people.not_yours", article=24)
    return link.made_by


async def _roles(work: Work, person_id: int, now: datetime) -> list[Membership]:
    return [held for held in await work.roles.of(person_id) if held.holds_on(office_day(now))]


def _guessing(handler: Handler) -> str:
    return f"tips:{handler.person_id}"
