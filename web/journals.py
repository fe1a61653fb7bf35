"""The journal on the office's pages: who did what, filtered, and as Excel (Art. 9)."""

from datetime import date

from aiohttp import web

from papers.spreadsheets import Value
from texts import say
from web.calendars import FIRST, LAST
from web.courses import act_named
from web.forms import typed_words
from web.lists import excel
from web.staff import PAGE, Taken, number, page, shown, taken
from web.ways import way_to
from workflow.journals import Asked, Page, choices, export_journal, journal_page
from workflow.records import Entry
from workflow.sign_ins import Seated

COLUMNS = ("entry", "at", "act", "who", "person", "case", "article")


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [web.get("/office/journal", shown(journal)), web.get("/office/journal.xlsx", taken(take))]


async def journal(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show a page of the entries that the query asks for, newest first."""
    desk, asked, language = seat.desk, _asked(request), seat.desk.person.language
    known = await choices(desk)
    found = await journal_page(desk, asked, limit=PAGE, before=number(request, "before") or None)
    unnamed = say(language, "people.unnamed")
    return page(
        request,
        desk,
        "office_journal.html",
        asked=asked,
        found=found,
        acts=sorted(((act, act_named(language, act)) for act in known.acts), key=lambda pair: pair[1]),
        people=[(one.membership.person_id, one.name or unnamed) for one in known.people],
        named=lambda act: act_named(language, act),
        who=lambda entry: _who(language, found, entry),
        about=lambda entry: _about(language, found, entry),
        way=lambda entry: way_to(desk, entry.subject),
    )


async def take(request: web.Request, seat: Seated) -> Taken:
    """Return the same entries, unpaged, as an Excel list."""
    desk, language = seat.desk, seat.desk.person.language
    found = await export_journal(desk, _asked(request))
    rows: list[list[Value]] = [
        [
            entry.id,
            entry.at,
            act_named(language, entry.act),
            _who(language, found, entry),
            entry.person_id if entry.id in found.names else None,
            _about(language, found, entry),
            entry.article,
        ]
        for entry in found.entries
    ]
    return excel(desk, "pages.journal", [f"lists.column.{name}" for name in COLUMNS], rows)


def _asked(request: web.Request) -> Asked:
    query = request.query
    return Asked(
        act=query.get("act") or None,
        person_id=number(request, "person") or None,
        article=number(request, "article") or None,
        first=_day(query.get("first", "")),
        last=_day(query.get("last", "")),
        number=typed_words(request),
    )


def _who(language: str, found: Page, entry: Entry) -> str:
    """Return the name of whoever acted; the service, or somebody without a name."""
    return found.names.get(entry.id) or say(language, "pages.somebody" if entry.person_id else "pages.service")


def _about(language: str, found: Page, entry: Entry) -> str:
    """Return the name of the case; "" if it has no number."""
    noun = entry.subject.partition(":")[0]
    number_ = found.numbers.get(entry.subject)
    return say(language, f"lists.about.{noun}", number=number_) if number_ else ""


def _day(typed: str) -> date | None:
    """Return the day that a browser sent; None if malformed or outside the years of the calendar."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if FIRST < day.year < LAST else None
