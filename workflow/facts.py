"""What an application's forms know around their questions: units, files, working days, the last day (Art. 10-14)."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from rules.calendar import WorkingCalendar
from rules.editions import Edition
from rules.forms import Facts
from rules.refusals import Refusal
from storage.drafts import Draft
from workflow.desk import Desk, today
from workflow.files import files_known


async def application_facts(desk: Desk, draft: Draft) -> Facts:
    """For the application: its files, today's receiving units, how working days are counted.

    Of its edition: the year, from which those of the indicators are counted, and the last day (Art. 10).
    """
    edition = await edition_of(desk, draft)
    known: dict[str, object] = {"units": desk.pack.units_on(today(desk)), **await notice_facts(desk, draft)}
    return {**known, "year": edition.year, "cutoff": edition.closes_on} if edition else known


async def notice_facts(desk: Desk, draft: Draft) -> Mapping[str, object]:
    """For any form that asks about an internal notice (Art. 13): the draft's files, and how its days are counted."""
    return {
        "files": await files_known(desk, draft),
        "working_days_between": partial(working_days_between, desk.calendar),
    }


def working_days_between(calendar: WorkingCalendar, first: date, last: date) -> int:
    """The working days after `first`, up to and including `last`: what an internal notice hangs (Art. 13)."""
    days = (date.fromordinal(n) for n in range(first.toordinal() + 1, last.toordinal() + 1))
    return sum(calendar.is_working(day) for day in days)


def check_notice_days(desk: Desk, begins: date | None, ends: date | None) -> None:
    """Refuse an internal notice that is too short, is not over, or whose last day is provisional (Art. 13).

    As with every notice: while a year lacks its notice of days off, nothing is closed on a day that may still move.
    """
    least = desk.pack.internal_notice_working_days
    counted = working_days_between(desk.calendar, begins, ends) if begins and ends else 0
    if begins is None or ends is None or counted < least or ends >= today(desk):
        raise Refusal("applications.notice_short", article=13, days=counted, least=least)
    count = desk.calendar.after(begins, least)
    if count.provisional:
        raise Refusal("applications.notice_provisional", article=13, ends=count.last)


async def edition_of(desk: Desk, draft: Draft) -> Edition | None:
    """The edition that a draft was begun for."""
    noun, _, number = draft.subject.partition(":")
    return await desk.work.editions.get(int(number)) if noun == "edition" and number.isdecimal() else None
