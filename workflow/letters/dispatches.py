"""The register of papers under the seal: who may see them, printing, the sealed scan (Art. 9, 15-27, 40)."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from rules.engine.forms import Answers, Facts, Progress
from rules.engine.refusals import Forbidden, Refusal, Unfit
from rules.letters.dispatches import ARTICLES, PUBLIC, Dispatch, Standing, sealed_scan
from rules.people.roles import Role
from storage.engine.drafts import Draft
from storage.engine.files import FileRecord
from storage.engine.owed import Paper, Urgency
from storage.letters.dispatches import DispatchFilter
from workflow.applications.cases import opened, shut_subjects
from workflow.engine.desk import Attachment, Desk, serves_as
from workflow.engine.drafts import begun, send_once
from workflow.engine.files import attach, files_known
from workflow.engine.issuing import SEALED, WORD
from workflow.engine.tasks import number_of
from workflow.letters.templates import SHIPPED

SCAN = "sealed_scan"
"""The form in which the sealed scan is handed in."""
CHINESE = "zh"
"""Sealed papers are in Chinese, whoever prints them."""
_OFFICE = (Role.LEAD, Role.OFFICE)


async def register(desk: Desk, standing: Standing | None, *, limit: int, after: int = 0) -> tuple[list[Dispatch], int]:
    """Return a page of the papers that went out, and their total; a clerk sees those of their own unit.

    Raises Forbidden.
    """
    which = replace(await wanted(desk), standing=standing)
    return await desk.work.dispatches.page(which, limit=limit, after=after), await desk.work.dispatches.count(which)


async def wanted(desk: Desk) -> DispatchFilter:
    """Return the query for what the person may see of the register. Raises Forbidden for people with no part in it."""
    units = None if serves_as(desk, *_OFFICE) else _units(desk)
    if units is not None and not units:
        raise Forbidden("people.not_yours", article=9)
    return DispatchFilter(units=units, hidden=await shut_subjects(desk))


async def dispatch(desk: Desk, dispatch_id: int) -> Dispatch:
    """Return a paper that the person may see. Raises Forbidden, and as `opened` does for its application (Art. 40)."""
    found = await desk.work.dispatches.get(dispatch_id)
    if found is None or not (serves_as(desk, *_OFFICE) or found.unit in _units(desk)):
        raise Forbidden("people.not_yours", article=9)
    if found.application_id is not None:
        await opened(desk, found.application_id)
    if await is_shut(desk, found, await shut_subjects(desk)):
        raise Forbidden("people.not_yours", article=9)
    return found


async def is_shut(desk: Desk, one: Dispatch, shut: Collection[str]) -> bool:
    """Whether the paper, its case, or any case that its list covers is shut to the person (Art. 40)."""
    if one.subject in shut or f"application:{one.application_id}" in shut:
        return True
    if one.edition_id is None or one.application_id is not None or one.paper == PUBLIC:
        return False
    ids = [case for subject in shut if (case := number_of(subject, "application")) is not None]
    cases = await desk.work.applications.these(ids) if ids else {}
    return any(case.edition_id == one.edition_id and case.number is not None for case in cases.values())


async def print_dispatch(desk: Desk, dispatch_id: int, *, word: bool) -> Dispatch:
    """Owe the person the paper, for sealing or as a Word file to edit, and mark it as printed."""
    one, paper = await take_dispatch(desk, dispatch_id, word=word)
    key = f"dispatch:{one.id}:print{form_for(word=word)}:{desk.person.id}:{int(desk.now.timestamp())}"
    await desk.work.outbox.owe(key, desk.person.id, "printing.done", now=desk.now, paper=paper, urgency=Urgency.ANSWER)
    return one


async def take_dispatch(desk: Desk, dispatch_id: int, *, word: bool) -> tuple[Dispatch, Paper]:
    """Mark the paper as printed and return it in the form asked for, for an immediate download."""
    one = await dispatch(desk, dispatch_id)
    await mark_printed(desk, one)
    return one, Paper(f"{one.paper}{form_for(word=word)}", one.subject)


def form_for(*, word: bool) -> str:
    """Return the suffix of a paper's name for this form."""
    return WORD if word else SEALED


async def mark_printed(desk: Desk, one: Dispatch) -> None:
    """Mark the paper as printed now; the journal keeps the version of its template."""
    current = await desk.work.templates.current(one.paper, CHINESE)
    version = current.version if current is not None else SHIPPED
    await desk.work.dispatches.printed(one.id, by=desk.person.id, template=version, now=desk.now)
    await _note(desk, "dispatch_printed", one, template=version)


async def begin_scan(desk: Desk, dispatch_id: int) -> Draft:
    """Begin the form for the sealed pages."""
    one = await dispatch(desk, dispatch_id)
    return await begun(desk, SCAN, f"dispatch:{one.id}")


async def scan_facts(desk: Desk, draft: Draft) -> Facts:
    """Return the facts of the scan's form: the pages handed in so far, the paper and its number."""
    one = await desk.work.dispatches.get(number_of(draft.subject, "dispatch") or -1)
    if one is None:
        raise Forbidden("people.not_yours", article=9)
    return {"files": await files_known(desk, draft), "number": one.number, "paper": one.paper}


async def hand_in_scan(desk: Desk, draft: Draft, answers: Answers) -> Dispatch:
    """Keep the sealed pages with the paper; a later scan replaces an earlier one. Raises Refusal or Forbidden."""
    one = await dispatch(desk, number_of(draft.subject, "dispatch") or -1)
    await send_once(desk, draft)
    scans = [str(each) for each in answers["pages"]]
    await desk.work.files.hand_over(f"draft:{draft.id}", f"{one.subject}:sealed")
    await desk.work.dispatches.seal(one.id, scans, by=desk.person.id, now=desk.now)
    await _note(desk, "dispatch_sealed", one, files=scans)
    return await dispatch(desk, one.id)


async def hand_in_pages(desk: Desk, dispatch_id: int, files: Sequence[Attachment]) -> tuple[Dispatch, list[Refusal]]:
    """Hand in all sealed pages at once, in order. Returns the paper and the remarks about the files. Raises Unfit."""
    one = await dispatch(desk, dispatch_id)
    if not files:
        raise Unfit("forms.file_awaited")
    draft = await desk.work.drafts.begin(desk.person.id, SCAN, desk.now, subject=f"dispatch:{one.id}")
    form = sealed_scan(one.number, ARTICLES[one.paper])
    (question,) = form.questions
    remarks = []
    for file in files:
        progress = Progress(form, await desk.work.drafts.answers(draft.id))
        remarks.append(await attach(replace(desk, attachment=file), draft, question, progress))
    handed_in = await hand_in_scan(desk, draft, await desk.work.drafts.answers(draft.id))
    return handed_in, [remark for remark in remarks if remark is not None]


async def page_of(desk: Desk, dispatch_id: int, file_id: str) -> tuple[FileRecord, bytes]:
    """Return one sealed page with its content, and note the reading.

    Raises Refusal for a page that is not the paper's.
    """
    one = await dispatch(desk, dispatch_id)
    record = await desk.work.files.get(file_id) if file_id in one.scans else None
    if record is None:
        raise Refusal("reviews.no_file")
    await _note(desk, "dispatch_read", one)
    return record, await desk.work.files.open(record.id)


async def pages_of(desk: Desk, dispatch_id: int) -> list[tuple[FileRecord, bytes]]:
    """Return the sealed pages with their contents, and note the reading in the journal."""
    one = await dispatch(desk, dispatch_id)
    records = [await desk.work.files.get(file_id) for file_id in one.scans]
    await _note(desk, "dispatch_read", one)
    return [(record, await desk.work.files.open(record.id)) for record in records if record is not None]


async def _note(desk: Desk, act: str, one: Dispatch, **details: object) -> None:
    await desk.work.journal.write(
        act,
        one.subject,
        now=desk.now,
        person_id=desk.person.id,
        article=ARTICLES[one.paper],
        details={"dispatch": one.number, "paper": one.paper, **details},
    )


def _units(desk: Desk) -> list[str]:
    return [held.unit for held in desk.roles if held.role is Role.CLERK and held.unit is not None]


# Letters waiting to be printed, counted by kind and printed together (Art. 9, 15-27, 40).


BATCH = "batch"
"""The name of the paper that joins many letters."""
MOST = 60
"""The most letters printed at once: some minutes of a printer."""


async def waiting(desk: Desk) -> Counter[str]:
    """Count by kind the letters that went out and are not printed yet; a clerk's are those of their own unit."""
    return Counter(one.paper for one in await _all(desk))


async def print_waiting(desk: Desk, paper: str | None, *, word: bool) -> int:
    """Owe the person the waiting letters of this kind, or of all kinds, oldest first. Returns how many.

    Raises Refusal when none wait.
    """
    count, batch = await take_waiting(desk, paper, word=word)
    await desk.work.outbox.owe(
        f"{batch.name}:{batch.subject}",
        desk.person.id,
        "dispatches.batch",
        now=desk.now,
        values={"count": count},
        paper=batch,
        urgency=Urgency.ANSWER,
    )
    return count


async def take_waiting(desk: Desk, paper: str | None, *, word: bool) -> tuple[int, Paper]:
    """Mark the waiting letters as printed. Returns how many, and one paper that joins them. Raises Refusal for none."""
    found = [one for one in await _all(desk) if paper in (None, one.paper)][:MOST]
    if not found:
        raise Refusal("dispatches.none_waiting")
    for one in found:
        await mark_printed(desk, one)
    return len(found), Paper(f"{BATCH}{form_for(word=word)}", f"{desk.person.id}:{int(desk.now.timestamp())}")


async def _all(desk: Desk) -> list[Dispatch]:
    """Return the waiting letters, oldest first, without those of cases shut to the person."""
    looked_for = replace(await wanted(desk), standing=Standing.ISSUED)
    found = reversed(await desk.work.dispatches.page(looked_for, limit=1000))
    return [one for one in found if not await is_shut(desk, one, looked_for.hidden)]
