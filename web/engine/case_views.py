"""A case's view on the office's pages: its sections with an anchor each, drawn by `office_view.html` (Art. 15)."""

from collections.abc import Callable
from functools import partial

from papers.engine.lists import worded
from web.engine.ways import way_to
from workflow.engine.desk import Desk


def viewed(desk: Desk, copies: str) -> dict[str, Callable[..., str]]:
    """Return what the template needs to put a view into words; `copies` is the address of the case's files.

    A file opens only there, as a copy for its reader that the journal notes (Art. 12).
    """
    return {
        "worded": partial(worded, desk.person.language),
        "leads_to": partial(way_to, desk),
        "copy": lambda file: f"{copies}/{file.id}",
    }
