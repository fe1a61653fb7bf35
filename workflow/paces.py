"""How the deadlines of an edition are kept: days used against days allowed, by kind, in numbers alone (Art. 15-23)."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from rules.calendar import office_day
from rules.paces import Pace, Span, pace_of
from rules.people import Role
from workflow.dated import dated
from workflow.desk import Desk, require, today
from workflow.facts import working_days_between


async def paces(desk: Desk, edition_id: int) -> Mapping[str, Pace]:
    """The edition's kinds of deadline by the sentence that names each, in the order in which the first of each began.

    For the lead and the office. Days are counted by the calendar of today, from the day after the first.
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
