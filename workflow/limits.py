"""What fits into one message on every channel: the limits of the narrowest one, checked before anything is sent."""

from collections.abc import Iterable

TEXT = 4096
CAPTION = 1024
PRESS = 64
BUTTONS = 100


class TooLarge(ValueError):
    """A message would not fit on every channel: the code that made it is to be changed, the person is not to blame."""


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
    """The length of a text in UTF-16 units: what Telegram counts and what places of formatting are given in."""
    return len(value.encode("utf-16-le")) // 2
