"""Awards: their validity, their standing on a day, and the July reports they oblige holders to (Art. 5, 32, 36-39)."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from rules.engine.calendar import WorkingCalendar, corresponding_day
from rules.engine.deadlines import (
    Ladder,
    Step,
    Told,
    expiry_ladder,
    self_assessment_due,
    self_assessment_ladder,
    task_ladder,
)
from rules.engine.pack import Pack


class Ending(StrEnum):
    """How an award ends: cancelled (Art. 5, 37), revoked (Art. 39), or lapsed with its holder.

    LAPSED is no sanction: a merger, a split or a dissolution has left nobody who holds the award (Art. 32).
    """

    CANCELLED = "cancelled"
    REVOKED = "revoked"
    LAPSED = "lapsed"


class Standing(StrEnum):
    """The standing of an award on a day.

    Nothing is cancelled by itself: once its term is over, the main award is pending re-evaluation (Art. 5).
    """

    VALID = "valid"
    PENDING = "pending"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REVOKED = "revoked"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """One award of one holder.

    `holder` is the keyed hash of its credit code or identity number, the same for all its awards. `award` and `unit`
    are keys of the pack. `entered_on` is the day from which the service knows of the term; `former` are the holder's
    earlier names.
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
    """The handing over of an award's plaque and certificate: when, to whom, and who recorded it when (Art. 27).

    `scans` are the files of the signed list or receipt that prove it.
    """

    award_id: int
    received_on: date
    receiver: str = field(repr=False)
    recorded_by: int
    recorded_at: datetime
    scans: tuple[str, ...] = ()


class AssessmentState(StrEnum):
    """The state of a July report (Art. 32)."""

    AWAITED = "awaited"
    RECEIVED = "received"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    EXCUSED = "excused"
    CLOSED = "closed"
    """No longer owed, because the award ended before the report came."""


OPEN = frozenset({AssessmentState.AWAITED, AssessmentState.RETURNED})
"""The states in which the holder still has something to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One holder's July report for one year, opened under `award_id`.

    `due_on` is its last day, provisional while that year's notice of days off is missing; `received_on` is the day it
    first came; `back_by` is the last day for one that was returned; `missed_on` is the day on which it was recorded as
    missing. `words` are the points it was returned with, or the reason for an excuse. `round` counts the returns.
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
        """Whether the report first came after its last day."""
        return self.received_on is not None and self.received_on > self.due_on

    @property
    def last_on(self) -> date:
        """The holder's last day now: `back_by` for a returned report, else `due_on`."""
        return self.back_by if self.state is AssessmentState.RETURNED and self.back_by else self.due_on


def valid_until(decided_on: date, pack: Pack) -> date:
    """Return the last day of an award decided on this day: the corresponding calendar day, never moved (Art. 5)."""
    return corresponding_day(decided_on, pack.validity_years)


def standing(award: Award, day: date, pack: Pack) -> Standing:
    """Return the award's standing on `day`."""
    if award.ending is not None and award.ended_on is not None and award.ended_on <= day:
        return Standing(award.ending.value)
    if day <= award.valid_until:
        return Standing.VALID
    return Standing.PENDING if award.award in pack.expiry.reassessed else Standing.EXPIRED


def stands(award: Award, day: date) -> bool:
    """Tell whether the award has not ended by a decision or lapsed by `day`, whether or not its term is over."""
    return award.ended_on is None or award.ended_on > day


def owes_self_assessment(award: Award, year: int, pack: Pack) -> bool:
    """Tell whether the holder owes a report in July of `year`: from the first July after the award, while it is valid.

    Only organisations owe one, unless the pack says otherwise (Art. 32).
    """
    rule = pack.self_assessment
    opens = rule.opens.in_year(year)
    owing = award.award in rule.awards and (award.organisation or rule.individuals)
    return owing and award.decided_on < opens <= award.valid_until and stands(award, opens)


def office_acts(one: Assessment, day: date, pack: Pack) -> tuple[str, ...]:
    """Return the office's acts on a report: accept or return it, record one on paper, or excuse it."""
    if one.state is AssessmentState.RECEIVED:
        return ("accept", "back")
    if one.state not in OPEN:
        return ()
    return ("paper", "excuse") if day >= pack.self_assessment.opens.in_year(one.year) else ("excuse",)


def coming_july(day: date, calendar: WorkingCalendar, pack: Pack) -> int:
    """Return the year, this one or the next, whose report can still be sent in time on `day`."""
    return day.year + (day > self_assessment_due(day.year, calendar, last=pack.self_assessment.last).last)


def certificate_key(certificate: str) -> str | None:
    """Return a certificate's number for comparison, ignoring width, case, spaces and dashes; None if none (Art. 34)."""
    flat = unicodedata.normalize("NFKC", certificate).casefold()
    return "".join(char for char in flat if char.isalnum())[:200] or None


def july_ladder(year: int, calendar: WorkingCalendar, pack: Pack) -> Ladder:
    """Return the reminders of the July report of `year`, by the pack's days (Art. 32)."""
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
    """Return the reminders of a returned report: before, on and after its last day. The return itself is told apart."""
    if assessment.back_by is None or assessment.returned_on is None:
        return ()
    steps = task_ladder(
        assessment.back_by, calendar, before=pack.task_before_working_days, late=pack.task_late_working_days
    )
    holder = frozenset({Told.HOLDER})
    return tuple(Step(s.name, s.on, s.overdue, holder) for s in steps if s.on > assessment.returned_on)


def award_ladder(award: Award, pack: Pack) -> Ladder:
    """Return the reminders of this award's end: none if it is not re-evaluated, or ended before it was entered."""
    if award.award not in pack.expiry.reassessed or award.entered_on > award.valid_until:
        return ()
    return expiry_ladder(award.valid_until, days_before=pack.expiry.days_before)


@dataclass(frozen=True, slots=True)
class Rung:
    """The ladder's present step, `left` days before the end, of awards whose last day is from `first` to `last`."""

    left: int
    first: date
    last: date


def rungs(day: date, pack: Pack) -> tuple[Rung, ...]:
    """Return, for each step of `award_ladder`, the last days for which it is the present step on `day`.

    With it a query finds the awards that are due without looking at each one.
    """
    lefts = (*sorted(pack.expiry.days_before, reverse=True), -1)
    ends = [day + timedelta(days=left) for left in lefts]
    firsts = [*(end + timedelta(days=1) for end in ends[1:]), date.min]
    return tuple(map(Rung, lefts, firsts, ends))


# Terms of an award: when the next evaluation may begin, which reports fall into a term, how long it is (Art. 5).


def opens_on(award: Award, pack: Pack) -> date:
    """Return the day from which re-evaluation may begin; it is decided after the award's last day (Art. 5)."""
    return award.valid_until - timedelta(days=pack.expiry.reassessment_opens_days_before)


def may_open(award: Award, day: date, pack: Pack) -> bool:
    """Tell whether the award is due for re-evaluation: it is of a kind that is, stands, and its time has come."""
    return award.award in pack.expiry.reassessed and stands(award, day) and opens_on(award, pack) <= day


def renewed_until(award: Award, pack: Pack) -> date:
    """Return the last day of the new term: the corresponding day of the old one, never moved (Art. 5)."""
    return corresponding_day(award.valid_until, pack.expiry.renewed_years)


def term_reports(award: Award, reports: Iterable[Assessment], pack: Pack) -> tuple[Assessment, ...]:
    """Return the July reports in the award's present term, earliest first (Art. 32)."""
    first = max(award.decided_on.year, award.valid_until.year - pack.validity_years)
    within = [one for one in reports if first <= one.year <= award.valid_until.year]
    return tuple(sorted(within, key=lambda one: one.year))


def latest_rectification(day: date, months: int) -> date:
    """Return the last day allowed for putting something right: the corresponding day `months` after `day`."""
    ahead = day.month - 1 + months
    year, month = day.year + ahead // 12, ahead % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(following - timedelta(days=1), date(year, month, 1) + timedelta(days=day.day - 1))
