"""The last router: it answers what no other understood with help, and in a group with a pointer to the private chat."""

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from handlers.engine.offers import NUMBER
from handlers.engine.resuming import Resume
from rules.engine.refusals import Refusal
from workflow.engine.desk import Desk
from workflow.office.channels import leave_chat


def router(resume: Resume) -> Router:
    """Build the router that takes everything left over."""
    here = Router(name="fallbacks")

    @here.callback_query()
    async def unknown_button(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await resume(bot, desk, state, notice=Refusal("talk.old_button"))

    @here.message()
    async def unknown_words(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        if desk.attachment is not None and desk.attachment.followed:
            return  # only the last of several files is answered
        where = (message.text or "").split("@")[0].strip() == "/where"
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
