"""Turns a message owed into a letter: words, buttons and a document, independent of the channel that carries it."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Protocol

from rules.people.roles import Channel
from texts import Worded, Words, filled, say, sentence_of, sentences
from workflow.engine.records import COPY, Owed, Urgency, Wording, Work
from workflow.engine.replies import PLACE as REMEDY
from workflow.engine.replies import duty_of, last_day
from workflow.engine.sending import Outcome


@dataclass(frozen=True, slots=True)
class Button:
    """A button: its label, and either the callback data that it sends or the address that it opens."""

    label: str
    press: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in the reader's language, with its buttons in rows and an optional document (file name, content)."""

    text: str = field(repr=False)
    rows: tuple[tuple[Button, ...], ...] = ()
    file: tuple[str, bytes] | None = field(default=None, repr=False)
    origins: tuple[str, ...] = ()
    """The ids of the uploaded files of which the document is a copy."""
    answers: bool = False
    """Whether the letter answers somebody who is waiting; such letters are sent before the others."""
    last_day: date | None = None
    """The reader's last day for what the letter asks, to put into their own calendar."""
    reference: str = ""
    """A name of the message that stays the same however often it is sent."""
    duty: str = ""
    """What the letter is about; the same for all reminders of one duty."""
    wording: Wording | None = None
    """The sentence as worded today, kept so that what was said can be read after the catalogue changes."""


@dataclass(frozen=True, slots=True)
class Parked:
    """A channel call kept as it was made; only the channel that it was made for understands it."""

    wording: ClassVar[None] = None
    call: Mapping[str, Any] = field(repr=False)


Ready = Callable[[], Awaitable[bool]]
"""Tells whether a letter is still this delivery's to send."""


async def always() -> bool:
    """Return True: the `ready` of a letter that nobody else could send."""
    return True


class Keeper(Protocol):
    """A channel that is stored in the database: a letter kept in a Work has arrived once that Work is committed."""

    async def keep(self, work: Work, channel: Channel, letter: Letter | Parked) -> Any:
        """Write the letter into the channel's inbox; returns what `release` needs."""

    async def release(self, kept: Any) -> None:
        """Show the letter on open pages; called after the Work is committed, with what `keep` returned."""


class Sender(Protocol):
    """A channel outside the database, such as Telegram or e-mail."""

    async def send(self, channel: Channel, letter: Letter | Parked, ready: Ready) -> Outcome:
        """Send the letter when it is its turn, and return what became of it.

        Ask `ready` after the turn has come, right before each call that leaves the service, and return Overtaken
        without sending when it says no.
        """


def written(owed: Owed, language: str, now: datetime, *, file: tuple[str, bytes] | None = None) -> Letter:
    """Write the message in the reader's language.

    Raises KeyError where a sentence, or a value for one of its places, is missing.
    """
    wording = Wording(owed.text, language, sentence_of(language, owed.text))
    places = {place: _named(language, value) for place, value in {REMEDY: "", **owed.values}.items()}
    rows = tuple(tuple(_button(language, button) for button in row) for row in owed.buttons)
    copied = owed.paper is not None and owed.paper.name == COPY and file is not None
    return Letter(
        filled(language, wording.sentence, places),
        rows,
        file,
        origins=(owed.paper.subject.partition(":")[0],) if copied and owed.paper else (),
        answers=owed.urgency is Urgency.ANSWER,
        last_day=last_day(owed, now),
        reference=hashlib.sha256(owed.key.encode()).hexdigest()[:32],
        duty=duty_of(owed),
        wording=wording,
    )


def _named(language: str, value: object) -> object:
    """Prepare a value for a sentence; a kind of task without a name of its own is called a task, instead of failing."""
    if isinstance(value, list):
        return [_named(language, each) for each in value]
    if not isinstance(value, Worded):
        return value
    if value.key.startswith("tasks.") and value.key not in sentences(language, "tasks"):
        return say(language, "tasks.other")
    return Words(value.key, {place: _named(language, each) for place, each in {REMEDY: "", **value.values}.items()})


def _button(language: str, button: Mapping[str, Any]) -> Button:
    label = say(language, button["key"], **button.get("values", {}))
    return Button(label, press=button.get("press", ""), url=button.get("url", ""))
