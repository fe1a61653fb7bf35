"""The check before an application: what is missing, and from when it would be met (Art. 5, 10, 11, 13, 36-39)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from rules.calendar import corresponding_day
from rules.forms import Answers, Names, Progress
from rules.pack import Pack
from rules.parts import Condition
from rules.questions.conditions import cited
from rules.questions.eligibility import clean_record, eligibility
from rules.questions.options import day


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
