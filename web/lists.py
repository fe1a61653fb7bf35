"""Lists as Excel downloads; one that holds only a part says so in its last row (Art. 9)."""

from collections.abc import Sequence

from papers.spreadsheets import Value, sheet
from texts import say
from web.staff import Taken
from workflow.desk import Desk, today
from workflow.lists import MOST_EXPORTED


def excel(desk: Desk, title: str, columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> Taken:
    """Return an Excel list to download; `title` and `columns` are sentence keys."""
    language = desk.person.language
    said, header = say(language, title), [say(language, key) for key in columns]
    cut = [[say(language, "pages.cut", count=len(rows))]] if len(rows) >= MOST_EXPORTED else []
    return Taken(f"{said} {today(desk).isoformat()}.xlsx", lambda: sheet(said, header, [*rows, *cut]))
