"""The list of invitations to hand out: each person with their own link (Art. 9)."""

from collections.abc import Sequence
from datetime import datetime

from papers.engine.spreadsheets import Value, sheet
from rules.engine.calendar import office_day
from rules.engine.pack import Pack
from rules.office.handover import Guest
from rules.people.roles import Role
from texts import say

COLUMNS = ("name", "role", "unit", "phone", "email", "standing", "until", "link")


def line(
    language: str, pack: Pack, guest: Guest, standing: str, until: datetime | None, links: Sequence[str]
) -> list[Value]:
    """Return the values of COLUMNS for one person."""
    unit = guest.unit or ""
    if guest.role is Role.COMMITTEE and unit:
        unit = say(language, f"people.post.{unit}")
    elif unit:
        unit = pack.name_of_unit(unit, language)
    role, told = say(language, f"people.role.{guest.role}"), say(language, f"invitations.standing.{standing}")
    last = office_day(until) if until is not None else None
    return [guest.name, role, unit, guest.phone, guest.email, told, last, "\n".join(links)]


def invitation_list(language: str, rows: Sequence[Sequence[Value]]) -> bytes:
    """Return the list as an Excel file; the rows have the values of COLUMNS."""
    header = [say(language, f"invitations.column.{name}") for name in COLUMNS]
    return sheet(say(language, "invitations.list_title"), header, rows)
