"""The last router: it answers what no other understood with help, and in a group with a pointer to the private chat."""

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from handlers.resuming import Resume
from rules.refusals import Refusal
from workflow.desk import Desk


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
        command = (message.text or "").startswith("/")
        where = command and (message.text or "").split("@")[0].strip() == "/where"
        notice = None if where else Refusal("talk.unknown_command" if command else "talk.not_understood")
        await resume(bot, desk, state, notice=notice)

    @here.my_chat_member()
    async def came_or_went(change: ChatMemberUpdated, desk: Desk) -> None:
        if change.new_chat_member.status in ("kicked", "left"):
            await desk.work.channels.mark_dead(desk.channel.id)

    return here
