"""Papers under the seal in their register: who sees them, their printing, the sealed scan (Art. 9, 15-27, 40)."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from rules.dispatches import ARTICLES, PUBLIC, Dispatch, Standing
from rules.forms import Answers, Facts
from rules.people import Role
from rules.questions.dispatch import sealed_scan
from rules.refusals import Forbidden, Refusal, Unfit
from storage.dispatches import Wanted
from storage.drafts import Draft
from storage.files import FileRecord
from storage.owed import Paper, Urgency
from workflow.cases import opened
from workflow.desk import Attachment, Desk, serves_as
from workflow.drafts import begun
from workflow.files import attach, files_known
from workflow.shut_cases import shut_subjects
from workflow.tasks import number_of
from workflow.templates import SHIPPED

SCAN = "sealed_scan"
"""The form in which the sealed scan comes back."""
SEALED, WORD = ".sealed", ".docx"
"""What follows the name of a paper that is printed to be sealed, and of one that is wanted for Word."""
CHINESE = "zh"
"""What bears the seal is Chinese, whoever prints it."""
_OFFICE = (Role.LEAD, Role.OFFICE)


async def register(desk: Desk, standing: Standing | None, *, limit: int, after: int = 0) -> tuple[list[Dispatch], int]:
    """A page of what went out, and how many there are; a clerk sees those of the own unit, nobody what is shut."""
    which = replace(await wanted(desk), standing=standing)
    return await desk.work.dispatches.page(which, limit=limit, after=after), await desk.work.dispatches.count(which)


async def wanted(desk: Desk) -> Wanted:
    """What the person may see of the register. Raises Forbidden for whoever has no part in it."""
    units = None if serves_as(desk, *_OFFICE) else _units(desk)
    if units is not None and not units:
        raise Forbidden("people.not_yours", article=9)
    return Wanted(units=units, hidden=await shut_subjects(desk))


async def dispatch(desk: Desk, dispatch_id: int) -> Dispatch:
    """One that the person may see. Raises Forbidden; the interest in its application is asked first (Art. 40)."""
    found = await desk.work.dispatches.get(dispatch_id)
    if found is None or not (serves_as(desk, *_OFFICE) or found.unit in _units(desk)):
        raise Forbidden("people.not_yours", article=9)
    if found.application_id is not None:
        await opened(desk, found.application_id)
    if await is_shut(desk, found, await shut_subjects(desk)):
        raise Forbidden("printing.interested", article=40)
    return found


async def is_shut(desk: Desk, one: Dispatch, shut: Collection[str]) -> bool:
    """Whether the paper, its case, or a case on the list that it holds, is shut to the person (Art. 40)."""
    if one.subject in shut or f"application:{one.application_id}" in shut:
        return True
    if one.edition_id is None or one.application_id is not None or one.paper == PUBLIC:
        return False
    ids = [case for subject in shut if (case := number_of(subject, "application")) is not None]
    cases = await desk.work.applications.these(ids) if ids else {}
    return any(case.edition_id == one.edition_id and case.number is not None for case in cases.values())


async def print_dispatch(desk: Desk, dispatch_id: int, *, word: bool) -> Dispatch:
    """Send the paper to whoever asks for it, to be printed and sealed, or for Word to be changed before."""
    one, paper = await take_dispatch(desk, dispatch_id, word=word)
    key = f"dispatch:{one.id}:print{form_for(word=word)}:{desk.person.id}:{int(desk.now.timestamp())}"
    await desk.work.outbox.owe(key, desk.person.id, "printing.done", now=desk.now, paper=paper, urgency=Urgency.ANSWER)
    return one


async def take_dispatch(desk: Desk, dispatch_id: int, *, word: bool) -> tuple[Dispatch, Paper]:
    """The paper as it is to be made for whoever takes it away at once; it counts as printed."""
    one = await dispatch(desk, dispatch_id)
    await mark_printed(desk, one)
    return one, Paper(f"{one.paper}{form_for(word=word)}", one.subject)


def form_for(*, word: bool) -> str:
    """What follows the name of a paper in the form that is wanted."""
    return WORD if word else SEALED


async def mark_printed(desk: Desk, one: Dispatch) -> None:
    """It was printed now: from the template that counts, which the journal keeps."""
    current = await desk.work.templates.current(one.paper, CHINESE)
    version = current.version if current is not None else SHIPPED
    await desk.work.dispatches.printed(one.id, by=desk.person.id, template=version, now=desk.now)
    await _note(desk, "dispatch_printed", one, template=version)


async def begin_scan(desk: Desk, dispatch_id: int) -> Draft:
    """The form in which the pages come back."""
    one = await dispatch(desk, dispatch_id)
    return await begun(desk, SCAN, f"dispatch:{one.id}")


async def scan_facts(desk: Desk, draft: Draft) -> Facts:
    """The pages that are in, and whose they are."""
    one = await desk.work.dispatches.get(number_of(draft.subject, "dispatch") or -1)
    if one is None:
        raise Forbidden("people.not_yours", article=9)
    return {"files": await files_known(desk, draft), "number": one.number, "paper": one.paper}


async def hand_in_scan(desk: Desk, draft: Draft, answers: Answers) -> Dispatch:
    """The sealed pages are in their slot; a later scan takes the place of an earlier one."""
    one = await dispatch(desk, number_of(draft.subject, "dispatch") or -1)
    if not await desk.work.drafts.send(draft.id, desk.now):
        raise Refusal("forms.already_sent")
    scans = [str(each) for each in answers["pages"]]
    await desk.work.files.hand_over(f"draft:{draft.id}", f"{one.subject}:sealed")
    await desk.work.dispatches.seal(one.id, scans, by=desk.person.id, now=desk.now)
    await _note(desk, "dispatch_sealed", one, files=scans)
    return await dispatch(desk, one.id)


async def hand_in_pages(desk: Desk, dispatch_id: int, files: Sequence[Attachment]) -> tuple[Dispatch, list[Refusal]]:
    """The sealed pages at once, in their order, and what should be said about them. Raises Unfit for a refused one."""
    one = await dispatch(desk, dispatch_id)
    if not files:
        raise Unfit("forms.file_awaited")
    draft = await desk.work.drafts.begin(desk.person.id, SCAN, desk.now, subject=f"dispatch:{one.id}")
    (question,) = sealed_scan(one.number, ARTICLES[one.paper]).questions
    remarks = []
    for file in files:
        answers = await desk.work.drafts.answers(draft.id)
        remarks.append(await attach(replace(desk, attachment=file), draft, question, answers))
    handed_in = await hand_in_scan(desk, draft, await desk.work.drafts.answers(draft.id))
    return handed_in, [remark for remark in remarks if remark is not None]


async def page_of(desk: Desk, dispatch_id: int, file_id: str) -> tuple[FileRecord, bytes]:
    """One sealed page with what is in it; that it was read is in the journal. Raises Refusal for none of them."""
    one = await dispatch(desk, dispatch_id)
    record = await desk.work.files.get(file_id) if file_id in one.scans else None
    if record is None:
        raise Refusal("reviews.no_file")
    await _note(desk, "dispatch_read", one)
    return record, await desk.work.files.open(record.id)


async def pages_of(desk: Desk, dispatch_id: int) -> list[tuple[FileRecord, bytes]]:
    """The sealed pages with what is in them; that they were read is in the journal."""
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
