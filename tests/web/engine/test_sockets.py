"""The open pages: one that stops reading is let go, and whatever fails, nothing of a page stays behind."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from aiogram.methods import SendMessage
from aiohttp import WSCloseCode, WSMsgType

from tests.standin.waiting import until
from tests.web.clients import browser
from tests.web.sites import Served


@contextmanager
def unreadable(database: Path, table: str) -> Iterator[None]:
    """Meanwhile nothing can be read from the table."""
    with closing(sqlite3.connect(database, timeout=60)) as db:
        db.execute(f"ALTER TABLE {table} RENAME TO away")
        yield
        db.execute(f"ALTER TABLE away RENAME TO {table}")


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


async def test_while_the_database_fails_a_page_is_told_so_and_goes_on_after_it(site: Served, tmp_path: Path) -> None:
    async with browser(site.url) as client, browser(site.url) as second:
        await client.open("?lang=en")
        served = asyncio.all_tasks()
        with unreadable(tmp_path / "award.db", "inbox"):
            await client.send(seen=1)
            await client.send(earlier=1)
            told = await client.next()
            ws = await second.http.ws_connect(f"{site.url}/chat/ws")
            ended = await ws.receive(timeout=60)
        await client.send(earlier=1)
        shown = await client.next()
        await until(lambda: not {task for task in asyncio.all_tasks() - served if "write" in str(task.get_coro())})
    assert told["toast"].startswith("This could not be done")
    assert (ended.type, ended.data) == (WSMsgType.CLOSE, WSCloseCode.INTERNAL_ERROR)
    assert shown == {"history": [], "more": False, "before": 1}
