"""People and roles on the office's pages: by name, phone or number, by role, by how they are reached (Art. 9)."""

from aiohttp import web

from papers.spreadsheets import Value
from rules.calendar import office_day
from rules.people import Role
from texts import say
from web.forms import typed_words
from web.lists import excel
from web.staff import PAGE, Taken, number, page, shown, taken
from workflow.desk import Desk
from workflow.people import Served
from workflow.people_register import NOBODY, WAYS, Asked, Line, View, export_people, listed_people
from workflow.sign_ins import Seated

COLUMNS = ("number", "name", "role", "from", "until", "ended", "state", "ways")


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [web.get("/office/people", shown(people)), web.get("/office/people.xlsx", taken(take))]


async def people(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show a page of who serves in which role, and how they are reached."""
    desk, asked, at = seat.desk, _asked(request), number(request)
    found = await listed_people(desk, asked, limit=PAGE, after=at * PAGE)
    language = desk.person.language
    return page(
        request,
        desk,
        "office_people.html",
        asked=asked,
        found=found,
        views=[(view.value, say(language, f"lists.people.{view}")) for view in View],
        roles=[(role.value, say(language, f"people.role.{role}")) for role in Role],
        reaches=[(way, say(language, f"lists.way.{way}")) for way in (*WAYS, NOBODY)],
        role=lambda served: role_named(desk, served),
        state=lambda one: say(language, f"lists.people.{one.view}"),
        ways=lambda one: _ways(language, one),
        office_day=office_day,
        at=at,
        more=(at + 1) * PAGE < found.count,
    )


async def take(request: web.Request, seat: Seated) -> Taken:
    """Return the same roles, unpaged, as an Excel list."""
    desk, language = seat.desk, seat.desk.person.language
    rows: list[list[Value]] = [
        [
            one.served.membership.person_id,
            one.served.name or say(language, "people.unnamed"),
            role_named(desk, one.served),
            one.served.membership.from_on,
            one.served.membership.until_on,
            one.served.membership.ended_at,
            say(language, f"lists.people.{one.view}"),
            _ways(language, one),
        ]
        for one in (await export_people(desk, _asked(request))).lines
    ]
    return excel(desk, "pages.people", [f"lists.column.{name}" for name in COLUMNS], rows)


def role_named(desk: Desk, served: Served) -> str:
    """Return the name of the role, with its unit or post if it has one."""
    language, held = desk.person.language, served.membership
    role = say(language, f"people.role.{held.role.value}")
    if held.unit is None:
        return role
    if held.role is Role.COMMITTEE:
        return say(language, f"people.post.{held.unit}")
    unit = next((unit.name(language) for unit in desk.pack.units if unit.key == held.unit), held.unit)
    return say(language, "people.role_in_unit", role=role, unit=unit)


def _asked(request: web.Request) -> Asked:
    query = request.query
    view, role, reach = query.get("view", ""), query.get("role", ""), query.get("reach", "")
    return Asked(
        view=View(view) if view in set(View) else View.SERVING,
        role=Role(role) if role in set(Role) else None,
        unit=query.get("unit") or None,
        reach=reach if reach in (*WAYS, NOBODY) else None,
        words=typed_words(request),
    )


def _ways(language: str, one: Line) -> str:
    return say(language, "lists.ways", ways=[say(language, f"lists.way.{way}") for way in one.ways or (NOBODY,)])
