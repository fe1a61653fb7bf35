"""The committee decides with over half of its members there and over half of the votes (Art. 4, 8, 21, 40)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from rules.engine.refusals import Refusal
from rules.reviews.evaluation import Honour
from rules.reviews.meetings import Ballot, Outcome, Vote, check_ballot, vacant

pytestmark = pytest.mark.article(21)
HALF = Decimal("0.5")


def ballot(
    agreed: int, against: int = 0, abstain: int = 0, *, members: int = 7, present: int = 5, recused: int = 0
) -> Ballot:
    return Ballot(members, present, recused, {Vote.FOR: agreed, Vote.AGAINST: against, Vote.ABSTAIN: abstain})


@pytest.mark.article(8)
@pytest.mark.parametrize(("members", "present", "enough"), [(6, 3, False), (6, 4, True), (7, 3, False), (7, 4, True)])
def test_more_than_half_of_the_members_are_a_quorum(members: int, present: int, enough: bool) -> None:
    assert ballot(0, members=members, present=present).has_quorum(HALF) is enough


def test_without_a_quorum_nothing_is_decided() -> None:
    with pytest.raises(Refusal) as refused:
        check_ballot(ballot(3, members=7, present=3), HALF)
    assert (refused.value.key, refused.value.values) == ("meetings.no_quorum", {"present": 3, "members": 7})


@pytest.mark.parametrize(
    ("votes", "passes"),
    [
        ((3, 0, 0), True),  # three of five are more than half, whatever the others say
        ((2, 2, 0), None),
        ((2, 2, 1), False),  # all have voted, and two are not more than half
        ((0, 3, 0), False),
        ((2, 3, 0), False),
        ((0, 0, 0), None),
    ],
)
def test_more_than_half_of_those_who_may_vote_are_for_it(votes: tuple[int, int, int], passes: bool | None) -> None:
    assert ballot(*votes).passes() is passes


def test_while_it_can_still_go_either_way_the_votes_are_waited_for() -> None:
    with pytest.raises(Refusal) as refused:
        check_ballot(ballot(2, 1), HALF)
    assert (refused.value.key, refused.value.values) == ("meetings.votes_awaited", {"count": 2})


@pytest.mark.article(40)
def test_whoever_stands_back_is_not_counted_among_those_who_vote() -> None:
    assert ballot(2, 1, recused=2).voting == 3
    assert ballot(2, 1, recused=2).passes() is True
    assert ballot(2, 1, recused=1).passes() is None


@pytest.mark.article(4)
def test_a_place_that_nobody_has_is_vacant_and_one_too_many_is_not() -> None:
    now = datetime(2027, 7, 20, tzinfo=UTC)
    passed = [
        Outcome(1, place, honour, passed, ballot(3), 1, now)
        for place, (honour, passed) in enumerate(
            [(Honour.AWARD, True), (Honour.AWARD, True), (Honour.AWARD, True), (Honour.NOMINATION, False)]
        )
    ]
    assert vacant(passed, awards=2, nominations=2) == {Honour.NOMINATION: 2}
    assert vacant(passed[:1], awards=2, nominations=2) == {Honour.AWARD: 1, Honour.NOMINATION: 2}
