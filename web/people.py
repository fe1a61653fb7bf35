"""People and roles on the office's pages: by name, phone or number, by role, by how they are reached (Art. 9)."""

from aiohttp import web

from web.lists import listed
from workflow.people_register import PEOPLE


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return listed("/office/people", PEOPLE, "office_people.html")
