"""July seen over the years: what became of each report in one word, and the figures of a year (Art. 32)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules.awards import OPEN, Assessment, AssessmentState


class Mark(StrEnum):
    """What stands in a cell of the matrix. Each has a word `assessments.mark.<mark>`."""

    AWAITED = "awaited"
    MISSING = "missing"
    RECEIVED = "received"
    RECEIVED_LATE = "received_late"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    ACCEPTED_LATE = "accepted_late"
    EXCUSED = "excused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A year in numbers: how many were owed, and of these how many are in, in time or late, missing or excused.

    `owed` leaves out those whose award ended while they were awaited; `accepted` are part of those that are in.
    """

    year: int
    owed: int
    in_time: int
    late: int
    accepted: int
    returned: int
    missing: int
    awaited: int
    excused: int


def mark_of(one: Assessment) -> Mark:
    """The word for a report."""
    return marked(one.state, late=one.late, missed=one.missed_on is not None)


def marked(state: AssessmentState, *, late: bool, missed: bool) -> Mark:
    """The same for what is known of it: one that was missing stays so until it comes or is excused."""
    if state in OPEN and missed:
        return Mark.MISSING
    late = late and state in (AssessmentState.RECEIVED, AssessmentState.ACCEPTED)
    return Mark(f"{state.value}_late" if late else state.value)


def figures(year: int, counts: Mapping[Mark, int]) -> Figures:
    """The figures of a year, of how many reports have each mark."""
    of = {mark: counts.get(mark, 0) for mark in Mark}
    return Figures(
        year=year,
        owed=sum(of.values()) - of[Mark.CLOSED],
        in_time=of[Mark.RECEIVED] + of[Mark.ACCEPTED],
        late=of[Mark.RECEIVED_LATE] + of[Mark.ACCEPTED_LATE],
        accepted=of[Mark.ACCEPTED] + of[Mark.ACCEPTED_LATE],
        returned=of[Mark.RETURNED],
        missing=of[Mark.MISSING],
        awaited=of[Mark.AWAITED],
        excused=of[Mark.EXCUSED],
    )
