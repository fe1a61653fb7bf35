"""Bars: who may not apply until when, how such a bar is counted, and how its number is spelt (Art. 36, 37, 39)."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rules.calendar import corresponding_day
from rules.forms import Answers
from rules.pack import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar of the holder of a number, both days included; `holder` is the keyed hash by which awards are found too.

    `lifted_on` is the first day on which it does not hold any more, by a decision. `words` are name and decisions.
    """

    id: int
    sanction_id: int
    holder: str = field(repr=False)
    article: int
    from_on: date
    until_on: date
    lifted_on: date | None = None
    words: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def holds_on(self, day: date) -> bool:
        """Whether an application is refused on `day`."""
        lifted = self.lifted_on is not None and self.lifted_on <= day
        return self.from_on <= day <= self.until_on and not lifted


def last_day(article: int, from_on: date, pack: Pack) -> date | None:
    """The last day of a bar from this day on: the corresponding day; None under an article that bars nobody."""
    years = pack.bar_years.get(article)
    return None if years is None else corresponding_day(from_on, years)


def barred(bars: Iterable[Bar], day: date) -> Bar | None:
    """The bar that holds on `day`, of several the one that holds longest; None where nothing stands against it."""
    return max((bar for bar in bars if bar.holds_on(day)), key=lambda bar: bar.until_on, default=None)


def one_spelling(number: str) -> str:
    """A credit code or document number as it is looked up: half-width capitals and digits, nothing between them."""
    return "".join(char for char in unicodedata.normalize("NFKC", number).upper() if char.isalnum())


def number_of(answers: Answers) -> str:
    """The number under which the applicant of these answers is barred: of a document, of a code, of a branch's parent.

    A branch has no number of its own. Its parent is the legal person that answers for it, and has examined and
    recommended what it sends (Art. 13); known by name alone it could apply again under another. So the parent's bar is
    one of all its branches, and a branch's one of its parent: whom that hits wrongly the lead helps by lifting it.
    """
    if answers.get("kind") == "branch":
        return str(answers["parent_code"])
    return str(answers.get("document_number") or answers["credit_code"])
