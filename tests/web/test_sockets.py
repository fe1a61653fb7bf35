"""The open pages: one that stops reading is let go, and whatever fails, nothing of a page stays behind."""

from aiogram.methods import SendMessage

from tests.standin.waiting import until
from tests.web.clients import browser
from tests.web.sites import Served


async def test_a_page_that_does_not_read_is_let_go_and_keeps_nobody_from_speaking(site: Served) -> None:
    """Its person may be told very much at once: a thousand frames wait for it, and no more."""
    async with browser(site.url) as client:
        await client.open()
        (page,) = site.site.session.sockets.everyone()
        for number in range(3000):
            page.push({"toast": f"{number}" * 100})
        sent = await site.bot(SendMessage(chat_id=page.chat, text="still there"))
        await until(lambda: not site.site.session.sockets.everyone())
        again = await client.open()
    assert sent.message_id == 1
    assert [one["text"] for frame in again if "history" in frame for one in frame["history"]] == ["still there"]
