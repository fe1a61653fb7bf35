"""A whole edition as an archive, in parts small enough to send (Art. 9, 40).

Locked files, cases not declared upon, and trade secrets that cannot carry a mark are left out and named as such. A case
in which the person has an interest is left out without a trace, and the edition's lists, which name it, like papers
that were never written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rules.applications.lifecycle import Application
from rules.engine.refusals import Refusal
from rules.engine.uploads import FileKind
from rules.letters.dispatches import PUBLIC, Dispatch
from rules.people.roles import Role
from storage.engine.files import FileRecord
from storage.engine.owed import Paper, Urgency
from storage.work import Work
from workflow.applications.applicants import subject_of
from workflow.applications.confirmations import recommending
from workflow.awards.presentations import LIST
from workflow.engine.desk import Desk, require
from workflow.engine.files import of_draft
from workflow.office.printing import ACCEPTED, COMMENDED, DECLARED, SUBMITTED
from workflow.reviews.consultations import REPLIES, files_with

ARCHIVE = "archive"
"""The name of the paper that is one part of an archive."""
SHEETS = "score_sheets"
"""The name of the paper that lists the score sheets of one case."""
VOLUME = 24 * 1024 * 1024
"""The most bytes in one part: it is held in memory while it is sent."""
_PAPER = 256 * 1024
_MARKABLE = {FileKind.PDF.value, FileKind.JPG.value, FileKind.PNG.value}


class Outcome(StrEnum):
    """What happens to an entry: included whole, as a marked copy, or left out for a reason."""

    WHOLE = "whole"
    MARKED = "marked"
    SECRET = "secret"  # noqa: S105  # a trade secret
    CLOSED = "closed"
    SHUT = "shut"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the archive: a paper to print or a file handed in. `case` is empty for the edition's own entries.

    `size` is in bytes: a file's own size, or the upper bound for a paper.
    """

    case: str
    outcome: Outcome
    paper: Paper | None = None
    file_id: str | None = None
    name: str = field(default="", repr=False)
    size: int = _PAPER

    @property
    def left_out(self) -> bool:
        """Whether the entry is only named; one that is absent is not even that."""
        return self.outcome not in (Outcome.WHOLE, Outcome.MARKED, Outcome.ABSENT)


async def volumes(work: Work, edition_id: int, person_id: int) -> list[list[Entry]]:
    """Return the archive for this person in parts: the edition's own papers first, then case by case."""
    parts: list[list[Entry]] = [[]]
    for entry in await _entries(work, edition_id, person_id):
        if parts[-1] and sum(one.size for one in parts[-1]) + entry.size > VOLUME:
            parts.append([])
        parts[-1].append(entry)
    return parts


async def archive_of(desk: Desk, edition_id: int) -> list[list[Entry]]:
    """Return the archive in parts, for the lead. Raises Forbidden, or Refusal for an edition without applications."""
    require(desk, Role.LEAD, article=9)
    found = await volumes(desk.work, edition_id, desk.person.id)
    if not any(found):
        raise Refusal("archives.nothing")
    return found


async def send_archive(desk: Desk, edition_id: int, volume: int) -> None:
    """Owe the lead one part, counted from 0, and note in the journal how many entries it has and leaves out."""
    parts = await archive_of(desk, edition_id)
    if not 0 <= volume < len(parts):
        raise Refusal("talk.old_button")
    about, moment = f"edition:{edition_id}", int(desk.now.timestamp())
    await desk.work.outbox.owe(
        f"{about}:{ARCHIVE}:{volume}:{desk.person.id}:{moment}",
        desk.person.id,
        "archives.part",
        now=desk.now,
        values={"place": volume + 1, "count": len(parts)},
        paper=Paper(ARCHIVE, f"{edition_id}:{volume}:{desk.person.id}:{moment}"),
        urgency=Urgency.ANSWER,
    )
    details = {
        "volume": volume + 1,
        "entries": len(parts[volume]),
        "left_out": sum(one.left_out for one in parts[volume]),
    }
    await desk.work.journal.write(
        "edition_archived", about, now=desk.now, person_id=desk.person.id, article=9, details=details
    )


async def _entries(work: Work, edition_id: int, person_id: int) -> list[Entry]:
    shut, declared = await work.recusals.interests_of(person_id), await work.recusals.declared_by(person_id)
    cases = [one for one in await work.applications.of_edition(edition_id) if one.number is not None]
    gone_out = await work.dispatches.of_edition(edition_id)
    own: list[Entry] = []
    seen = [one for one in cases if one.person_id != person_id and subject_of(one) not in shut]
    for case in sorted(seen, key=lambda one: one.number or ""):
        if subject_of(case) not in declared:
            own.append(Entry(case.number or "", Outcome.SHUT, size=0))
        else:
            own += await _of_case(work, case, [one for one in gone_out if one.application_id == case.id])
    if not seen:
        return []
    free = Outcome.ABSENT if len(seen) < len(cases) else Outcome.WHOLE
    everything = Outcome.SHUT if any(one.outcome is Outcome.SHUT for one in own) else free
    lists = [one for one in gone_out if one.application_id is None]
    return [*await _of_edition(work, edition_id, lists, everything), *own]


async def _of_edition(work: Work, edition_id: int, gone_out: Iterable[Dispatch], lists: Outcome) -> list[Entry]:
    """Return the edition's own entries; lists name every case, so they are shut or absent when one case is.

    Notices are public.
    """
    about = f"edition:{edition_id}"
    found = [Paper(name, about) for name in (ACCEPTED, "evaluation_report", REPLIES, SUBMITTED, COMMENDED, LIST)]
    found += [Paper("meeting_record", f"meeting:{one.id}") for one in await work.meetings.of_edition(edition_id)]
    entries = [Entry("", lists, paper) for paper in found]
    if lists is Outcome.WHOLE:
        entries += [_file("", record) for record in await files_with(work, about)]
        entries += await _scans(work, "", await _handed_over(work, edition_id))
    for one in gone_out:
        public = one.paper == PUBLIC
        entries += [Entry("", Outcome.WHOLE, Paper(one.paper, one.subject))] if public else []
        entries += await _scans(work, "", one.scans) if public or lists is Outcome.WHOLE else []
    return entries


async def _handed_over(work: Work, edition_id: int) -> list[str]:
    """Return the files that prove who received the edition's plaques and certificates, each once (Art. 27)."""
    decision = await work.meetings.decision(edition_id)
    awards = await work.awards.of_decision(decision.number, decision.decided_on) if decision else []
    known = await work.presentations.of([one.id for one in awards])
    return list(dict.fromkeys(scan for one in known.values() for scan in one.scans))


async def _of_case(work: Work, case: Application, gone_out: Iterable[Dispatch]) -> list[Entry]:
    number, about = case.number or "", subject_of(case)
    entries = [
        Entry(number, Outcome.WHOLE, Paper(name, about))
        for name in ("application_form", REPLIES, DECLARED, "site_report", SHEETS)
    ]
    for one in gone_out:
        entries.append(Entry(number, Outcome.WHOLE, Paper(one.paper, one.subject)))
        entries += await _scans(work, number, one.scans)
    draft, supplement = await work.drafts.get(case.draft_id), await work.supplements.get(case.id)
    records = await work.files.of(of_draft(draft)) if draft is not None else []
    if supplement is not None and supplement.supplied_at is not None:
        records += await work.files.of(f"draft:{supplement.draft_id}")
    records += await _recommended(work, case)
    records += await files_with(work, about)
    return [*entries, *(_file(number, record) for record in records)]


async def _recommended(work: Work, case: Application) -> list[FileRecord]:
    """Return the recommendation's files: the notice's proof and the sealed opinion (Art. 13)."""
    draft_id = recommending(await work.drafts.answers(case.draft_id))
    return await work.files.of(f"draft:{draft_id}") if draft_id is not None else []


async def _scans(work: Work, number: str, scans: Sequence[str]) -> list[Entry]:
    records = [await work.files.get(one) for one in scans]
    return [_file(number, record) for record in records if record is not None]


def _file(number: str, record: FileRecord) -> Entry:
    if record.closed:  # the name itself may be the secret
        return Entry(number, Outcome.CLOSED, file_id=record.id, size=0)
    outcome = Outcome.WHOLE
    if record.secret is not None:
        outcome = Outcome.MARKED if record.kind in _MARKABLE else Outcome.SECRET
    size = 0 if outcome is Outcome.SECRET else record.size
    return Entry(number, outcome, file_id=record.id, name=record.name, size=size)
