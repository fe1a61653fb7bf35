"""Committee meetings: quorum, votes on each candidate and their outcome, places left vacant (Art. 4, 8, 21)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache, partial
from typing import Any

from rules.engine.forms import Answers, Facts, Form, Kind, Question
from rules.engine.options import day
from rules.engine.refusals import Refusal, Unfit
from rules.reviews.evaluation import Honour


class Vote(StrEnum):
    """A member's vote on a candidate. Each has a name `meetings.vote.<vote>`."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A committee meeting about an edition's candidates; `draft_id` is its record, once the meeting is closed."""

    id: int
    edition_id: int
    on: date
    place: str
    convened_by: int
    convened_at: datetime
    draft_id: int | None = None
    closed_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether members can still vote in the meeting."""
        return self.closed_at is None


@dataclass(frozen=True, slots=True)
class Ballot:
    """The votes on one candidate, by the members who are present and have no interest in it (Art. 40)."""

    members: int
    present: int
    recused: int
    votes: Mapping[Vote, int]

    @property
    def voting(self) -> int:
        """The number of members present who may vote on the candidate."""
        return self.present - self.recused

    def has_quorum(self, share: Decimal) -> bool:
        """Tell whether more than this share of all members are present."""
        return self.present > share * self.members

    def passes(self) -> bool | None:
        """Tell whether more than half of those who may vote are in favour; None while it can still go either way."""
        half = Decimal(self.voting) / 2
        if self.votes.get(Vote.FOR, 0) > half:
            return True
        cast = sum(self.votes.values())
        return False if cast == self.voting or self.votes.get(Vote.AGAINST, 0) > half else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The committee's decision on one candidate, with the count that it rests on."""

    meeting_id: int
    application_id: int
    honour: Honour
    passed: bool
    ballot: Ballot
    decided_by: int
    decided_at: datetime


def check_ballot(ballot: Ballot, share: Decimal) -> bool:
    """Tell whether the candidate passes. Raises Refusal without a quorum, or before enough votes are in."""
    if not ballot.has_quorum(share):
        raise Refusal("meetings.no_quorum", article=8, present=ballot.present, members=ballot.members)
    passed = ballot.passes()
    if passed is None:
        left = ballot.voting - sum(ballot.votes.values())
        raise Refusal("meetings.votes_awaited", article=21, count=left)
    return passed


def vacant(outcomes: Iterable[Outcome], *, awards: int, nominations: int) -> dict[Honour, int]:
    """Return the number of empty places by honour, leaving out an honour without any (Art. 4)."""
    passed = [one.honour for one in outcomes if one.passed]
    places = {Honour.AWARD: awards, Honour.NOMINATION: nominations}
    return {honour: count - passed.count(honour) for honour, count in places.items() if passed.count(honour) < count}


# Forms of committee and government: meeting, record, reasons over quota, decision (Art. 4, 21-27).


@cache
def convening() -> Form:
    """Return the form for the time and place of a meeting."""
    ask = partial(Question, section="meeting", article=21)
    return Form(
        "meeting",
        (
            ask(key="on", kind=Kind.DATE, text="meeting.on", check=_is_ahead),
            ask(key="place", kind=Kind.TEXT, text="meeting.place", least=2, most=200),
        ),
    )


@cache
def record(*, vacant: bool) -> Form:
    """Return the form for the record: discussion, signed pages and, if `vacant`, why a place stays empty."""
    ask = partial(Question, section="record", article=21)
    empty = ask(key="vacancy", kind=Kind.TEXT, text="meeting.vacancy", least=10, most=2000)
    return Form(
        "meeting_record",
        (
            ask(key="words", kind=Kind.TEXT, text="meeting.words", least=20, most=3000),
            *((empty,) if vacant else ()),
            ask(key="pages", kind=Kind.FILES, text="meeting.pages", optional=True, least=1, most=10),
        ),
    )


@cache
def over_quota() -> Form:
    """Return the form that asks why more are proposed than there are places (Art. 4: in principle two)."""
    return _reason("over_quota", "meeting.over", 4)


@cache
def declining() -> Form:
    """Return the form that asks why the committee leaves out a candidate of a higher rank than others (Art. 21)."""
    return _reason("declining", "meeting.declining", 21)


@cache
def presiding() -> Form:
    """Return the form that asks a deputy why the chair is away (Art. 8)."""
    return _reason("presiding", "meeting.presiding", 8)


@cache
def rejection() -> Form:
    """Return the form that asks why the government did not approve a proposal."""
    return _reason("rejection", "meeting.rejection", 25)


@cache
def decision() -> Form:
    """Return the form for the county government's decision: number, day, document."""
    ask = partial(Question, section="decision", article=27)
    return Form(
        "government_decision",
        (
            ask(key="number", kind=Kind.TEXT, text="meeting.decision_number", least=4, most=100),
            ask(key="decided_on", kind=Kind.DATE, text="meeting.decided_on", check=_has_come),
            ask(key="pages", kind=Kind.FILES, text="meeting.decision_pages", optional=True, least=1, most=10),
        ),
    )


@cache
def ceremony() -> Form:
    """Return the form for the time and place of the award ceremony."""
    ask = partial(Question, section="ceremony", article=27)
    return Form(
        "ceremony",
        (
            ask(key="on", kind=Kind.DATE, text="meeting.ceremony_on", check=_is_ahead),
            ask(key="hour", kind=Kind.TEXT, text="meeting.ceremony_hour", least=2, most=40),
            ask(key="place", kind=Kind.TEXT, text="meeting.ceremony_place", least=2, most=200),
        ),
    )


def _reason(name: str, text: str, article: int) -> Form:
    ask = Question(key="reason", kind=Kind.TEXT, section=name, text=text, article=article, least=10, most=2000)
    return Form(name, (ask,))


def _is_ahead(value: Any, _: Answers, facts: Facts) -> None:
    chosen, today = day(value), facts.get("today")
    if chosen and today and chosen < today:
        raise Unfit("visit.day.past")


def _has_come(value: Any, _: Answers, facts: Facts) -> None:
    chosen, today = day(value), facts.get("today")
    if chosen and today and chosen > today:
        raise Unfit("meeting.decided_on.future")
