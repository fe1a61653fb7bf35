"""Score sheets: filled in and locked by their reviewer alone, who can read them again (Art. 16-19, 40)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rules.applications.lifecycle import Application
from rules.engine.damage import DAMAGED
from rules.engine.forms import Answers, Facts, Form, Progress
from rules.engine.refusals import Forbidden, Refusal, Unfit
from rules.engine.rubrics import Criterion, Part
from rules.people.roles import Role
from rules.reviews.assignments import WHEN, Assignment, Standing
from rules.reviews.scores import total_of
from rules.reviews.sheets import OVERALL, SCORE, WORDS, Label, read_sheet, rubric_digest, sheet
from storage.engine.drafts import Draft, DraftState
from workflow.applications.applicants import note, subject_of
from workflow.applications.cases import opened
from workflow.applications.gates import visit_is_held
from workflow.applications.replacements import key_of
from workflow.applications.scores import is_made_up, rubric_of, tally_of
from workflow.engine.desk import Desk, serves_as
from workflow.engine.tasks import give, open_about

DEFENCE = "defence"
"""The kind of the task to hold a defence and to decide on it."""


async def own_sheet(desk: Desk, application_id: int, part: Part) -> tuple[Assignment, Application]:
    """Return the person's assignment in this part and the case. Raises Forbidden for all but its present reviewers."""
    application = await opened(desk, application_id)
    for one in await desk.work.assignments.of(application.id, part):
        if one.person_id == desk.person.id and one.standing is Standing.ACTIVE and serves_as(desk, Role.REVIEWER):
            return one, application
    raise Forbidden("people.not_yours", article=16)


async def sheets_of(desk: Desk, application: Application) -> list[Assignment]:
    """Return the person's active assignments in this case."""
    found = await desk.work.assignments.of(application.id)
    return [one for one in found if one.person_id == desk.person.id and one.standing is Standing.ACTIVE]


async def own_sheets(desk: Desk) -> list[tuple[Assignment, Application]]:
    """Return the person's active assignments with their cases, newest first."""
    hidden = await desk.work.recusals.interests_of(desk.person.id)
    found = []
    for one in reversed(await desk.work.assignments.of_person(desk.person.id)):
        application = await desk.work.applications.get(one.application_id)
        if one.standing is Standing.ACTIVE and application is not None and subject_of(application) not in hidden:
            found.append((one, application))
    return found if serves_as(desk, Role.REVIEWER) else []


async def begin_sheet(desk: Desk, application_id: int, part: Part) -> Draft:
    """Return the reviewer's open sheet, or begin one. Raises Refusal once it is locked or the part is over."""
    one, application = await own_sheet(desk, application_id, part)
    await _check_open(desk, one, application)
    draft = await desk.work.drafts.get(one.draft_id) if one.draft_id is not None else None
    if draft is None or draft.state is not DraftState.OPEN:
        about = f"assignment:{one.id}"
        draft = await desk.work.drafts.begin(desk.person.id, "sheet", desk.now, subject=about)
        await desk.work.assignments.begin_sheet(one.id, draft.id)
    return draft


async def sheet_facts(desk: Desk, draft: Draft) -> Facts:
    """Return the rubric of this sheet and the case's number."""
    one = await desk.work.assignments.of_draft(draft.id)
    application = await desk.work.applications.get(one.application_id) if one is not None else None
    if application is None:
        raise Forbidden("people.not_yours", article=16)
    return {"rubric": await rubric_of(desk, application), "number": application.number}


async def lock_sheet(desk: Desk, assignment_id: int) -> tuple[Assignment, Application]:
    """Lock the sheet for good, with every criterion scored and the reasons given (Art. 16).

    Raises Refusal when something is missing, when it is locked, and before the defence or visit was held (Art. 18, 19).
    """
    one, application = await _mine(desk, assignment_id)
    await _check_open(desk, one, application)
    if one.part is not Part.MATERIAL:
        await visit_is_held(desk, application, one.part)
    answers = await desk.work.drafts.answers(one.draft_id) if one.draft_id is not None else {}
    progress = Progress(await form_of(desk, application), answers)
    if one.draft_id is None or progress.missing():
        raise Refusal("forms.incomplete", count=len(progress.missing()))
    given = progress.answers
    scores = {key.removeprefix(SCORE): int(value) for key, value in given.items() if key.startswith(SCORE)}
    words = {key.removeprefix(WORDS): str(value) for key, value in given.items() if key.startswith(WORDS) and value}
    words[OVERALL] = str(given[OVERALL])
    sent = await desk.work.drafts.send(one.draft_id, desk.now)
    if not sent or not await desk.work.assignments.lock(one.id, scores=scores, words=words, now=desk.now):
        raise Refusal("sheet.locked", article=16)
    await desk.work.tasks.done(key_of(one), desk.now, desk.person.id)
    await note(desk, "sheet_locked", application, article=16, details={"assignment": one.id})
    if one.part is Part.DEFENCE:
        await _bring_to_lead(desk, application)
    return await _mine(desk, one.id)


async def form_of(desk: Desk, application: Application) -> Form:
    """Return the form of a sheet of this application."""
    return sheet(await rubric_of(desk, application))


async def _mine(desk: Desk, assignment_id: int) -> tuple[Assignment, Application]:
    one = await desk.work.assignments.get(assignment_id)
    if one is None or one.person_id != desk.person.id:
        raise Forbidden("people.not_yours", article=16)
    return await own_sheet(desk, one.application_id, one.part)


async def _bring_to_lead(desk: Desk, application: Application) -> None:
    """Give the defence to the lead, who alone decides on it, once every sheet is locked (Art. 18)."""
    if not (await tally_of(desk, application, Part.DEFENCE)).complete:
        return
    about = subject_of(application)
    for task in await open_about(desk.work, about, DEFENCE):
        if task.role is not Role.LEAD:
            await desk.work.tasks.drop(task.key, desk.now)
            names = application.number or ""
            await give(desk, f"{task.key}:lead", DEFENCE, about, Role.LEAD, due_on=task.due_on, names=names)


async def _check_open(desk: Desk, one: Assignment, application: Application) -> None:
    if one.locked_at is not None:
        raise Refusal("sheet.locked", article=16)
    if application.state is not WHEN[one.part] and not await is_made_up(desk, application, one.part):
        raise Refusal("sheet.not_on", article=16)


# Score sheets written as a whole, on a page or from a list; draft and lock are the chat's (Art. 16).


REMARKS = "remarks"


@dataclass(frozen=True, slots=True)
class Written:
    """The reviewer's own sheet as it stands, locked or not; `answers` by field, only those still asked."""

    assignment: Assignment
    application: Application
    rubric: tuple[Criterion, ...]
    form: Form
    answers: Answers = field(repr=False)

    @property
    def given(self) -> int:
        """The number of scored criteria."""
        return sum(f"{SCORE}{one.key}" in self.answers for one in self.rubric)

    @property
    def points(self) -> int:
        """The sum of the points given so far."""
        return sum(int(value) for key, value in self.answers.items() if key.startswith(SCORE))

    @property
    def total(self) -> int:
        """The most points of the sheet."""
        return total_of(self.rubric)

    @property
    def seen(self) -> str:
        """A digest of the sheet's answers, so that nobody overwrites or locks what they have not seen."""
        return hashlib.sha256(repr(sorted(self.answers.items())).encode()).hexdigest()[:16]

    @property
    def label(self) -> Label:
        """The label of the list that belongs to this sheet."""
        one = self.assignment
        return Label(self.application.number or "", one.part, one.id, rubric_digest(self.rubric))


@dataclass(frozen=True, slots=True)
class Saved:
    """The result of saving: the sheet now, the entries that did not fit, and `stale` if nothing was kept."""

    written: Written
    wrong: Mapping[str, Unfit]
    stale: bool = False


async def written_of(desk: Desk, application_id: int, part: Part) -> Written:
    """Return the reviewer's sheet, begun if need be, or as it was locked. Raises as `begin_sheet` does."""
    one, application = await own_sheet(desk, application_id, part)
    if one.locked_at is not None:
        rubric = await rubric_of(desk, application)
        return Written(one, application, rubric, sheet(rubric), _locked(one))
    return await open_written(desk, application_id, part)


async def open_written(desk: Desk, application_id: int, part: Part) -> Written:
    """Return the reviewer's sheet for writing. Raises Refusal once it is locked or the part is over."""
    _, written, _ = await _opened(desk, application_id, part)
    return written


async def save_sheet(
    desk: Desk, application_id: int, part: Part, typed: Mapping[str, str], *, seen: str | None = None
) -> Saved:
    """Keep the typed values that fit; an empty field clears its answer.

    With `seen`, nothing is kept if the sheet has changed meanwhile, in another window or in the chat.
    """
    draft, written, kept = await _opened(desk, application_id, part)
    answers, wrong = read_sheet(written.form, typed)
    if seen is not None and seen != written.seen:
        return Saved(written, wrong, stale=True)
    changed = {key: value for key, value in answers.items() if value != written.answers.get(key)}
    if any(value for key, value in changed.items() if key.startswith(WORDS)) and written.answers.get(REMARKS) != "yes":
        hidden = {key for key in kept if key.startswith(WORDS)} - changed.keys()
        await desk.work.drafts.forget(draft.id, hidden)  # words that a "no" hid must not come back
        changed[REMARKS] = "yes"
    await _keep(desk, draft, changed)
    _, written, _ = await _opened(desk, application_id, part)
    return Saved(written, wrong)


async def lacking(desk: Desk, application_id: int, part: Part) -> tuple[str, ...]:
    """Return the fields that keep the sheet from being locked; if there are none, mark unwritten remarks as skipped."""
    draft, written, _ = await _opened(desk, application_id, part)
    open_ones = [one.key for one in Progress(written.form, written.answers).missing()]
    needed = tuple(key for key in open_ones if key.startswith(SCORE) or key == OVERALL)
    if not needed and REMARKS in open_ones:
        await _answer(desk, draft, REMARKS, "no")
    elif not needed:
        for key in open_ones:
            await _answer(desk, draft, key, None)
    return needed


async def lock_written(desk: Desk, application_id: int, part: Part, *, seen: str) -> bool:
    """Lock the sheet for good if `seen` is its present state; False if not. Raises as `lock_sheet` does."""
    _, written, _ = await _opened(desk, application_id, part)
    if written.seen != seen:
        return False
    await lock_sheet(desk, written.assignment.id)
    return True


async def _opened(desk: Desk, application_id: int, part: Part) -> tuple[Draft, Written, Mapping[str, Any]]:
    draft = await begin_sheet(desk, application_id, part)
    one, application = await own_sheet(desk, application_id, part)
    rubric = await rubric_of(desk, application)
    stored = await desk.work.drafts.answers(draft.id)
    kept = {key: value for key, value in stored.items() if value != DAMAGED}
    form = sheet(rubric)
    return draft, Written(one, application, rubric, form, Progress(form, kept).answers), stored


async def _keep(desk: Desk, draft: Draft, changed: Mapping[str, str | None]) -> None:
    """Store the answers but leave the chat at its question, which the next typed text answers."""
    await desk.work.drafts.forget(draft.id, [key for key, value in changed.items() if value is None])
    for key, value in changed.items():
        if value is not None:
            await _answer(desk, draft, key, value)


async def _answer(desk: Desk, draft: Draft, key: str, value: str | None) -> None:
    if not await desk.work.drafts.answer_and_move(draft.id, key, value, draft.question, desk.now):
        raise Refusal("sheet.locked", article=16)


def _locked(one: Assignment) -> dict[str, str]:
    points = {f"{SCORE}{key}": str(value) for key, value in (one.scores or {}).items()}
    words = one.words or {}
    said = {OVERALL if key == OVERALL else f"{WORDS}{key}": value for key, value in words.items()}
    return points | said
