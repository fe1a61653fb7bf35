"""What becomes of one message claimed from the outbox: each ending is written where a person can see it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rules.calendar import office_day
from rules.pack import Pack
from rules.people import Channel, Person, Role
from workflow.outcomes import Retry
from workflow.owed import still_owed
from workflow.planning import office_role
from workflow.records import REPLY, UNLISTED, Owed, Store, TaskState, Work

SET_ASIDE = "set-aside"
"""The kind of the message that tells the lead of another one that could not be made."""
UNREACHABLE = "unreachable"
"""The kind and subject of the office's task to phone people whom no channel reaches."""
PATIENCE = 6
"""After so many tries on the first channel the next one is tried."""
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whom a message goes to, and over which living channels, the one they used last first."""

    person: Person
    channels: tuple[Channel, ...]


class Post:
    """The office's side of delivery: looks before a message goes, and notes what became of it."""

    def __init__(self, store: Store, pack: Pack, bots: frozenset[str]) -> None:
        self._store = store
        self._pack = pack
        self._bots = bots

    async def address(self, owed: Owed, now: datetime) -> Addressed | None:
        """Look again: None when it is owed no longer, or nobody can be reached, and that is written down."""
        async with self._store.work() as work:
            if not await still_owed(work, owed, now, await work.calendar.load(), self._pack):
                await work.outbox.skip(owed.id, error="settled")
                await work.commit()
                return None
            person = await work.people.get(owed.person_id)
            channels = await self._channels(work, owed)
            if person is not None and channels:
                return Addressed(person, channels)
            await self._unreached(work, owed, now, "no channel")
            await work.commit()
            return None

    async def arrived(self, owed: Owed, channel: Channel, now: datetime, proof: int | None) -> None:
        """It was sent: `proof` is its number in the chat."""
        async with self._store.work() as work:
            kept = None if proof is None else str(proof)
            await work.outbox.sent(owed.id, now, proof=kept, channel_id=channel.id)
            await work.commit()

    async def later(self, owed: Owed, outcome: Retry, now: datetime) -> None:
        """It is tried again: when the channel says so, else after a growing pause."""
        growing = min(_FIRST_PAUSE * 2 ** min(owed.tries - 1, 10), _LONGEST_PAUSE)
        pause = timedelta(seconds=outcome.after) if outcome.limited else max(growing, timedelta(seconds=outcome.after))
        async with self._store.work() as work:
            await work.outbox.retry(owed.id, now + pause, error=outcome.code[:64])
            await work.commit()

    async def unreachable(self, owed: Owed, now: datetime, code: str) -> None:
        """No channel is left: the office sees it at once."""
        async with self._store.work() as work:
            await self._unreached(work, owed, now, code)
            await work.commit()

    async def lost(self, channel: Channel) -> None:
        """Messages no longer arrive in this chat; when its owner writes again, it lives again."""
        async with self._store.work() as work:
            await work.channels.mark_dead(channel.id)
            await work.commit()

    async def moved(self, channel: Channel, to: int) -> Channel:
        """The chat has another number now."""
        async with self._store.work() as work:
            known = await work.channels.find(channel.bot, to)
            if known is None:
                await work.channels.migrate(channel.id, to)
            else:
                await work.channels.mark_dead(channel.id)
            await work.commit()
        return known or replace(channel, chat_id=to)

    async def set_aside(self, owed: Owed, now: datetime, code: str) -> None:
        """It cannot be made: that is the service's fault, and the lead is told, though not of that word itself."""
        async with self._store.work() as work:
            await work.outbox.fail(owed.id, error=code[:64])
            if owed.kind not in (SET_ASIDE, UNLISTED):
                for lead in await work.people.with_role(Role.LEAD, now):
                    values = {"number": owed.id, "code": code[:64]}
                    key = f"outbox:{owed.id}:set-aside:person-{lead.id}"
                    await work.outbox.owe(key, lead.id, "reminders.set_aside", now=now, values=values, kind=SET_ASIDE)
            await work.commit()

    async def _channels(self, work: Work, owed: Owed) -> tuple[Channel, ...]:
        living = [one for one in await work.channels.of(owed.person_id) if one.alive and one.bot in self._bots]
        if owed.kind == REPLY:
            return tuple(one for one in living if one.id == owed.channel_id)
        return tuple(living[1:] or living) if owed.tries > PATIENCE else tuple(living)

    async def _unreached(self, work: Work, owed: Owed, now: datetime, code: str) -> None:
        """A reply has no use but in its chat, and nobody hears of a tip; the rest is phoned, and a task says so."""
        if owed.kind in (REPLY, UNLISTED):
            await work.outbox.skip(owed.id, error=code[:64])
            return
        await work.outbox.fail(owed.id, error=code[:64])
        if not any(task.state is TaskState.OPEN for task in await work.tasks.of(UNREACHABLE)):
            due_on = (await work.calendar.load()).after(office_day(now), 1).last
            role = await office_role(work, now)
            await work.tasks.assign(f"{UNREACHABLE}:{owed.id}", UNREACHABLE, UNREACHABLE, role, now=now, due_on=due_on)
