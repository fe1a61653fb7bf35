"""The comprehensive evaluation: composites, ranking, who stands where on the candidate list (Art. 4, 20)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from rules.reviews import Part


class Honour(StrEnum):
    """What one can be a candidate for: the two awards of Art. 4, by their keys in the rules pack."""

    AWARD = "award"
    NOMINATION = "nomination"


class Unscored(ValueError):
    """A score is missing, which is never zero: no composite can be made."""


def composite(means: Mapping[Part, Decimal | None], weights: Mapping[Part, Decimal]) -> Decimal:
    """The weighted sum of the parts that count for this kind of applicant, exact. Raises Unscored for a missing one."""
    total = Decimal(0)
    for part, weight in weights.items():
        score = means.get(part)
        if score is None:
            raise Unscored(part.value)
        total += weight * score
    return total


@dataclass(frozen=True, slots=True)
class Ranked:
    """An application in the ranking: equals share a rank, and the next rank is as far on as they are many."""

    application_id: int
    score: Decimal
    rank: int


def ranking(scores: Mapping[int, Decimal]) -> tuple[Ranked, ...]:
    """The applications by their composites, the best first; among equals the lower id first, which decides nothing."""
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    found: list[Ranked] = []
    for _, group in groupby(ordered, key=lambda item: item[1]):
        rank = len(found) + 1
        found += [Ranked(one, score, rank) for one, score in group]
    return tuple(found)


def tied(ranked: Sequence[Ranked], places: Iterable[int]) -> frozenset[int]:
    """Those whose equal scores fall on both sides of a boundary: after the first `places[0]`, the next `places[1]` …

    Nobody is put before an equal by the machine: whoever draws up the list decides, and says why.
    """
    found: set[int] = set()
    boundary = 0
    for count in places:
        boundary += count
        if 0 < boundary < len(ranked) and ranked[boundary - 1].score == ranked[boundary].score:
            found |= {one.application_id for one in ranked if one.score == ranked[boundary].score}
    return frozenset(found)


def by_rank(ranked: Sequence[Ranked], *, awards: int, nominations: int) -> dict[int, Honour | None]:
    """What the ranking alone would give: the first places the award, the next the nomination, the others none.

    Those who are tied over a boundary are left out of it: for them somebody has to decide.
    """
    open_ties = tied(ranked, (awards, nominations))
    found: dict[int, Honour | None] = {}
    for place, one in enumerate(ranked):
        if one.application_id in open_ties:
            continue
        honour = Honour.AWARD if place < awards else Honour.NOMINATION if place < awards + nominations else None
        found[one.application_id] = honour
    return found
