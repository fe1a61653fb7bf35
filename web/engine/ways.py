"""Where on the office's pages a subject such as "objection:7" is read (Art. 9)."""

from collections.abc import Mapping

from web.engine.staff import ROOMS
from workflow.engine.desk import Desk, serves_as

ONE, LIST = "{room}/{id}", "{room}"
WAYS: Mapping[str, tuple[str, str]] = {
    "application": ("/office/cases", ONE),
    "objection": ("/office/objections", ONE),
    "sanction": ("/office/sanctions", ONE),
    "heard": ("/office/sanctions", ONE),
    "reevaluation": ("/office/reevaluations", ONE),
    "reevaluated": ("/office/reevaluations", ONE),
    "notice": ("/office/notices", ONE),
    "draft": ("/office/notices", LIST),
    "edition": ("/office/editions", ONE),
    "assessment": ("/office/july", "/office/reports/{id}"),
    "calendar": ("/office/calendar", "{room}?year={id}"),
    "calendar_proposal": ("/office/calendar", LIST),
    "affair": ("/office/affairs", ONE),
    "supervision": ("/office/affairs", LIST),
    "award": ("/office/awards", ONE),
    "dispatch": ("/office/dispatches", ONE),
    "outbox": ("/office/messages", ONE),
    "unit": ("/office/people", LIST),
    "unreachable": ("/office/messages", "/office/unreachable"),
}
"""For each noun of a subject, the room that it belongs to, and its page there or the list that shows it."""
_ROLES = {room: roles for room, _, roles in ROOMS}


def way_to(desk: Desk, subject: str) -> str:
    """Return the address of the subject's page; "" if there is none or the person may not open it."""
    noun, _, rest = subject.partition(":")
    if noun not in WAYS:
        return ""
    (room, page), one = WAYS[noun], rest.partition(":")[0]
    known = "{id}" not in page or (one.isascii() and one.isdecimal())
    allowed = not _ROLES[room] or serves_as(desk, *_ROLES[room])
    return page.format(room=room, id=one) if known and allowed else ""
