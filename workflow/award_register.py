"""The register of awards, and the matrix of July reports by holder and year (Art. 5, 32)."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.awards import Assessment, AssessmentState, Award, Standing, standing
from rules.bars import one_spelling
from rules.people import Role
from storage.application_register import flat
from workflow.desk import Desk, require, today

MOST = 20_000


@dataclass(frozen=True, slots=True)
class Held:
    """An award in the register, and its standing today."""

    award: Award
    standing: Standing


@dataclass(frozen=True, slots=True)
class Matrix:
    """The holders, each once by their latest award, and their reports by holder and year."""

    years: tuple[int, ...]
    holders: tuple[Held, ...]
    reports: Mapping[tuple[str, int], Assessment]


async def held_awards(
    desk: Desk, *, state: Standing | None = None, award: str | None = None, words: str = ""
) -> list[Held]:
    """Return the awards of this standing today and of this kind, the latest decision first. Raises Forbidden.

    `words` match within the holder's name or the certificate's number, or the holder's own number as a whole.
    """
    require(desk, Role.LEAD, Role.OFFICE, article=5)
    kept = await desk.work.awards.page(limit=MOST)
    if words:
        of_number = {one.id for one in await desk.work.awards.held_by(one_spelling(words))}
        looked_for = flat(words)
        kept = [one for one in kept if one.id in of_number or _has(one, looked_for)]
    found = [Held(one, standing(one, today(desk), desk.pack)) for one in kept]
    return [one for one in found if state in (None, one.standing) and award in (None, one.award.award)]


def _has(one: Award, words: str) -> bool:
    return words in flat(one.name) or words in flat(one.certificate)


async def july_matrix(desk: Desk) -> Matrix:
    """Return all holders and all years that have reports, the latest year first.

    Raises Forbidden (lead and office only).
    """
    require(desk, Role.LEAD, Role.OFFICE, article=32)
    years = await desk.work.assessments.years()
    reports = {
        (award.holder, year): report
        for year in years
        for report, award in await desk.work.assessments.page(year, AssessmentState, limit=MOST)
    }
    latest: dict[str, Held] = {}
    for held in await held_awards(desk):
        latest.setdefault(held.award.holder, held)
    return Matrix(tuple(years), tuple(latest.values()), reports)
