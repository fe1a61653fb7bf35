"""A person's drafts of forms, found by form and subject so that nothing is written twice."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from rules.applications.editions import Edition
from rules.engine.calendar import WorkingCalendar
from rules.engine.forms import Facts
from rules.engine.refusals import Refusal
from storage.engine.drafts import Draft
from workflow.engine.desk import Desk, today
from workflow.engine.files import files_known


async def open_draft(desk: Desk, form: str, subject: str) -> Draft | None:
    """Return the person's open draft of this form on this subject, the one last touched, or None."""
    mine = await desk.work.drafts.open_for(desk.person.id, form)
    return next((draft for draft in mine if draft.subject == subject), None)


async def begun(desk: Desk, form: str, subject: str) -> Draft:
    """Return the person's open draft of this form on this subject, or begin one."""
    found = await open_draft(desk, form, subject)
    return found or await desk.work.drafts.begin(desk.person.id, form, desk.now, subject=subject)


async def send_once(desk: Desk, draft: Draft) -> None:
    """Send the form; what it does is done once. Raises Refusal if it was sent or dropped before."""
    if not await desk.work.drafts.send(draft.id, desk.now):
        raise Refusal("forms.already_sent")


# Facts that an application's forms need besides answers: units, files, working days, closing day (Art. 10-14).


async def drop_unsent(desk: Desk, draft_id: int) -> None:
    """Drop a form that its filler will not send, and erase its answers and files (PIPL Art. 47)."""
    await desk.work.erasures.draft(draft_id)


async def application_facts(desk: Desk, draft: Draft) -> Facts:
    """Return the application's facts: its files, today's receiving units and the count of working days.

    Of its edition: the year, from which the years of the indicators follow, and the closing day (Art. 10).
    """
    edition = await edition_of(desk, draft)
    known: dict[str, object] = {"units": desk.pack.units_on(today(desk)), **await notice_facts(desk, draft)}
    return {**known, "year": edition.year, "cutoff": edition.closes_on} if edition else known


async def unit_facts(desk: Desk, _draft: Draft) -> Facts:
    """Return today's receiving units (Art. 14)."""
    return {"units": desk.pack.units_on(today(desk))}


async def notice_facts(desk: Desk, draft: Draft) -> Mapping[str, object]:
    """Return the facts of forms on an internal notice: the draft's files and the count of working days (Art. 13)."""
    return {
        "files": await files_known(desk, draft),
        "working_days_between": partial(working_days_between, desk.calendar),
    }


def working_days_between(calendar: WorkingCalendar, first: date, last: date) -> int:
    """Count the working days after `first` up to and including `last`, the time an internal notice hangs (Art. 13)."""
    days = (date.fromordinal(n) for n in range(first.toordinal() + 1, last.toordinal() + 1))
    return sum(calendar.is_working(day) for day in days)


def check_notice_days(desk: Desk, begins: date | None, ends: date | None) -> None:
    """Require an internal notice that is long enough, over, and not provisional on its last day (Art. 13).

    While a year lacks its notice of days off, nothing closes on a day that may still move. Raises Refusal.
    """
    least = desk.pack.internal_notice_working_days
    counted = working_days_between(desk.calendar, begins, ends) if begins and ends else 0
    if begins is None or ends is None or counted < least or ends >= today(desk):
        raise Refusal("applications.notice_short", article=13, days=counted, least=least)
    count = desk.calendar.after(begins, least)
    if count.provisional:
        raise Refusal("applications.notice_provisional", article=13, ends=count.last)


async def edition_of(desk: Desk, draft: Draft) -> Edition | None:
    """Return the edition that the draft was begun for, or None."""
    noun, _, number = draft.subject.partition(":")
    return await desk.work.editions.get(int(number)) if noun == "edition" and number.isdecimal() else None
