"""The web chat as a channel: what every channel has works as elsewhere, and everything else is refused by name."""

from pathlib import Path
from typing import Any

import pytest
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import (
    DeleteMessage,
    EditMessageReplyMarkup,
    EditMessageText,
    SendDocument,
    SendLocation,
    SendMessage,
    SendSticker,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    MessageEntity,
    ReplyKeyboardMarkup,
    WebAppInfo,
)

from tests.web.sites import NOON, Served, keyboard
from web.engine.calls import Foreign
from workflow.engine.sending import TooLarge

CHAT = 12345


async def lies_there(site: Served) -> list[tuple[int, str | None]]:
    async with site.site.store.work() as work:
        return [(entry.message, entry.content) for entry in await work.inbox.latest(CHAT, 100)]


async def test_sending_answers_the_message_as_any_channel_does(site: Served) -> None:
    rows = keyboard([("Yes", "a:yes")])
    first = await site.bot.send_message(CHAT, "hello", reply_markup=rows, disable_notification=True)
    second = await site.bot.send_document(CHAT, BufferedInputFile(b"%PDF", "回执.pdf"), caption="receipt")
    assert (first.message_id, first.chat.id, first.date, first.text, first.reply_markup) == (
        1,
        CHAT,
        NOON,
        "hello",
        rows,
    )
    assert (second.message_id, second.caption, second.text) == (2, "receipt", None)
    assert second.document is not None
    assert (second.document.file_name, second.document.file_size) == ("回执.pdf", 4)


async def test_a_photo_is_a_file_like_any_other(site: Served) -> None:
    sent = await site.bot.send_photo(CHAT, BufferedInputFile(b"\x89PNG", "code.png"), caption="scan me")
    assert sent.document is not None
    assert (sent.document.file_name, sent.caption) == ("code.png", "scan me")


async def test_a_message_is_changed_and_taken_back(site: Served) -> None:
    sent = await site.bot.send_message(CHAT, "one", reply_markup=keyboard([("Yes", "a:yes")]))
    edited = await sent.edit_text("two", entities=[MessageEntity(type="bold", offset=0, length=3)])
    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup) == ("two", None)
    await sent.edit_reply_markup(reply_markup=keyboard([("No", "a:no")]))
    bold = '"entities": [{"type": "bold", "offset": 0, "length": 3}]'
    buttons = '"buttons": [[{"text": "No", "press": "a:no"}]]'
    assert await lies_there(site) == [(1, f'{{"text": "two", {bold}, {buttons}}}')]
    assert await sent.delete()
    assert await lies_there(site) == []


async def test_a_caption_is_changed_and_the_file_stays(site: Served) -> None:
    sent = await site.bot.send_document(CHAT, BufferedInputFile(b"%PDF", "a.pdf"), caption="one")
    edited = await sent.edit_caption(caption="two")
    assert isinstance(edited, Message)
    assert edited.document == sent.document
    assert edited.caption == "two"


@pytest.mark.parametrize(
    "call",
    [
        EditMessageText(chat_id=CHAT, message_id=9, text="x"),
        EditMessageReplyMarkup(chat_id=CHAT, message_id=9),
        DeleteMessage(chat_id=CHAT, message_id=9),
    ],
)
async def test_a_message_that_is_not_there_is_refused_alone_and_passed_over_in_a_work(site: Served, call: Any) -> None:
    with pytest.raises(TelegramBadRequest):
        await site.bot(call)
    async with site.site.store.work() as work:
        kept = await site.site.session.keep(work, site.bot, CHAT, [call, SendMessage(chat_id=CHAT, text="after")])
        await work.commit()
    await site.site.session.release(kept)
    assert kept.answers[0] is False
    assert await lies_there(site) == [(1, '{"text": "after"}')]


async def test_what_a_work_does_not_commit_was_never_said(site: Served) -> None:
    async with site.site.store.work() as work:
        await site.site.session.keep(work, site.bot, CHAT, [SendMessage(chat_id=CHAT, text="never")])
    assert await lies_there(site) == []


FOREIGN: list[tuple[Any, str]] = [
    (SendSticker(chat_id=CHAT, sticker="x"), "method SendSticker"),
    (SendLocation(chat_id=CHAT, latitude=1, longitude=1), "method SendLocation"),
    (SendMessage(chat_id=CHAT, text="<b>x</b>", parse_mode=ParseMode.HTML), "parse_mode in SendMessage"),
    (SendMessage(chat_id=CHAT, text="x", message_thread_id=4), "message_thread_id in SendMessage"),
    (SendMessage(chat_id="@channel", text="x"), "chat by name"),
    (SendDocument(chat_id=CHAT, document="file-id-of-before"), "file by its id: send its content"),
    (
        SendMessage(chat_id=CHAT, text="x", reply_markup=ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Yes")]])),
        "ReplyKeyboardMarkup",
    ),
    (
        SendMessage(
            chat_id=CHAT,
            text="x",
            reply_markup=InlineKeyboardMarkup(
                inline_keyboard=[[InlineKeyboardButton(text="Open", web_app=WebAppInfo(url="https://example.org"))]]
            ),
        ),
        "button with web_app",
    ),
    (
        SendMessage(
            chat_id=CHAT,
            text="x",
            reply_markup=InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Nothing")]]),
        ),
        "button with neither an address nor data",
    ),
]


@pytest.mark.parametrize(("call", "what"), FOREIGN, ids=[what for _, what in FOREIGN])
async def test_what_not_every_channel_has_is_refused_by_name(site: Served, call: Any, what: str) -> None:
    with pytest.raises(Foreign) as refused:
        await site.bot(call)
    assert str(refused.value) == f"the web chat has no {what}"
    assert await lies_there(site) == []


async def test_the_limits_of_every_channel_hold_here_too(site: Served) -> None:
    hundred = keyboard(*([("x", "按" * 21)] * 4 for _ in range(25)))
    await site.bot.send_message(CHAT, "字" * 4096, reply_markup=hundred)
    for text, rows in (
        ("字" * 4097, None),
        ("x", keyboard([("x", "按" * 22)])),
        ("x", keyboard(*([("x", "y")] for _ in range(101)))),
    ):
        with pytest.raises(TooLarge):
            await site.bot.send_message(CHAT, text, reply_markup=rows)
    with pytest.raises(TooLarge):
        await site.bot.send_document(CHAT, BufferedInputFile(b"x", "x.pdf"), caption="字" * 1025)
    assert [message for message, _ in await lies_there(site)] == [1]


async def test_the_bot_names_itself(site: Served) -> None:
    me = await site.bot.get_me()
    assert (me.id, me.is_bot) == (1, True)


async def test_a_file_that_is_not_there_any_more_is_refused(site: Served) -> None:
    with pytest.raises(TelegramBadRequest):
        await site.bot.get_file("0" * 45)
    with pytest.raises(TelegramBadRequest):
        await site.bot.get_file("../award.db")


async def test_nothing_that_was_said_can_be_read_in_the_database_file(site: Served, tmp_path: Path) -> None:
    await site.bot.send_message(CHAT, "the objection of Ma Xiaoming", reply_markup=keyboard([("Yes", "a:yes-yes")]))
    await site.bot.send_document(CHAT, BufferedInputFile(b"content of the paper", "Ma Xiaoming.pdf"))
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("award.db*"))
    assert len(stored) > 10_000
    assert b"inbox_files" in stored
    assert [word for word in (b"Xiaoming", b"content of the paper", b"a:yes-yes") if word in stored] == []
