"""The office's registers without pages of their own for a line, and one search across all (Art. 5, 9, 32)."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from texts import say
from web.engine.agenda import leads, line
from web.engine.drawings import bars_of
from web.engine.forms import typed_words
from web.engine.lists import apart, cells_of, listed
from web.engine.staff import ROOMS, page, shown
from workflow.awards.july import JULY, HolderYears, figures_by_year
from workflow.awards.register import AWARDS
from workflow.engine.desk import Desk
from workflow.engine.lists import Column, Found, Listing, Nothing, Shown
from workflow.office.agenda import Due
from workflow.office.journals import JOURNAL
from workflow.office.people_register import PEOPLE
from workflow.office.search import MOST, find
from workflow.office.task_register import TASKS, TaskQuery
from workflow.people.sign_ins import Seated

BRIEF = 3
"""How many cells beside its name the search shows of a line."""


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        *listed("/office/tasks", TASKS, "office_tasks.html", _lines),
        *listed("/office/awards", AWARDS),
        *listed("/office/july", JULY, "office_july.html", _figures),
        *listed("/office/people", PEOPLE, "office_people.html"),
        *listed("/office/journal", JOURNAL),
        web.get("/office/search", shown(search)),
    ]


async def search(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show everything that contains the typed words, some of each register."""
    words = typed_words(request)
    results = await find(seat.desk, words) if words else []
    groups = [await _group(seat.desk, listing, found) for listing, found in results if found.lines]
    return page(request, seat.desk, "office_search.html", words=words, groups=groups)


async def _group(desk: Desk, listing: Listing[Any, Any], found: Found[Any]) -> dict[str, object]:
    """Return what was found in one listing, and the address of all of it if there is more."""
    columns = await listing.shown(desk, Shown.PAGE)
    address = next((path for path, key, _ in ROOMS if key == listing.title), "")
    return {
        "title": say(desk.person.language, listing.title),
        "more": address if found.count is not None and found.count > MOST else "",
        "lines": [_found(desk, columns, one) for one in found.lines],
    }


def _found(desk: Desk, columns: Sequence[Column[Any]], one: object) -> dict[str, str]:
    """Return a line in brief: what names it, where it leads, and the first of its other cells."""
    head, beside = (cells_of(desk, some, one) for some in apart(columns))
    return {
        "named": " · ".join(cell.said for cell in head if cell.said),
        "way": "".join(cell.way for cell in head),
        "rest": " · ".join([cell.said for cell in beside if cell.said][:BRIEF]),
    }


async def _lines(desk: Desk, _asked: TaskQuery, _found: Found[Due]) -> dict[str, object]:
    """Return how a task reads and where it leads, as on the day's page."""
    return {"line": lambda one: line(desk, one), "leads": lambda due: leads(desk, due)}


async def _figures(desk: Desk, _asked: Nothing, _found: Found[HolderYears]) -> dict[str, object]:
    """Return how many reports were owed, and how many have come, year by year."""
    found = await figures_by_year(desk)
    years = bars_of({str(one.year): one.owed for one in found})
    done = bars_of({str(one.year): one.in_time + one.late + one.returned for one in found})
    return {"years": years, "done": done}
