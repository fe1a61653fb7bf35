"""The journal on the office's pages: who did what, filtered, and as Excel (Art. 9)."""

from aiohttp import web

from web.lists import listed
from workflow.journals import JOURNAL


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return listed("/office/journal", JOURNAL)
