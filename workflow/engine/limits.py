"""Limits of one message on the narrowest channel, checked before anything is sent."""

from collections.abc import Iterable

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
