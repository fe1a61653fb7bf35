"""The comprehensive evaluation: composite scores, ranking, and the places of the candidate list (Art. 4, 20)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from rules.reviews import Part


class Honour(StrEnum):
    """The two honours of Art. 4 that one can be a candidate for, by their keys in the pack."""

    AWARD = "award"
    NOMINATION = "nomination"


class Unscored(ValueError):
    """A score is missing, so there is no composite: a missing score is never taken for zero."""


def composite(means: Mapping[Part, Decimal | None], weights: Mapping[Part, Decimal]) -> Decimal:
    """Return the exact weighted sum of the parts in `weights`. Raises Unscored when one of them has no mean."""
    total = Decimal(0)
    for part, weight in weights.items():
        score = means.get(part)
        if score is None:
            raise Unscored(part.value)
        total += weight * score
    return total


@dataclass(frozen=True, slots=True)
class Ranked:
    """An application's place in the ranking: equals share a rank, and the next rank skips as many places."""

    application_id: int
    score: Decimal
    rank: int


def ranking(scores: Mapping[int, Decimal]) -> tuple[Ranked, ...]:
    """Rank the applications by composite, best first; equals are listed by id, which decides nothing."""
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    found: list[Ranked] = []
    for _, group in groupby(ordered, key=lambda item: item[1]):
        rank = len(found) + 1
        found += [Ranked(one, score, rank) for one, score in group]
    return tuple(found)


def tied(ranked: Sequence[Ranked], places: Iterable[int]) -> frozenset[int]:
    """Return the applications whose equal scores lie on both sides of a boundary.

    `places` are the sizes of consecutive groups: a boundary lies after the first `places[0]`, then after the next
    `places[1]`, and so on. The service never orders equals: the person who draws up the list decides, and says why.
    """
    found: set[int] = set()
    boundary = 0
    for count in places:
        boundary += count
        if 0 < boundary < len(ranked) and ranked[boundary - 1].score == ranked[boundary].score:
            found |= {one.application_id for one in ranked if one.score == ranked[boundary].score}
    return frozenset(found)


def by_rank(ranked: Sequence[Ranked], *, awards: int, nominations: int) -> dict[int, Honour | None]:
    """Return what the ranking alone would give each application: award, nomination or None.

    Applications tied across a boundary are left out: a person has to decide about them.
    """
    open_ties = tied(ranked, (awards, nominations))
    found: dict[int, Honour | None] = {}
    for place, one in enumerate(ranked):
        if one.application_id in open_ties:
            continue
        honour = Honour.AWARD if place < awards else Honour.NOMINATION if place < awards + nominations else None
        found[one.application_id] = honour
    return found
