"""The journal as the lead reads it: who did what and when, by act, person and day (Art. 9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from rules.calendar import OFFICE_ZONE
from rules.people import Role
from rules.refusals import Refusal
from storage.journal import Entry
from workflow.desk import Desk, require
from workflow.objection_messages import BY_OBJECTOR
from workflow.people import Served, staff
from workflow.tasks import number_of
from workflow.timelines import names_of


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the journal, the newest first; `acts` and `people` are what it can be asked for.

    Nothing of what is shut to the person. `before` leads to the next page, if there is one. `names` are those of
    whoever acted, by the id of the entry; who objects is not in it.
    """

    entries: tuple[Entry, ...]
    before: int | None
    acts: Sequence[str]
    people: Sequence[Served]
    names: Mapping[int, str] = field(repr=False)


async def journal_page(
    desk: Desk, *, limit: int, before: int | None, act: str | None, person_id: int | None, on: date | None
) -> Page:
    """The entries before that one, of this act, by this person, on this day of the office. For the lead."""
    require(desk, Role.LEAD, article=9)
    since = datetime(on.year, on.month, on.day, tzinfo=OFFICE_ZONE) if on else None
    until = since + timedelta(days=1) if since else None
    people = {served.membership.person_id: served for served in await staff(desk)}
    if person_id is not None and person_id not in people:
        raise Refusal("people.role_gone")
    found = await desk.work.journal.page(
        before=before, limit=limit + 1, act=act, person_id=person_id, since=since, until=until
    )
    hidden = await desk.work.recusals.interests_of(desk.person.id)
    entries = [
        entry
        for entry in found[:limit]
        if entry.subject not in hidden and not (person_id is not None and entry.act in BY_OBJECTOR)
    ]
    return Page(
        tuple(entries),
        found[limit - 1].id if len(found) > limit else None,
        await desk.work.journal.acts(),
        tuple(people.values()),
        await named(desk, entries),
    )


async def named(desk: Desk, entries: Sequence[Entry]) -> dict[int, str]:
    """The names of whoever acted, by the id of the entry; nobody's who objects (Art. 22)."""
    told = [entry for entry in entries if entry.act not in BY_OBJECTOR]
    names = await names_of(desk, {entry.person_id for entry in told})
    return {entry.id: names[entry.person_id] for entry in told if entry.person_id in names}


def case_of(entry: Entry) -> int | None:
    """The case that the entry is about, if it is about one."""
    return number_of(entry.subject, "application")
