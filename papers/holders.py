"""Reads the office's Excel list of earlier winners: every row is checked, and all are accepted or none (Art. 5, 32)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import TypeVar

from papers.cells import day, named, short_text
from papers.columns import NUMBERS, REQUIRED, Column, Layout, layout, same
from papers.spreadsheets import Cell, Row, Sheet, sheets
from rules.identities import credit_code, email, phone, resident_number
from rules.pack import Pack
from rules.refusals import Unfit

MOST_HOLDERS = 2_000

_ORGANISATION, _INDIVIDUAL = "organisation", "individual"
_KINDS = {
    **dict.fromkeys(("组织", "单位", "企业", "获奖组织", "organisation", "organization"), _ORGANISATION),
    **dict.fromkeys(("个人", "获奖个人", "individual", "person"), _INDIVIDUAL),
}
_SHORT_AWARDS = {
    **dict.fromkeys(("质量奖", "县政府质量奖", "qualityaward", "award"), "award"),
    **dict.fromkeys(("提名奖", "质量奖提名奖", "县政府质量奖提名奖", "nominationaward", "nomination"), "nomination"),
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Contact:
    """A person to contact about an award."""

    name: str = field(repr=False)
    phone: str = field(repr=False)
    email: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierHolder:
    """One row of the list.

    `number` is an organisation's credit code or an individual's resident number. `award` and `unit` are keys of the
    pack; certificate and plaque are empty where the list has none.
    """

    row: int
    name: str
    organisation: bool
    number: str = field(repr=False)
    award: str
    decision: str
    decided_on: date
    certificate: str
    plaque: str
    contacts: tuple[Contact, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one cell and how to correct it: a catalogue key and values, never the cell's content.

    `row` is numbered as in Excel, 0 for the whole file; `column` is the office's own heading.
    """

    row: int
    column: str
    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Holders:
    """All rows of the list; `unknown` are the headings of columns that were ignored."""

    rows: tuple[EarlierHolder, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Errors:
    """Everything to be corrected before the list is accepted, in the order of the rows."""

    problems: tuple[Problem, ...]


def read_holders(data: bytes, pack: Pack, today: date) -> Holders | Errors:
    """Return the holders in an uploaded Excel file, or everything wrong with it. Slow for long lists: use a thread."""
    try:
        sheet, found = _list(data)
    except Unfit as unfit:
        return Errors((Problem(0, "", unfit.key, unfit.values),))
    lines = [_Line(row, sheet, found, today) for row in found.rows]
    units, awards = _units(pack), _awards(pack)
    holders = [holder for line in lines if (holder := _holder(line, units, awards))]
    problems = [*chain.from_iterable(line.problems for line in lines), *_repeated(holders, found)]
    if problems:
        return Errors(tuple(sorted(problems, key=lambda problem: problem.row)))
    return Holders(tuple(holders), found.unknown)


def _list(data: bytes) -> tuple[Sheet, Layout]:
    """Return the one sheet with the headings, and its layout."""
    found = [(sheet, columns) for sheet in sheets(data) if (columns := layout(sheet))]
    if not found:
        raise Unfit("papers.holders.no_headings")
    if len(found) > 1:
        raise Unfit("papers.holders.two_lists", sheets=[sheet.name for sheet, _ in found])
    if not found[0][1].rows:
        raise Unfit("papers.holders.no_rows")
    if len(found[0][1].rows) > MOST_HOLDERS:
        raise Unfit("papers.holders.too_many", limit=MOST_HOLDERS)
    return found[0]


class _Line:
    """One row being read; it collects problems and goes on, so that all are reported at once."""

    def __init__(self, row: Row, sheet: Sheet, found: Layout, today: date) -> None:
        self.row, self.sheet, self.found, self.today = row, sheet, found, today
        self.problems: list[Problem] = []

    def filled(self, column: Column) -> bool:
        """Tell whether the column has a value."""
        return not self._cell(column).empty

    def read(self, column: Column, how: Callable[[Cell], T], *, required: bool = False) -> T | None:
        """Return the column's value; None when it is empty or wrong."""
        if not self.filled(column):
            if required or column in REQUIRED:
                self.note(column, "papers.holders.empty")
            return None
        try:
            return how(self._cell(column))
        except Unfit as unfit:
            self.note(column, unfit.key, unfit.values)
            return None

    def note(self, column: Column, key: str, values: Mapping[str, object] | None = None) -> None:
        """Note a problem with the column."""
        heading = self.found.headings.get(column, "")
        self.problems.append(Problem(self.row.number, heading, key, values or {}))

    def _cell(self, column: Column) -> Cell:
        place = self.found.places.get(column)
        return self.row.cells[place] if place is not None and place < len(self.row.cells) else Cell()


def _holder(line: _Line, units: Mapping[str, str], awards: Mapping[str, str]) -> EarlierHolder | None:
    kind = line.read(Column.KIND, lambda cell: named(cell, _KINDS, "papers.holders.kind"))
    name, decision = line.read(Column.NAME, short_text), line.read(Column.DECISION, short_text)
    award = line.read(Column.AWARD, lambda cell: named(cell, awards, "papers.holders.award"))
    decided_on = line.read(Column.DECIDED_ON, lambda cell: day(cell, line.sheet, line.today))
    unit = line.read(Column.UNIT, lambda cell: named(cell, units, "papers.holders.unit"))
    certificate, plaque = line.read(Column.CERTIFICATE, short_text), line.read(Column.PLAQUE, short_text)
    number = _number(line, kind) if kind else None
    first = _contact(line, Column.CONTACT, Column.PHONE, Column.EMAIL, required=True)
    second = _contact(line, Column.SECOND_CONTACT, Column.SECOND_PHONE, Column.SECOND_EMAIL, required=False)
    if line.problems or not (name and decision and award and decided_on and unit and number):
        return None
    return EarlierHolder(
        row=line.row.number,
        name=name,
        organisation=kind == _ORGANISATION,
        number=number,
        award=award,
        decision=decision,
        decided_on=decided_on,
        certificate=certificate or "",
        plaque=plaque or "",
        contacts=tuple(contact for contact in (first, second) if contact),
        unit=unit,
    )


def _number(line: _Line, kind: str) -> str | None:
    """Return the number from the column for this kind of holder, or from the column that serves both."""
    own = Column.CREDIT_CODE if kind == _ORGANISATION else Column.RESIDENT_NUMBER
    column = next((column for column in (own, Column.NUMBER) if line.filled(column)), None)
    if column is None:
        there = next(column for column in (own, Column.NUMBER, *NUMBERS) if column in line.found.places)
        line.note(there, f"papers.holders.no_number.{kind}")
        return None
    if kind == _ORGANISATION:
        return line.read(column, lambda cell: credit_code(short_text(cell)))
    return line.read(column, lambda cell: resident_number(short_text(cell), today=line.today))


def _contact(line: _Line, who: Column, where: Column, mail: Column, *, required: bool) -> Contact | None:
    """Return a person with a phone number and perhaps an e-mail address; neither name nor phone is accepted alone."""
    wanted = required or line.filled(who) or line.filled(where) or line.filled(mail)
    name = line.read(who, short_text, required=wanted)
    number = line.read(where, lambda cell: phone(short_text(cell)), required=wanted)
    address = line.read(mail, lambda cell: email(short_text(cell)))
    return Contact(name, number, address) if name and number else None


def _awards(pack: Pack) -> dict[str, str]:
    own = {same(award.name(language)): award.key for award in pack.awards for language in ("zh", "en")}
    keys = {award.key for award in pack.awards}
    return {short: key for short, key in _SHORT_AWARDS.items() if key in keys} | own


def _units(pack: Pack) -> dict[str, str]:
    return {same(unit.name(language)): unit.key for unit in pack.units for language in ("zh", "en")}


def _repeated(holders: list[EarlierHolder], found: Layout) -> Iterator[Problem]:
    """Yield a problem for each repetition: two awards of one decision for a holder, or one certificate twice."""
    seen: dict[tuple[str, str], int] = {}
    for holder in holders:
        marks = {Column.NAME: f"{holder.number} {holder.decided_on}", Column.CERTIFICATE: same(holder.certificate)}
        for column, mark in marks.items():
            first = seen.setdefault((column, mark), holder.row) if mark else holder.row
            if first != holder.row:
                key = f"papers.holders.repeated.{column}"
                yield Problem(holder.row, found.headings.get(column, ""), key, {"first": first})
