"""Tasks on the office's pages: one's own, and everybody's for the lead and the office; also as Excel (Art. 9)."""

from aiohttp import web

from papers.spreadsheets import Value
from texts import say
from web.agenda import kind_named, leads, line
from web.forms import typed_words
from web.lists import excel
from web.staff import PAGE, Taken, number, page, shown, taken
from workflow.agenda import When
from workflow.desk import Desk
from workflow.sign_ins import Seated
from workflow.task_register import Asked, Found, export_tasks, listed_tasks, oversees

_COLUMNS = ("what", "about", "due", "days", "who")


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [web.get("/office/tasks", shown(tasks)), web.get("/office/tasks.xlsx", taken(take))]


async def tasks(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show a page of the tasks that the query asks for."""
    desk, asked, at = seat.desk, _asked(request, seat.desk), number(request)
    found = await listed_tasks(desk, asked, limit=PAGE, after=at * PAGE)
    language = desk.person.language
    return page(
        request,
        desk,
        "office_tasks.html",
        asked=asked,
        found=found,
        oversees=oversees(desk),
        whens=[(when.value, say(language, f"pages.group.{when.value}")) for when in When],
        kinds=sorted(((kind, kind_named(language, kind)) for kind in found.kinds), key=lambda pair: pair[1]),
        line=lambda one: line(desk, one),
        leads=lambda due: leads(desk, due),
        at=at,
        more=(at + 1) * PAGE < found.count,
    )


async def take(request: web.Request, seat: Seated) -> Taken:
    """Return the same tasks, unpaged, as an Excel list."""
    desk = seat.desk
    found = await export_tasks(desk, _asked(request, desk))
    return excel(desk, "pages.tasks", [f"tasks.column.{name}" for name in _COLUMNS], _rows(desk, found))


def _asked(request: web.Request, desk: Desk) -> Asked:
    query = request.query
    when = query.get("when", "")
    return Asked(
        everybodys=query.get("whose", "all" if oversees(desk) else "") == "all",
        when=When(when) if when in set(When) else None,
        kind=query.get("kind") or None,
        words=typed_words(request),
    )


def _rows(desk: Desk, found: Found) -> list[list[Value]]:
    rows: list[list[Value]] = []
    for due in found.lines:
        said, one = line(desk, due.listed), due.listed
        rows.append([said["what"], said["about"], one.task.due_on, one.days_late or None, said["who"]])
    return rows
