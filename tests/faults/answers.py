"""What somebody answered, held against what is kept."""

from collections.abc import Mapping
from typing import Any

from rules.engine.forms import Form, Kind, Question
from rules.engine.pack import load_pack
from tests.stories.guided import Filler


def lost(form: Form, filler: Filler, answers: Mapping[str, Any]) -> list[int]:
    """The places of the form that somebody answered and where no answer is kept, or another."""
    return [
        place
        for draft, place in filler.asked
        if not _same(form.questions[place], filler.given.get((draft, place)), answers)
    ]


def _same(question: Question, given: str | None, answers: Mapping[str, Any]) -> bool:
    if question.key not in answers or given is None:
        return question.key in answers
    if question.kind is Kind.CHOICE:  # the label begins with the number of the choice
        options = question.choices({"units": load_pack().units}, answers)
        return bool(answers[question.key] == options[int(given.partition(".")[0]) - 1].value)
    return question.kind is not Kind.TEXT or bool(answers[question.key] == given)
