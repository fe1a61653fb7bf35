"""The July reports over the years: one word for each report, and the figures of a year (Art. 32)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules.awards import OPEN, Assessment, AssessmentState


class Mark(StrEnum):
    """The content of a cell of the July matrix. Each has a word `assessments.mark.<mark>`."""

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
    """The figures of a year: reports owed, and of these in (on time or late), missing, or excused.

    `owed` leaves out reports whose award ended while they were awaited; the `accepted` are among those that are in.
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
    """Return the mark of a report."""
    return marked(one.state, late=one.late, missed=one.missed_on is not None)


def marked(state: AssessmentState, *, late: bool, missed: bool) -> Mark:
    """Return the mark of a report in this state; one recorded as missing stays so until it comes or is excused."""
    if state in OPEN and missed:
        return Mark.MISSING
    late = late and state in (AssessmentState.RECEIVED, AssessmentState.ACCEPTED)
    return Mark(f"{state.value}_late" if late else state.value)


def figures(year: int, counts: Mapping[Mark, int]) -> Figures:
    """Return the figures of a year, from the number of reports with each mark."""
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
