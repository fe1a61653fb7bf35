"""Records what becomes of each message claimed from the outbox, where a person can see it."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from reminders.letters import Keeper, Sender
from rules.engine.calendar import office_day
from rules.engine.pack import Pack
from rules.people.channels import CAREFUL, CHANNELS, Traits
from rules.people.roles import EMAIL, PUSH, Channel, Person, Role
from workflow.engine.planning import office_role
from workflow.engine.provisions import pack_in_force
from workflow.engine.records import (
    COPY,
    PICTURE,
    REPLY,
    TO_CHAT,
    UNLISTED,
    Owed,
    Paper,
    Store,
    TaskState,
    Urgency,
    Wording,
    Work,
)
from workflow.engine.sending import Retry
from workflow.office import agenda
from workflow.office.owed import still_owed
from workflow.people.emails import CODE, note_bounce

# What a delivery can use: the channels by name, and the function that makes documents.


RenderPaper = Callable[[Paper, str], Awaitable[tuple[str, bytes]]]
"""Makes a document in a language; returns its file name and content."""


async def no_papers(paper: Paper, _language: str) -> tuple[str, bytes]:
    """Raise KeyError: the `papers` of a service, or a test, in which no message carries a document."""
    raise KeyError(paper.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """The channels by the name of their bot, what they can do, and the function that makes documents for messages."""

    keepers: Mapping[str, Keeper]
    senders: Mapping[str, Sender]
    papers: RenderPaper = no_papers
    channels: Mapping[str, Traits] = field(default_factory=lambda: CHANNELS)

    @property
    def bots(self) -> frozenset[str]:
        """Return the names of all channels that can be written to."""
        return frozenset((*self.keepers, *self.senders))

    def traits(self, bot: str) -> Traits:
        """Return what the channel can do; one that nobody has described, nothing."""
        return self.channels.get(bot, CAREFUL)


SET_ASIDE = "set-aside"
"""The kind of the message that tells the lead that another message could not be made."""
UNREACHABLE = "unreachable"
"""The kind and subject of the office's task to phone people whom no channel reaches."""
USELESS_LATER = (REPLY, PICTURE, PUSH, UNLISTED, CODE, agenda.CHECK)
"""Kinds that are dropped, not phoned, when nobody can be reached: worthless later, or in a list anyway."""
STUMBLES = 3
"""How often in a row a message may fail to be made, in any process, before it is set aside."""
PATIENCE = 6
"""After this many tries the next channel is used instead of the first."""
AWAY = timedelta(days=1)
"""A person absent for this long from a chat that wakes nobody is sent an e-mail too."""
LONGEST_WAIT, MANY_TRIES = timedelta(days=2), 20
"""After both this much time and this many tries a channel is given up, and the person is told another way."""
KEY_CHARS = 160
"""How many characters of a message's key its copy's key begins with; the rest is room for the suffix."""
_STUMBLED = "not made "
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Addressed:
    """The person a message goes to, and their living channels: the chat used last first, e-mail last."""

    person: Person
    channels: tuple[Channel, ...]


def has_waited(owed: Owed, outcome: Retry, now: datetime) -> bool:
    """Tell whether a message has been retried long enough, so that the person must be told another way."""
    return owed.tries >= MANY_TRIES and now - owed.due_at > LONGEST_WAIT and not outcome.limited


class Post:
    """The records of delivery: checks a message before it goes, and notes what became of it."""

    def __init__(self, store: Store, pack: Pack, routes: Routes) -> None:
        self._store = store
        self._pack = pack
        self._bots = routes.bots
        self._traits = routes.traits

    async def address(self, owed: Owed, now: datetime) -> Addressed | None:
        """Check that the message is still owed and find its person and channels.

        Returns None, after writing down why, when it is no longer owed or the person cannot be reached.
        """
        async with self._store.work() as work:
            pack = await pack_in_force(work, self._pack)
            if not await still_owed(work, owed, now, await work.calendar.load(), pack):
                await work.outbox.skip(owed.id, error="settled", claim=owed.claim)
                await work.commit()
                return None
            person = await work.people.get(owed.person_id)
            channels = await self._channels(work, owed)
            if person is not None and channels:
                return Addressed(person, channels)
            await self._unreached(work, owed, now, "no channel")
            await work.commit()
            return None

    async def holds(self, owed: Owed) -> bool:
        """Tell whether the message is still this delivery's to send; another may have claimed it meanwhile."""
        async with self._store.work() as work:
            return await work.outbox.holds(owed.id, owed.claim)

    async def arrived(
        self, owed: Owed, channel: Channel, now: datetime, proof: int | str | None, wording: Wording | None
    ) -> None:
        """Note that the message was sent; `proof` is its number in the chat, or the e-mail's own id."""
        async with self._store.work() as work:
            mark = await self.worded(work, owed, wording, now)
            named = channel.bot in (EMAIL, PUSH)
            if not named:
                await self.also_by_email(work, owed, channel, now)
            kept = None if proof is None else f"{channel.bot}:{proof}"[:128] if named else str(proof)
            await work.outbox.sent(owed.id, now, proof=kept, channel_id=None if named else channel.id, wording=mark)
            await work.commit()

    async def worded(self, work: Work, owed: Owed, wording: Wording | None, now: datetime) -> str | None:
        """Keep the wording of an outgoing message, unless it is known already, and return its mark; None for tips."""
        if wording is None or owed.kind == UNLISTED:
            return None
        if await work.wordings.get(wording.mark) is None:
            await work.wordings.keep(wording, now)
        return wording.mark

    async def later(self, owed: Owed, outcome: Retry, now: datetime) -> None:
        """Schedule another try: when the channel asks for it, else after a growing pause."""
        growing = min(_FIRST_PAUSE * 2 ** min(owed.tries - 1, 10), _LONGEST_PAUSE)
        pause = timedelta(seconds=outcome.after) if outcome.limited else max(growing, timedelta(seconds=outcome.after))
        async with self._store.work() as work:
            await work.outbox.retry(owed.id, now + pause, error=outcome.code[:64], claim=owed.claim)
            await work.commit()

    async def failed(self, owed: Owed, retry: Retry, now: datetime) -> None:
        """Schedule another try after a channel failed, unless the message itself seems to be at fault.

        When, after PATIENCE tries, other messages have reached the person meanwhile, this one is set aside and the lead
        is told.
        """
        if not retry.limited and owed.tries > PATIENCE:
            async with self._store.work() as work:
                others_arrive = await work.messages.arrived_since(owed.person_id, owed.due_at)
            if others_arrive:
                await self.set_aside(owed, now, retry.code)
                return
        await self.later(owed, retry, now)

    async def stumbled(self, owed: Owed, now: datetime, code: str) -> None:
        """Note that the message could not be made: it is tried again, and set aside after STUMBLES failures."""
        stumbles = 1 + _stumbles_in(owed.error)
        if stumbles < STUMBLES:
            await self.later(owed, Retry(60.0, f"{_STUMBLED}{stumbles} {code}"), now)
        else:
            await self.set_aside(owed, now, code)

    async def unreachable(self, owed: Owed, now: datetime, code: str) -> None:
        """Note that no channel is left; the office is shown it at once."""
        async with self._store.work() as work:
            await self._unreached(work, owed, now, code)
            await work.commit()

    async def lost(self, channel: Channel, now: datetime) -> None:
        """Stop using a channel at which messages no longer arrive.

        A chat is used again once its owner writes, an e-mail address once it is confirmed; a browser's letterbox is
        deleted.
        """
        async with self._store.work() as work:
            if channel.bot == EMAIL:
                await note_bounce(work, channel.chat_id, now)
            elif channel.bot == PUSH:
                await work.letterboxes.remove(channel.chat_id)
            else:
                await work.channels.mark_dead(channel.id)
            await work.commit()

    async def moved(self, channel: Channel, to: int) -> Channel:
        """Note the chat's new number and return the channel to use."""
        async with self._store.work() as work:
            known = await work.channels.find(channel.bot, to)
            if known is None:
                await work.channels.migrate(channel.id, to)
            else:
                await work.channels.mark_dead(channel.id)
            await work.commit()
        return known or replace(channel, chat_id=to)

    async def set_aside(self, owed: Owed, now: datetime, code: str) -> None:
        """Set the message aside and tell the lead, because it cannot be made: the service is at fault, not the person.

        Nothing is told about a message that is itself such a notice, or that concerns a tip.
        """
        async with self._store.work() as work:
            mine = await work.outbox.fail(owed.id, error=code[:64], claim=owed.claim)
            if mine and owed.kind not in (SET_ASIDE, UNLISTED):
                for lead in await work.people.with_role(Role.LEAD, now):
                    values = {"number": owed.id, "code": code[:64]}
                    key = f"outbox:{owed.id}:set-aside:person-{lead.id}"
                    await work.outbox.owe(key, lead.id, "reminders.set_aside", now=now, values=values, kind=SET_ASIDE)
            await work.commit()

    async def also_by_email(self, work: Work, owed: Owed, channel: Channel, now: datetime) -> None:
        """Owe an e-mail copy to somebody who has not been for the time AWAY in a chat that wakes nobody."""
        if self._traits(channel.bot).wakes or _is_reply(owed):
            return
        if now - channel.last_seen_at < AWAY or not await self._by_email(work, owed):
            return
        await work.outbox.owe(
            f"{owed.key[:KEY_CHARS]}:{EMAIL}:{owed.id}",
            owed.person_id,
            owed.text,
            now=now,
            values=owed.values,
            buttons=owed.buttons,
            paper=owed.paper,
            kind=owed.kind,
            urgency=owed.urgency,
            over=EMAIL,
        )

    async def also_by_push(self, work: Work, owed: Owed, channel: Channel, now: datetime) -> None:
        """Owe a push to each browser of the person that asked for it, saying that something waits in the web chat."""
        told = PUSH in self._bots and self._traits(channel.bot).inbox and owed.kind != UNLISTED
        if not told or _is_reply(owed):
            return
        for one in await work.letterboxes.of(channel.chat_id):
            key = f"{owed.key[:KEY_CHARS]}:{PUSH}:{owed.id}:{one}"
            about: dict[str, Any] = {"values": {"of": one}, "kind": PUSH, "urgency": owed.urgency, "over": PUSH}
            await work.outbox.owe(key, owed.person_id, "web.push.waits", now=now, **about)

    async def _channels(self, work: Work, owed: Owed) -> tuple[Channel, ...]:
        if owed.over == PUSH:
            one = owed.values["of"]
            known = PUSH in self._bots and await work.letterboxes.get(one) is not None
            return (Channel(0, owed.person_id, PUSH, one, alive=True, last_seen_at=owed.created_at),) if known else ()
        if owed.over == EMAIL:
            return await self._by_email(work, owed)
        living = [one for one in await work.channels.of(owed.person_id) if one.alive and one.bot in self._bots]
        if owed.kind in (REPLY, PICTURE, TO_CHAT):
            living = [one for one in living if one.id == owed.channel_id]
        if owed.kind in (REPLY, PICTURE):
            return tuple(living)
        living += await self._by_email(work, owed)
        return tuple(living[1:] or living) if owed.tries > PATIENCE else tuple(living)

    async def _by_email(self, work: Work, owed: Owed) -> tuple[Channel, ...]:
        """Return the person's e-mail address as a channel: once confirmed, or for its confirmation code.

        Nothing about a tip goes by e-mail, and no copy of a case's file, which could not be recalled (Art. 12, 24).
        """
        kept = owed.kind == UNLISTED or (owed.paper is not None and owed.paper.name == COPY)
        email = await work.emails.of(owed.person_id) if EMAIL in self._bots and not kept else None
        if email is None or not (email.arrives or (owed.kind == CODE and owed.values["of"] == email.id)):
            return ()
        return (Channel(0, owed.person_id, EMAIL, email.id, alive=True, last_seen_at=email.given_at),)

    async def _unreached(self, work: Work, owed: Owed, now: datetime, code: str) -> None:
        """Drop a message that would be useless later; for any other, make the office's task to phone the person."""
        if owed.kind in USELESS_LATER:
            await work.outbox.skip(owed.id, error=code[:64], claim=owed.claim)
            return
        if not await work.outbox.fail(owed.id, error=code[:64], claim=owed.claim):
            return  # another delivery has claimed it
        await work.hold(UNREACHABLE)  # so that one task is made when several people are unreachable at once
        if not any(task.state is TaskState.OPEN for task in await work.tasks.of(UNREACHABLE)):
            due_on = (await work.calendar.load()).after(office_day(now), 1).last
            role = await office_role(work, now)
            await work.tasks.assign(f"{UNREACHABLE}:{owed.id}", UNREACHABLE, UNREACHABLE, role, now=now, due_on=due_on)


def _is_reply(owed: Owed) -> bool:
    """Whether the message answers somebody who waits for it; a warning is as urgent, but nobody waits for it."""
    return owed.urgency is Urgency.ANSWER and owed.kind != TO_CHAT


def _stumbles_in(error: str | None) -> int:
    """Read from its last error how often in a row a message could not be made, in any process."""
    count = error.removeprefix(_STUMBLED).partition(" ")[0] if error and error.startswith(_STUMBLED) else "0"
    return int(count)


# Leases on a monotonic clock: a message whose delivery died is claimed again, even when wall clocks are set.


LEASE_SECONDS = 120.0
Claim = tuple[int, int]
"""(message id, claim): claiming the same message again makes another claim."""


class Leases:
    """The claims of other deliveries, as one long-running delivery has seen them, timed in `monotonic` seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._since: dict[Claim, float] = {}

    def over(self, claims: Iterable[Claim], mine: Collection[int]) -> list[Claim]:
        """Return the present claims that have been seen for a whole lease.

        `mine` are the ids of the messages that this process is sending.
        """
        now = self._monotonic()
        others = [claim for claim in claims if claim[0] not in mine]
        self._since = {claim: self._since.get(claim, now) for claim in others}
        return [claim for claim in others if now - self._since[claim] >= LEASE_SECONDS]
