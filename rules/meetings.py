"""Committee meetings: quorum, votes on each candidate and their outcome, places left vacant (Art. 4, 8, 21)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from rules.evaluation import Honour
from rules.refusals import Refusal


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
