"""The buttons as tables: for each press its words, its handler, its article and who may press it.

The callback data of a button is `topic:word`, and what follows fills the parameters of the handler in their order.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import EnumType
from functools import cache, partial
from inspect import Parameter, signature
from types import UnionType
from typing import Any, Literal, get_args, get_origin

from aiogram import Bot, Router
from aiogram.filters import BaseFilter, Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.engine.filling import open_form
from handlers.engine.guides import Guides, load
from handlers.engine.offers import put_down
from handlers.engine.speech import show
from rules.engine.refusals import Refusal
from rules.people.roles import Role
from workflow.engine.desk import Desk, require
from workflow.engine.presses import present
from workflow.engine.records import Draft
from workflow.engine.replies import Page
from workflow.interests.recusals import Undeclared

TIP = "tip"
"""The topic whose presses are answered in words and in passing."""
GIVEN = frozenset({"bot", "desk", "state", "query", "guides", "resume", "sources"})
"""What a handler gets by the names of its parameters; words of the press fill the others."""

Does = Callable[..., Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Press:
    """One button. `do` returns the draft of the form that opens then, the page to show, or None if it has answered.

    `of` finds what the press is about: it takes the first words, and `do` what it returns. Whoever has none of the
    `roles` is refused; `do` and `of` may ask for more. `puts_down` ends the wait for an answer in words beforehand.
    What is None or empty is as in the table. A `command` of this name does the same as the button without words.
    """

    do: Does
    of: Does | None = None
    article: int | None = None
    roles: tuple[Role, ...] = ()
    puts_down: bool | None = None
    command: str = ""


@dataclass(frozen=True, slots=True)
class Presses:
    """The buttons of a topic by their second word, and what holds for all of them.

    `undeclared` asks for the declaration of interest (Art. 40) before a press that carries the words it takes.
    """

    topic: str
    words: Mapping[str, Press]
    article: int | None = None
    roles: tuple[Role, ...] = ()
    puts_down: bool = True
    undeclared: Press | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A button of a table."""

    table: Presses
    press: Press

    @property
    def article(self) -> int | None:
        """Return the article that the button serves."""
        return self.press.article or self.table.article

    @property
    def roles(self) -> tuple[Role, ...]:
        """Return the roles of which one is required; empty where the handler alone decides."""
        return self.press.roles or self.table.roles

    @property
    def puts_down(self) -> bool:
        """Return whether an open question is put down before the button is answered."""
        return self.table.puts_down if self.press.puts_down is None else self.press.puts_down

    @property
    def asked(self) -> list[Parameter]:
        """Return the parameters that the words of the press fill, in their order."""
        return _words(self.press)


class Known(BaseFilter):
    """Lets through the buttons of the tables, and those sent earlier that meant the same.

    Data that is not plain printable ASCII is nobody's button and falls through to the last router.
    """

    def __init__(self, tables: Iterable[Presses]) -> None:
        """Raises ValueError if two tables have the same press."""
        self.presses: dict[tuple[str, str], Found] = {}
        for table in tables:
            for word, press in table.words.items():
                if self.presses.setdefault((table.topic, word), Found(table, press)).press is not press:
                    raise ValueError(f"{table.topic}:{word} is in two tables")

    async def __call__(self, query: CallbackQuery) -> bool | dict[str, Any]:
        """Return the button as `found` and what follows its first two words as `words`; False for no button."""
        data = present(query.data or "")
        topic, word, *words = data.split(":") if ":" in data else (data, "")
        found = self.presses.get((topic, word)) if _is_plain(data) else None
        return {"found": found, "words": words} if found else False


class Topic(BaseFilter):
    """Lets through the buttons of one topic that has no table, with what follows it as `words`."""

    def __init__(self, topic: str) -> None:
        self.topic = topic

    async def __call__(self, query: CallbackQuery) -> bool | dict[str, Any]:
        """Return `words` if the button belongs to this topic, otherwise False."""
        data = query.data or ""
        topic, *words = data.split(":")
        return {"words": words} if topic == self.topic and _is_plain(data) else False


def router(tables: Iterable[Presses], *, guides: Guides, **given: object) -> Router:
    """Build the router of all tables. `given` are the values that handlers name besides aiogram's and the desk."""
    here, known = Router(name="presses"), Known(tables)

    async def served(
        event: CallbackQuery | Message, bot: Bot, desk: Desk, state: FSMContext, found: Found, words: list[str]
    ) -> None:
        if found.roles:
            require(desk, *found.roles, article=found.article)
        if found.puts_down:
            await put_down(state)
        here = {"query": event, "bot": bot, "desk": desk, "state": state, "guides": guides, **given}
        said = await _answered(found, _read(found.asked, words), here)
        if isinstance(said, Draft):
            await open_form(bot, desk, state, await load(desk, said, guides))
        elif isinstance(said, Page):
            await show(bot, desk, said)

    here.callback_query(known)(served)
    for found in known.presses.values():
        if found.press.command:
            here.message(Command(found.press.command))(partial(served, found=found, words=[]))
    return here


def number(words: list[str], place: int) -> int:
    """Return the word at this place as a number; -1, which is nobody's id, if it is missing or no number."""
    word = words[place] if place < len(words) else ""
    return int(word) if word.isdecimal() and len(word) < 18 else -1


async def _answered(found: Found, read: Mapping[str, object], given: Mapping[str, object]) -> object:
    """Call what answers the press, or ask for the declaration that must come first."""
    try:
        return await _called(found.press, {**given, **read})
    except Undeclared:
        asks = found.table.undeclared
        if asks is None or not {each.name for each in _words(asks)} <= read.keys():
            raise
        return await _called(asks, {**given, **read})


async def _called(press: Press, known: Mapping[str, object]) -> object:
    if press.of is not None:
        known = {**known, _asked(press.do)[0].name: await press.of(**_named(press.of, known))}
    return await press.do(**_named(press.do, known))


def _words(press: Press) -> list[Parameter]:
    """Return the parameters that the words of the press fill, in their order."""
    do = _asked(press.do)
    return do if press.of is None else [*_asked(press.of), *do[1:]]


def _read(asked: Collection[Parameter], words: list[str]) -> dict[str, object]:
    """Return the words as the parameters want them. Raises Refusal for a button that carries too many."""
    found: dict[str, object] = {}
    for place, each in enumerate(asked):
        if each.annotation == list[str]:
            return {**found, each.name: words[place:]}
        if place < len(words) or each.default is Parameter.empty:
            found[each.name] = _value(each, words[place] if place < len(words) else "")
    if len(words) > len(asked):
        raise Refusal("talk.old_button")
    return found


def _value(asked: Parameter, word: str) -> object:
    """Return a word as its parameter wants it; where there is no number it is the default, or -1, nobody's id."""
    kind = asked.annotation
    if isinstance(kind, UnionType):
        kind = get_args(kind)[0]
    if kind is int:
        found = number([word], 0)
        return found if found >= 0 or asked.default is Parameter.empty else asked.default
    choices = tuple(kind) if isinstance(kind, EnumType) else get_args(kind) if get_origin(kind) is Literal else None
    if choices is not None and word not in choices:
        raise Refusal("talk.old_button")
    return kind(word) if isinstance(kind, EnumType) else word


def _is_plain(data: str) -> bool:
    return data.isascii() and data.isprintable()


def _asked(handler: Does) -> list[Parameter]:
    """Return the parameters of a handler that words fill."""
    every = _parameters(handler)
    return [each for each in every.values() if each.kind is Parameter.POSITIONAL_OR_KEYWORD and each.name not in GIVEN]


def _named(handler: Does, known: Mapping[str, object]) -> dict[str, object]:
    """Return those of the values that the handler's parameters name."""
    return {name: known[name] for name in _parameters(handler) if name in known}


@cache
def _parameters(handler: Does) -> Mapping[str, Parameter]:
    return signature(handler).parameters
