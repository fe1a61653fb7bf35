"""Turns typed text into the answer that is kept, and a kept answer into what is shown."""

from typing import Any

from handlers.engine.guides import Filling
from papers.engine.answers import answer_read
from rules import answers, identities, names
from rules.forms import Kind, Question
from rules.refusals import Unfit
from workflow.engine.desk import Desk, today


def understood(desk: Desk, filling: Filling, question: Question, text: str) -> Any:
    """Return the answer in the text, ready to be kept.

    Raises Unfit, which says what is wrong and how to put it right.
    """
    value = _read(desk, filling, question, text)
    if question.check is not None:
        question.check(value, filling.progress.answers, filling.facts)
    return value


def _read(desk: Desk, filling: Filling, question: Question, text: str) -> Any:
    match question.kind:
        case Kind.TEXT if question.named:
            return names.name_answer(text, least=question.least, most=question.most)
        case Kind.TEXT | Kind.NUMBER:
            return answers.answer_to(question, text)
        case Kind.DATE:
            return answers.date_answer(text).isoformat()
        case Kind.PHONE:
            return identities.phone(text)
        case Kind.EMAIL:
            return identities.email(text)
        case Kind.CREDIT_CODE:
            return identities.credit_code(text)
        case Kind.IDENTITY:
            kind = filling.progress.answers.get("document_kind", identities.DocumentKind.RESIDENT)
            return identities.document_number(identities.DocumentKind(kind), text, today=today(desk))
        case Kind.FILES | Kind.CHOICE | Kind.AWAITED:
            raise awaited(question)


def awaited(question: Question) -> Unfit:
    """Return what to say to a message that no such question takes: words, a voice, a place on the map."""
    match question.kind:
        case Kind.FILES:
            return Unfit("forms.one_file_awaited" if question.most == 1 else "forms.file_awaited")
        case Kind.CHOICE | Kind.AWAITED:
            return Unfit("forms.choose")
    return Unfit("forms.text_awaited")


def still_fits(desk: Desk, filling: Filling, question: Question, value: Any) -> bool:
    """Say whether a kept answer would still be accepted beside the other answers in `filling`."""
    if value is None or value == []:
        return True
    try:
        if question.kind is Kind.IDENTITY:
            _read(desk, filling, question, str(value))
        if question.check is not None:
            question.check(value, filling.progress.answers, filling.facts)
    except Unfit:
        return False
    return True


def answer_shown(language: str, filling: Filling, question: Question, value: Any) -> str:
    """Return an answer of this form as readable text."""
    return answer_read(language, question, value, filling.facts, filling.progress.answers)
