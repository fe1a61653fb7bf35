"""Receives every update of every channel: serves it in one transaction, commits, and only then speaks."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.fsm.context import FSMContext
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message, Update
from structlog.contextvars import bound_contextvars

from handlers.engine.attachments import LookFirst, fetch
from handlers.engine.finding import Dispatcher
from handlers.engine.floods import Gate, Passage
from handlers.engine.holding import Call, holding
from handlers.engine.offers import pressed, remember
from handlers.engine.presses import TIP
from handlers.engine.senders import Sender, Turns, context, sender_of
from handlers.engine.starts import jumped
from handlers.people.personal_data import agreed
from rules.engine.pack import Pack
from rules.engine.refusals import Forbidden, Refusal
from workflow.engine.chats import is_new
from workflow.engine.desk import Attachment, Desk, Places, note_refusal, traits_of
from workflow.engine.presses import present
from workflow.engine.records import Damaged, Store, Work
from workflow.people.sign_ins import met

Resume = Callable[..., Awaitable[None]]


class Outlet(Protocol):
    """How a channel sends the calls of a handler: `keep` stores them with the Work, `release` sends them afterwards."""

    channel: str
    """The channel's name, by which its traits are known (`rules/people/channels.py`)."""

    async def keep(self, work: Work, bot: Bot, chat_id: int, calls: Sequence[Call]) -> Any:
        """Store in this Work whatever must not be lost, and return what `release` needs."""

    async def release(self, kept: Any) -> None:
        """Send the calls. The Work is already committed."""


@dataclass(frozen=True, slots=True)
class Office:
    """What every update is served with, whoever sent it. `pack` and `places` stay the same for the whole run."""

    store: Store
    pack: Pack
    places: Places
    clock: Callable[[], datetime]
    language: str = "zh"


class Receiver:
    """Receives the updates of every channel. Returns once the effects are committed and the reply is on its way.

    A refusal undoes what the handler did; the person gets its sentence instead. Any other exception undoes everything
    and propagates: the transport has not confirmed the update and delivers it again.
    """

    def __init__(
        self,
        office: Office,
        dispatcher: Dispatcher,
        *,
        outlets: Mapping[int, Outlet],
        resume: Resume,
        gate: Gate | None = None,
    ) -> None:
        self.office = office
        self.dispatcher = dispatcher
        self.outlets = outlets
        self.resume = resume
        self.gate = gate or Gate()
        self._turns = Turns()

    async def __call__(self, bot: Bot, update: Update) -> None:
        """Serve one update after those of the same chat that came before it."""
        with bound_contextvars(update=update.update_id):  # the number is in every log line of the update
            await self._received(bot, update)

    async def _received(self, bot: Bot, update: Update) -> None:
        sender = sender_of(update, bot.id)
        if sender is None:
            return
        chat = (sender.bot_id, sender.chat_id)
        async with self._turns.of(chat):
            passage = self.gate.passage(chat)
            if passage is Passage.SHUT:
                await _hush(bot, update)
                return
            try:
                if passage is Passage.SAID:
                    raise Refusal("talk.too_fast")
                attachment = await self._file(bot, update) if sender.private else None
                try:
                    kept = await self._serve(bot, update, sender, attachment)
                except LookFirst as first:
                    kept = await self._serve(bot, update, sender, attachment, looked=await first.look())
            except Refusal as refusal:
                if isinstance(refusal, Forbidden):
                    self.gate.refused(chat)
                kept = await self._serve(bot, update, sender, None, refusal)
            except Damaged:  # one damaged record: tell its reader, and let the chat go on
                kept = await self._serve(bot, update, sender, None, Refusal("talk.cannot_read"))
            await self.outlets[sender.bot_id].release(kept)

    async def _file(self, bot: Bot, update: Update) -> Attachment | None:
        here = traits_of(self.office.places, self.outlets[bot.id].channel)
        return await fetch(bot, update, self.office.pack, large=here.large_files)

    async def _serve(
        self,
        bot: Bot,
        update: Update,
        sender: Sender,
        attachment: Attachment | None,
        refusal: Refusal | None = None,
        looked: object = None,
    ) -> Any:
        async with self.office.store.work() as work:
            with holding() as calls:
                desk = await self._seat(work, sender, update, attachment, looked)
                state = context(work.conversations, sender.talk, desk.now)
                if not await is_new(work, sender.bot_id, update.update_id, desk.now):
                    if not await work.updates.answered(sender.bot_id, update.update_id):
                        await self.resume(bot, desk, state)
                elif refusal is None:
                    await self._feed(bot, await jumped(desk, await pressed(update, state)), desk, state)
                else:
                    await self._refuse(bot, desk, state, refusal)
                _answer_press(update, sender, calls)
                await remember(calls, state)
            kept = await self.outlets[sender.bot_id].keep(work, bot, sender.chat_id, calls)
            await work.commit()
        return kept

    async def _seat(
        self, work: Work, sender: Sender, update: Update, attachment: Attachment | None, looked: object
    ) -> Desk:
        now, message = self.office.clock(), update.message or update.edited_message
        await work.hold(f"{sender.bot_id}:{sender.chat_id}")
        channel, language = self.outlets[sender.bot_id].channel, sender.language or self.office.language
        here, into = self.office, (work.conversations, sender.talk)
        desk = await met(work, channel, sender.chat_id, now, language, pack=here.pack, places=here.places, into=into)
        said = f"{desk.channel.id}:{message.message_id}" if message is not None else None
        return replace(desk, attachment=attachment, said=said, looked=looked)

    async def _feed(self, bot: Bot, update: Update, desk: Desk, state: FSMContext) -> None:
        edited = update.edited_message
        event = _bare(update.message or edited) or update.callback_query or update.my_chat_member
        if isinstance(event, CallbackQuery):
            event, desk = await agreed(event, desk)
        if event is not None:
            step = await state.get_state()
            await self.dispatcher.serve(
                event, bot=bot, desk=desk, state=state, raw_state=step, edited=edited is not None
            )

    async def _refuse(self, bot: Bot, desk: Desk, state: FSMContext, refusal: Refusal) -> None:
        await note_refusal(desk, refusal)
        await self.resume(bot, desk, state, notice=refusal)


def answered_in_words(private: bool, data: str) -> bool:
    """Whether the answer of a press says something, so that only its handler can give it, once."""
    return not private or present(data).startswith(f"{TIP}:")


def _answer_press(update: Update, sender: Sender, calls: list[Call]) -> None:
    """Answer a press whose handler could have said something and did not; others are answered as they arrive."""
    query = update.callback_query
    if query is None or not answered_in_words(sender.private, query.data or ""):
        return
    if not any(isinstance(call, AnswerCallbackQuery) for call in calls):
        calls.insert(0, AnswerCallbackQuery(callback_query_id=query.id))


async def _hush(bot: Bot, update: Update) -> None:
    """Let the button of a chat that is not listened to stop spinning."""
    if update.callback_query is not None:
        with suppress(AiogramError):
            await bot.answer_callback_query(update.callback_query.id)


def _bare(message: Message | None) -> Message | None:
    """Return the message without its caption, which filters would take for a command; the desk's attachment has it."""
    if message is None or message.caption is None:
        return message
    return message.model_copy(update={"caption": None, "caption_entities": None})
