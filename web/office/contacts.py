"""How office and units are reached, and who is entrusted until when, on the office's pages (Art. 14, 43, 44)."""

from aiohttp import web

from papers.engine.parts import reach
from rules.engine.parts import OFFICE, Unit, UnitKind
from rules.people.roles import Role
from web.engine.staff import page, shown
from workflow.engine.desk import Desk, require, serves_as
from workflow.engine.provisions import acts_on
from workflow.people.sign_ins import Seated


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [web.get("/office/contacts", shown(contacts))]


async def contacts(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show the office and each unit: how it is reached, its term, and the buttons of the lead's acts."""
    desk, pack = seat.desk, seat.desk.pack
    require(desk, Role.LEAD, Role.OFFICE, article=9)
    language = desk.person.language
    office = (OFFICE, pack.bodies.office.name(language), None)
    bodies = (office, *((unit.key, unit.name(language), unit) for unit in pack.units))
    lines = [(key, name, _said(desk, key, name), unit if _entrusted(unit) else None) for key, name, unit in bodies]
    return page(
        request,
        desk,
        "office_contacts.html",
        lines=lines,
        silent=sum(not said for _, _, said, _ in lines),
        leads=serves_as(desk, Role.LEAD),
        document=pack.document_number,
        last=pack.last_day,
        prolonged=await acts_on(desk, pack.name),
    )


def _said(desk: Desk, key: str, name: str) -> str:
    return reach(desk.pack, name, desk.person.language) if desk.pack.contact(key) else ""


def _entrusted(unit: Unit | None) -> bool:
    return unit is not None and unit.kind is UnitKind.ENTRUSTED_ASSOCIATION
