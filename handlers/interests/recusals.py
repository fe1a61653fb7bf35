"""Asks again before an interest is declared in any case, since that cannot be taken back (Art. 40)."""

from aiogram import Bot

from handlers.engine.presses import Press, Presses
from handlers.engine.speech import key_button, tell
from rules.engine.refusals import Refusal
from workflow.engine.desk import Desk

BACK = {
    "objection:interest": "objection:open",
    "objection:aside": "objection:part",
    "affair:interest": "affair:open",
    "sanction:interest": "sanction:open",
    "reevaluation:interest": "reevaluation:open",
}
"""The buttons that declare an interest, each with the one that shows the case; an application has its own question."""


async def asked(bot: Bot, desk: Desk, topic: str, word: str, case: int) -> None:
    """Ask again, and show nothing of the case."""
    press = f"{topic}:{word}"
    if press not in BACK or case < 0:
        raise Refusal("talk.old_button")
    rows = [[key_button(desk, "reviews.sure_yes", f"{press}:{case}")]]
    rows += [[key_button(desk, "reviews.sure_no", f"{BACK[press]}:{case}")]]
    await tell(bot, desk, "reviews.recuse_sure", rows=rows)


PRESSES = Presses("recusal", {"ask": Press(asked)}, article=40, puts_down=False)
