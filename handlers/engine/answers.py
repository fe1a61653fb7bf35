"""A kept answer of a form, as its filler reads it in the chat."""

from typing import Any

from papers.engine.answers import answer_read
from rules.engine.forms import Question
from workflow.engine.filling import Filling


def answer_shown(language: str, filling: Filling, question: Question, value: Any) -> str:
    """Return an answer of this form as readable text."""
    return answer_read(language, question, value, filling.facts, filling.progress.answers)
