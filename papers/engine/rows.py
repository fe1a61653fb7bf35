"""One row of a list that is being read: it collects problems and goes on, so that all are told at once."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from papers.engine.cells import short_text
from papers.engine.columns import NUMBERS, Column, Layout, Listing
from papers.engine.spreadsheets import Cell, Row, Sheet
from rules.applications.lifecycle import INDIVIDUAL, ORGANISATION
from rules.engine.identities import credit_code, email, phone, resident_number
from rules.engine.refusals import Unfit
from rules.office.handover import Contact, Problem

KINDS = {
    **dict.fromkeys(("组织", "单位", "企业", "获奖组织", "organisation", "organization"), ORGANISATION),
    **dict.fromkeys(("个人", "获奖个人", "individual", "person"), INDIVIDUAL),
}
T = TypeVar("T")


class Line:
    """A row with the columns of its list."""

    def __init__(self, row: Row, sheet: Sheet, listing: Listing, found: Layout, today: date) -> None:
        self.row, self.sheet, self.listing, self.found, self.today = row, sheet, listing, found, today
        self.problems: list[Problem] = []

    def filled(self, column: Column) -> bool:
        """Tell whether the column has a value."""
        return not self._cell(column).empty

    def read(self, column: Column, how: Callable[[Cell], T], *, required: bool = False) -> T | None:
        """Return the column's value; None when it is empty or wrong."""
        if not self.filled(column):
            if required or column in self.listing.required:
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
        self.problems.append(Problem(self.row.number, heading, key, values or {}, self.sheet.name))

    def number(self, kind: str) -> str | None:
        """Return the number from the column for this kind of holder, or from the column that serves both."""
        own = Column.CREDIT_CODE if kind == ORGANISATION else Column.RESIDENT_NUMBER
        column = next((column for column in (own, Column.NUMBER) if self.filled(column)), None)
        if column is None:
            there = next(column for column in (own, Column.NUMBER, *NUMBERS) if column in self.found.places)
            self.note(there, f"papers.holders.no_number.{kind}")
            return None
        if kind == ORGANISATION:
            return self.read(column, lambda cell: credit_code(short_text(cell)))
        return self.read(column, lambda cell: resident_number(short_text(cell), today=self.today))

    def contact(self, who: Column, where: Column, mail: Column, *, required: bool) -> Contact | None:
        """Return a person with a phone number and perhaps an e-mail address; neither name nor phone is taken alone."""
        wanted = required or self.filled(who) or self.filled(where) or self.filled(mail)
        name = self.read(who, short_text, required=wanted)
        number = self.read(where, lambda cell: phone(short_text(cell)), required=wanted)
        address = self.read(mail, lambda cell: email(short_text(cell)))
        return Contact(name, number, address) if name and number else None

    def _cell(self, column: Column) -> Cell:
        place = self.found.places.get(column)
        return self.row.cells[place] if place is not None and place < len(self.row.cells) else Cell()
