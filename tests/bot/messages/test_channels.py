"""What a letter becomes on a channel: words, a document, or a picture that is shown."""

from datetime import UTC, datetime

from aiogram.methods import SendDocument, SendMessage, SendPhoto

from bot.channels import calls_of
from reminders.letters import Button, Letter
from rules.people.roles import Channel

CHANNEL = Channel(1, 2, "telegram", 5, alive=True, last_seen_at=datetime(2026, 9, 17, tzinfo=UTC))
ROWS = ((Button("菜单", press="menu:home"),),)
PICTURE = ("办理进度.png", b"\x89PNG")


def test_a_drawn_picture_is_shown_with_its_words_and_a_copy_of_one_is_a_document() -> None:
    (shown,) = calls_of(CHANNEL, Letter("现在到材料评审。", ROWS, PICTURE))
    (copy,) = calls_of(CHANNEL, Letter("副本", ROWS, PICTURE, origins=("7",)))
    assert isinstance(shown, SendPhoto)
    assert isinstance(copy, SendDocument)
    assert (shown.caption, shown.photo.filename) == ("现在到材料评审。", "办理进度.png")  # type: ignore[union-attr]
    assert [shown.reply_markup is None, copy.reply_markup is None] == [False, False]


def test_words_that_do_not_fit_below_a_picture_come_before_it() -> None:
    text, shown = calls_of(CHANNEL, Letter("字" * 1025, ROWS, PICTURE))
    assert isinstance(text, SendMessage)
    assert isinstance(shown, SendPhoto)
    assert (text.reply_markup, shown.reply_markup is None, shown.caption) == (None, False, None)
