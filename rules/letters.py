"""Formal letters that end an application: written by the office, approved by the lead, then delivered (Art. 9, 17)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class LetterKind(StrEnum):
    """What a letter tells: not accepted (Art. 17), not passed (18, 19), struck (23, 36). Each is a paper, too."""

    NOT_ACCEPTED = "not_accepted"
    NOT_PASSED = "not_passed"
    STRUCK = "struck"


KIND_OF: Mapping[str, LetterKind] = {
    "refuse": LetterKind.NOT_ACCEPTED,
    "fail_defence": LetterKind.NOT_PASSED,
    "fail_on_site": LetterKind.NOT_PASSED,
    "strike": LetterKind.STRUCK,
}
"""The acts by which an application ends with a letter, and which letter that is."""
GROUNDS: Mapping[LetterKind, tuple[str, ...]] = {
    LetterKind.NOT_ACCEPTED: ("conditions", "materials", "notice", "score", "untrue", "barred", "other"),
    LetterKind.NOT_PASSED: ("score", "absent", "untrue", "barred", "other"),
    LetterKind.STRUCK: ("objection", "untrue", "fraud", "barred", "other"),
}
"""What a letter can rest on, each with a sentence `letter.grounds.<ground>` that cites its article."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter about an application; its ground and text are the answers of the draft.

    `returned` is why the lead sent it back to the office, until it is written again.
    """

    id: int
    application_id: int
    kind: LetterKind
    draft_id: int
    drafted_by: int
    drafted_at: datetime
    returned: str | None = field(default=None, repr=False)
    approved_by: int | None = None
    approved_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether it lies with the lead to be approved."""
        return self.returned is None and self.approved_at is None
