"""Lists a page at a time: how many stand on one, and the buttons that turn it (Art. 9)."""

from handlers.speech import Button, key_button
from workflow.desk import Desk

PAGE = 8


def turns(desk: Desk, press: str, page: int, count: int, *, size: int = PAGE) -> list[list[Button]]:
    """The buttons to the page before and the one after; the number of the page is put behind `press`.

    `count` is how many there are, or at least whether there are more than `size` from this page on.
    """
    row = [key_button(desk, "forms.earlier", f"{press}:{page - 1}")] if page else []
    row += [key_button(desk, "forms.later", f"{press}:{page + 1}")] if (page + 1) * size < count else []
    return [row] if row else []
