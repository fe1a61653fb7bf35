"""Every form of the service, the keys of its sentences, and somebody who fills it in with the examples."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any

from rules import answers, identities
from rules.forms import Facts, Form, Kind, Names, Option, Progress, Question
from rules.identities import DocumentKind
from rules.pack import Pack, load_pack
from rules.questions import (
    assessment,
    confirmation,
    edition,
    eligibility,
    examination,
    individual,
    notice,
    objection,
    opinion,
    organisation,
    reading,
    supplement,
)
from rules.refusals import Unfit
from texts import say

TODAY = date(2026, 11, 24)
LANGUAGES = ("zh", "en")
NO_ANSWERS: Mapping[str, Any] = {}
# The chat's own words for yes and no, and the names of documents, stand in catalogues of their own.
ELSEWHERE = ("forms.", "identities.")
# The example of a number is a resident's; these are the other documents'.
NUMBERS = {"residence_permit": "810000199001010000", "foreign_resident": "911000199001010005", "passport": "E12345678"}


@cache
def pack() -> Pack:
    return load_pack()


@cache
def every_form() -> tuple[Form, ...]:
    return (
        organisation.organisation(pack()),
        individual.individual(pack()),
        eligibility.eligibility(pack()),
        confirmation.confirmation(pack()),
        supplement.supplement(("审计报告", "职工人数")),
        supplement.supplement_notice(pack()),
        opinion.opinion(),
        reading.reading(),
        objection.objection(pack()),
        objection.objection(pack(), counter=True),
        objection.completion(pack(), objection.FIELDS["individual"]),
        examination.examination(pack()),
        examination.result(),
        assessment.assessment(pack()),
        assessment.returned(),
        edition.edition(pack()),
        notice.notice(pack()),
    )


def facts(day: date = TODAY) -> dict[str, Any]:
    """What the workflow knows around a draft."""
    return {
        "today": day,
        "units": pack().units_on(day),
        "files": {str(number): f"{number}.pdf" for number in range(1, 12)},
        "notices": (SimpleNamespace(id=7, title="受理名单公示", kind="acceptance", last_day=day),),
        "applications": {"12": "临夏县示例食品有限公司"},
    }


def subject(form: Form) -> str:
    """The catalogue that a form's words stand in."""
    return form.questions[0].text.partition(".")[0]


def keys(form: Form, known: Facts) -> Iterator[str]:
    """The keys of all sentences of a form, those of other catalogues too."""
    yield f"{subject(form)}.title"
    for question in form.questions:
        yield f"{subject(form)}.section.{question.section}"
        yield from (question.text, f"{question.text}.help", f"{question.text}.example")
        yield from (option.key for option in question.choices(known, {}) if option.key)


def spoken(language: str, question: Question, part: str = "") -> str:
    """A question, its help or its example, as a person reads it."""
    values = {key: v.in_language(language) if isinstance(v, Names) else v for key, v in question.places.items()}
    return say(language, question.text + part, **values)


def understood(question: Question, text: str, given: Mapping[str, Any]) -> Any:
    """A typed answer as it is kept. Raises Unfit."""
    match question.kind:
        case Kind.TEXT:
            return answers.text_answer(text, min_chars=question.least, max_chars=question.most)
        case Kind.DATE:
            return answers.date_answer(text).isoformat()
        case Kind.NUMBER:
            bounds = {"minimum": question.least, "maximum": question.most}
            return answers.number_answer(text, decimals=question.decimals, **bounds)
        case Kind.PHONE:
            return identities.phone(text)
        case Kind.EMAIL:
            return identities.email(text)
        case Kind.CREDIT_CODE:
            return identities.credit_code(text)
        case Kind.IDENTITY:
            return identities.document_number(DocumentKind(given["document_kind"]), text, today=TODAY)
        case _:
            raise AssertionError(f"{question.key} is not typed")


def verdict(form: Form, key: str, value: Any, given: Mapping[str, Any] = NO_ANSWERS, **known: Any) -> str:
    """The key of the sentence that refuses the answer, after it was said in each language; "" when it is taken."""
    question = form.questions[form.index(key)]
    assert question.check is not None
    try:
        question.check(value, given, {**facts(), **known})
    except Unfit as unfit:
        for language in LANGUAGES:
            say(language, unfit.key, **unfit.values)
        return unfit.key
    return ""


@dataclass
class Walker:
    """Fills in one form again and again, each time choosing what it has not chosen before, until nothing is new."""

    form: Form
    language: str
    known: Facts

    def __post_init__(self) -> None:
        self.chosen: set[tuple[str, str]] = set()
        self.refused: dict[tuple[str, str], str] = {}
        self.asked: set[str] = set()

    def walk_everywhere(self) -> None:
        """Walk until three walks in a row have brought nothing new."""
        still = 0
        while still < 3:
            before = len(self.asked) + len(self.chosen) + len(self.refused)
            self.walk(turn=still)
            still = 0 if len(self.asked) + len(self.chosen) + len(self.refused) > before else still + 1

    def walk(self, *, turn: int = 0) -> Progress:
        """One walk from the first question to the last; ends complete."""
        given: dict[str, Any] = {}
        while True:
            progress = Progress(self.form, given)
            self.asked |= {question.key for question in progress.asked}
            question = progress.next_open()
            if question is None and progress.missing():
                question = progress.missing()[0]  # somebody else's part
            if question is None:
                return progress
            given[question.key] = self.answer(question, progress.answers, turn)

    def answer(self, question: Question, given: Mapping[str, Any], turn: int) -> Any:
        match question.kind:
            case Kind.AWAITED:
                return "given"
            case Kind.CHOICE:
                return self.choice(question, given, turn)
            case _ if question.optional and turn % 2 == 0:
                return [] if question.kind is Kind.FILES else None
            case Kind.FILES:
                value: Any = [str(number) for number in range(1, question.least + 1)]
            case _:
                value = understood(question, self.typed(question, given), given)
        if question.check:
            question.check(value, given, self.known)
        return value

    def typed(self, question: Question, given: Mapping[str, Any]) -> str:
        other = NUMBERS.get(given["document_kind"]) if question.kind is Kind.IDENTITY else None
        return other or spoken(self.language, question, ".example")

    def choice(self, question: Question, given: Mapping[str, Any], turn: int) -> str:
        options = question.choices(self.known, given)
        new = [option for option in options if (question.key, option.value) not in self.chosen]
        old = [*options[turn % len(options) :], *options]
        for option in (*new, *old):
            if self.fits(question, option, given):
                self.chosen.add((question.key, option.value))
                return option.value
        raise AssertionError(f"{question.key}: nothing to choose")

    def fits(self, question: Question, option: Option, given: Mapping[str, Any]) -> bool:
        try:
            if question.check:
                question.check(option.value, given, self.known)
        except Unfit as unfit:
            self.refused[question.key, option.value] = unfit.key
            return False
        return True
