"""Brings in what an earlier office hands over, in one transaction: all or nothing, never twice (Art. 4, 5, 36).

Nobody is let in by it. Contacts and applicants are known by name and phone, and join by a code
(`workflow.awards.claims`).
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from rules.applications.editions import CARRIED, Edition
from rules.applications.lifecycle import INDIVIDUAL, PLACES
from rules.awards.validity import Standing, coming_july, owes_self_assessment, standing
from rules.engine.calendar import day_begins, office_day
from rules.engine.refusals import Refusal
from rules.office.handover import STAGES, EarlierBar, Handover, Problem, Progress, RunningApplication, RunningEdition
from rules.people.roles import Role
from rules.sanctions.bars import Bar, barred
from rules.sanctions.cases import State as Case
from workflow.applications.applicants import subject_of
from workflow.applications.cases import ROLES
from workflow.applications.replacements import shut_known
from workflow.applications.submissions import REVIEW
from workflow.awards.holders import as_award, enter_awards, listed, parted
from workflow.engine.desk import Attachment, Desk, require, today
from workflow.engine.records import FileRecord

LISTS = ("holders", "bars", "editions", "applications")
_OURS = re.compile("([0-9]{4})-([0-9]{4})")
_NOON = timedelta(hours=12)
_AT_ONCE = 1000
"""So many holders are entered at a time; in between the others' messages are served, and the progress is told."""
SUBJECT = "holders"
"""The subject of a file that was sent and is not entered yet, in the chat or on a page."""
LIST_DAYS = 30
"""For so many days after the one on which it came a list waits to be entered; then it is erased."""


class Unfitting(Refusal):
    """The lists do not fit what is there already; `problems` say where."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("imports.unfitting", count=len(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Looked:
    """What an import would do, or did: by list, how many rows are `fresh` and how many were known before.

    `owing` is the number of holders among the fresh that owe a report in the July of `year`, `over` the number of fresh
    awards that are valid no longer, `decided_on` the days of decision.
    """

    fresh: Mapping[str, int]
    known: Mapping[str, int]
    year: int
    owing: int
    over: int
    decided_on: tuple[date, ...]

    @property
    def count(self) -> int:
        """How many rows are fresh."""
        return sum(self.fresh.values())


async def keep_list(desk: Desk, file: Attachment) -> FileRecord:
    """Keep a file that was looked through until it is entered, in place of what its sender had sent before."""
    for earlier in await _kept(desk):
        await desk.work.files.purge(earlier.id)
    return await desk.work.files.add(
        file.content, owner=desk.person.id, name=file.name, kind=file.kind, subject=SUBJECT, now=desk.now
    )


async def kept_list(desk: Desk) -> FileRecord | None:
    """Return the file that the person sent and that is not entered yet: nobody confirmed it, or it was broken off."""
    return next(reversed(await _kept(desk)), None)


def kept_until(kept: FileRecord) -> date:
    """Return the last day on which a kept list can still be entered."""
    return office_day(kept.created_at) + timedelta(days=LIST_DAYS)


async def open_list(desk: Desk, file_id: str) -> bytes:
    """Return the content of the file that the person is about to enter. Raises Refusal once it is entered or erased."""
    if file_id not in [one.id for one in await _kept(desk)]:
        raise Refusal("holders.imported_before")
    return await desk.work.files.open(file_id)


async def enter_list(desk: Desk, file_id: str, handed: Handover, progress: Progress | None = None) -> Looked:
    """Enter what a kept file holds, and delete the file: both or neither, once however often it is confirmed.

    Raises as `open_list` and `bring_in` do.
    """
    await desk.work.hold("imports")
    if file_id not in [one.id for one in await _kept(desk)]:
        raise Refusal("holders.imported_before")
    entered = await bring_in(desk, handed, progress)
    await desk.work.files.purge(file_id)
    return entered


async def look_through(desk: Desk, handed: Handover) -> Looked:
    """Return what bringing this in would do, and change nothing.

    Raises Forbidden (lead and office; the lead alone for more than holders), and Unfitting.
    """
    return _looked(desk, handed, await _sort(desk, handed))


async def bring_in(
    desk: Desk, handed: Handover, progress: Progress | None = None, *, by_command: bool = False
) -> Looked:
    """Enter what is not there yet, in the name of the person at the desk, or `by_command` of nobody.

    Raises as `look_through` does, and then nothing is entered once the Work is left.
    """
    require(desk, Role.OFFICE, Role.LEAD)
    await desk.work.hold("imports")
    fresh = await _sort(desk, handed)
    looked, told = _looked(desk, handed, fresh), progress or _quiet
    for n in range(0, len(fresh.holders), _AT_ONCE):
        told("holders", n, len(fresh.holders))
        await enter_awards(desk.work, fresh.holders[n : n + _AT_ONCE], now=desk.now, pack=desk.pack)
        await asyncio.sleep(0)
    if fresh.bars:
        told("bars", 0, len(fresh.bars))
    for bar in fresh.bars:
        await _enter_bar(desk, bar)
    if fresh.editions:
        told("editions", 0, len(fresh.editions))
    for edition in fresh.editions:
        await _enter_edition(desk, edition)
    await _enter_applications(desk, fresh.applications, told)
    if looked.count:
        details = {name: count for name, count in looked.fresh.items() if count}
        await desk.work.journal.write(
            "holders_imported",
            "awards",
            now=desk.now,
            person_id=None if by_command else desk.person.id,
            article=5,
            details=details,
        )
    return looked


async def _kept(desk: Desk) -> list[FileRecord]:
    return [one for one in await desk.work.files.of(SUBJECT) if one.owner == desk.person.id]


async def _sort(desk: Desk, handed: Handover) -> Handover:
    """Return the rows that are not there yet. Raises Forbidden, and Unfitting with every row that does not fit."""
    require(desk, Role.OFFICE, Role.LEAD)
    if handed.bars or handed.editions or handed.applications:
        require(desk, Role.LEAD, article=9)
    holders, taken = await parted(desk.work, handed.holders)
    problems = [_problem(row, "papers.lists.certificate_taken") for row in taken]
    editions = await _fresh_editions(desk, handed, problems)
    applications = await _fresh_applications(desk, handed, problems)
    bars = await _fresh_bars(desk, handed)
    if problems:
        raise Unfitting(tuple(sorted(problems, key=lambda problem: (problem.sheet, problem.row))))
    return replace(
        handed,
        holders=tuple(holders),
        editions=tuple(editions),
        bars=tuple(bars),
        applications=tuple(applications),
    )


def _looked(desk: Desk, handed: Handover, fresh: Handover) -> Looked:
    counts = {name: len(getattr(fresh, name)) for name in LISTS}
    here = today(desk)
    year = coming_july(here, desk.calendar, desk.pack)
    awards = [as_award(row, here, desk.pack) for row in fresh.holders]
    return Looked(
        fresh=counts,
        known={name: len(getattr(handed, name)) - counts[name] for name in LISTS},
        year=year,
        owing=len({award.holder for award in awards if owes_self_assessment(award, year, desk.pack)}),
        over=sum(standing(award, here, desk.pack) is not Standing.VALID for award in awards),
        decided_on=tuple(sorted({award.decided_on for award in awards})),
    )


async def _fresh_bars(desk: Desk, handed: Handover) -> list[EarlierBar]:
    holders = {bar.number: desk.work.bars.holder(bar.number) for bar in handed.bars}
    known = await desk.work.imports.known_bars(list(holders.values()))
    return [bar for bar in handed.bars if (holders[bar.number], bar.article, bar.from_on) not in known]


async def _fresh_editions(desk: Desk, handed: Handover, problems: list[Problem]) -> list[RunningEdition]:
    there = {edition.number: edition for edition in await desk.work.editions.all()}
    fresh = []
    for row in handed.editions:
        one = there.get(row.number)
        if one is None:
            fresh.append(row)
        elif (one.year, one.opens_on, one.closes_on) != (row.year, row.opens_on, row.closes_on):
            values = {"number": one.number, "opens": one.opens_on, "closes": one.closes_on}
            problems.append(_problem(row, "papers.lists.edition_differs", values))
    return fresh


async def _fresh_applications(desk: Desk, handed: Handover, problems: list[Problem]) -> list[RunningApplication]:
    work, fresh = desk.work, []
    there = {edition.number: edition for edition in await work.editions.all()}
    windows: dict[int, Edition | RunningEdition] = {**{row.number: row for row in handed.editions}, **there}
    listed_bars = _listed_bars(desk, handed)
    for row in handed.applications:
        window = windows.get(row.edition)
        if window is None:
            problems.append(_problem(row, "papers.lists.no_edition", {"number": row.edition}))
            continue
        if not window.opens_on <= row.sent_on <= window.closes_on:
            values = {"opens": window.opens_on, "closes": window.closes_on}
            problems.append(_problem(row, "papers.lists.outside_window", values))
            continue
        edition, identity = there.get(row.edition), work.applications.identity(row.number)
        mine = [
            one for one in await work.applications.of_identity(identity) if edition and one.edition_id == edition.id
        ]
        if any(one.number is not None for one in mine):
            continue
        if row.given and await work.applications.numbered(row.given) is not None:
            problems.append(_problem(row, "papers.lists.number_taken"))
            continue
        held = barred(listed_bars.get(work.bars.holder(row.number), ()), row.sent_on)
        held = held or await work.bars.on(row.number, row.sent_on)
        if held is not None and row.state in STAGES and STAGES[row.state] is not None:
            problems.append(_problem(row, "papers.lists.barred", {"article": held.article, "until": held.until_on}))
            continue
        fresh.append(row)
    return fresh


def _listed_bars(desk: Desk, handed: Handover) -> dict[str, list[Bar]]:
    found: dict[str, list[Bar]] = {}
    for row in handed.bars:
        holder = desk.work.bars.holder(row.number)
        bar = Bar(id=0, sanction_id=0, holder=holder, article=row.article, from_on=row.from_on, until_on=row.until_on)
        found.setdefault(holder, []).append(bar)
    return found


async def _enter_bar(desk: Desk, row: EarlierBar) -> None:
    """Enter the bar with its case, which was closed elsewhere: the register of bars leads to the case."""
    work, year = desk.work, today(desk).year
    holder = work.bars.holder(row.number)
    ruling = {"document": row.document, "decided_on": row.decided_on, "reasons": row.reason}
    effect = {"from_on": row.from_on, "until_on": row.until_on, "back_by": row.from_on, "reason": ""}
    case = await work.sanctions.open(
        matter={"name": row.name, "number": row.number, "facts": row.reason, "evidence": [], "ground": None}
        | {"happened_on": None, "ruling": ruling, "effect": effect, "carried": True},
        now=desk.now,
        number=f"{year}-{await work.numbers.next('sanction', year):03}",
        article=row.article,
        opened_by=desk.person.id,
        holder=holder,
        state=Case.CLOSED.value,
    )
    await work.bars.add(
        sanction_id=case.id,
        holder=holder,
        article=row.article,
        from_on=row.from_on,
        until_on=row.until_on,
        words={"name": row.name, "document": row.document},
    )
    details: dict[str, object] = {"from_on": row.from_on, "until_on": row.until_on}
    await _note(desk, "bar_carried", f"sanction:{case.id}", row.article, details)


async def _enter_edition(desk: Desk, row: RunningEdition) -> None:
    """Set the edition up; the lead settles weights and marks, and opens it (Art. 20)."""
    made = await desk.work.editions.add(
        number=row.number,
        year=row.year,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        pack=desk.pack.version_name,
        settings={CARRIED: True},
    )
    if made is not None:
        details: dict[str, object] = {"opens": row.opens_on, "closes": row.closes_on}
        await _note(desk, "edition_carried", f"edition:{made.id}", 4, details)


async def _enter_applications(desk: Desk, rows: tuple[RunningApplication, ...], told: Progress) -> None:
    there = {edition.number: edition for edition in await desk.work.editions.all()}
    for row in rows:  # before any is numbered here, so that no number is given twice
        if (ours := _OURS.fullmatch(row.given)) is not None:
            await desk.work.numbers.reach("application", int(ours.group(1)), int(ours.group(2)))
    who = await listed(desk.work, [row.contact for row in rows], desk.now)
    for n, row in enumerate(rows):
        if not n % _AT_ONCE:
            told("applications", n, len(rows))
        await _enter_application(desk, row, there[row.edition], who[row.contact.name, row.contact.phone])
        if not n % 50:
            await asyncio.sleep(0)


async def _enter_application(desk: Desk, row: RunningApplication, edition: Edition, person_id: int) -> None:
    work = desk.work
    draft = await work.drafts.begin(person_id, row.kind, desk.now, subject=f"edition:{edition.id}")
    for question, answer in _answers(row).items():
        await work.drafts.answer(draft.id, question, answer, desk.now)
    begun = await work.applications.begin(
        edition_id=edition.id, kind=row.kind, person_id=person_id, draft_id=draft.id, now=desk.now
    )
    sent_at = _at(row.sent_on)
    await work.drafts.send(draft.id, sent_at)
    number = row.given or f"{edition.year}-{await work.numbers.next('application', edition.year):04}"
    sent = {"number": number, "name": row.name, "unit": row.unit, "submitted_at": sent_at}
    sent["identity"] = work.applications.identity(row.number)
    await work.applications.move(begun, row.state, _at(row.since), **sent)
    moved = await work.applications.get(begun.id)
    if moved is None:
        raise LookupError(begun.id)
    details: dict[str, object] = {"number": number, "unit": row.unit, "state": row.state.value, "since": row.since}
    await _note(desk, "application_carried", subject_of(moved), 14, details)
    await shut_known(desk, moved)
    await _wait(desk, row, subject_of(moved))


async def _wait(desk: Desk, row: RunningApplication, about: str) -> None:
    """Give the task of the stage, due as many working days after the stage began as the pack says.

    Nobody gets a message about a single case: the tasks stand in everybody's list, and in the morning's digest.
    """
    setting, wait = STAGES[row.state], PLACES[row.state].wait
    if setting is None:
        return
    count = desk.calendar.after(row.since, getattr(desk.pack, setting))
    kind, role = (REVIEW, Role.CLERK) if wait is None else (wait.kind, ROLES[wait.actor][0])
    await desk.work.deadlines.set(about, kind, count, desk.now)
    unit = row.unit if role is Role.CLERK else None
    if not await desk.work.people.with_role(role, desk.now, unit):
        role, unit = Role.LEAD, None
    await desk.work.tasks.assign(f"{about}:{kind}", kind, about, role, now=desk.now, unit=unit, due_on=count.last)


def _answers(row: RunningApplication) -> dict[str, object]:
    """Return what the list says as answers of the form; the rest stays open, and a supplement can ask for it."""
    if row.kind == INDIVIDUAL:
        given = {"name": row.name, "document_kind": "resident", "document_number": row.number, "unit": row.unit}
        return {**given, "phone": row.contact.phone}
    given = {"name": row.name, "credit_code": row.number, "unit": row.unit}
    return {**given, "contact1_name": row.contact.name, "contact1_phone": row.contact.phone}


def _problem(row: object, key: str, values: Mapping[str, object] | None = None) -> Problem:
    return Problem(getattr(row, "row", 0), "", key, values or {}, getattr(row, "sheet", ""))


def _at(day: date) -> datetime:
    return day_begins(day) + _NOON


async def _note(desk: Desk, act: str, about: str, article: int, details: dict[str, object]) -> None:
    await desk.work.journal.write(act, about, now=desk.now, person_id=desk.person.id, article=article, details=details)


def _quiet(_name: str, _entered: int, _count: int) -> None:
    """Tell nobody."""
