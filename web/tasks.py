"""Tasks on the office's pages: one's own, and everybody's for the lead and the office; also as Excel (Art. 9)."""

from aiohttp import web

from web.agenda import leads, line
from web.lists import listed
from workflow.agenda import Due
from workflow.desk import Desk
from workflow.lists import Found
from workflow.task_register import TASKS, Asked


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return listed("/office/tasks", TASKS, "office_tasks.html", _lines)


async def _lines(desk: Desk, _asked: Asked, _found: Found[Due]) -> dict[str, object]:
    """Return the tasks as the day's page shows them, each with its way and its button."""
    return {"line": lambda one: line(desk, one), "leads": lambda due: leads(desk, due)}
