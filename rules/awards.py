"""Awards held: until when they are valid, what they are on a day, who owes the July report (Art. 5, 32, 36-39)."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from rules.calendar import WorkingCalendar, corresponding_day
from rules.deadlines import Ladder, Step, Told, expiry_ladder, self_assessment_due, self_assessment_ladder, task_ladder
from rules.pack import Pack


class Ending(StrEnum):
    """How an award ends before or after its time: cancelled (Art. 5, 37), revoked (Art. 39), or with its holder.

    LAPSED is no sanction: a merger, a split or a dissolution has left nobody who holds it (Art. 32).
    """

    CANCELLED = "cancelled"
    REVOKED = "revoked"
    LAPSED = "lapsed"


class Standing(StrEnum):
    """What an award is on a day. Nothing is cancelled by itself: after its time the main award is pending (Art. 5)."""

    VALID = "valid"
    PENDING = "pending"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REVOKED = "revoked"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """One award of one holder. `holder` is the keyed hash of its credit code or identity number: the same for all its
    awards. `award` and `unit` are keys of the pack; `entered_on` is the day from which the service knows of its term,
    and `former` are the names that the holder had before.
    """

    id: int
    holder: str = field(repr=False)
    award: str
    organisation: bool
    name: str = field(repr=False)
    decision: str
    decided_on: date
    valid_until: date
    certificate: str
    plaque: str
    unit: str
    entered_on: date
    ending: Ending | None = None
    ended_on: date | None = None
    former: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """Plaque and certificate of an award were received on a day, by the `receiver`; who recorded it, and when (27)."""

    award_id: int
    received_on: date
    receiver: str = field(repr=False)
    recorded_by: int
    recorded_at: datetime


class AssessmentState(StrEnum):
    """How far a July report is (Art. 32)."""

    AWAITED = "awaited"
    RECEIVED = "received"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    EXCUSED = "excused"
    CLOSED = "closed"
    """Not owed any more: the award ended while it was awaited."""


OPEN = frozenset({AssessmentState.AWAITED, AssessmentState.RETURNED})
"""The holder still has something to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The report of one holder for one year, opened under `award_id`.

    `due_on` is its last day, provisional while the year lacks its notice; `received_on` the day it first came;
    `back_by` the last day of a returned one; `missed_on` the day on which its lack was recorded. `words` are the
    points it was returned with, or the reason it is excused for. `round` counts how often it was returned.
    """

    id: int
    award_id: int
    year: int
    state: AssessmentState
    due_on: date
    provisional: bool
    round: int = 0
    number: str | None = None
    received_on: date | None = None
    returned_on: date | None = None
    back_by: date | None = None
    missed_on: date | None = None
    draft_id: int | None = None
    words: str | None = field(default=None, repr=False)

    @property
    def late(self) -> bool:
        """Whether it first came after its last day."""
        return self.received_on is not None and self.received_on > self.due_on

    @property
    def last_on(self) -> date:
        """The last day that the holder has now: its own, or the one it was given when the report was returned."""
        return self.back_by if self.state is AssessmentState.RETURNED and self.back_by else self.due_on


def valid_until(decided_on: date, pack: Pack) -> date:
    """The last day of an award decided on this day: the corresponding day, whatever day that is (Art. 5)."""
    return corresponding_day(decided_on, pack.validity_years)


def standing(award: Award, day: date, pack: Pack) -> Standing:
    """What the award is on `day`."""
    if award.ending is not None and award.ended_on is not None and award.ended_on <= day:
        return Standing(award.ending.value)
    if day <= award.valid_until:
        return Standing.VALID
    return Standing.PENDING if award.award in pack.expiry.reassessed else Standing.EXPIRED


def stands(award: Award, day: date) -> bool:
    """Whether the award has not been taken away by `day`; whether its time is over is not asked."""
    return award.ended_on is None or award.ended_on > day


def owes_self_assessment(award: Award, year: int, pack: Pack) -> bool:
    """Whether its holder owes a report in July of `year`: from the first July after the award, while it is valid.

    Organisations only, unless the pack says otherwise (Art. 32).
    """
    rule = pack.self_assessment
    opens = rule.opens.in_year(year)
    owing = award.award in rule.awards and (award.organisation or rule.individuals)
    return owing and award.decided_on < opens <= award.valid_until and stands(award, opens)


def office_acts(one: Assessment, day: date, pack: Pack) -> tuple[str, ...]:
    """What the office can do with a report on `day`: accept it or give it back; note it on paper, or do without it."""
    if one.state is AssessmentState.RECEIVED:
        return ("accept", "back")
    if one.state not in OPEN:
        return ()
    return ("paper", "excuse") if day >= pack.self_assessment.opens.in_year(one.year) else ("excuse",)


def coming_july(day: date, calendar: WorkingCalendar, pack: Pack) -> int:
    """The year whose report can still be sent in time on `day`, this year's or next year's."""
    return day.year + (day > self_assessment_due(day.year, calendar, last=pack.self_assessment.last).last)


def certificate_key(certificate: str) -> str | None:
    """A certificate's number as it is compared: width, case, spaces and dashes do not count (Art. 34)."""
    flat = unicodedata.normalize("NFKC", certificate).casefold()
    return "".join(char for char in flat if char.isalnum())[:200] or None


def july_ladder(year: int, calendar: WorkingCalendar, pack: Pack) -> Ladder:
    """The reminders of the July report of `year` by the pack's days (Art. 32)."""
    rule = pack.self_assessment
    return self_assessment_ladder(
        year,
        calendar,
        remind_on=rule.remind_on,
        last=rule.last,
        every_days=rule.overdue_every_days,
        times=rule.overdue_times,
    )


def returned_ladder(assessment: Assessment, calendar: WorkingCalendar, pack: Pack) -> Ladder:
    """The reminders of a returned report: before, on and after the day it is to be back; the return itself was told."""
    if assessment.back_by is None or assessment.returned_on is None:
        return ()
    steps = task_ladder(
        assessment.back_by, calendar, before=pack.task_before_working_days, late=pack.task_late_working_days
    )
    holder = frozenset({Told.HOLDER})
    return tuple(Step(s.name, s.on, s.overdue, holder) for s in steps if s.on > assessment.returned_on)


def award_ladder(award: Award, pack: Pack) -> Ladder:
    """The reminders of the end of this award; none where it is not evaluated again, or ended before we knew of it."""
    if award.award not in pack.expiry.reassessed or award.entered_on > award.valid_until:
        return ()
    return expiry_ladder(award.valid_until, days_before=pack.expiry.days_before)


@dataclass(frozen=True, slots=True)
class Rung:
    """Where an award stands on a day when its last day lies from `first` to `last`: its step came at `left` days."""

    left: int
    first: date
    last: date


def rungs(day: date, pack: Pack) -> tuple[Rung, ...]:
    """The steps of `award_ladder` turned round: which last days have which step as the present one on `day`.

    So the awards that are due are found among many without looking at each.
    """
    lefts = (*sorted(pack.expiry.days_before, reverse=True), -1)
    ends = [day + timedelta(days=left) for left in lefts]
    firsts = [*(end + timedelta(days=1) for end in ends[1:]), date.min]
    return tuple(map(Rung, lefts, firsts, ends))
