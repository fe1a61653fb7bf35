"""The truth declaration at the end of an application: consent, and the name typed out (Art. 12)."""

import unicodedata
from functools import partial
from typing import Any

from rules.forms import Answers, Check, Facts, Kind, Question
from rules.questions.options import labelled
from rules.refusals import Unfit


def questions(*, text: str, names: tuple[str, ...], paper: bool) -> tuple[Question, ...]:
    """Return the questions of the declaration whose sentence has the key `text`.

    `names` are the questions of which one answer has to be typed as the name. On `paper` the applicant has signed the
    declaration, and the clerk says who did.
    """
    ask = partial(Question, section="declaration", article=12)
    agreed, value = ("apply.agreed_paper", "signed") if paper else (text, "agree")
    return (
        ask(key="agreed", kind=Kind.CHOICE, text=agreed, options=labelled("apply.declaration", value)),
        ask(
            key="declared_by",
            kind=Kind.TEXT,
            text="apply.declared_by",
            least=2,
            most=50,
            check=_is_one_of(names),
        ),
    )


def _is_one_of(names: tuple[str, ...]) -> Check:
    def check(value: Any, answers: Answers, _: Facts) -> None:
        known = {_plain(answers[name]) for name in names if answers.get(name)}
        if known and _plain(value) not in known:
            raise Unfit("apply.declared_by.unknown", article=12)

    return check


def _plain(name: str) -> str:
    """Normalise a name for comparison: width, case, spaces and middle dots are ignored."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in letters if letter.isalnum())
