"""How an edition's deadlines are kept: days used of days allowed, by kind, as numbers alone (Art. 15-23)."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from rules.engine.calendar import office_day
from rules.engine.deadlines import Pace, Span, pace_of
from rules.people.roles import Role
from workflow.engine.desk import Desk, require, today
from workflow.engine.facts import working_days_between
from workflow.office.dated import dated


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
