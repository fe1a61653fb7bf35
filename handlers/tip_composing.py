"""Writing a tip in the chat, in one message that is edited in place and in the end says nothing of it (Art. 24).

What the sender writes is sealed to the tip at once and deleted from the chat, so that there is no draft that others
could open. The conversation remembers which tip it is until it is sent, and then forgets it.
"""

import re
from dataclasses import dataclass, replace

from aiogram import Bot, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.offers import FREE_TEXT
from handlers.presses import Press
from handlers.speech import Page, Rows, key_button, keyboard, show, spoken
from papers.apart import in_turn
from papers.uploads import plain_image
from rules.refusals import Refusal, Unfit
from rules.tips import Subject, shown
from rules.uploads import FileKind
from texts import Words, say
from workflow.desk import Attachment, Desk, traits
from workflow.records import Tip
from workflow.tips import add_fee, add_file, add_words, begin_tip, new_code, send_tip

COMPOSING = "tip:composing"
"""The step in which messages and files are added to a tip that is not sent yet."""
SEND = "tp:send"
"""The press that is answered in passing, with words that leave no trace in the chat."""
_KEPT = "composing"
_ANY = re.compile("[a-z]+")
_PICTURES = (FileKind.JPG, FileKind.PNG)


@dataclass(frozen=True, slots=True)
class Composing:
    """What is remembered until the tip is sent: the tip, its message in the chat, how much came, whether in words."""

    tip: str
    page: int | None
    count: int = 0
    fee: bool = False
    told: bool = False

    @classmethod
    async def of(cls, state: FSMContext) -> "Composing | None":
        """Return what is being written in this chat, None if nothing is."""
        kept = (await state.get_data()).get(_KEPT)
        return cls(**kept) if isinstance(kept, dict) else None

    async def keep(self, state: FSMContext, *, takes: bool) -> None:
        """Remember it; `takes` says whether messages written now belong to it."""
        await state.set_state(COMPOSING if takes else None)
        kept = {name: getattr(self, name) for name in self.__slots__}
        await state.set_data({_KEPT: kept, FREE_TEXT: takes})


def router() -> Router:
    """Build the router for what is written, and the buttons below it."""
    here = Router(name="tip composing")

    @here.callback_query(Press("tp", "saved"))
    async def saved(query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await show_composing(bot, desk, state, page_of(query))

    @here.callback_query(Press("tp", "send"))
    async def pressed_send(query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await sent(bot, desk, state, query)

    @here.callback_query(Press("tp", "drop"))
    async def pressed_drop(query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext) -> None:
        _, tip = await _composed(desk, state)
        await desk.work.tips.drop(tip)
        await _leave(bot, desk, state, page_of(query))

    @here.message(StateFilter(COMPOSING), ~Command(_ANY))
    async def wrote(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await got(message, bot, desk, state)

    return here


async def began(bot: Bot, desk: Desk, state: FSMContext, page: int | None, subject: Subject, *, fee: bool) -> None:
    """Begin the unsent tip and show its code, which is gone from the chat before anything is written."""
    code = new_code()
    tip = await begin_tip(desk.work, desk.pack, desk.now, subject, await desk.work.tips.stretch(code))
    if tip is None:
        raise Refusal("talk.old_button")
    if fee:
        await add_fee(desk.work, desk.now, tip)
    await Composing(tip.id, page, fee=fee).keep(state, takes=False)
    told = say(desk.person.language, "tip.your_code", code=shown(code), address=f"{desk.places.url}/tip")
    rows = [[key_button(desk, "tip.saved", "tp:saved")], [key_button(desk, "tip.drop_here", "tp:drop")]]
    await turn(bot, desk, page, told, rows)


async def show_composing(bot: Bot, desk: Desk, state: FSMContext, page: int | None, *, notice: str = "") -> None:
    """Show what to write and how much has come, in place of the code."""
    composing = await Composing.of(state)
    if composing is None:
        raise Refusal("talk.old_button")
    await replace(composing, page=page).keep(state, takes=True)
    kept = "tip.kept_some" if composing.count else "tip.kept_fee" if composing.fee else "tip.kept_none"
    text = say(desk.person.language, "tip.compose", kept=Words(kept, {"count": composing.count}))
    rows = [[key_button(desk, "tip.send_here", SEND)], [key_button(desk, "tip.drop_here", "tp:drop")]]
    await turn(bot, desk, page, "\n\n".join(part for part in (text, notice) if part), rows)


async def got(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
    """Delete one more message from the chat, seal it to the tip and count it; if it does not fit, say so in place."""
    composing, tip = await _composed(desk, state)
    await bot.delete_message(desk.channel.chat_id, message.message_id)
    file, notice = desk.attachment, ""
    words = message.text or "" if file is None else file.caption
    try:
        if words or file is None:
            await add_words(desk.work, desk.now, tip, words)
            composing = replace(composing, count=composing.count + 1, told=True)
        if file is not None:
            await add_file(desk.work, desk.pack, desk.now, tip, await _bare(file))
            composing = replace(composing, count=composing.count + 1)
    except Unfit as unfit:
        notice = spoken(desk, unfit)
    await composing.keep(state, takes=True)
    await show_composing(bot, desk, state, composing.page, notice=notice)


async def sent(bot: Bot, desk: Desk, state: FSMContext, query: CallbackQuery) -> None:
    """Send the tip; from then on nothing in this chat knows of it."""
    composing, tip = await _composed(desk, state)
    if not (composing.told or composing.fee):
        why = "tip.files_only" if composing.count else "tip.nothing_written"
        await show_composing(bot, desk, state, page_of(query), notice=say(desk.person.language, why))
        return
    await send_tip(desk.work, desk.now, tip)
    if query.id:
        await bot.answer_callback_query(query.id, text=say(desk.person.language, "tip.sent_toast"), show_alert=True)
    await _leave(bot, desk, state, page_of(query))


async def turn(bot: Bot, desk: Desk, page: int | None, text: str, rows: Rows) -> None:
    """Edit this conversation's one message; send a new one if there is none or its words were typed."""
    if page is None or not traits(desk).edits:
        await show(bot, desk, Page(text, rows))
        return
    chat, buttons = desk.channel.chat_id, keyboard(rows)
    await bot.edit_message_text(text, chat_id=chat, message_id=page, parse_mode=None, reply_markup=buttons)


def page_of(query: CallbackQuery) -> int | None:
    """Return the message whose button was pressed; None for typed words, which came in the person's own message."""
    return query.message.message_id if query.id and query.message else None


async def _leave(bot: Bot, desk: Desk, state: FSMContext, page: int | None) -> None:
    await state.clear()
    await turn(bot, desk, page, say(desk.person.language, "tip.neutral"), [[key_button(desk, "menu.open", "m:home")]])


async def _composed(desk: Desk, state: FSMContext) -> tuple[Composing, Tip]:
    composing = await Composing.of(state)
    tip = await desk.work.tips.get(composing.tip) if composing else None
    if composing is None or tip is None or tip.sent:
        raise Refusal("talk.old_button")
    return composing, tip


async def _bare(file: Attachment) -> Attachment:
    """Return a picture without its camera's metadata, and any other file unchanged."""
    if file.unfit is not None or file.kind not in _PICTURES:
        return file
    bare = await in_turn(plain_image, file.content, file.kind)
    return replace(file, content=bare, size=len(bare))
