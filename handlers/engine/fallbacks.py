"""The last router: words are taken for the press that they mean, and what nobody understood is answered with help."""

from collections.abc import Awaitable, Callable

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from handlers.engine.helps import show_answer
from handlers.engine.offers import NUMBER
from handlers.engine.questions import CHECK
from handlers.engine.resuming import Resume
from handlers.engine.speech import show
from handlers.engine.words import likely, meant, offered, question_meant
from rules.engine.refusals import Refusal
from texts.phrases import verb_of
from workflow.engine.desk import Desk
from workflow.office.channels import leave_chat

Pressing = Callable[[Message, str, Bot, Desk, FSMContext], Awaitable[None]]
"""Does what a button does, for whoever wrote the message."""


def router(resume: Resume, pressing: Pressing) -> Router:
    """Build the router that takes everything left over."""
    here = Router(name="fallbacks")

    @here.callback_query()
    async def unknown_button(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await resume(bot, desk, state, notice=Refusal("talk.old_button"))

    @here.message()
    async def unknown_words(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        if desk.attachment is not None and desk.attachment.followed:
            return  # only the last of several files is answered
        said = message.text or ""
        where = said.split("@")[0].strip() == "/where"
        step, draft = await state.get_state(), (await state.get_data()).get("draft")
        free = step in (None, CHECK) and desk.attachment is None and not said.startswith("/")
        found = likely(desk, said) if free else []
        if draft is not None and free and verb_of(said) == "leave":
            await pressing(message, f"f:{draft}:x", bot, desk, state)
        elif draft is not None and (name := question_meant(found)) is not None:
            await show_answer(bot, desk, name)
            await resume(bot, desk, state)
        elif (press := meant(found)) is not None:
            await pressing(message, press, bot, desk, state)
        elif step is None and (page := offered(desk, found)) is not None:
            await show(bot, desk, page)
        else:
            await resume(bot, desk, state, notice=None if where else _why(desk, message.text))

    @here.my_chat_member()
    async def came_or_went(change: ChatMemberUpdated, desk: Desk) -> None:
        if change.new_chat_member.status in ("kicked", "left"):
            await leave_chat(desk)

    return here


def _why(desk: Desk, text: str | None) -> Refusal:
    """Return why this message led nowhere, and what to do."""
    if desk.attachment is not None:
        return desk.attachment.unfit or Refusal("talk.file_unasked")
    said = (text or "").strip()
    if said.startswith("/"):
        return Refusal("talk.unknown_command")
    if text is None:
        return Refusal("talk.no_words")
    return Refusal("talk.number" if said.isdecimal() and len(said) <= NUMBER else "talk.not_understood")
