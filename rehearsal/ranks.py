"""The ranking in the rehearsal: who lists a lower score first is asked why, and no list is unexplained (Art. 3, 20)."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from rehearsal.cast import Cast
from rehearsal.filling import fill
from rehearsal.records import Case, Records, named
from rehearsal.reviewing import open_case
from rehearsal.stage import Stage
from rules.lifecycle import State
from rules.reviews import Assignment, Part, Standing
from texts import say
from workflow.applications.editions import settings_of

_LISTED = frozenset(
    {State.CANDIDATE, State.PROPOSED, State.AWARD_NOTICE, State.GOVERNMENT, State.GRANTED, State.NOT_APPROVED}
)
_UNLISTED = frozenset({State.EVALUATED, State.LEFT_OUT, State.NOT_PROPOSED})


async def try_out_of_rank(stage: Stage, cast: Cast, edition_id: int) -> None:
    """The office would put the lowest score on the list first: it is asked for reasons, and nothing is done."""
    async with cast.office.desk() as desk:
        left = await desk.work.applications.in_states(edition_id, {State.EVALUATED})
        settings, scores = await settings_of(desk, edition_id), {}
        for one in left:
            sheets = await desk.work.assignments.of(one.id)
            scores[one.id] = total(sheets, settings.weights(one.kind)) or Fraction(0)
    lowest = min(scores, key=lambda one: scores[one], default=0)
    higher = sum(score > scores[lowest] for score in scores.values()) if scores else 0
    if not higher:
        return
    await open_case(cast.office, lowest)
    said = "\n".join(await cast.office.press_anyhow(f"evaluation:put:{lowest}:award"))
    if say(stage.language, "evaluation.out_of_rank", count=higher) not in said:
        raise AssertionError(f"application {lowest} was listed before {higher} higher ones: {said}")


async def leave_out(stage: Stage, cast: Cast, application_id: int) -> None:
    """The office leaves out one who was tied, and says why where it is asked."""
    await cast.office.press(f"evaluation:out:{application_id}")
    async with stage.store.work() as work:
        found = await work.applications.get(application_id)
    if found is not None and found.state is State.EVALUATED:
        await fill(cast.office, "passing")


def nobody_is_passed_over_unexplained(records: Records) -> Iterator[str]:
    """No list puts a lower score before a higher one, for the same honour or a better one, without a reason."""
    ranked = [(case, score, worth) for case in records.cases for score, worth in _standing(records, case)]
    for case, score, worth in ranked:
        before = [named(other) for other, lower, more in ranked if lower < score and more > worth]
        if before and case.application.id not in records.explained:
            yield f"{named(case)} is passed over without a reason, behind {', '.join(before)}"


def total(sheets: Iterable[Assignment], weights: Mapping[Part, Decimal]) -> Fraction | None:
    """Return the composite, worked out with fractions from the sheets that count; None where a part has none."""
    counted, found = (
        [one for one in sheets if one.locked_at is not None and one.standing is Standing.ACTIVE],
        Fraction(0),
    )
    for part, weight in weights.items():
        sums = [sum((one.scores or {}).values()) for one in counted if one.part is part]
        if not sums:
            return None
        found += Fraction(weight) * Fraction(sum(sums), len(sums))
    return found


def _standing(records: Records, case: Case) -> Iterator[tuple[Fraction, int]]:
    """Yield score and worth of what the case is listed for; nothing for one that is not in the running."""
    state, score = case.application.state, total(case.assignments, records.settings.weights(case.application.kind))
    if score is None or state not in _LISTED | _UNLISTED:
        return
    honour = case.candidate.honour.value if case.candidate is not None and state in _LISTED else ""
    yield score, {"award": 2, "nomination": 1}.get(honour, 0)
