"""Score sheets written as a whole, on a page or from a list; draft and lock are the chat's (Art. 16)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rules.applications.lifecycle import Application
from rules.engine.damage import DAMAGED
from rules.engine.forms import Answers, Form, Progress
from rules.engine.refusals import Refusal, Unfit
from rules.engine.rubrics import Criterion, Part
from rules.reviews.assignments import Assignment
from rules.reviews.scores import total_of
from rules.reviews.sheets import OVERALL, SCORE, WORDS, Label, read_sheet, rubric_digest, sheet
from storage.engine.drafts import Draft
from workflow.applications.scores import rubric_of
from workflow.engine.desk import Desk
from workflow.reviews.sheets import begin_sheet, lock_sheet, own_sheet

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
