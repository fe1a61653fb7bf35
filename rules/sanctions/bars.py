"""Bars: who may not apply until when, how a bar is counted, and how its number is normalised (Art. 36, 37, 39)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rules.engine.calendar import corresponding_day
from rules.engine.forms import Answers
from rules.engine.pack import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar on applying, first and last day included; `holder` is the same keyed hash as in awards.

    `lifted_on` is the first day on which a decision has ended the bar early. `words` hold the name and the decisions.
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
        """Tell whether an application is refused on `day`."""
        lifted = self.lifted_on is not None and self.lifted_on <= day
        return self.from_on <= day <= self.until_on and not lifted


def last_day(article: int, from_on: date, pack: Pack) -> date | None:
    """Return the last day of a bar that begins on `from_on`, the corresponding day; None if the article bars nobody."""
    years = pack.bar_years.get(article)
    return None if years is None else corresponding_day(from_on, years)


def barred(bars: Iterable[Bar], day: date) -> Bar | None:
    """Return the bar in force on `day`, the longest if several are; None when there is none."""
    return max((bar for bar in bars if bar.holds_on(day)), key=lambda bar: bar.until_on, default=None)


def number_of(answers: Answers) -> str:
    """Return the number under which this applicant can be barred: a document's, a credit code, or a branch's parent's.

    A branch has no number of its own. Its parent is the legal person that answers for it, and has examined and
    recommended what it sends (Art. 13); known by name alone, it could apply again under another name. So a bar on the
    parent also bars its branches, and a bar on a branch its parent; the lead can lift it where that is wrong.
    """
    if answers.get("kind") == "branch":
        return str(answers["parent_code"])
    return str(answers.get("document_number") or answers["credit_code"])
