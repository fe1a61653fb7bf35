"""The journal for the lead: who did what and when, by act, person, article, days and case (Art. 9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from rules.calendar import day_begins
from rules.people import Role
from rules.refusals import Refusal
from storage.case_numbers import NUMBERED
from storage.journal import Entry
from storage.journal_register import Wanted
from workflow.courses import named
from workflow.desk import Desk, require
from workflow.lists import MOST_EXPORTED, note_export
from workflow.objection_messages import BY_OBJECTOR
from workflow.people import Served, served
from workflow.shut_cases import shut_subjects
from workflow.tasks import number_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query for the journal: the office's days, both included, and a case's number as typed."""

    act: str | None = None
    person_id: int | None = None
    article: int | None = None
    first: date | None = None
    last: date | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the journal, newest entry first, with nothing that is shut to the person.

    `before` is the id that leads to the next page, or None. `names` maps an entry's id to the name of whoever acted,
    and never names an objector; `numbers` maps subjects to case numbers.
    """

    entries: tuple[Entry, ...]
    before: int | None
    names: Mapping[int, str] = field(repr=False)
    numbers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of a query: the acts, and everybody who has or had a role, once."""

    acts: Sequence[str]
    people: Sequence[Served]


async def choices(desk: Desk) -> Choices:
    """Return the choices of a query. Raises Forbidden (lead only)."""
    require(desk, Role.LEAD, article=9)
    return Choices(await desk.work.journal.acts(), await _people(desk))


async def journal_page(desk: Desk, asked: Asked, *, limit: int, before: int | None = None) -> Page:
    """Return the matching entries before the id `before`, newest first. Raises Forbidden (lead only).

    Raises Refusal for a person who never had a role: their steps are nobody's to follow.
    """
    require(desk, Role.LEAD, article=9)
    person_id = asked.person_id
    if person_id is not None and person_id not in {one.membership.person_id for one in await _people(desk)}:
        raise Refusal("people.role_gone")
    wanted = Wanted(
        act=asked.act,
        person_id=person_id,
        article=asked.article,
        subjects=await desk.work.case_numbers.subjects(asked.number.upper()) if asked.number else None,
        since=day_begins(asked.first) if asked.first else None,
        until=day_begins(asked.last + timedelta(days=1)) if asked.last else None,
        hidden=await shut_subjects(desk),
        without=BY_OBJECTOR if person_id is not None else (),
    )
    found = await desk.work.journal_register.page(wanted, limit=limit + 1, before=before)
    here = found[:limit]
    more = here[-1].id if len(found) > limit else None
    return Page(tuple(here), more, await named(desk, here), await _numbers(desk, here))


async def export_journal(desk: Desk, asked: Asked) -> Page:
    """Return all matching entries for a download, at most MOST_EXPORTED, and note the export in the journal."""
    found = await journal_page(desk, asked, limit=MOST_EXPORTED)
    await note_export(desk, "journal_exported", "journal", len(found.entries))
    return found


async def _people(desk: Desk) -> list[Served]:
    held = {one.person_id: one for one in await desk.work.roles.all()}
    return await served(desk, list(held.values()))


async def _numbers(desk: Desk, entries: Sequence[Entry]) -> dict[str, str]:
    subjects, found = {entry.subject for entry in entries}, dict[str, str]()
    for noun in NUMBERED:
        ids = sorted(one for subject in subjects if (one := number_of(subject, noun)) is not None)
        if ids:
            found |= {f"{noun}:{one}": name for one, name in (await desk.work.case_numbers.of(noun, ids)).items()}
    return found
