"""A case's view on the office's pages: its sections with an anchor each, drawn by `office_view.html` (Art. 15)."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from papers.engine.calendars import why
from papers.engine.lists import worded
from texts import say
from web.engine.acts import buttons
from web.engine.agenda import line
from web.engine.pages import bare
from web.engine.staff import way_to
from workflow.engine.desk import Desk, today
from workflow.office.deadlines import dated
from workflow.office.journals import act_named


def viewed(desk: Desk, copies: str) -> dict[str, Callable[..., str]]:
    """Return what the template needs to put a view into words; `copies` is the address of the case's files.

    A file opens only there, as a copy for its reader that the journal notes (Art. 12).
    """
    return {
        "worded": partial(worded, desk.person.language),
        "titled": lambda title: bare(worded(desk.person.language, title)),
        "leads_to": partial(way_to, desk),
        "copy": lambda file: f"{copies}/{file.id}",
    }


# What the pages of objections, sanctions and re-evaluations share: act buttons and the case's course (Art. 9).


def course(desk: Desk) -> dict[str, object]:
    """Return the values that the template of a case's course needs."""
    language = desk.person.language
    return {
        "line": lambda each: line(desk, each),
        "act": lambda name: worded(language, act_named(name)),
        "why": lambda deadline: why(language, deadline.count).splitlines(),
        "due_named": lambda deadline: say(language, dated(deadline.subject, deadline.kind).words),
        "today": today(desk),
    }


def deeds(desk: Desk, table: Mapping[str, str], acts: Iterable[str], one: int, key: str) -> list[tuple[str, str]]:
    """Return the presses of these acts, each labelled with the chat's sentence `<key>.<what it does>`."""
    language = desk.person.language
    return [(bare(say(language, f"{key}.{press.split(':')[1]}")), press) for press in buttons(table, acts, id=one)]
