"""An edition on one page: its calendar, figures, places and panels (Art. 4, 15-25)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from rules.applications.editions import Edition, Settings
from rules.applications.lifecycle import State
from rules.engine.calendar import office_day
from rules.engine.deadlines import Pace, Span, pace_of
from rules.engine.parts import Unit
from rules.engine.rubrics import Part
from rules.notices.postings import Notice
from rules.people.roles import Role
from rules.reviews.evaluation import Honour
from rules.reviews.meetings import Meeting, vacant
from storage.applications.assignments import Progress
from storage.reviews.meetings import Decision
from workflow.applications.editions import known, plan_of, settings_of
from workflow.applications.preparations import Lack, ending_units, lacking
from workflow.engine.desk import Desk, require, today
from workflow.engine.drafts import working_days_between
from workflow.objections.register import ObjectionFigures, figures
from workflow.office.deadlines import dated
from workflow.office.printing import ACCEPTED, COMMENDED, STATES, SUBMITTED

MOST_NOTICES = 40
"""The most notices drawn for an edition; the register has them all."""


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of days in an edition's calendar, both ends included. `rooms.band.<key>` names it, or `named` alone.

    With `planned` it is the earliest that the statutory periods allow; else it is what was posted, held or decided.
    """

    key: str
    first: date
    last: date
    article: int
    planned: bool = False
    provisional: bool = False
    named: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Places:
    """The places of an honour; `vacant` is None until a meeting has been recorded."""

    honour: Honour
    quota: int
    vacant: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All that the page shows.

    `reasons` for vacant places are empty for people with an interest in one of its cases.
    """

    edition: Edition
    settings: Settings
    bands: tuple[Band, ...]
    lacks: tuple[Lack, ...]
    states: Mapping[State, int]
    units: Mapping[str | None, int]
    kinds: Mapping[str, int]
    objections: ObjectionFigures
    places: tuple[Places, ...]
    reasons: tuple[str, ...] = field(repr=False)
    panels: Mapping[Part, Progress]
    notices: tuple[Notice, ...]
    meetings: tuple[Meeting, ...]
    decision: Decision | None
    papers: tuple[tuple[str, int], ...]
    ending: tuple[Unit, ...]


async def all_editions(desk: Desk) -> list[tuple[Edition, int]]:
    """Return every edition and its number of applications, latest first. Raises Forbidden (lead and office only)."""
    require(desk, Role.LEAD, Role.OFFICE, article=9)
    found = await desk.work.editions.all()
    return [(one, sum((await desk.work.application_register.tally(one.id)).values())) for one in found]


async def overview(desk: Desk, edition_id: int) -> Overview:
    """Return the overview of an edition. Raises Forbidden (lead and office only), or Refusal for an unknown one."""
    require(desk, Role.LEAD, Role.OFFICE, article=9)
    edition = await known(desk, edition_id)
    settings, tally = await settings_of(desk, edition_id), await desk.work.application_register.tally(edition_id)
    states: Counter[State] = Counter()
    units: Counter[str | None] = Counter()
    kinds: Counter[str] = Counter()
    for (state, unit, kind), count in tally.items():
        states[state] += count
        units[unit] += count
        kinds[kind] += count
    notices = await desk.work.notices.of_edition(edition_id, limit=MOST_NOTICES)
    meetings, decision = await desk.work.meetings.of_edition(edition_id), await desk.work.meetings.decision(edition_id)
    return Overview(
        edition=edition,
        settings=settings,
        bands=(*_planned(desk, edition), *_posted(notices), *await _done(desk, edition_id, meetings, decision)),
        lacks=() if edition.opened_at else await lacking(desk, edition, today(desk)),
        states={state: states[state] for state in State if states[state]},
        units=dict(units.most_common()),
        kinds=dict(kinds.most_common()),
        objections=await figures(desk, edition_id),
        places=tuple(await _places(desk, edition_id, settings, meetings)),
        reasons=tuple(await _reasons(desk, edition_id, meetings)),
        panels=await desk.work.assignments.progress(edition_id),
        notices=tuple(notices),
        meetings=tuple(meetings),
        decision=decision,
        papers=tuple(await _papers(desk, edition_id, states, meetings)),
        ending=ending_units(edition, desk.pack, desk.calendar),
    )


def _planned(desk: Desk, edition: Edition) -> Iterator[Band]:
    plan = {one.key: one for one in plan_of(desk, edition)}
    yield Band("window", edition.opens_on, edition.closes_on, 4)
    for key, begins, ends in (
        ("internal", plan["internal"].on, edition.closes_on),
        *((key, plan[f"{key}_posted"].on, plan[f"{key}_ends"].on) for key in ("unit", "acceptance", "award")),
        ("granted", plan["granted"].on, plan["granted"].on),
    ):
        count = plan.get(f"{key}_ends") or plan[key]
        yield Band(key, begins, ends, count.article, planned=True, provisional=count.count.provisional)


def _posted(notices: list[Notice]) -> Iterator[Band]:
    for one in notices:
        key = "notice_replaced" if one.replaced_on else "notice"
        last = min(one.last_day, one.replaced_on) if one.replaced_on else one.last_day
        yield Band(key, one.posted_on, last, 22, provisional=one.provisional, named=f"{one.number} {one.title}")


async def _done(desk: Desk, edition_id: int, meetings: list[Meeting], decision: Decision | None) -> list[Band]:
    spans = await desk.work.visits.spans(edition_id)
    found = [
        Band(part.value, office_day(first), office_day(last), 18 if part is Part.DEFENCE else 19, count=count)
        for part, (first, last, count) in spans.items()
    ]
    found += [Band("meeting", one.on, one.on, 21) for one in meetings[::-1]]
    return [*found, *([Band("decision", decision.decided_on, decision.decided_on, 25)] if decision else [])]


async def _places(desk: Desk, edition_id: int, settings: Settings, meetings: list[Meeting]) -> list[Places]:
    quotas = {Honour.AWARD: settings.quota_award, Honour.NOMINATION: settings.quota_nomination}
    if all(one.open for one in meetings):
        return [Places(honour, quota, None) for honour, quota in quotas.items()]
    decided = await desk.work.meetings.outcomes(edition_id)
    left = vacant(decided, awards=settings.quota_award, nominations=settings.quota_nomination)
    return [Places(honour, quota, left.get(honour, 0)) for honour, quota in quotas.items()]


async def _reasons(desk: Desk, edition_id: int, meetings: list[Meeting]) -> list[str]:
    hidden = await desk.work.recusals.interests_of(desk.person.id)
    candidates = await desk.work.candidates.of_edition(edition_id)
    if any(f"application:{one.application_id}" in hidden for one in candidates):
        return []
    records = [await desk.work.drafts.answers(one.draft_id) for one in meetings if one.draft_id is not None]
    return [str(record["vacancy"]) for record in records if record.get("vacancy")]


async def _papers(
    desk: Desk, edition_id: int, states: Mapping[State, int], meetings: list[Meeting]
) -> list[tuple[str, int]]:
    """Return the papers that can be printed: each paper's name and the id of its subject."""
    found = [(name, edition_id) for name in (ACCEPTED,) if any(states.get(state) for state in STATES[name])]
    if await desk.work.candidates.report(edition_id) is not None:
        found.append(("evaluation_report", edition_id))
    found += [("meeting_record", one.id) for one in meetings[::-1] if not one.open]
    later = (SUBMITTED, COMMENDED)
    return [*found, *((name, edition_id) for name in later if any(states.get(state) for state in STATES[name]))]


# How an edition's deadlines are kept: days used of days allowed, by kind, as numbers alone (Art. 15-23).


async def paces(desk: Desk, edition_id: int) -> Mapping[str, Pace]:
    """Return the pace of each kind of deadline by the key of its name, ordered by when the first of each began.

    Days are counted by today's calendar from the day after the start. Raises Forbidden (lead and office only).
    """
    require(desk, Role.LEAD, Role.OFFICE, article=9)

    @cache
    def used(first: date, last: date) -> int:
        return working_days_between(desk.calendar, first, last)

    spans: dict[str, list[Span]] = {}
    begun: dict[str, date] = {}
    for one in await desk.work.deadline_register.of_edition(edition_id):
        words, first, met = dated(one.subject, one.kind).words, one.count.start, one.ended_at is not None
        until = office_day(one.ended_at) if one.ended_at is not None else today(desk)
        spans.setdefault(words, []).append(Span(one.count.days, used(first, until), met))
        begun[words] = min(begun.get(words, first), first)
    return {words: pace_of(spans[words]) for words in sorted(spans, key=lambda words: (begun[words], words))}
