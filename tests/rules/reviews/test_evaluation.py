"""Composites are exact, equals share a rank, and nobody is put before an equal by the machine (Art. 4, 20)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.engine.rubrics import Part
from rules.reviews.evaluation import Honour, Ranked, Unscored, by_rank, composite, passed_over, ranking, tied

pytestmark = pytest.mark.article(20)
WEIGHTS = {Part.DEFENCE: Decimal("0.4"), Part.ON_SITE: Decimal("0.6")}


def test_the_weighted_sum_of_the_parts_is_exact() -> None:
    means: dict[Part, Decimal | None] = {Part.DEFENCE: Decimal(700) / 3, Part.ON_SITE: Decimal("650.5")}
    assert composite(means, WEIGHTS) == Decimal("0.4") * (Decimal(700) / 3) + Decimal("390.3")


@pytest.mark.parametrize("missing", [Part.DEFENCE, Part.ON_SITE])
def test_a_missing_score_is_not_zero(missing: Part) -> None:
    means: dict[Part, Decimal | None] = {part: None if part is missing else Decimal(900) for part in WEIGHTS}
    with pytest.raises(Unscored, match=missing.value):
        composite(means, WEIGHTS)


def test_a_score_of_zero_is_a_score() -> None:
    assert composite({Part.DEFENCE: Decimal(0), Part.ON_SITE: Decimal(100)}, WEIGHTS) == 60


def test_a_part_that_has_no_weight_does_not_count() -> None:
    assert composite({Part.MATERIAL: Decimal(1), Part.ON_SITE: Decimal(9)}, {Part.ON_SITE: Decimal(1)}) == 9


def test_equals_share_a_rank_and_the_next_is_as_far_on_as_they_are_many() -> None:
    scores = {1: Decimal(80), 2: Decimal(90), 3: Decimal(90), 4: Decimal(70)}
    assert ranking(scores) == (
        Ranked(2, Decimal(90), 1),
        Ranked(3, Decimal(90), 1),
        Ranked(1, Decimal(80), 3),
        Ranked(4, Decimal(70), 4),
    )


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([90, 80, 70, 60, 50], set()),
        ([90, 80, 80, 60, 50], {2, 3}),
        ([90, 90, 80, 70, 60], set()),
        ([90, 80, 70, 60, 60], {4, 5}),
        ([90, 80, 80, 80, 80, 50], {2, 3, 4, 5}),
        ([90, 80], set()),
        ([], set()),
    ],
)
def test_a_tie_over_the_boundary_of_the_places_is_found(scores: list[int], expected: set[int]) -> None:
    ranked = ranking({place: Decimal(score) for place, score in enumerate(scores, start=1)})
    assert tied(ranked, (2, 2)) == expected


@pytest.mark.article(4)
def test_the_third_of_two_places_gets_the_nomination_and_the_fifth_nothing() -> None:
    ranked = ranking({place: Decimal(100 - place) for place in range(1, 6)})
    assert by_rank(ranked, awards=2, nominations=2) == {
        1: Honour.AWARD,
        2: Honour.AWARD,
        3: Honour.NOMINATION,
        4: Honour.NOMINATION,
        5: None,
    }


def test_whoever_is_tied_over_a_boundary_is_left_to_be_decided() -> None:
    ranked = ranking({1: Decimal(90), 2: Decimal(80), 3: Decimal(80), 4: Decimal(60)})
    assert by_rank(ranked, awards=2, nominations=2) == {1: Honour.AWARD, 4: Honour.NOMINATION}


@given(
    st.dictionaries(st.integers(1, 60), st.decimals(0, 1000, places=2), max_size=40),
    st.integers(1, 5),
    st.integers(1, 5),
)
def test_the_places_are_never_more_than_there_are_and_order_is_kept(
    scores: dict[int, Decimal], awards: int, nominations: int
) -> None:
    ranked = ranking(scores)
    given_ = by_rank(ranked, awards=awards, nominations=nominations)
    assert sum(honour is Honour.AWARD for honour in given_.values()) <= awards
    assert sum(honour is Honour.NOMINATION for honour in given_.values()) <= nominations
    worth = {Honour.AWARD: 2, Honour.NOMINATION: 1, None: 0}
    decided = [(scores[one], worth[honour]) for one, honour in given_.items()]
    assert all(b <= a for (more, a) in decided for (less, b) in decided if less < more)


def test_the_rule_for_ties_sets_equals_apart_and_those_it_leaves_equal_share_a_rank() -> None:
    scores = {1: Decimal(80), 2: Decimal(90), 3: Decimal(80), 4: Decimal(80)}
    ties = {1: (Decimal(0), Decimal(9)), 2: (Decimal(0),), 3: (Decimal(1), Decimal(7)), 4: (Decimal(0), Decimal(9))}
    assert ranking(scores, ties) == (
        Ranked(2, Decimal(90), 1),
        Ranked(3, Decimal(80), 2, by_rule=True),
        Ranked(1, Decimal(80), 3, by_rule=True),
        Ranked(4, Decimal(80), 3, by_rule=True),
    )


@pytest.mark.article(3)
@pytest.mark.parametrize(
    ("honours", "expected"),
    [
        ("AANN-", {}),
        ("A-AN-", {2: (3, 4)}),
        ("AN-A-", {2: (4,), 3: (4,)}),
        ("-----", {}),
        ("----N", {1: (5,), 2: (5,), 3: (5,), 4: (5,)}),
        ("NNNA-", {1: (4,), 2: (4,), 3: (4,)}),
        ("A AN-", {}),
    ],
)
def test_whoever_stands_behind_a_lower_rank_is_passed_over(honours: str, expected: dict[int, tuple[int, ...]]) -> None:
    named = {"A": Honour.AWARD, "N": Honour.NOMINATION, "-": None}
    ranked = ranking({place: Decimal(100 - place) for place in range(1, 6)})
    listed = {place: named[each] for place, each in enumerate(honours, start=1) if each in named}
    assert passed_over(ranked, listed) == expected


@pytest.mark.article(3)
def test_equals_never_pass_each_other_over() -> None:
    ranked = ranking({1: Decimal(80), 2: Decimal(80)})
    assert passed_over(ranked, {1: None, 2: Honour.AWARD}) == {}
