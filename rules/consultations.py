"""Consultations of departments and leaders; silence is recorded as silence, not taken for consent (Art. 15, 21)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules.refusals import Refusal


class Answer(StrEnum):
    """A department's reply. Each has a sentence `consultations.answer.<answer>`."""

    AGREES = "agrees"
    OBJECTS = "objects"
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True)
class Consultation:
    """One department asked about a subject, to reply by a day.

    `draft_id` is the form with its reply; `late` says that the reply came after the summing-up.
    """

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
        """Whether the reply is still to come."""
        return self.replied_at is None


def check_summary(consultations: Iterable[Consultation], today: date, *, article: int) -> None:
    """Check that every reply is in or its last day has passed, so that they can be summed up. Raises Refusal if not."""
    waiting = [one for one in consultations if one.awaited and today <= one.due_on]
    if waiting:
        due = max(one.due_on for one in waiting)
        raise Refusal("consultations.still_time", article=article, count=len(waiting), due=due)
