"""The office's first page: what is late, due today or later, what came in, which notices are open (Art. 9)."""

from collections.abc import Iterable

from aiohttp import web

from papers.engine.lists import worded
from rules.people.roles import Role
from texts import say
from web.engine.site import site_of
from web.engine.staff import PAGE, number, page, shown, way_to
from workflow.engine.alerts import Alert, told_today
from workflow.engine.desk import Desk, serves_as, today
from workflow.engine.tasks import ListedTask, number_of
from workflow.office.agenda import Due, When, agenda
from workflow.office.task_register import due_of, kind_of, who_of
from workflow.people.sign_ins import Seated

FIRST = 10
"""How many of each group the overview shows; a group by itself is paged."""

_SHEET = "sheet_"


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [web.get("/office", shown(day))]


async def day(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show the day; with `?show=`, a page of one of its groups."""
    desk, typed = seat.desk, request.query.get("show", "")
    only = When(typed) if typed in set(When) else None
    at, size = (number(request), PAGE) if only else (0, FIRST)
    found = await agenda(desk, limit=size, only=only, after=at * size)
    return page(
        request,
        desk,
        "office_today.html",
        day=today(desk),
        agenda=found,
        alerts=await alerts(desk, site_of(request).untold),
        groups=[when for when in When if only in (None, when)],
        only=only,
        at=at,
        first=size,
        line=lambda one: line(desk, one),
        leads=lambda due: leads(desk, due),
        group=lambda when: say(desk.person.language, f"pages.group.{when.value}"),
    )


async def alerts(desk: Desk, untold: Iterable[Alert]) -> list[str]:
    """Return what a lead has to know of the service and its data today, whether or not a message could bring it."""
    if not serves_as(desk, Role.LEAD):
        return []
    language = desk.person.language
    told = [say(language, key, **values) for key, values in await told_today(desk)]
    waiting = [say(language, f"alerts.{one.kind}", **one.values) for one in untold]
    return list(dict.fromkeys([*waiting, *told]))


def leads(desk: Desk, due: Due) -> str:
    """Return the address of what the task is about: one's own sheet, the case, the notice; "" if there is none."""
    task = due.listed.task
    if task.kind.startswith(_SHEET) and task.person_id == desk.person.id:
        return f"/office/sheets/{task.kind.removeprefix(_SHEET)}/{number_of(task.subject, 'application')}"
    return way_to(desk, task.subject)


def line(desk: Desk, one: ListedTask) -> dict[str, str]:
    """Return a task's parts for a template: what, about whom, by when, whom it waits for."""
    cells = {"what": kind_of(one.task.kind), "about": one.about, "due": due_of(desk, one), "who": who_of(desk, one)}
    return {part: worded(desk.person.language, cell) for part, cell in cells.items()}
