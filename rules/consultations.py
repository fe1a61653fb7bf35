"""Departments and leaders asked for their opinion: silence is not consent, and is told as silence (Art. 15, 21)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules.refusals import Refusal


class Answer(StrEnum):
    """What a department says. Each has a sentence `consultations.answer.<answer>`."""

    AGREES = "agrees"
    OBJECTS = "objects"
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True)
class Consultation:
    """One department asked about a subject, by a day; `draft_id` is its reply's form, `late` came after the sum."""

    id: int
    subject: str
    department: str
    asked_by: int
    asked_at: datetime
    due_on: date
    draft_id: int | None = None
    answer: Answer | None = None
    replied_at: datetime | None = None
    late: bool = False

    @property
    def awaited(self) -> bool:
        """Whether no reply has come."""
        return self.replied_at is None


def check_summary(consultations: Iterable[Consultation], today: date, *, article: int) -> None:
    """Let them be summed up when every reply is in, or its last day has passed. Raises Refusal before that."""
    waiting = [one for one in consultations if one.awaited and today <= one.due_on]
    if waiting:
        due = max(one.due_on for one in waiting)
        raise Refusal("consultations.still_time", article=article, count=len(waiting), due=due)
