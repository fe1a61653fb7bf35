"""Listings in the chat: a page of buttons, one for each line, and the same list as an Excel file (Art. 9)."""

import asyncio
from collections.abc import Sequence
from typing import TypeVar

from aiogram import Bot
from aiogram.types import BufferedInputFile

from handlers.engine.speech import Button, key_button, tell
from papers.engine.lists import book, worded
from texts import say
from workflow.engine.desk import Desk, today
from workflow.engine.lists import MOST_EXPORTED, Listing, export

L = TypeVar("L")
A = TypeVar("A")
PAGE, CHARS = 8, 60


async def show_listing(
    bot: Bot,
    desk: Desk,
    listing: Listing[A, L],
    asked: A,
    *,
    page: int,
    turn: str,
    title: str,
    empty: str = "",
    behind: str = "",
    below: Sequence[list[Button]] = (),
) -> None:
    """Show a page under its title, or under `empty` when there is nothing; `turn` and `behind` are as in `turns`."""
    found = await listing.find(desk, asked, limit=PAGE, after=page * PAGE)
    rows = [[button_of(desk, listing, line)] for line in found.lines]
    count = found.count or 0
    rows += turns(desk, turn, page, count, behind=behind)
    await tell(bot, desk, title if count else empty or title, rows=[*rows, *below], count=count)


async def send_listing(
    bot: Bot, desk: Desk, listing: Listing[A, L], asked: A, *, title: str, sent: str, rows: list[list[Button]]
) -> None:
    """Send all lines as an Excel file that is named by the sentence `title`, and say so with the sentence `sent`."""
    language = desk.person.language
    columns, cells = await export(desk, listing, asked)
    named = say(language, title, day=today(desk))
    content = await asyncio.to_thread(book, language, named, columns, cells, MOST_EXPORTED)
    await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, filename=f"{named}.xlsx"))
    await tell(bot, desk, sent, rows=rows, count=len(cells))


def button_of(desk: Desk, listing: Listing[A, L], line: L) -> Button:
    """Return the button that names a line and opens it."""
    if listing.line is None or listing.press is None:
        raise TypeError(f"the listing {listing.title} has no lines for the chat")
    return Button(worded(desk.person.language, listing.line(desk, line))[:CHARS], listing.press(line))


def turns(desk: Desk, press: str, page: int, count: int, *, size: int = PAGE, behind: str = "") -> list[list[Button]]:
    """Return the buttons to the previous and the next page; the page's number and `behind` are appended to `press`.

    `count` is the number of lines in all; any number above this page's end will do to say that more follow.
    """
    row = [key_button(desk, "forms.earlier", f"{press}:{page - 1}{behind}")] if page else []
    row += [key_button(desk, "forms.later", f"{press}:{page + 1}{behind}")] if (page + 1) * size < count else []
    return [row] if row else []
