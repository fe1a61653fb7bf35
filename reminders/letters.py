"""A message owed, put into words: what a channel is asked to carry, without knowing any channel."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Protocol

from rules.people import Channel
from texts import Worded, Words, filled, say, sentence_of, sentences
from workflow.last_days import duty_of, last_day
from workflow.outcomes import Outcome
from workflow.records import COPY, Owed, Urgency, Wording, Work


@dataclass(frozen=True, slots=True)
class Button:
    """A button: what it says, and the callback data it sends or the address it opens."""

    label: str
    press: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """Words in the reader's language, buttons in rows, and a document where one goes with them."""

    text: str = field(repr=False)
    rows: tuple[tuple[Button, ...], ...] = ()
    file: tuple[str, bytes] | None = field(default=None, repr=False)
    origins: tuple[str, ...] = ()
    """The ids of the files that the document is a copy of."""
    answers: bool = False
    """Whether somebody waits for it: then it goes before the others."""
    last_day: date | None = None
    """The day that the reader has until, for their own calendar."""
    reference: str = ""
    """The message's own name, the same however often it is sent."""
    duty: str = ""
    """What it is about, the same for all reminders of one duty."""
    wording: Wording | None = None
    """The sentence as it is worded today: what was said can be read when it is worded otherwise."""


@dataclass(frozen=True, slots=True)
class Parked:
    """A call as it was made: only the channel it was made on understands it."""

    wording: ClassVar[None] = None
    call: Mapping[str, Any] = field(repr=False)


class Keeper(Protocol):
    """A channel that is part of the database: what it keeps in a Work has arrived when the Work is committed."""

    async def keep(self, work: Work, channel: Channel, letter: Letter | Parked) -> Any:
        """Write the letter into the channel's inbox; returns what `release` needs."""

    async def release(self, kept: Any) -> None:
        """Tell whoever is looking. The Work is committed."""


class Sender(Protocol):
    """A channel out in the world."""

    async def send(self, channel: Channel, letter: Letter | Parked) -> Outcome:
        """Send the letter, in its turn, and say what became of it."""


def written(owed: Owed, language: str, now: datetime, *, file: tuple[str, bytes] | None = None) -> Letter:
    """The message in the reader's language. Raises KeyError where a sentence, or a value for its place, is missing."""
    wording = Wording(owed.text, language, sentence_of(language, owed.text))
    places = {place: _named(language, value) for place, value in owed.values.items()}
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
    """A task of a kind that has no name of its own is a task all the same: its reminder is not held up by that."""
    if isinstance(value, list):
        return [_named(language, each) for each in value]
    if not isinstance(value, Worded):
        return value
    if value.key.startswith("tasks.") and value.key not in sentences(language, "tasks"):
        return say(language, "tasks.other")
    return Words(value.key, {place: _named(language, each) for place, each in value.values.items()})


def _button(language: str, button: Mapping[str, Any]) -> Button:
    label = say(language, button["key"], **button.get("values", {}))
    return Button(label, press=button.get("press", ""), url=button.get("url", ""))
