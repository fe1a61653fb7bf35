"""What each part of the planner works with: the moment, the day on which its messages are read, and `owe`."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from rules.engine.calendar import WorkingCalendar, office_day
from rules.engine.pack import Pack
from rules.people.roles import Person, Role
from storage.engine.owed import Urgency
from storage.work import Work

MOST = 50
"""The most duties that one Work takes, so that people's updates need not wait for the rest."""

Buttons = list[list[dict[str, Any]]]
_One = TypeVar("_One")


@dataclass(slots=True)
class Passing:
    """What a part of the plan is at, and what it passes over because it failed there before."""

    at: str | None = None
    over: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """The values of one planning Work. `said_at` is `now`, or when the quiet hours or days are over.

    Messages say what will be true at `said_at`; records say what is true at `now`.
    """

    work: Work
    pack: Pack
    calendar: WorkingCalendar
    now: datetime
    said_at: datetime
    passing: Passing = field(default_factory=Passing)

    def each(self, found: Iterable[_One], what: str = "") -> Iterator[_One]:
        """Yield the duties one by one, so that the planner knows which one failed and does the others without it.

        `what` tells apart duties of several kinds in one part.
        """
        for one in found:
            self.passing.at = f"{what} {_name(one)}".strip()
            if self.passing.at not in self.passing.over:
                yield one
        self.passing.at = None  # not in a `finally`, which would also run where a duty fails

    @property
    def today(self) -> date:
        """The office's day now."""
        return office_day(self.now)

    @property
    def said_on(self) -> date:
        """The office's day on which the message will be read."""
        return office_day(self.said_at)


async def owe(
    plan: Planning,
    key: str,
    people: Iterable[Person],
    text: str,
    *,
    kind: str,
    values: Mapping[str, Any],
    buttons: Buttons | None = None,
    urgency: Urgency = Urgency.ORDINARY,
) -> int:
    """Owe the sentence to each person, under the key and the person's id. Returns how many were not owed it before."""
    fresh = 0
    await asyncio.sleep(0)  # lets people's updates in between, however much is owed at once
    for person in people:
        fresh += await plan.work.outbox.owe(
            f"{key}:person-{person.id}",
            person.id,
            text,
            now=plan.now,
            values=values,
            buttons=buttons or [],
            kind=kind,
            urgency=urgency,
            due_at=plan.said_at,
        )
    return fresh


async def is_looked_over(plan: Planning, ladder: str) -> bool:
    """Whether the ladder's subjects were all handled today, so that it need not look again."""
    return (await plan.work.steps.told([ladder])).get(ladder, date.min) >= plan.today


async def note_looked_over(plan: Planning, ladder: str, count: int) -> int:
    """Note that the ladder is done for today if `count` is less than one Work takes. Returns `count`."""
    if count < MOST:
        await plan.work.steps.tell(ladder, plan.today, plan.now)
    return count


async def office(work: Work, now: datetime) -> list[Person]:
    """Return the office's people, or the lead while there are none (Art. 9)."""
    return await work.people.with_role(Role.OFFICE, now) or await work.people.with_role(Role.LEAD, now)


async def office_role(work: Work, now: datetime) -> Role:
    """Return the role for the office's tasks: the lead's while the office has nobody else."""
    return Role.OFFICE if await work.people.with_role(Role.OFFICE, now) else Role.LEAD


def _name(one: object) -> str:
    """Return a name of the duty without personal data: its id, its key, or what it is about."""
    if isinstance(one, tuple):
        return _name(one[0])
    named = (getattr(one, name, None) for name in ("id", "key", "award_id", "subject"))
    return str(next((name for name in named if name is not None), one if isinstance(one, int | str) else "?"))
