"""What the pages of objections, sanctions and re-evaluations share: act buttons and the case's course (Art. 9)."""

from collections.abc import Iterable, Mapping

from papers.engine.counts import why
from papers.engine.lists import worded
from texts import say
from web.engine.acts import buttons
from web.engine.agenda import line
from web.engine.pages import bare
from workflow.engine.desk import Desk, today
from workflow.office.dated import dated
from workflow.office.journals import act_named


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
