"""A filter for buttons: the first word of the callback data names the conversation that takes it."""

from typing import Any

from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery

TIPS = "tp"
"""The conversation about tips, whose presses are answered in words and in passing."""


class Press(BaseFilter):
    """Lets through the buttons of one conversation, all or only some of its acts.

    Handlers get the words after the first as `words`. Data that is not plain printable ASCII is nobody's button and
    falls through to the last router.
    """

    def __init__(self, conversation: str, *acts: str) -> None:
        self.conversation = conversation
        self.acts = acts

    async def __call__(self, query: CallbackQuery) -> bool | dict[str, Any]:
        """Return `words` if the button belongs to this conversation, otherwise False."""
        data = query.data or ""
        if not data.isascii() or not data.isprintable():
            return False
        first, *words = data.split(":")
        ours = first == self.conversation and (not self.acts or words[:1] in [[act] for act in self.acts])
        return {"words": words} if ours else False


def number(words: list[str], place: int) -> int:
    """Return the word at this place as a number; -1, which is nobody's id, if it is missing or no number."""
    word = words[place] if place < len(words) else ""
    return int(word) if word.isdecimal() and len(word) < 18 else -1
