"""Buttons that print the internal notice and the opinion beside their questions, and the way back (Art. 13)."""

from typing import Literal

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.engine.filling import go_on
from handlers.engine.guides import Filling, Guides, load
from handlers.engine.menus import show_home
from handlers.engine.questions import ask
from handlers.engine.speech import Button, Rows, key_button, tell
from papers.engine.calendars import why
from rules.engine.forms import Question
from rules.engine.refusals import Forbidden, Refusal
from texts import say
from workflow.applications.confirmations import FORM
from workflow.applications.internal_notices import own_form, print_notice, print_opinion
from workflow.engine.desk import Desk

FORMS = ("pdf", "word")
_AT_NOTICE = ("notice_place", "notice_from", "notice_until", "notice_files")
_AT_OPINION = ("opinion", "seal")


def beside(desk: Desk, filling: Filling, question: Question) -> Rows:
    """Return the print buttons for the paper that this question is about; empty for other questions."""
    for paper, keys in (("notice", _AT_NOTICE), ("opinion", _AT_OPINION)):
        if question.key in keys:
            return [[_button(desk, filling.draft.id, paper, form) for form in FORMS]]
    return []


async def printed(bot: Bot, desk: Desk, draft_id: int, form: Literal["pdf", "word"], paper: str) -> None:
    """Print the paper; for the notice, say how long it hangs and how that was counted."""
    rows = [[key_button(desk, "forms.go_on", f"f:{draft_id}:w")]]
    if paper == "opinion":
        await print_opinion(desk, draft_id, word=form == "word")
        await tell(bot, desk, "confirmations.opinion_coming", rows=rows)
        return
    count = await print_notice(desk, draft_id, word=form == "word")
    counted = why(desk.person.language, count)
    await tell(bot, desk, "confirmations.notice_coming", rows=rows, begins=count.start, ends=count.last, why=counted)


async def came_back(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, named: str) -> bool:
    """Open the form in which the sealed pages of a printed code come back, for its filler alone."""
    try:
        draft = await own_form(desk, int(named) if named.isdecimal() else -1)
    except (Forbidden, Refusal):
        await show_home(bot, desk, state, guides, notice=say(desk.person.language, "confirmations.elsewhere"))
        return True
    filling = await load(desk, draft, guides)
    awaited = "seal" if draft.form == FORM else "notice_files"
    question = next((each for each in filling.progress.asked if each.key == awaited), None)
    if question is None:
        await go_on(bot, desk, state, filling)
    else:
        await ask(bot, desk, state, filling, question)
    return True


def _button(desk: Desk, draft_id: int, paper: str, form: str) -> Button:
    return key_button(desk, f"confirmations.print.{paper}.{form}", f"confirmation:{paper}:{draft_id}:{form}")
