"""Writes a form's answers, question by question, as people read them on a page, in a message or on paper."""

from typing import Any

from rules.engine import answers, identities
from rules.engine.damage import DAMAGED
from rules.engine.forms import Answers, Facts, Form, Kind, Names, Option, Progress, Question
from texts import say


def answered(language: str, form: Form, given: Answers, facts: Facts) -> list[tuple[str, str]]:
    """Return (question, answer) in words for each question that was asked and answered."""
    progress = Progress(form, given)
    return [
        (asked(language, question), answer_read(language, question, value, facts, progress.answers))
        for question in progress.asked
        if (value := progress.answers.get(question.key))
    ]


def asked(language: str, question: Question) -> str:
    """Return the question in words."""
    places = {key: v.in_language(language) if isinstance(v, Names) else v for key, v in question.places.items()}
    return say(language, question.text, **places)


def answer_read(language: str, question: Question, value: Any, facts: Facts, given: Answers) -> str:
    """Return an answer in words: options and files by name, a person's numbers masked, a skipped one named so."""
    if value is None or value == [] or value == DAMAGED:
        return say(language, "talk.damaged" if value == DAMAGED else "forms.nothing_given")
    match question.kind:
        case Kind.CHOICE:
            options = question.choices(facts, given)
            return next((label(option, language) for option in options if option.value == value), str(value))
        case Kind.FILES:
            names = facts.get("files", {})
            return "\n".join(f"· {names.get(file_id, '?')}" for file_id in value)
        case Kind.DATE:
            return say(language, "forms.value", value=answers.date_answer(str(value)))
        case Kind.AWAITED:
            return say(language, "forms.confirmed")
        case _:
            return identities.read_back(question, str(value))


def label(option: Option, language: str) -> str:
    """Return the name of an option in this language."""
    return option.names.in_language(language) if option.names else say(language, option.key)
