"""One look of the planner: the moment, the day on which its words will be read, and how a message is owed in it."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rules.calendar import WorkingCalendar, office_day
from rules.pack import Pack
from rules.people import Person, Role
from storage.owed import Urgency
from storage.work import Work

MOST = 50
"""How many duties one Work takes: answers to people do not wait for the rest."""

Buttons = list[list[dict[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """Values for one Work. `said_at` is when the next word may be said: `now`, or at night the end of the quiet hours.

    What is told is told as it will be true then; what is recorded is recorded as it is true now.
    """

    work: Work
    pack: Pack
    calendar: WorkingCalendar
    now: datetime
    said_at: datetime

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
    """Owe the sentence to each of these people, under the key and the person's id; how many had not been owed it."""
    fresh = 0
    await asyncio.sleep(0)  # however much is owed at once, whoever chats is served in between
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
    """Whether all that this ladder is about was looked over today and nothing was left: it is not looked at again."""
    return (await plan.work.steps.told([ladder])).get(ladder, date.min) >= plan.today


async def note_looked_over(plan: Planning, ladder: str, count: int) -> int:
    """Note it, where there was less to do than one Work takes; returns `count`."""
    if count < MOST:
        await plan.work.steps.tell(ladder, plan.today, plan.now)
    return count


async def office(work: Work, now: datetime) -> list[Person]:
    """The office's people; the lead, as long as there are no others (Art. 9)."""
    return await work.people.with_role(Role.OFFICE, now) or await work.people.with_role(Role.LEAD, now)


async def office_role(work: Work, now: datetime) -> Role:
    """The role that the office's tasks are given to: the lead does them, as long as there is nobody else."""
    return Role.OFFICE if await work.people.with_role(Role.OFFICE, now) else Role.LEAD
