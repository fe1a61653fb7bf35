"""Prints the papers of an edition for the office: one button for each, which sends it as a document (Art. 17-27)."""

from aiogram import Bot

from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, key_button, tell
from workflow.engine.desk import Desk
from workflow.office.printing import print_paper


async def printed(bot: Bot, desk: Desk, paper: str, about: int) -> None:
    """Print a paper about an application, an edition or a meeting."""
    await print_paper(desk, paper, about)
    await tell(bot, desk, "printing.coming", rows=[[key_button(desk, "menu.open", "menu:home")]])


def button(desk: Desk, name: str, one: int) -> Button:
    """Return the button that prints this paper."""
    return key_button(desk, f"printing.{name}", f"paper:print:{name}:{one}")


PRESSES = Presses("paper", {"print": Press(printed)}, article=9, puts_down=False)
