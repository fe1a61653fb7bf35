"""Somebody who fills in a form again and again, until every question and every choice has been come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rules.engine import answers, identities
from rules.engine.forms import Facts, Form, Kind, Option, Progress, Question
from rules.engine.identities import DocumentKind
from rules.engine.refusals import Unfit
from tests.rules.every_form import NUMBERS, TODAY, spoken


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
