"""What is said to whoever did something, as values: a text with buttons, which the chat sends and a page draws."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rules.engine.answers import Days


@dataclass(frozen=True, slots=True)
class Button:
    """A button: its label, and the callback data it sends or the address it opens."""

    label: str
    press: str = ""
    url: str = ""


Rows = Sequence[Sequence[Button]]


@dataclass(frozen=True, slots=True)
class Page:
    """What to show next: text, an optional bold title, and rows of buttons.

    `days` are the days that fit as an answer; a channel with a calendar offers them. `block` holds lines to copy and
    fill in, set apart at the end.
    """

    text: str
    rows: Rows = field(default_factory=tuple)
    title: str = ""
    days: Days | None = None
    block: str = ""
