"""Asks again before an interest is declared in any case, since that cannot be taken back (Art. 40)."""

from aiogram import Bot, Router
from aiogram.types import CallbackQuery

from handlers.engine.presses import Topic
from handlers.engine.speech import key_button, tell
from rules.refusals import Refusal
from workflow.engine.desk import Desk

BACK = {
    "objection:interest": "objection:open",
    "objection:aside": "objection:part",
    "affair:interest": "affair:open",
    "sanction:interest": "sanction:open",
    "reevaluation:interest": "reevaluation:open",
}
"""The buttons that declare an interest, each with the one that shows the case; an application has its own question."""


def router() -> Router:
    """Build the router for buttons `rc:<conversation>:<word>:<case>`. It shows nothing of the case."""
    here = Router(name="recusals")

    @here.callback_query(Topic("rc"))
    async def asked(_query: CallbackQuery, bot: Bot, desk: Desk, words: list[str]) -> None:
        press, case = ":".join(words[:2]), words[-1]
        if len(words) != 3 or press not in BACK or not case.isdecimal():
            raise Refusal("talk.old_button")
        rows = [[key_button(desk, "reviews.sure_yes", f"{press}:{case}")]]
        rows += [[key_button(desk, "reviews.sure_no", f"{BACK[press]}:{case}")]]
        await tell(bot, desk, "reviews.recuse_sure", rows=rows)

    return here
