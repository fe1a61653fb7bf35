"""The structured parts of a rules pack: bodies, conditions, duties, limits, retention (Art. 42)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.engine.calendar import MonthDay

_MEGABYTE = 1024 * 1024


class RecusalLevel(StrEnum):
    """What an interest leads to in a county (Art. 40): the case is shut to the person, or the interest is shown."""

    STRICT = "strict"
    DISCLOSE = "disclose"


@dataclass(frozen=True, slots=True)
class Named:
    """A body, an award or a choice with its name in both languages; cases store its `key`, which never changes."""

    key: str
    zh: str
    en: str

    def name(self, language: str) -> str:
        """Return the English name for "en" and the Chinese one for any other language."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Remedies:
    """What one can do against a decision: days to ask for its reconsideration, months to go to court.

    The Measures say nothing of it. `confirmed` says that the office's counsel has confirmed both for this county.
    """

    reconsideration_days: int = 60
    lawsuit_months: int = 6
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Bodies:
    """The bodies that act (Art. 8, 9), named as papers and messages print them."""

    government: Named
    committee: Named
    office: Named
    seat: Named
    leading_group_office: Named


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of Art. 10 or 11: a plain question, the evidence wanted, and an example of a good answer."""

    key: str
    article: int
    item: int
    zh: str
    en: str
    evidence_zh: str
    evidence_en: str
    example_zh: str
    example_en: str


@dataclass(frozen=True, slots=True)
class SelfAssessment:
    """The July report (Art. 32): who owes it, its first and last day, the reminders, and the weekly ones afterwards."""

    awards: tuple[str, ...]
    individuals: bool
    opens: MonthDay
    remind_on: tuple[MonthDay, ...]
    last: MonthDay
    overdue_every_days: int
    overdue_times: int


@dataclass(frozen=True, slots=True)
class Expiry:
    """The end of an award's validity (Art. 5): reminders, re-evaluation, rectification and the renewed term.

    `reviewers` is the least number of opinions in a re-evaluation. The last three settings have defaults, because the
    packs kept by earlier editions lack them.
    """

    days_before: tuple[int, ...]
    reassessed: tuple[str, ...]
    reassessment_opens_days_before: int
    rectification_months: int
    renewed_years: int
    report_working_days: int = 20
    evaluation_working_days: int = 20
    reviewers: int = 2


@dataclass(frozen=True, slots=True)
class Duties:
    """What holders and units owe in the five years: supervision notes (Art. 35) and the rules of use (Art. 33).

    `answer_working_days` is how long a holder or a reporter waits for an answer, `term_days_before` how many days ahead
    the end of a role or an entrustment is announced.
    """

    supervision_opens: MonthDay
    supervision_last: MonthDay
    use_rules_asked_on: MonthDay
    answer_working_days: int
    term_days_before: int


@dataclass(frozen=True, slots=True)
class Uploads:
    """Limits of files: their number, and their size in megabytes of 1024 × 1024 bytes.

    An application's limits apply to all its files together.
    """

    telegram_mb: int
    web_mb: int
    application_files: int
    application_mb: int

    @property
    def telegram_bytes(self) -> int:
        """The largest file that can be sent over Telegram, in bytes."""
        return self.telegram_mb * _MEGABYTE

    @property
    def web_bytes(self) -> int:
        """The largest file that can be sent on the web, in bytes."""
        return self.web_mb * _MEGABYTE

    @property
    def application_bytes(self) -> int:
        """The most that all files of one application may come to, in bytes."""
        return self.application_mb * _MEGABYTE


@dataclass(frozen=True, slots=True)
class Retention:
    """How many months things are kept after their case has ended.

    For drafts the months count from the last answer, for web chat messages from when they were sent, for people from
    the last message they sent.
    """

    drafts: int
    messages: int
    people: int
    applications_not_granted: int
    objection_identities: int
    objections: int
    tips: int


# Receiving units: the leading group office, authorities and associations that take applications (Art. 14, 15).


OFFICE = "office"
"""The key under which the award office's own contact stands beside the units' (Art. 9)."""


@dataclass(frozen=True, slots=True)
class Contact:
    """How the public reaches the office or a unit: `key` is "office" or the unit's (Art. 14, 22, 44)."""

    key: str
    phone: str
    address: str
    hours: str


class UnitKind(StrEnum):
    """The grounds on which a unit is a receiving unit (Art. 14)."""

    LEADING_GROUP_OFFICE = "leading_group_office"
    INDUSTRY_AUTHORITY = "industry_authority"
    ENTRUSTED_ASSOCIATION = "entrusted_association"


@dataclass(frozen=True, slots=True)
class Unit:
    """A receiving unit (Art. 14); an association receives only while it is entrusted, both days included."""

    key: str
    kind: UnitKind
    name_zh: str
    name_en: str
    entrusted_from: date | None = None
    entrusted_until: date | None = None

    def __post_init__(self) -> None:
        if self.kind is UnitKind.ENTRUSTED_ASSOCIATION and self.entrusted_from is None:
            raise ValueError(f"unit {self.key} is an association: give the day it is entrusted from")
        if self.entrusted_from and self.entrusted_until and self.entrusted_until < self.entrusted_from:
            raise ValueError(f"unit {self.key} is entrusted until a day before it is entrusted from")

    def receives_on(self, day: date) -> bool:
        """Tell whether an application can be handed to the unit on `day`."""
        return (self.entrusted_from or day) <= day <= (self.entrusted_until or day)

    def receives_within(self, first: date, last: date) -> bool:
        """Tell whether an application can be handed to the unit on any day from `first` to `last`."""
        return (self.entrusted_from or first) <= last and first <= (self.entrusted_until or last)

    def name(self, language: str) -> str:
        """Return the English name for "en" and the Chinese one for any other language."""
        return self.name_en if language == "en" else self.name_zh
