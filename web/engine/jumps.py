"""What the buttons of the office's pages do: the act itself, or a jump into the person's own chat (Art. 9)."""

import re
from urllib.parse import urlsplit

from aiohttp import web

from web.engine.acts import perform
from web.engine.staff import Form, done, page, to
from workflow.engine.desk import traits
from workflow.people import sign_ins
from workflow.people.sign_ins import Seated

OURS = re.compile(r"/office[\w/.%=&?+-]*", re.ASCII)
"""The addresses to which an act may return."""


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [web.post("/office/chat", done(chat)), web.post("/office/act", done(act))]


async def act(_request: web.Request, seat: Seated, form: Form) -> web.StreamResponse:
    """Do the act, and return to the page where it was pressed, which confirms it."""
    verb = await perform(seat.desk, form.get("press", "")[:64])
    back = form.get("back", "") if OURS.fullmatch(form.get("back", "")) else "/office"
    return to(f"{back}{'&' if urlsplit(back).query else '?'}done={verb}")


async def chat(request: web.Request, seat: Seated, form: Form) -> web.StreamResponse:
    """Open the person's own chat as if the button had been pressed there, on the web or by a link to Telegram.

    The content policy lets a form lead only to this site, so the link to Telegram is on a page of its own.
    """
    token = await sign_ins.press_link(seat.desk, form.get("press", "")[:64])
    places = seat.desk.places
    if not traits(seat.desk).by_link or places.telegram is None:
        return to(f"/chat?start={token}")
    return page(request, seat.desk, "office_telegram.html", address=f"https://t.me/{places.telegram}?start={token}")
