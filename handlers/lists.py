"""Pages of long lists: how many lines one holds, and the buttons that turn it (Art. 9)."""

from handlers.speech import Button, key_button
from workflow.desk import Desk

PAGE = 8


def turns(desk: Desk, press: str, page: int, count: int, *, size: int = PAGE) -> list[list[Button]]:
    """Return the buttons to the previous and the next page; the page's number is appended to `press`.

    `count` is the number of lines in all; any number above this page's end will do to say that more follow.
    """
    row = [key_button(desk, "forms.earlier", f"{press}:{page - 1}")] if page else []
    row += [key_button(desk, "forms.later", f"{press}:{page + 1}")] if (page + 1) * size < count else []
    return [row] if row else []
