"""What a button of the office's pages does: its act right here, or the way into the person's own chat (Art. 9)."""

import re
from urllib.parse import urlsplit

from aiohttp import web

from web.acts import perform
from web.staff import Form, done, page, to
from workflow import sign_ins
from workflow.sign_ins import Seated

OURS = re.compile(r"/office[\w/.%=&?+-]*", re.ASCII)
"""Where a form of ours can have been pressed."""


def routes() -> list[web.AbstractRouteDef]:
    """What can be asked for."""
    return [web.post("/office/chat", done(chat)), web.post("/office/act", done(act))]


async def act(_request: web.Request, seat: Seated, form: Form) -> web.StreamResponse:
    """Do it here, and back to the page on which it was pressed, which says that it was done."""
    verb = await perform(seat.desk, form.get("press", "")[:64])
    back = form.get("back", "") if OURS.fullmatch(form.get("back", "")) else "/office"
    return to(f"{back}{'&' if urlsplit(back).query else '?'}done={verb}")


async def chat(request: web.Request, seat: Seated, form: Form) -> web.StreamResponse:
    """Open the person's own chat as if a button had been pressed there: at once on the web, by a link in Telegram.

    A form may lead nowhere but to this site, so the way to Telegram is a link on a page of its own.
    """
    token = await sign_ins.press_link(seat.desk, form.get("press", "")[:64])
    places, channel = seat.desk.places, seat.desk.channel
    if channel.bot == "web" or places.telegram is None:
        return to(f"/chat?start={token}")
    return page(request, seat.desk, "office_telegram.html", address=f"https://t.me/{places.telegram}?start={token}")
