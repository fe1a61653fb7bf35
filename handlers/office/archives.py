"""The archive of a whole edition in the chat: its size, what is left out, and each of its parts (Art. 9, 40)."""

from aiogram import Bot

from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, in_rows, key_button, show, tell
from texts import say
from workflow.engine.desk import Desk
from workflow.office.archives import Outcome, archive_of, send_archive

MOST = 60
"""The most parts that get a button."""


async def get_part(bot: Bot, desk: Desk, edition_id: int, part: int) -> None:
    """Send one part of the archive, counted from 0."""
    await send_archive(desk, edition_id, part)
    await tell(bot, desk, "archives.coming", rows=_ways(desk, edition_id))


async def show_archive(bot: Bot, desk: Desk, edition_id: int) -> None:
    """Show what the archive holds, what is left out and why, and a button for each part."""
    parts, language = await archive_of(desk, edition_id), desk.person.language
    every = [one for part in parts for one in part]
    lines = [say(language, "archives.about", count=sum(not one.left_out for one in every), parts=len(parts))]
    lines += [
        say(language, f"archives.left.{outcome.value}", count=found)
        for outcome in (Outcome.MARKED, Outcome.SECRET, Outcome.CLOSED, Outcome.SHUT)
        if (found := sum(one.outcome is outcome for one in every))
    ]
    buttons = (
        key_button(desk, "archives.get", f"archive:get:{edition_id}:{place}", place=place + 1)
        for place in range(min(len(parts), MOST))
    )
    title = say(language, "archives.title")
    await show(bot, desk, Page("\n".join(lines), [*in_rows(buttons, width=3), *_ways(desk, edition_id)], title=title))


def _ways(desk: Desk, edition_id: int) -> list[list[Button]]:
    return [
        [key_button(desk, "archives.back", f"edition:see:{edition_id}"), key_button(desk, "menu.open", "menu:home")]
    ]


PRESSES = Presses("archive", {"see": Press(show_archive), "get": Press(get_part)}, article=9)
