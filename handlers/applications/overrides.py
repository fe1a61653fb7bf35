"""A holder asks to apply again while the award is still valid, and the lead decides with a reason (Art. 5)."""

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers.engine.filling import begin
from handlers.engine.guides import Filling, Guide, Guides
from handlers.engine.presses import Topic, number
from handlers.engine.speech import Page, key_button, tell, told
from rules.questions.override import override
from workflow.applications.overrides import FORM, ask_override, give_override, overridable
from workflow.engine.desk import Desk


def guides() -> dict[str, Guide]:
    """Return the form of the lead's reason."""
    return {FORM: Guide(form=lambda _pack, _facts: override(), subject="applications", sends=gave)}


def router(guides: Guides) -> Router:
    """Build the router for the request and the decision. It stands before the other buttons of an application."""
    here = Router(name="overrides")

    @here.callback_query(Topic("ap", "again"))
    async def asked(_query: CallbackQuery, bot: Bot, desk: Desk, words: list[str]) -> None:
        await ask_override(desk, number(words, 1))
        await tell(bot, desk, "applications.override_sent", rows=[[key_button(desk, "menu.open", "m:home")]])

    @here.callback_query(Topic("ap", "allow"))
    async def allowed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        application = await overridable(desk, number(words, 1))
        await begin(bot, desk, state, guides, FORM, subject=f"application:{application.id}")

    return here


async def gave(desk: Desk, filling: Filling) -> Page:
    """Let the holder apply again."""
    application = await give_override(desk, filling.draft)
    name = (await desk.work.drafts.answers(application.draft_id)).get("name", "")
    return told(desk, "applications.override_given", rows=[[key_button(desk, "menu.tasks", "t:list")]], name=name)
