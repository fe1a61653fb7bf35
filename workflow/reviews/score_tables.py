"""Tables of scores, reviewers by criteria, computed from the stored sheets (Art. 16-20, 40).

They are for lead and office, and only for cases in which they have declared no interest and which they do not review.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from rules.applications.editions import Edition, Settings
from rules.applications.lifecycle import INDIVIDUAL, Application
from rules.engine.pack import Pack
from rules.engine.rubrics import Criterion, Part
from rules.people.roles import Role
from rules.reviews.assignments import Assignment, standing_of
from rules.reviews.evaluation import Unscored, composite
from rules.reviews.scores import Tally, apart, mean, misfits, points_of, total_of
from storage.reviews.candidates import Candidate
from workflow.applications.applicants import note, subject_of
from workflow.applications.cases import opened
from workflow.applications.editions import known, pack_of, settings_of
from workflow.applications.scores import no_reviewer, rubric_of
from workflow.engine.desk import Desk, Reading, require
from workflow.engine.tasks import number_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One reviewer's sheet. `standing` ends a sentence's key; `recused` means that the case is shut to the reviewer.

    `wrong` are the criteria that no longer fit the rubric.
    """

    sheet: Assignment
    reviewer: str = field(repr=False)
    standing: str
    recused: bool
    apart: bool
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One part: sheets side by side, and each criterion's mean over those that count; `weight` is the part's share."""

    part: Part
    tally: Tally
    weight: Decimal
    columns: tuple[Column, ...]
    means: Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One case by parts. A part without a score is `missing`, not zero, and then there is no `composite`.

    `recorded` is its entry on the candidate list, with the composite of that time.
    """

    application: Application
    rubric: tuple[Criterion, ...]
    tables: tuple[Table, ...]
    missing: tuple[Part, ...]
    composite: Decimal | None
    recorded: Candidate | None

    @property
    def agrees(self) -> bool | None:
        """Whether the stored sheets still yield the recorded composite; None if none was recorded."""
        return None if self.recorded is None else self.composite == self.recorded.score


@dataclass(frozen=True, slots=True)
class ScoredCases:
    """A page of an edition's cases with scores, their total, and how many are not declared upon or reviewed by oneself.

    Cases in which the person has an interest are in none of these numbers (Art. 40).
    """

    edition: Edition
    lines: tuple[Scored, ...]
    count: int
    hidden: int


async def score_table(desk: Desk, application_id: int) -> Scored:
    """Return one case's scores, and note the reading. Raises as `opened`, Forbidden for a reviewer."""
    require(desk, Role.LEAD, Role.OFFICE, article=20)
    application = await opened(desk, application_id)
    await no_reviewer(desk, application)
    await note(desk, "scores_read", application, article=20)
    interested = await desk.work.recusals.interested_in(subject_of(application))
    (found,) = await _scored(desk, application.edition_id, [application], interested)
    return found


async def score_list(desk: Desk, edition_id: int, kind: str, *, limit: int, after: int = 0) -> ScoredCases:
    """Return the edition's cases of a kind that are under review, by number. Raises Forbidden."""
    require(desk, Role.LEAD, Role.OFFICE, article=20)
    edition, me = await known(desk, edition_id), desk.person.id
    shut, declared = await desk.work.recusals.interests_of(me), await desk.work.recusals.declared_by(me)
    among, unseen = ([number_of(one, "application") or -1 for one in some] for some in (declared - shut, shut))
    page, count, every = await desk.work.assignments.cases(
        edition_id, kind=kind, among=among, unseen=unseen, but_of=me, limit=limit, after=after
    )
    cases = await desk.work.applications.these(page)
    lines = await _scored(desk, edition_id, [cases[one] for one in page], frozenset())
    return ScoredCases(edition, tuple(lines), count, every - count)


async def _scored(
    desk: Desk, edition_id: int, cases: Sequence[Application], interested: frozenset[int]
) -> list[Scored]:
    settings, pack = await settings_of(desk, edition_id), await pack_of(desk, edition_id)
    sheets = await desk.work.assignments.of_cases([one.id for one in cases])
    people = await desk.work.people.these({one.person_id for one in sheets})
    names = {person.id: person.name or "" for person in people.values()}
    recorded = {one.application_id: one for one in await desk.work.candidates.of_edition(edition_id)}
    return [
        _of_case(
            settings,
            pack,
            case,
            [one for one in sheets if one.application_id == case.id],
            names,
            interested,
            recorded.get(case.id),
        )
        for case in cases
    ]


def _of_case(
    settings: Settings,
    pack: Pack,
    case: Application,
    sheets: Iterable[Assignment],
    names: Mapping[int, str],
    interested: frozenset[int],
    recorded: Candidate | None,
) -> Scored:
    rubric = pack.rubric_individual if case.kind == INDIVIDUAL else pack.rubric_organisation
    weights = settings.weights(case.kind)
    by_part: dict[Part, list[Assignment]] = {part: [] for part in Part}
    for one in sheets:
        by_part[one.part].append(one)
    tables = []
    for part in (part for part in Part if part in weights or by_part[part]):
        tally = Tally(
            assignments=tuple(by_part[part]),
            total=total_of(rubric),
            panel=settings.panel[part],
            mark=getattr(settings.marks, part.value),
        )
        tables.append(_table(part, tally, weights.get(part, Decimal(0)), rubric, names, interested))
    means = {table.part: table.tally.mean for table in tables}
    try:
        score = composite(means, weights)
    except Unscored:
        score = None
    return Scored(
        application=case,
        rubric=rubric,
        tables=tuple(tables),
        missing=tuple(part for part in weights if means.get(part) is None),
        composite=score,
        recorded=recorded,
    )


def _table(
    part: Part,
    tally: Tally,
    weight: Decimal,
    rubric: Sequence[Criterion],
    names: Mapping[int, str],
    interested: frozenset[int],
) -> Table:
    columns = tuple(
        Column(
            sheet=one,
            reviewer=names.get(one.person_id, ""),
            standing=standing_of(one),
            recused=one.person_id in interested,
            apart=one.id in tally.apart,
            wrong=misfits(rubric, one.scores) if one.scores is not None else (),
        )
        for one in tally.assignments
    )
    given = {
        each.key: [one.scores[each.key] for one in tally.counted if one.scores and each.key in one.scores]
        for each in rubric
    }
    means = {key: mean(points) for key, points in given.items()}
    return Table(part=part, tally=tally, weight=weight, columns=columns, means=means)


# The score sheets of an edition or a case, for lists, without cases that the person may not open (Art. 20, 40).


@dataclass(frozen=True, slots=True)
class ListedSheet:
    """A sheet with its case and rubric; `reviewer` is a name or "", `apart` marks an outlier."""

    application: Application
    sheet: Assignment
    reviewer: str
    rubric: tuple[Criterion, ...]
    apart: bool


async def all_sheets(desk: Desk, edition_id: int) -> tuple[list[ListedSheet], int]:
    """Return every sheet that the person may see, and the number of cases left out, and note the export (Art. 40).

    Cases not declared upon and cases that the person reviews are left out and counted. Cases with an interest are left
    out without a trace, as if they did not exist.
    """
    require(desk, Role.LEAD, Role.OFFICE, article=20)
    me = desk.person.id
    shut, declared = await desk.work.recusals.interests_of(me), await desk.work.recusals.declared_by(me)
    cases = {one.id: one for one in await desk.work.applications.of_edition(edition_id)}
    by_case: dict[int, list[Assignment]] = {}
    for one in await desk.work.assignments.of_edition(edition_id):
        by_case.setdefault(one.application_id, []).append(one)
    listed, hidden = [], 0
    for case_id, sheets in by_case.items():
        case = cases[case_id]
        if case.person_id == me or subject_of(case) in shut:
            continue
        if any(one.person_id == me for one in sheets) or subject_of(case) not in declared:
            hidden += 1
            continue
        listed += await _sheets_of_case(desk, case, sheets)
    details = {"sheets": len(listed), "left_out": hidden}
    about = f"edition:{edition_id}"
    await desk.work.journal.write("sheets_exported", about, now=desk.now, person_id=me, article=20, details=details)
    return listed, hidden


async def sheets_of_case(desk: Desk, application_id: int) -> tuple[Application, list[ListedSheet]]:
    """Return the case and its sheets for a download, and note it. Raises as `opened`, Forbidden for a reviewer."""
    require(desk, Role.LEAD, Role.OFFICE, article=20)
    case = await opened(desk, application_id)
    await no_reviewer(desk, case)
    listed = await sheets_of(desk, case)
    await note(desk, "sheets_exported", case, article=20, details={"sheets": len(listed)})
    return case, listed


async def sheets_of(books: Reading, case: Application) -> list[ListedSheet]:
    """Return every sheet of one case."""
    return await _sheets_of_case(books, case, await books.work.assignments.of(case.id))


async def _sheets_of_case(desk: Reading, case: Application, sheets: list[Assignment]) -> list[ListedSheet]:
    rubric = await rubric_of(desk, case)
    alone: set[int] = set()
    for part in Part:
        sums = {one.id: points_of(one.scores or {}) for one in sheets if one.part is part and one.counts}
        alone |= apart(sums, total_of(rubric))
    found = []
    for one in sheets:
        person = await desk.work.people.get(one.person_id)
        found.append(ListedSheet(case, one, (person and person.name) or "", rubric, one.id in alone))
    return found
