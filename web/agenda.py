"""The office's first page: what is late, due today or later, what came in, which notices are open (Art. 9)."""

from collections.abc import Iterable

from aiohttp import web

from rules.people import Role
from texts import say, sentences
from web.site import site_of
from web.staff import PAGE, number, page, shown
from web.ways import way_to
from workflow.agenda import Due, When, agenda
from workflow.alerts import Alert, told_today
from workflow.desk import Desk, serves_as, today
from workflow.records import Task
from workflow.sign_ins import Seated
from workflow.tasks import Listed, number_of

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


def line(desk: Desk, one: Listed) -> dict[str, str]:
    """Return a task's parts for a template: what, about whom, by when, whom it waits for."""
    what = kind_named(desk.person.language, one.task.kind)
    return {"what": what, "about": one.about, "due": _due(desk, one), "who": _who(desk, one)}


def kind_named(language: str, kind: str) -> str:
    """Return the name of a kind of task."""
    return say(language, f"tasks.{kind}" if f"tasks.{kind}" in sentences(language, "tasks") else "tasks.other")


def _due(desk: Desk, one: Listed) -> str:
    language, due = desk.person.language, one.task.due_on
    if due is None:
        return say(language, "tasks.no_due")
    if not one.late:
        return say(language, "tasks.today" if due == today(desk) else "tasks.due", due=due)
    return say(language, "tasks.late" if one.days_late else "tasks.passed", due=due, days=one.days_late)


def _who(desk: Desk, one: Listed) -> str:
    place = _place(desk, one.task)
    return say(desk.person.language, "tasks.named", who=one.doer, role=place) if one.doer else place


def _place(desk: Desk, task: Task) -> str:
    language = desk.person.language
    if task.kind == "supplement":
        return say(language, "tasks.applicant")
    if task.subject.startswith("heard:"):
        return say(language, "tasks.party")
    if task.subject.startswith("reevaluated:"):
        return say(language, "tasks.holder")
    unit = next((unit for unit in desk.pack.units if unit.key == task.unit), None)
    return unit.name(language) if unit is not None else say(language, f"tasks.role.{Role(task.role).value}")
