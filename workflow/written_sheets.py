"""A score sheet written as a whole, on a page or from a list: the same draft as the chat's, the same lock (Art. 16)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rules.applications import Application
from rules.damage import DAMAGED
from rules.forms import Answers, Form, Progress
from rules.questions.sheet import OVERALL, SCORE, WORDS, sheet
from rules.refusals import Refusal, Unfit
from rules.reviews import Assignment, Part
from rules.rubrics import Criterion
from rules.scores import total_of
from rules.sheets import Label, read_sheet, rubric_digest
from storage.drafts import Draft
from workflow.desk import Desk
from workflow.scores import rubric_of
from workflow.sheets import begin_sheet, lock_sheet, own_sheet

REMARKS = "remarks"


@dataclass(frozen=True, slots=True)
class Written:
    """One's own sheet as it stands, locked or not; `answers` by field, those that are still asked alone."""

    assignment: Assignment
    application: Application
    rubric: tuple[Criterion, ...]
    form: Form
    answers: Answers = field(repr=False)

    @property
    def given(self) -> int:
        """How many criteria are scored."""
        return sum(f"{SCORE}{one.key}" in self.answers for one in self.rubric)

    @property
    def points(self) -> int:
        """What those add up to; whoever is not scored is not in it."""
        return sum(int(value) for key, value in self.answers.items() if key.startswith(SCORE))

    @property
    def total(self) -> int:
        """The most points of the sheet."""
        return total_of(self.rubric)

    @property
    def seen(self) -> str:
        """What tells this state of the sheet from another, so that nobody overwrites what they have not seen."""
        return hashlib.sha256(repr(sorted(self.answers.items())).encode()).hexdigest()[:16]

    @property
    def label(self) -> Label:
        """The label of a list of this sheet."""
        one = self.assignment
        return Label(self.application.number or "", one.part, one.id, rubric_digest(self.rubric))


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of what was typed: the sheet now, what did not fit, and whether it was `stale` and nothing kept."""

    written: Written
    wrong: Mapping[str, Unfit]
    stale: bool = False


async def written_of(desk: Desk, application_id: int, part: Part) -> Written:
    """The reviewer's sheet, begun where it was not; a locked one as it was locked. Raises as `begin_sheet` does."""
    one, application = await own_sheet(desk, application_id, part)
    if one.locked_at is not None:
        rubric = await rubric_of(desk, application)
        return Written(one, application, rubric, sheet(rubric), _locked(one))
    return await open_written(desk, application_id, part)


async def open_written(desk: Desk, application_id: int, part: Part) -> Written:
    """The same sheet to be written in. Raises Refusal once it is locked, or the part is over."""
    _, written, _ = await _opened(desk, application_id, part)
    return written


async def save_sheet(
    desk: Desk, application_id: int, part: Part, typed: Mapping[str, str], *, seen: str | None = None
) -> Saved:
    """Keep what fits of what was typed; an empty field is no answer.

    With `seen`, nothing is kept where the sheet is another by now: it was written in another window, or in the chat.
    """
    draft, written, kept = await _opened(desk, application_id, part)
    answers, wrong = read_sheet(written.form, typed)
    if seen is not None and seen != written.seen:
        return Saved(written, wrong, stale=True)
    changed = {key: value for key, value in answers.items() if value != written.answers.get(key)}
    if any(value for key, value in changed.items() if key.startswith(WORDS)) and written.answers.get(REMARKS) != "yes":
        hidden = {key for key in kept if key.startswith(WORDS)} - changed.keys()
        await desk.work.drafts.forget(draft.id, hidden)  # words that a "no" had put aside do not come back with it
        changed[REMARKS] = "yes"
    await _keep(desk, draft, changed)
    _, written, _ = await _opened(desk, application_id, part)
    return Saved(written, wrong)


async def lacking(desk: Desk, application_id: int, part: Part) -> tuple[str, ...]:
    """The fields that keep the sheet from being locked; with none, words that were not written are passed by."""
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
    """Lock the sheet for good, if it is the one that its reviewer has just seen. Raises as `lock_sheet` does."""
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
    """The question that the chat shows stays where it is: what is typed there answers what stands there."""
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
