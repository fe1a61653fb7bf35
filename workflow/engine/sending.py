"""The outcomes of sending one message, as values, so that no caller needs to know a channel's errors."""

import ipaddress
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit


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


# Limits of one message on the narrowest channel, checked before anything is sent.


TEXT = 4096
CAPTION = 1024
PRESS = 64
BUTTONS = 100


class TooLarge(ValueError):
    """A message would not fit on every channel. The code that made it is at fault, not the person."""


def check_message(*, text: str | None, caption: str | None, presses: Iterable[str | None]) -> None:
    """Raise TooLarge unless text, caption and buttons fit.

    `presses` holds the callback data of every button, None for a button that opens an address. Texts are counted in
    UTF-16 units, as Telegram counts them; data in bytes. The error names the measure and never the content.
    """
    _check_length("text", text, most=TEXT)
    _check_length("caption", caption, most=CAPTION)
    data = list(presses)
    if len(data) > BUTTONS:
        raise TooLarge(f"{len(data)} buttons in one message: at most {BUTTONS}")
    for press in data:
        if press is not None and not 1 <= len(press.encode()) <= PRESS:
            raise TooLarge(f"callback data of {len(press.encode())} bytes: 1 to {PRESS}")


def _check_length(what: str, value: str | None, *, most: int) -> None:
    if value is not None and units(value) > most:
        raise TooLarge(f"{what} of {units(value)} characters: at most {most}")


def units(value: str) -> int:
    """Return the length in UTF-16 units, in which Telegram counts texts and places formatting."""
    return len(value.encode("utf-16-le")) // 2


# Which addresses web push may use: public push services and the operator's hosts, no internal machines (RFC
# 8030).


HTTPS = 443


def may_be_asked(address: str, hosts: Collection[str]) -> bool:
    """Whether the service may send to this address: https on port 443, and no private IP address.

    `hosts` ("127.0.0.1:9000") are always allowed. Host names are resolved and checked again when something is sent.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    if parts.netloc in hosts:
        return True
    return parts.scheme == "https" and port in (None, HTTPS) and "@" not in parts.netloc and _is_open(parts)


def is_public(number: str) -> bool:
    """Whether an IP address is public."""
    try:
        found = ipaddress.ip_address(number.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global and not found.is_multicast


def _is_open(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." in host and not host.rstrip(".").endswith((".local", ".internal", ".localhost"))
    return is_public(host)
