"""Forms on interests: yearly statements of all who serve the award, and later findings (Art. 40, 41)."""

from functools import cache, partial
from typing import Any

from rules.forms import Form, Kind, Question
from rules.questions.points import PLACES, are_points, points


@cache
def interests() -> Form:
    """Return the statement form: present and recent employers, and kin who may apply; "none" is an answer too."""
    employers = partial(Question, section="employers", article=40, optional=True)
    lines: dict[str, Any] = {"kind": Kind.TEXT, "least": 2, "most": 2000, "check": are_points(40), "places": PLACES}
    return Form(
        "interests",
        (
            employers(key="employer", kind=Kind.TEXT, text="interests.employer", least=2, most=100),
            employers(key="employer_code", kind=Kind.CREDIT_CODE, text="interests.employer_code"),
            employers(key="past", text="interests.past", **lines),
            Question(key="kin", section="kin", article=40, optional=True, text="interests.kin", **lines),
        ),
    )


@cache
def found_later() -> Form:
    """Return the form that asks the lead how an interest was found later."""
    return _reason("found_later", "interests.how", article=40)


@cache
def exclusion() -> Form:
    """Return the form that asks why a score sheet is excluded (Art. 41)."""
    return _reason("exclusion", "interests.why", article=41)


def employers_in(answers: dict[str, Any]) -> tuple[str, ...]:
    """Return all employers in these answers, by name and by code."""
    present = (answers.get("employer"), answers.get("employer_code"))
    return (*(str(one) for one in present if one), *points(answers.get("past") or ""))


def kin_in(answers: dict[str, Any]) -> tuple[str, ...]:
    """Return all kin in these answers."""
    return points(answers.get("kin") or "")


def _reason(form: str, text: str, *, article: int) -> Form:
    return Form(
        form, (Question(key="words", kind=Kind.TEXT, section=form, text=text, article=article, least=5, most=1000),)
    )
