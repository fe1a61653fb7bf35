"""The check before an application: what is missing, and from when it would be met (Art. 5, 10, 11, 13, 36-39)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, partial

from rules.applications import conditions
from rules.applications.conditions import cited
from rules.applications.forms import KINDS
from rules.engine.calendar import corresponding_day
from rules.engine.forms import YES_NO_UNSURE, Answers, Form, Kind, Names, Progress, Question, equals
from rules.engine.options import day, labelled
from rules.engine.pack import Pack
from rules.engine.parts import Condition

# The form of the eligibility check: whether and from when one can apply (Art. 5, 10, 11, 36-39).


is_organisation = equals("who", "organisation")
is_individual = equals("who", "individual")


def eligibility(pack: Pack) -> Form:
    """Return the one form for organisations and individuals, told apart by its first question.

    Evaluate the answers with `rules.applications.eligibility.advice`.
    """
    return _form(pack.conditions_organisation, pack.conditions_individual, years=pack.clean_record_years)


@cache
def _form(organisation: tuple[Condition, ...], individual: tuple[Condition, ...], *, years: int) -> Form:
    who = labelled("eligibility.applicant", "organisation", "individual")
    return Form(
        "eligibility",
        (
            Question(key="who", kind=Kind.CHOICE, section="who", text="eligibility.who", options=who),
            *_registration_question(),
            *_conditions(organisation, when=is_organisation),
            *_incident_question(organisation, years=years),
            *_conditions(individual, when=is_individual),
            _employer(),
            *_earlier(),
        ),
    )


def _registration_question() -> tuple[Question, ...]:
    ask = partial(Question, section="organisation", article=10, when=is_organisation)
    return (
        ask(key="kind", kind=Kind.CHOICE, text="eligibility.kind", options=labelled("apply.organisation", *KINDS)),
        ask(key="registered_here", kind=Kind.CHOICE, text="eligibility.registered_here", options=YES_NO_UNSURE),
        Question(
            key="registered_on",
            kind=Kind.DATE,
            section="organisation",
            text="eligibility.registered_on",
            article=10,
            when=equals("registered_here", "yes", "unsure"),
        ),
    )


def _conditions(asked: tuple[Condition, ...], *, when: Callable[[Answers], bool]) -> tuple[Question, ...]:
    return tuple(
        conditions.verdict(condition, subject="eligibility", section="conditions", when=when) for condition in asked
    )


def clean_record(asked: tuple[Condition, ...]) -> Condition | None:
    """Return the condition about clean years, decided by a date: the sixth of Art. 10; None if there is none."""
    return next((condition for condition in asked if (condition.article, condition.item) == (10, 6)), None)


def _incident_question(asked: tuple[Condition, ...], *, years: int) -> tuple[Question, ...]:
    condition = clean_record(asked)
    if condition is None:
        return ()
    return (
        Question(
            key="incident_on",
            kind=Kind.DATE,
            section="conditions",
            text="eligibility.incident_on",
            article=10,
            when=equals(condition.key, "no"),
            optional=True,
            places={"years": str(years)},
        ),
    )


def _employer() -> Question:
    return Question(
        key="employer",
        kind=Kind.CHOICE,
        section="conditions",
        text="eligibility.employer",
        article=13,
        options=YES_NO_UNSURE,
        when=is_individual,
    )


def _earlier() -> tuple[Question, ...]:
    ask = partial(Question, section="earlier")
    return (
        ask(key="holds_award", kind=Kind.CHOICE, text="eligibility.holds_award", article=5, options=YES_NO_UNSURE),
        ask(
            key="award_until",
            kind=Kind.DATE,
            text="eligibility.award_until",
            article=5,
            when=equals("holds_award", "yes"),
            optional=True,
        ),
        ask(key="barred", kind=Kind.CHOICE, text="eligibility.barred", article=36, options=YES_NO_UNSURE),
        ask(
            key="barred_until",
            kind=Kind.DATE,
            text="eligibility.barred_until",
            article=36,
            when=equals("barred", "yes"),
            optional=True,
        ),
    )


class Verdict(StrEnum):
    """The advice of the check; the decision is a person's."""

    CAN = "can"
    NOT_YET = "not_yet"
    ASK_OFFICE = "ask_office"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is missing or unclear: `key` names the sentence, `values` fill it.

    `stops` is True for something missing, False for something the office has to be asked about.
    """

    key: str
    article: int
    values: Mapping[str, date | int | Names] = field(default_factory=dict)
    stops: bool = True


@dataclass(frozen=True, slots=True)
class Advice:
    """The verdict of the check, with every reason for it in the order of the questions."""

    verdict: Verdict
    reasons: tuple[Reason, ...]

    @property
    def key(self) -> str:
        """The key of the sentence that states the verdict."""
        return f"eligibility.verdict.{self.verdict}"


def advice(answers: Answers, pack: Pack, cutoff: date) -> Advice:
    """Return the advice for a person with these answers.

    `cutoff` is the day by which the years of Art. 10 must be complete: the last day for applications. An unanswered
    question, or a day that the person does not know, counts as unsure.
    """
    asked = Progress(eligibility(pack), answers)
    given = {question.key: asked.answers.get(question.key) for question in asked.asked}
    reasons = tuple(_reasons(given, pack, cutoff))
    if any(reason.stops for reason in reasons):
        return Advice(Verdict.NOT_YET, reasons)
    return Advice(Verdict.ASK_OFFICE if reasons else Verdict.CAN, reasons)


def complete_on(registered_on: date, years: int) -> date:
    """Return the first day on which an organisation registered then has existed for `years` years (Art. 10 (1))."""
    return corresponding_day(registered_on, years)


def _reasons(given: Answers, pack: Pack, cutoff: date) -> Iterator[Reason]:
    yield from _registration(given, pack.registered_years, cutoff)
    for condition in (*pack.conditions_organisation, *pack.conditions_individual):
        if condition.key in given and not _told_by_date(condition, given, pack):
            yield from _condition(condition, given[condition.key])
    yield from _incident(given, pack, cutoff)
    yield from _verdict(given, "employer", 13, when="no")
    yield from _until(given, "holds_award", "award_until", 5, cutoff)
    yield from _until(given, "barred", "barred_until", 36, cutoff)


def _registration(given: Answers, years: int, cutoff: date) -> Iterator[Reason]:
    yield from _verdict(given, "registered_here", 10, when="no")
    registered = day(given.get("registered_on"))
    if registered is None and "registered_on" in given:
        yield Reason("eligibility.reason.registered_on_unsure", 10, {"years": years}, stops=False)
    elif registered and (from_on := complete_on(registered, years)) > cutoff:
        yield Reason("eligibility.reason.too_young", 10, {"years": years, "from_on": from_on})


def _verdict(given: Answers, key: str, article: int, *, when: str) -> Iterator[Reason]:
    if given.get(key) == when:
        yield Reason(f"eligibility.reason.{key}", article)
    elif key in given and given[key] not in ("yes", "no"):
        yield Reason(f"eligibility.reason.{key}_unsure", article, stops=False)


def _condition(condition: Condition, answer: object) -> Iterator[Reason]:
    values = {
        "condition": Names(condition.zh, condition.en),
        "evidence": Names(condition.evidence_zh, condition.evidence_en),
        "cited": cited(condition.article, condition.item),
    }
    if answer == "no":
        yield Reason("eligibility.reason.condition", condition.article, values)
    elif answer != "yes":
        yield Reason("eligibility.reason.condition_unsure", condition.article, values, stops=False)


def _told_by_date(condition: Condition, given: Answers, pack: Pack) -> bool:
    """Tell whether a given date explains this condition better than its plain "no"."""
    return condition == clean_record(pack.conditions_organisation) and day(given.get("incident_on")) is not None


def _incident(given: Answers, pack: Pack, cutoff: date) -> Iterator[Reason]:
    incident = day(given.get("incident_on"))
    if incident is None:
        return
    years = pack.clean_record_years
    if (from_on := corresponding_day(incident, years) + timedelta(days=1)) > cutoff:
        yield Reason("eligibility.reason.incident", 10, {"years": years, "from_on": from_on})
    else:
        yield Reason("eligibility.reason.incident_past", 10, {"years": years, "incident_on": incident}, stops=False)


def _until(given: Answers, key: str, until: str, article: int, cutoff: date) -> Iterator[Reason]:
    """Yield the reason for an award held or a bar: it stops until its last day; the office judges an unknown one."""
    last = day(given.get(until))
    if given.get(key) == "yes" and last is not None:
        if last >= cutoff:
            yield Reason(f"eligibility.reason.{until}", article, {"from_on": last + timedelta(days=1)})
    elif given.get(key) == "yes":
        yield Reason(f"eligibility.reason.{key}", article)
    else:
        yield from _verdict(given, key, article, when="yes")


# The form in which the lead lets a holder apply again while its award is valid, with a reason (Art. 5).


@cache
def override() -> Form:
    """Return the form."""
    ask = Question(
        key="reason", kind=Kind.TEXT, section="override", text="applications.override", article=5, least=10, most=1000
    )
    return Form("override", (ask,))
