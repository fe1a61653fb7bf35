"""Ranks: the ranking by composite, who is passed over by the list, and the reasons for each (Art. 3, 20, 21)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from rules.applications.editions import Settings
from rules.applications.forms import has_ground
from rules.applications.lifecycle import PLACES, Application, Stage, State
from rules.engine.pack import Pack
from rules.engine.refusals import Refusal
from rules.engine.rubrics import Part
from rules.reviews.evaluation import Honour, Ranked, Unscored, composite, passed_over, ranking
from rules.reviews.scores import Tally
from storage.database.values import Say
from storage.reviews.candidates import Candidate
from workflow.applications.editions import pack_of, settings_of
from workflow.applications.scores import ReasonWanted, tally_of
from workflow.engine.desk import Reading
from workflow.engine.holds import is_on_hold

PASS_OVER, DECLINE = "pass_over", "decline"
"""Whose reason it is: the office's when it draws up the list, or the committee's."""
WHY = "why_"
"""The answer with the office's reason for one application is this and the application's id."""
_ON_LIST = frozenset(
    {State.CANDIDATE, State.PROPOSED, State.AWARD_NOTICE, State.GOVERNMENT, State.GRANTED, State.NOT_APPROVED}
)
_LEFT = frozenset({State.LEFT_OUT, State.NOT_PROPOSED})


class OutOfRank(ReasonWanted):
    """The list would depart from the ranking: each of `wanted` needs a reason of its own (Art. 20)."""

    def __init__(self, wanted: Sequence[int]) -> None:
        super().__init__("evaluation.out_of_rank", article=20, count=len(wanted))
        self.wanted = tuple(wanted)


@dataclass(frozen=True, slots=True)
class RankLine:
    """An application in the ranking, with what its composite score is made of.

    `recorded` is its entry on the candidate list, which keeps the score of that time even if the ranking has changed.
    """

    application: Application
    ranked: Ranked
    tallies: dict[Part, Tally]
    recorded: Candidate | None
    priority: bool
    held: bool

    @property
    def listed(self) -> Honour | None:
        """The honour that the application is on the list for, None if it is on none."""
        on = self.recorded is not None and self.application.state in _ON_LIST
        return self.recorded.honour if on and self.recorded is not None else None

    @property
    def nominated(self) -> Honour | None:
        """The honour that the office has put the application on the list for, whatever was decided since."""
        left = self.recorded is None or self.application.state is State.LEFT_OUT
        return None if left or self.recorded is None else self.recorded.honour


@dataclass(frozen=True, slots=True)
class Passed:
    """An application passed over, those of a lower rank put before it, and the reasons of office and committee."""

    line: RankLine
    before: tuple[RankLine, ...]
    office: str = field(default="", repr=False)
    committee: str = field(default="", repr=False)

    @property
    def explained(self) -> bool:
        """Whether there is a reason."""
        return bool(self.office or self.committee)


async def ranking_of(books: Reading, edition_id: int) -> tuple[Settings, list[RankLine]]:
    """Return the settings and the ranking of all ever evaluated, for the printed report (Art. 20).

    It checks no permission; whoever has it printed must.
    """
    settings = await settings_of(books, edition_id)
    return settings, await ranked_of(books, settings, await _evaluated(books, edition_id))


async def ranks_of(books: Reading, edition_id: int) -> tuple[Settings, list[RankLine]]:
    """Return the same for the committee, which a score that is lost later does not keep from its list.

    A candidate without a score stands with the one it was listed with, anybody else without one is left out.
    """
    settings = await settings_of(books, edition_id)
    return settings, await ranked_of(books, settings, await _evaluated(books, edition_id), lenient=True)


async def ranked_of(
    books: Reading, settings: Settings, listed: Sequence[Application], *, lenient: bool = False
) -> list[RankLine]:
    """Return these applications by rank. Raises Refusal for a missing score, unless `lenient`."""
    tallies = {one.id: await _tallies(books, settings, one) for one in listed}
    recorded = {one.id: await books.work.candidates.get(one.id) for one in listed}
    scores, applications = {}, {one.id: one for one in listed}
    for one in listed:
        try:
            scores[one.id] = _score(settings, one, tallies[one.id])
        except Refusal:
            if not lenient:
                raise
            if (kept := recorded[one.id]) is not None:
                scores[one.id] = kept.score
    first = {one.id: has_ground(await books.work.drafts.answers(one.draft_id)) for one in listed}
    ties = {}
    if listed:
        rule = (await pack_of(books, listed[0].edition_id)).tie_rule
        ties = {one: _tie(rule, first=first[one], tallies=tallies[one]) for one in scores}
    return [
        RankLine(
            applications[one.application_id],
            one,
            tallies[one.application_id],
            recorded[one.application_id],
            first[one.application_id],
            await is_on_hold(books.work, one.application_id),
        )
        for one in ranking(scores, ties)
    ]


async def check_placing(
    books: Reading, settings: Settings, lines: Sequence[RankLine], application_id: int, honour: Honour | None
) -> None:
    """Require a reason for everybody whom this entry on the list would pass over (Art. 20). Raises OutOfRank.

    To leave somebody out takes one too where the ranking alone would give a place.
    """
    listed = {line.application.id: line.listed for line in lines} | {application_id: honour}
    over = passed_over([line.ranked for line in lines], listed)
    if honour is None:
        mine = next(line for line in lines if line.application.id == application_id)
        within = mine.ranked.rank <= settings.quota_award + settings.quota_nomination
        wanted = [application_id] if within or application_id in over else []
    else:
        wanted = [one for one, before in over.items() if application_id in before]
    if lacking := [one for one in wanted if await books.work.reasons.get(one, PASS_OVER) is None]:
        raise OutOfRank(lacking)


async def passed(
    books: Reading, settings: Settings, lines: Sequence[RankLine], *, as_nominated: bool = False
) -> list[Passed]:
    """Return by rank all who are passed over as the list stands, and who was left out with a place by rank.

    With `as_nominated` the list is the office's, whatever the committee has made of it since.
    """
    listed = {line.application.id: line.nominated if as_nominated else line.listed for line in lines}
    left = {State.LEFT_OUT} if as_nominated else _LEFT
    over = passed_over([line.ranked for line in lines], listed)
    places, found = settings.quota_award + settings.quota_nomination, []
    by_id = {line.application.id: line for line in lines}
    for line in lines:
        one = line.application
        if one.id in over or (one.state in left and line.ranked.rank <= places):
            before = tuple(by_id[other] for other in over.get(one.id, ()))
            committee = "" if as_nominated else await _said(books, one.id, DECLINE)
            found.append(Passed(line, before, await _said(books, one.id, PASS_OVER), committee))
    return found


async def unexplained(books: Reading, settings: Settings, lines: Sequence[RankLine]) -> list[Passed]:
    """Return those who are passed over without any reason: scores may have changed since the list was drawn up."""
    return [one for one in await passed(books, settings, lines) if one.before and not one.explained]


async def is_declined_over(books: Reading, application: Application) -> bool:
    """Whether declining the candidate would put somebody of a lower rank before it (Art. 21)."""
    _, lines = await ranks_of(books, application.edition_id)
    listed = {line.application.id: line.listed for line in lines} | {application.id: None}
    return application.id in passed_over([line.ranked for line in lines], listed)


async def _said(books: Reading, application_id: int, act: str) -> str:
    reason = await books.work.reasons.get(application_id, act)
    answers: Mapping[str, Any] = await books.work.drafts.answers(reason.draft_id) if reason is not None else {}
    return str(answers.get(f"{WHY}{application_id}") or answers.get("reason") or "")


async def _evaluated(books: Reading, edition_id: int) -> list[Application]:
    sent = await books.work.applications.of_edition(edition_id)
    deciding = (Stage.DECISION, Stage.AWARD)
    return [one for one in sent if PLACES[one.state].stage in deciding and one.state is not State.STRUCK]


def _tie(rule: Sequence[str], *, first: bool, tallies: Mapping[Part, Tally]) -> tuple[Decimal, ...]:
    """Return what the office's rule for ties looks at, in its order."""
    on_site = tallies[Part.ON_SITE].mean if Part.ON_SITE in tallies else None
    marks = {"priority": Decimal(first), "on_site": on_site or Decimal(0)}
    return tuple(marks[key] for key in rule)


async def _tallies(desk: Reading, settings: Settings, application: Application) -> dict[Part, Tally]:
    return {part: await tally_of(desk, application, part) for part in settings.weights(application.kind)}


def _score(settings: Settings, application: Application, tallies: Mapping[Part, Tally]) -> Decimal:
    weights = settings.weights(application.kind)
    try:
        return composite({part: tallies[part].mean for part in weights}, weights)
    except Unscored as missing:
        part = Say(f"assignments.part.{missing}")
        raise Refusal("evaluation.unscored", article=20, number=application.number, part=part) from missing


def tie_keys(pack: Pack) -> list[Say]:
    """Return what the rule for ties looks at, in its order, to be named to people."""
    return [Say(f"evaluation.tie.{key}") for key in pack.tie_rule]
