"""What an earlier office hands over in lists: holders, bars, a running edition and its applications (Art. 4, 5, 36).

A case is carried over as far as the paper of the earlier office can vouch for it. Notices, scores and votes arise in
the service alone; a case that had them on paper comes in as forwarded, and goes on from there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from rules.applications.lifecycle import State
from rules.people.roles import Role

MOST_ROWS = 10_000
"""The most rows of one file, all its lists together."""
CHECKING = "checking"
Progress = Callable[[str, int, int], object]
"""Hears of each step that is begun, `CHECKING` or a list's name, and of every thousand rows: how many of how many."""
STAGES: Mapping[State, str | None] = {
    State.IN_REVIEW: "review_working_days",
    State.CONSULTING: "consultation_working_days",
    State.FORWARDED: "assignment_working_days",
    State.NOT_FORWARDED: None,
    State.WITHDRAWN: None,
}
"""The stages in which an application can be carried over, and the pack's setting for the days that run in each."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one cell and how to correct it: a catalogue key and values, never the cell's content.

    `row` is numbered as in the file, 0 for the whole file; `column` is the office's own heading; `sheet` is empty for
    a file with one list.
    """

    row: int
    column: str
    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person to contact about an award or an application."""

    name: str = field(repr=False)
    phone: str = field(repr=False)
    email: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierHolder:
    """An earlier award.

    `number` is an organisation's credit code or an individual's resident number. `award` and `unit` are keys of the
    pack; certificate and plaque are empty where the list has none.
    """

    row: int
    sheet: str = field(default="", compare=False)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierBar:
    """A bar that an earlier decision laid on a number; both days included."""

    row: int
    sheet: str = field(default="", compare=False)
    name: str = field(repr=False)
    number: str = field(repr=False)
    article: int
    document: str
    decided_on: date
    from_on: date
    until_on: date
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningEdition:
    """An edition whose window was opened on paper."""

    row: int
    sheet: str = field(default="", compare=False)
    number: int
    year: int
    opens_on: date
    closes_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningApplication:
    """An application of such an edition: who, where, in which stage since which day; `given` is its number on paper."""

    row: int
    sheet: str = field(default="", compare=False)
    edition: int
    given: str
    kind: str
    name: str = field(repr=False)
    number: str = field(repr=False)
    unit: str
    contact: Contact
    sent_on: date
    state: State
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """All rows of a file; `unread` are the headings of columns that were ignored."""

    holders: tuple[EarlierHolder, ...] = ()
    bars: tuple[EarlierBar, ...] = ()
    editions: tuple[RunningEdition, ...] = ()
    applications: tuple[RunningApplication, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody to be invited: role, and a clerk's unit or a post of the committee."""

    row: int
    name: str = field(repr=False)
    role: Role
    unit: str | None = None
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
