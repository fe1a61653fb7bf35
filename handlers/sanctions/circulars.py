"""The circulars on sanctions as the public reads them, newest first (Art. 37, 39)."""

from aiogram import Bot

from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, show, tell
from rules.engine.refusals import Refusal
from texts import say
from workflow.engine.desk import Desk
from workflow.sanctions.rulings import PAGE, circular_of, circulars


async def show_circulars(bot: Bot, desk: Desk, before: int | None = None) -> None:
    """Show a page of the circulars."""
    found = await circulars(desk.work, before=before)
    rows: list[list[Button]] = [[Button(f"📢 {one.title}"[:60], f"circular:open:{one.id}")] for one in found]
    if len(found) == PAGE:
        rows.append([key_button(desk, "sanctions.earlier", f"circular:list:{found[-1].id}")])
    rows.append([key_button(desk, "notices.all", "notice:list"), key_button(desk, "menu.open", "menu:home")])
    await tell(bot, desk, "sanctions.circulars" if found else "sanctions.no_circulars", rows=rows)


async def show_circular(bot: Bot, desk: Desk, sanction_id: int) -> None:
    """Show the full text of one circular. Raises Refusal if it is not public."""
    found = await desk.work.sanctions.get(sanction_id)
    one = circular_of(found) if found is not None else None
    if one is None:
        raise Refusal("talk.old_button")
    posted = say(desk.person.language, "sanctions.posted", place=one.place, on=one.published_on)
    rows = [[key_button(desk, "sanctions.public", "circular:list"), key_button(desk, "menu.open", "menu:home")]]
    await show(bot, desk, Page(f"{one.text}\n\n{posted}", rows, title=one.title))


PRESSES = Presses("circular", {"list": Press(show_circulars), "open": Press(show_circular)}, article=37)
