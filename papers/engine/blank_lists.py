"""Empty Excel lists to fill in, of holders, cases or staff: hints above the columns, choices to pick from."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from papers.engine.columns import APPLICATIONS, BARS, EDITIONS, HANDED_OVER, HOLDERS, STAFF, Column, Listing
from papers.engine.spreadsheets import Value, sheet, sheet_name, workbook
from rules.engine.calendar import office_day
from rules.engine.pack import Pack
from rules.office.handover import MOST_ROWS, STAGES, Guest
from rules.people.roles import Role
from texts import Words, say

_SHOWN: dict[str, tuple[Column, ...]] = {
    HOLDERS.name: (
        Column.NAME,
        Column.KIND,
        Column.AWARD,
        Column.NUMBER,
        Column.DECISION,
        Column.DECIDED_ON,
        Column.CERTIFICATE,
        Column.PLAQUE,
        Column.CONTACT,
        Column.PHONE,
        Column.EMAIL,
        Column.SECOND_CONTACT,
        Column.SECOND_PHONE,
        Column.SECOND_EMAIL,
        Column.UNIT,
    ),
    APPLICATIONS.name: (
        Column.EDITION,
        Column.GIVEN,
        Column.NAME,
        Column.KIND,
        Column.NUMBER,
        Column.UNIT,
        Column.CONTACT,
        Column.PHONE,
        Column.EMAIL,
        Column.SENT_ON,
        Column.STAGE,
        Column.SINCE,
    ),
    BARS.name: (
        Column.NAME,
        Column.KIND,
        Column.NUMBER,
        Column.ARTICLE,
        Column.DECISION,
        Column.DECIDED_ON,
        Column.FROM_ON,
        Column.UNTIL_ON,
        Column.REASON,
    ),
    EDITIONS.name: EDITIONS.required,
    STAFF.name: (Column.PERSON, Column.ROLE, Column.UNIT, Column.PHONE, Column.EMAIL),
}
_OWN_HEADINGS = {
    (APPLICATIONS.name, Column.NAME),
    (BARS.name, Column.NAME),
    (BARS.name, Column.DECISION),
    (BARS.name, Column.DECIDED_ON),
    (STAFF.name, Column.UNIT),
}
"""The columns that are called otherwise in these lists than in that of holders."""
_WIDE = {Column.NAME: 32, Column.NUMBER: 26, Column.UNIT: 40, Column.DECISION: 24, Column.STAGE: 26, Column.REASON: 40}
_HINTS, _HEADINGS, _FIRST = 1, 2, 3


def handover_template(language: str, pack: Pack | None = None) -> bytes:
    """Make an Excel file with all lists that an office can hand over, each on a sheet of its own."""
    return _template(language, pack, HANDED_OVER)


def staff_template(language: str, pack: Pack | None = None) -> bytes:
    """Make an Excel file for the people to be invited."""
    return _template(language, pack, (STAFF,))


def _template(language: str, pack: Pack | None, listings: Sequence[Listing]) -> bytes:
    """Make an Excel file to fill in; every column is text, so that no digit of a long number is lost.

    Row 1 of a sheet is the title, row 2 the hints, row 3 the headings. With a pack, its receiving units can be picked.
    """
    out = BytesIO()
    with workbook(out) as book:
        text = book.add_format({"num_format": "@"})
        pages = {
            one.name: book.add_worksheet(sheet_name(say(language, f"papers.lists.named.{one.name}")))
            for one in listings
        }
        units = _units(book, pack, language) if pack else None
        for listing in listings:
            page, shown = pages[listing.name], _SHOWN[listing.name]
            _write_head(book, page, language, listing)
            for place, column in enumerate(shown):
                page.set_column(place, place, _WIDE.get(column, 18), text)
                source = units if column is Column.UNIT and listing is not STAFF else _choices(language, column)
                if source:
                    _offer(page, place, source, say(language, _wrong(column)))
            page.freeze_panes(_FIRST, 1)
    return out.getvalue()


def _choices(language: str, column: Column) -> list[str]:
    match column:
        case Column.KIND:
            return [say(language, f"papers.holders.kind.{one}") for one in ("organisation", "individual")]
        case Column.AWARD:
            return [say(language, f"papers.holders.award.{one}") for one in ("award", "nomination")]
        case Column.ARTICLE:
            return ["36", "37", "39"]
        case Column.STAGE:
            return [say(language, f"lifecycle.state.{state}") for state in STAGES]
        case Column.ROLE:
            return [say(language, f"people.role.{role}") for role in Role]
        case _:
            return []


def _wrong(column: Column) -> str:
    own = {
        Column.ARTICLE: "papers.lists.article",
        Column.STAGE: "papers.lists.no_stage",
        Column.ROLE: "papers.lists.role",
    }
    return own.get(column, f"papers.holders.{column}")


def _write_head(book: Any, page: Any, language: str, listing: Listing) -> None:
    title = book.add_format({"bold": True, "font_size": 14, "valign": "vcenter"})
    hint = book.add_format({"font_color": "#666666", "italic": language != "zh", "text_wrap": True, "valign": "top"})
    plain = {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    needed = book.add_format({**plain, "bg_color": "#F6D9D6"})
    optional = book.add_format({**plain, "bg_color": "#EFEFEF"})
    shown = _SHOWN[listing.name]
    about = say(language, "papers.lists.about", list=Words(f"papers.lists.named.{listing.name}"), limit=MOST_ROWS)
    page.merge_range(0, 0, 0, len(shown) - 1, about, title)
    page.set_row(0, 30)
    page.set_row(_HINTS, 64)
    page.set_row(_HEADINGS, 32)
    for place, column in enumerate(shown):
        page.write_string(_HINTS, place, say(language, _hint(listing, column)), hint)
        is_needed = column in listing.required or column is Column.NUMBER
        page.write_string(_HEADINGS, place, heading(language, listing, column), needed if is_needed else optional)


def heading(language: str, listing: Listing, column: Column) -> str:
    """Return the heading that a column has in the template of this list."""
    own = (listing.name, column) in _OWN_HEADINGS
    return say(language, f"papers.lists.column.{listing.name}.{column}" if own else f"papers.holders.column.{column}")


def _hint(listing: Listing, column: Column) -> str:
    return f"papers.lists.hint.{listing.name}.{column}" if listing is STAFF else f"papers.holders.hint.{column}"


def _offer(page: Any, place: int, source: object, message: str) -> None:
    rule = {"validate": "list", "source": source, "error_message": message, "ignore_blank": True}
    page.data_validation(_FIRST, place, _FIRST + MOST_ROWS - 1, place, rule)


def _units(book: Any, pack: Pack, language: str) -> str:
    """Write the units to a sheet of their own, because Excel allows only 255 characters of choices inside a rule."""
    names = book.add_worksheet(sheet_name(say(language, "papers.holders.column.unit")))
    names.set_column(0, 0, 60)
    names.write_column(0, 0, [unit.name(language) for unit in pack.units])
    return f"='{names.get_name()}'!$A$1:$A${len(pack.units)}"


# The list of invitations to hand out: each person with their own link (Art. 9).


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
