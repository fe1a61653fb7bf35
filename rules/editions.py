"""Editions: one round of the award every two years, with its window, settings and statutory days (Art. 4, 8, 9)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from rules.calendar import Count, WorkingCalendar, corresponding_day
from rules.pack import Pack
from rules.reviews import Part
from rules.rubrics import PassMarks

CARRIED = "carried"
"""Stands in the settings of an edition whose window was open on paper, so that it is opened here after its last day."""
_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an edition fixes before its first score (Art. 20): `weights` by part, for each kind of applicant.

    `panel` is the least number of reviewers for a part; `rubric` says that the office has confirmed the criteria.
    """

    weights_organisation: Mapping[Part, Decimal]
    weights_individual: Mapping[Part, Decimal]
    marks: PassMarks
    quota_award: int
    quota_nomination: int
    panel: Mapping[Part, int]
    rubric: bool = False

    def weights(self, kind: str) -> Mapping[Part, Decimal]:
        """Return the weights for "organisation" or "individual", which add up to 1."""
        return self.weights_individual if kind == "individual" else self.weights_organisation


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition, which takes applications from `opens_on` to `closes_on`, both included, once the lead has opened it.

    `pack` is the version of the rules pack that it keeps, whatever changes later (Art. 43).
    """

    id: int
    number: int
    year: int
    opens_on: date
    closes_on: date
    pack: str
    settings: Mapping[str, object] = field(default_factory=dict)
    opened_at: datetime | None = None

    def takes_on(self, day: date) -> bool:
        """Tell whether an application can be sent on `day`."""
        return self.opened_at is not None and self.opens_on <= day <= self.closes_on


def settings_from(answers: Mapping[str, object], pack: Pack) -> Settings:
    """Return the settings in the answers of the set-up form, with the pack's value where one is left out."""
    share = answers.get("defence_weight")
    on_site = None if share is None else (_WHOLE - Decimal(str(share))) / _WHOLE
    weights = pack.weights.organisation if on_site is None else {"defence": 1 - on_site, "on_site": on_site}
    return Settings(
        weights_organisation={Part(part): weight for part, weight in weights.items()},
        weights_individual={Part(part): weight for part, weight in pack.weights.individual.items()},
        marks=PassMarks(*(_mark(answers, part, pack) for part in Part)),
        quota_award=_number(answers, "quota_award", pack.quota_award),
        quota_nomination=_number(answers, "quota_nomination", pack.quota_nomination),
        panel={part: _number(answers, f"panel_{part.value}", pack.panel[part.value]) for part in Part},
        rubric=answers.get("rubric") == "yes",
    )


@dataclass(frozen=True, slots=True)
class Milestone:
    """The earliest day for one step of an edition; `key` ends the key of its sentence, `count` explains the day."""

    key: str
    article: int
    count: Count

    @property
    def on(self) -> date:
        """The earliest day itself."""
        return self.count.last


def milestones(closes_on: date, pack: Pack, calendar: WorkingCalendar) -> tuple[Milestone, ...]:
    """Return the earliest days of an edition's steps, in order, up to the day on which the award can be granted.

    They are counted from the last day for applications: each list waits for its whole notice, and the next step begins
    on the working day after it (Art. 13, 15, 17, 21, 25).
    """
    days = pack.notice_working_days
    found = [Milestone("internal", 13, calendar.before(closes_on, pack.internal_notice_working_days + 1))]
    begins = calendar.after(closes_on, 1)
    for key, article in (("unit", 15), ("acceptance", 17), ("award", 21)):
        ends = calendar.after(begins.last, days)
        found += [Milestone(f"{key}_posted", article, begins), Milestone(f"{key}_ends", article, ends)]
        begins = calendar.after(ends.last, 1)
    return (*found, Milestone("granted", 25, begins))


def next_due_on(edition: Edition, pack: Pack) -> date:
    """Return the day by which the next edition is to open: one is held every two years (Art. 4)."""
    return corresponding_day(edition.opens_on, pack.edition_years)


def _mark(answers: Mapping[str, object], part: Part, pack: Pack) -> int | None:
    given = answers.get(f"mark_{part.value}")
    return getattr(pack.pass_marks, part.value) if given is None else int(str(given)) or None


def _number(answers: Mapping[str, object], key: str, otherwise: int) -> int:
    given = answers.get(key)
    return otherwise if given is None else int(str(given))
