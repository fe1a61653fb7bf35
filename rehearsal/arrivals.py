"""What arrived over the years: each duty's messages by day, and whether each lies in the inbox it was sent to."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from rehearsal.dates import Told
from rehearsal.stage import Stage
from rules.engine.calendar import office_day
from storage.engine.owed import Owed, OwedState

_DUTIES = (
    (re.compile(r"self-assessment:(\d+):award-(\d+):(?:\d\d-\d\d|late-\d+):"), "july {0}"),
    (re.compile(r"self-assessment:(\d+):award-(\d+):returned-\d+:"), "back {0}"),
    (re.compile(r"self-assessment:(\d+):award-(\d+):moved-"), "moved {0}"),
    (re.compile(r"self-assessments:(\d+):()"), "digest {0}"),
    (re.compile(r"award:()(\d+):valid-"), "end"),
    (re.compile(r"measures:()()"), "measures"),
    (re.compile(r"(?:task:)?calendar:(\d+):()"), "calendar {0}"),
    (re.compile(r"(?:task:)?interests:\d+:(\d+):()"), "interests {0}"),
)
"""The duties of the plain list by the keys of their messages; the groups are the year and the award."""
_MOST = 1_000_000


@dataclass(slots=True)
class Arrivals:
    """Counts the letters in the inboxes, by recipient and day."""

    letters: Counter[tuple[str, date]] = field(default_factory=Counter)
    _seen: dict[int, int] = field(default_factory=dict)

    async def look(self, stage: Stage) -> None:
        """Read every inbox to which something has come since the last look."""
        players = {player.chat: player for player in stage.players.values()}
        async with stage.store.work() as work:
            for chat, change in (await work.inbox.positions(players)).items():
                since = self._seen.get(chat, 0)
                for entry in await work.inbox.changed(chat, since=since, limit=_MOST) if change > since else ():
                    self.letters[players[chat].key, office_day(entry.sent_at)] += entry.content is not None
                self._seen[chat] = change


@dataclass(frozen=True, slots=True)
class Arrived:
    """The result: the duties' messages, those not settled, and where outbox and inboxes differ."""

    told: Counter[Told]
    others: int
    dropped: int
    unsettled: tuple[str, ...]
    astray: tuple[tuple[str, date], ...]


async def arrived(stage: Stage, arrivals: Arrivals, awards: dict[int, str]) -> Arrived:
    """Read the outbox to its beginning; `awards` are the holders by the ids of their awards."""
    async with stage.store.work() as work:
        owed = await work.outbox.page(limit=_MOST)
    keys = {player.person_id: player.key for player in stage.players.values()}
    sent = [(one, one.sent_at) for one in owed if one.state is OwedState.SENT and one.sent_at is not None]
    told = Counter(_told(sent, keys, awards))
    written = Counter((keys[one.person_id], office_day(at)) for one, at in sent)
    return Arrived(
        told=told,
        others=len(sent) - told.total(),
        dropped=sum(one.state is OwedState.DROPPED for one in owed),
        unsettled=tuple(one.key for one in owed if one.state not in (OwedState.SENT, OwedState.DROPPED)),
        astray=tuple(sorted({*(written - arrivals.letters), *(arrivals.letters - written)})),
    )


def _told(sent: Iterable[tuple[Owed, datetime]], keys: dict[int, str], awards: dict[int, str]) -> Iterator[Told]:
    for one, at in sent:
        for pattern, of in _DUTIES:
            if found := pattern.match(one.key):
                year, award = found.groups()
                yield Told(office_day(at), keys[one.person_id], of.format(year), awards[int(award)] if award else "")
                break
