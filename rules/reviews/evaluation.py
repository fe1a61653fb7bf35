"""The comprehensive evaluation: composite scores, ranking, the candidate list, who is passed over (Art. 3, 4, 20)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache, partial
from itertools import groupby

from rules.engine.forms import Form, Kind, Question
from rules.engine.rubrics import Part


class Honour(StrEnum):
    """The two honours of Art. 4 that one can be a candidate for, by their keys in the pack."""

    AWARD = "award"
    NOMINATION = "nomination"


_WORTH: Mapping[Honour | None, int] = {None: 0, Honour.NOMINATION: 1, Honour.AWARD: 2}


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
    """An application's place in the ranking: equals share a rank, and the next rank skips as many places.

    `by_rule` says that others have the same score, and that the office's rule for ties set them apart.
    """

    application_id: int
    score: Decimal
    rank: int
    by_rule: bool = False


def ranking(scores: Mapping[int, Decimal], ties: Mapping[int, tuple[Decimal, ...]] | None = None) -> tuple[Ranked, ...]:
    """Rank the applications by composite, best first; equals are listed by id, which decides nothing.

    `ties` holds what the office's rule for ties looks at among equal scores, in its order; more comes first.
    """
    marks = ties or {}
    ordered = sorted(scores, key=lambda one: ((scores[one], marks.get(one, ())), -one), reverse=True)
    apart = Counter(score for score, _ in {(scores[one], marks.get(one, ())) for one in scores})
    found: list[Ranked] = []
    for (score, _), group in groupby(ordered, key=lambda one: (scores[one], marks.get(one, ()))):
        rank = len(found) + 1
        found += [Ranked(one, score, rank, apart[score] > 1) for one in group]
    return tuple(found)


def tied(ranked: Sequence[Ranked], places: Iterable[int]) -> frozenset[int]:
    """Return the applications whose equal ranks lie on both sides of a boundary.

    `places` are the sizes of consecutive groups: a boundary lies after the first `places[0]`, then after the next
    `places[1]`, and so on. Whom the rule for ties leaves equal the service never orders: the person who
    draws up the list decides, and says why.
    """
    found: set[int] = set()
    boundary = 0
    for count in places:
        boundary += count
        if 0 < boundary < len(ranked) and ranked[boundary - 1].rank == ranked[boundary].rank:
            found |= {one.application_id for one in ranked if one.rank == ranked[boundary].rank}
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


def passed_over(ranked: Iterable[Ranked], listed: Mapping[int, Honour | None]) -> dict[int, tuple[int, ...]]:
    """Return the applications that stand behind one of a lower rank, each with all that were put before it.

    `listed` says for which honour each is listed, None for nowhere; whoever is not in it is no longer in the running.
    Equal ranks pass nobody over.
    """
    running = [one for one in ranked if one.application_id in listed]
    worth = {one.application_id: _WORTH[listed[one.application_id]] for one in running}
    found: dict[int, tuple[int, ...]] = {}
    for one in running:
        before = tuple(
            other.application_id
            for other in running
            if other.rank > one.rank and worth[other.application_id] > worth[one.application_id]
        )
        if before:
            found[one.application_id] = before
    return found


# Forms of the evaluation: the report, and the reason for everybody whom the list passes over (Art. 20).


@cache
def evaluation(*, unfinished: bool, tied: bool) -> Form:
    """Return the form: the report's words, and a reason for each thing that scores alone do not settle."""
    ask = partial(Question, section="evaluation", article=20, kind=Kind.TEXT, least=20, most=3000)
    questions = [ask(key="words", text="evaluation.words")]
    questions += [ask(key="unfinished", text="evaluation.unfinished")] if unfinished else []
    questions += [ask(key="ties", text="evaluation.ties")] if tied else []
    return Form("evaluation", tuple(questions))


def passing(wanted: Mapping[int, tuple[int, str, str]]) -> Form:
    """Return the form that asks why each of these is passed over, by id with rank, number and name."""
    ask = partial(Question, section="passing", article=20, kind=Kind.TEXT, least=10, most=2000)
    return Form(
        "passing",
        tuple(
            ask(
                key=f"why_{one}",
                text="evaluation.why",
                places={"rank": str(rank), "number": number, "name": name},
            )
            for one, (rank, number, name) in wanted.items()
        ),
    )
