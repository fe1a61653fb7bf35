"""What became of one message sent on a channel: values, so that nobody above has to know a channel's errors."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived, or what it asked for is so already. `message_id` is what the channel calls it, if anything."""

    message_id: int | str | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """It did not arrive this time: not before `after` seconds again. `limited` if the channel itself named the time."""

    after: float
    code: str
    limited: bool = False


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The person cannot be reached here: they blocked the bot, left, or never began. No second try."""

    code: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat lives on under another number."""

    to: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The channel does not take this message, however often it is sent: the code that made it is to be changed."""

    code: str


Outcome = Sent | Retry | Unreachable | Moved | Refused
