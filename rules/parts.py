"""The parts of a rules pack that are more than one value: bodies, conditions, duties, limits, retention (Art. 42)."""

from dataclasses import dataclass
from enum import StrEnum

from rules.calendar import MonthDay

_MEGABYTE = 1024 * 1024


class RecusalLevel(StrEnum):
    """What an interest does in a county (Art. 40): it shuts the case, or is disclosed and shown beside the case."""

    STRICT = "strict"
    DISCLOSE = "disclose"


@dataclass(frozen=True, slots=True)
class Named:
    """A body, an award or a choice with its name in both languages; `key` is kept with cases and never changes."""

    key: str
    zh: str
    en: str

    def name(self, language: str) -> str:
        """The name in `language`: English for "en", Chinese for every other."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Bodies:
    """Who acts (Art. 8, 9): names as papers and messages print them."""

    government: Named
    committee: Named
    office: Named
    seat: Named
    leading_group_office: Named


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of Art. 10 or 11 as a question in plain words, the evidence looked for, and a good answer."""

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
    """The July report (Art. 32): who owes it, the day it opens, the reminders, the last day, the weekly ones after."""

    awards: tuple[str, ...]
    individuals: bool
    opens: MonthDay
    remind_on: tuple[MonthDay, ...]
    last: MonthDay
    overdue_every_days: int
    overdue_times: int


@dataclass(frozen=True, slots=True)
class Expiry:
    """The end of validity (Art. 5): reminders, re-evaluation, rectification and the renewed term.

    `reviewers` are how many opinions a re-evaluation takes at least. The last three are not in the packs that earlier
    editions were opened with.
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
    """What holders and units owe each other in the five years: supervision notes (Art. 35), the rules of use (Art. 33).

    `answer_working_days` is how long a holder or a reporter waits for an answer, `term_days_before` when it is told
    that a role or an entrustment runs out.
    """

    supervision_opens: MonthDay
    supervision_last: MonthDay
    use_rules_asked_on: MonthDay
    answer_working_days: int
    term_days_before: int


@dataclass(frozen=True, slots=True)
class Uploads:
    """Limits of files, in megabytes of 1024 × 1024 bytes and in number; an application's are for all its files."""

    telegram_mb: int
    web_mb: int
    application_files: int
    application_mb: int

    @property
    def telegram_bytes(self) -> int:
        """The largest file that can be sent in Telegram."""
        return self.telegram_mb * _MEGABYTE

    @property
    def web_bytes(self) -> int:
        """The largest file that can be sent on the web."""
        return self.web_mb * _MEGABYTE

    @property
    def application_bytes(self) -> int:
        """What all files of one application may come to."""
        return self.application_mb * _MEGABYTE


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept after their case has ended, in months.

    Drafts count from the last answer, messages of the web chat from when they were said, people from their last word.
    """

    drafts: int
    messages: int
    people: int
    applications_not_granted: int
    objection_identities: int
    objections: int
    tips: int
