"""The journal for the lead: who did what and when, by act, person, article, days and case (Art. 9)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from rules.engine.calendar import day_begins
from rules.engine.refusals import Refusal
from rules.people.roles import Role
from storage.database.values import Say
from storage.engine.journal import Entry, JournalFilter
from storage.office.registers import NUMBERED
from workflow.applications.cases import shut_subjects
from workflow.engine.desk import Desk, require
from workflow.engine.lists import Cell, Column, Found, Known, Listing, Options, Shown, dated, numbered, one_of, typed
from workflow.engine.tasks import number_of
from workflow.objections.messages import BY_OBJECTOR
from workflow.objections.timelines import named
from workflow.people.roles import Served, served


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalQuery:
    """A query for the journal: the office's days, both included, and in `words` a case's number as typed."""

    act: str | None = None
    person_id: int | None = None
    article: int | None = None
    first: date | None = None
    last: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """An entry, the name of whoever acted (never of an objector), and the number of its case."""

    entry: Entry
    name: str | None = field(repr=False)
    number: str | None


async def journal_page(desk: Desk, asked: JournalQuery, *, limit: int, after: int = 0) -> Found[JournalLine]:
    """Return the matching entries before the id `after`, newest first, with nothing that is shut to the person.

    Raises Forbidden (lead only), and Refusal for a person who never had a role: their steps are nobody's to follow.
    """
    require(desk, Role.LEAD, article=9)
    person_id = asked.person_id
    if person_id is not None and person_id not in {one.membership.person_id for one in await _people(desk)}:
        raise Refusal("people.role_gone")
    wanted = JournalFilter(
        act=asked.act,
        person_id=person_id,
        article=asked.article,
        subjects=await desk.work.case_numbers.subjects(asked.words.upper()) if asked.words else None,
        since=day_begins(asked.first) if asked.first else None,
        until=day_begins(asked.last + timedelta(days=1)) if asked.last else None,
        hidden=await shut_subjects(desk),
        without=BY_OBJECTOR if person_id is not None else (),
    )
    found = await desk.work.journal_register.page(wanted, limit=limit + 1, before=after or None)
    here = found[:limit]
    names, numbers = await named(desk, here), await _numbers(desk, here)
    lines = [JournalLine(one, names.get(one.id), numbers.get(one.subject)) for one in here]
    return Found(lines, None, before=here[-1].id if len(found) > limit else None)


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


def act_named(act: str) -> Known:
    """Return the name of an act; an act without a name is called as it is written."""
    noun, _, rest = act.partition("_")
    known = Known(f"journal.{act}", act)
    return Known(f"lifecycle.act.{rest}", known) if noun == "application" else known


def _who(_desk: Desk, line: JournalLine) -> Cell:
    """Return the name of whoever acted; the service, or somebody without a name."""
    return line.name or Say("pages.somebody" if line.entry.person_id else "pages.service")


def _case(_desk: Desk, line: JournalLine) -> Cell:
    noun = line.entry.subject.partition(":")[0]
    return Say(f"lists.about.{noun}", {"number": line.number}) if line.number else ""


async def _acts(desk: Desk) -> Options:
    return [(act, act_named(act)) for act in await desk.work.journal.acts()]


async def _served(desk: Desk) -> Options:
    return [(str(one.membership.person_id), one.name or Say("people.unnamed")) for one in await _people(desk)]


JOURNAL = Listing(
    title="pages.journal",
    find=journal_page,
    asked=JournalQuery,
    filters=(
        typed("lists.journal.words"),
        one_of("act", "pages.act", _acts, by_name=True),
        numbered("person", "pages.person", _served, field="person_id"),
        numbered("article", "lists.column.article", None),
        dated("first", "lists.first"),
        dated("last", "lists.last"),
    ),
    columns=(
        Column("lists.column.entry", lambda _, line: line.entry.id, shown=Shown.EXCEL),
        Column("lists.column.at", lambda _, line: line.entry.at),
        Column("lists.column.act", lambda _, line: act_named(line.entry.act), head=True),
        Column("lists.column.who", _who),
        Column("lists.column.person", lambda _, line: line.entry.person_id if line.name else None, shown=Shown.EXCEL),
        Column("lists.column.case", _case, subject=lambda line: line.entry.subject),
        Column("lists.column.article", lambda _, line: line.entry.article),
    ),
    nothing="pages.nothing",
    by_id=True,
    exported="journal_exported",
    about="journal",
)
