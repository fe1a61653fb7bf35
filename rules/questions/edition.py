"""The set-up of an edition by the lead: its number and year, and the window for applications (Art. 4, 9)."""

from functools import cache, partial
from typing import Any

from rules.forms import Answers, Facts, Form, Kind, Question
from rules.pack import Pack
from rules.questions.options import day
from rules.refusals import Unfit


def edition(pack: Pack) -> Form:
    """The form. Both ends of the window are days on which applications can be sent."""
    return _form(pack.edition_years, notice_days=pack.internal_notice_working_days)


@cache
def _form(years: int, *, notice_days: int) -> Form:
    ask = partial(Question, section="edition", article=4, places={"years": str(years), "days": str(notice_days)})
    return Form(
        "edition",
        (
            ask(key="number", kind=Kind.NUMBER, text="edition.number", least=1, most=99),
            ask(key="year", kind=Kind.NUMBER, text="edition.year", least=2023, most=2100),
            ask(key="opens_on", kind=Kind.DATE, text="edition.opens_on", check=_is_ahead),
            ask(key="closes_on", kind=Kind.DATE, text="edition.closes_on", check=_is_after),
        ),
    )


def _is_ahead(value: Any, _: Answers, facts: Facts) -> None:
    opens, today = day(value), facts.get("today")
    if opens and today and opens < today:
        raise Unfit("edition.opens_on.past", article=9)


def _is_after(value: Any, answers: Answers, _: Facts) -> None:
    opens, closes = day(answers.get("opens_on")), day(value)
    if opens and closes and closes <= opens:
        raise Unfit("edition.closes_on.before", article=9)
