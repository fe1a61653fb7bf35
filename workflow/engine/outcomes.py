"""The outcomes of sending one message, as values, so that no caller needs to know a channel's errors."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived, or what it asks for is so already. `message_id` is the channel's own, if any."""

    message_id: int | str | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """It did not arrive; try again after `after` seconds. `limited` means that the channel itself named the time."""

    after: float
    code: str
    limited: bool = False


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The person cannot be reached here, having blocked the bot, left, or never begun. Do not try again."""

    code: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat has moved to another number."""

    to: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The channel will never take this message: the code that made it must be changed."""

    code: str


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Nothing was sent, because another delivery has claimed the message. There is nothing to note."""


Outcome = Sent | Overtaken | Retry | Unreachable | Moved | Refused
