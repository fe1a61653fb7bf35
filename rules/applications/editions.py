"""Editions: one round of the award every two years, with its window, settings and statutory days (Art. 4, 8, 9)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial
from typing import Any

from rules.engine.calendar import Count, WorkingCalendar, corresponding_day
from rules.engine.forms import YES_NO, Answers, Facts, Form, Kind, Question
from rules.engine.options import day
from rules.engine.pack import Pack
from rules.engine.refusals import Unfit
from rules.engine.rubrics import Part, PassMarks

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


# The form with which the lead sets up an edition: window, weights, marks, places, panels (Art. 4, 9, 17-20).


def edition(pack: Pack) -> Form:
    """Return the form; both ends of the window are included, and a pass mark of 0 means none."""
    whole = sum(criterion.points for criterion in pack.rubric_organisation)
    share = int(pack.weights.organisation["defence"] * 100)
    places = {"years": str(pack.edition_years), "days": str(pack.internal_notice_working_days), "whole": str(whole)}
    places |= {"defence": str(share), "awards": str(pack.quota_award), "nominations": str(pack.quota_nomination)}
    ask = partial(Question, section="edition", article=4, places=places)
    score = partial(Question, section="scoring", article=20, kind=Kind.NUMBER, places=places)
    place = partial(Question, section="places", article=4, kind=Kind.NUMBER, places=places, least=1, most=20)
    panel = partial(Question, section="panels", kind=Kind.NUMBER, least=1, most=15)
    return Form(
        "edition",
        (
            ask(key="number", kind=Kind.NUMBER, text="edition.number", least=1, most=99),
            ask(key="year", kind=Kind.NUMBER, text="edition.year", least=2023, most=2100),
            ask(key="opens_on", kind=Kind.DATE, text="edition.opens_on", check=_is_ahead),
            ask(key="closes_on", kind=Kind.DATE, text="edition.closes_on", check=_is_after),
            score(key="defence_weight", text="edition.defence_weight", least=0, most=100),
            score(key="mark_material", text="edition.mark_material", least=0, most=whole),
            score(key="mark_defence", text="edition.mark_defence", least=0, most=whole),
            score(key="mark_on_site", text="edition.mark_on_site", least=0, most=whole),
            Question(
                key="rubric",
                kind=Kind.CHOICE,
                section="scoring",
                article=42,
                text="edition.rubric",
                options=YES_NO,
                places=places,
            ),
            place(key="quota_award", text="edition.quota_award"),
            place(key="quota_nomination", text="edition.quota_nomination"),
            panel(key="panel_material", text="edition.panel_material", article=17),
            panel(key="panel_defence", text="edition.panel_defence", article=18),
            panel(key="panel_on_site", text="edition.panel_on_site", article=19),
        ),
    )


def _is_ahead(value: Any, _: Answers, facts: Facts) -> None:
    opens, today = day(value), facts.get("today")
    if opens and today and opens < today:
        raise Unfit("edition.opens_on.past", article=9)


def _is_after(value: Any, answers: Answers, _: Facts) -> None:
    opens, closes = day(answers.get("opens_on")), day(value)
    if opens and closes and closes <= opens:
        raise Unfit("edition.closes_on.before", article=9, opens=opens)


# The form with which the lead moves an edition's last day for applications (Art. 4).


@cache
def closing() -> Form:
    """Return the form; the new last day is today or later, and not before `opens_on` of the facts."""
    ask = Question(
        key="closes_on", kind=Kind.DATE, section="closing", text="editions.closes_on", article=4, check=_closes_ahead
    )
    return Form("closing", (ask,))


def _closes_ahead(value: Any, _: Answers, facts: Facts) -> None:
    closes = day(value)
    earliest = [known for known in (facts.get("today"), facts.get("opens_on")) if known]
    if closes and any(closes < known for known in earliest):
        raise Unfit("editions.too_early", article=4)
