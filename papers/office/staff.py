"""Reads the list of people to be invited, with a role, and a unit or post (Art. 8, 9, 14, 17)."""

from collections.abc import Mapping
from datetime import date
from itertools import chain

from papers.engine.cells import named, short_text
from papers.engine.columns import STAFF, Column, same
from papers.engine.rows import Line
from papers.office.holders import Errors, found_lists, units_by_name
from rules.engine.identities import email, phone
from rules.engine.names import name_answer
from rules.engine.pack import Pack
from rules.engine.refusals import Unfit
from rules.office.handover import Guest, Problem
from rules.people.roles import POSTS, Role
from texts import say

_LANGUAGES = ("zh", "en")
_LONGEST_NAME = 50


def read_staff(data: bytes, pack: Pack, today: date) -> tuple[Guest, ...] | Errors:
    """Return the people on the list, or everything wrong with it. Slow for long lists: use a thread."""
    try:
        ((sheet, listing, columns),) = found_lists(data, STAFF)
    except Unfit as unfit:
        return Errors((Problem(0, "", unfit.key, unfit.values),))
    lines = [Line(row, sheet, listing, columns, today) for row in columns.rows]
    roles, units = _roles(), units_by_name(pack)
    guests = [guest for line in lines if (guest := _guest(line, roles, units)) and not line.problems]
    problems = [*chain.from_iterable(line.problems for line in lines)]
    seen: dict[tuple[str, Role, str | None], int] = {}
    for guest in guests:
        first = seen.setdefault((guest.name, guest.role, guest.unit), guest.row)
        if first != guest.row:
            heading = columns.headings.get(Column.PERSON, "")
            problems.append(Problem(guest.row, heading, "papers.lists.repeated.guest", {"first": first}))
    return Errors(tuple(sorted(problems, key=lambda problem: problem.row))) if problems else tuple(guests)


def _guest(line: Line, roles: Mapping[str, Role], units: Mapping[str, str]) -> Guest | None:
    name = line.read(Column.PERSON, lambda cell: name_answer(short_text(cell), most=_LONGEST_NAME))
    role = line.read(Column.ROLE, lambda cell: named(cell, roles, "papers.lists.role"))
    number = line.read(Column.PHONE, lambda cell: phone(short_text(cell)))
    address = line.read(Column.EMAIL, lambda cell: email(short_text(cell)))
    unit = None
    match role:
        case Role.CLERK:
            unit = line.read(Column.UNIT, lambda cell: named(cell, units, "papers.holders.unit"), required=True)
        case Role.COMMITTEE:
            unit = line.read(Column.UNIT, lambda cell: named(cell, _posts(), "papers.lists.post")) or None
        case _ if line.filled(Column.UNIT):
            line.note(Column.UNIT, "papers.lists.no_unit")
    if not (name and role) or line.problems:
        return None
    return Guest(line.row.number, name, role, unit, number or "", address or "")


def _roles() -> dict[str, Role]:
    return {same(say(language, f"people.role.{role}")): role for role in Role for language in _LANGUAGES}


def _posts() -> dict[str, str]:
    """Return the posts of the committee by name; a member without one has none."""
    told = {same(say(language, f"people.post.{post}")): post for post in POSTS for language in _LANGUAGES}
    short = {"主任": "chair", "副主任": "deputy_chair", "委员": "", "成员": ""}
    return {**told, **{same(say(language, "people.post.member")): "" for language in _LANGUAGES}, **short}
