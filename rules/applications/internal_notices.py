"""Questions on the notice inside the applicant's own unit: place, first and last day, outcome (Art. 13)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from rules.engine.forms import Answers, Check, Facts, Kind, Question, always, equals
from rules.engine.options import day, labelled
from rules.engine.refusals import Unfit


def questions(*, subject: str, working_days: int, when: Callable[[Answers], bool] = always) -> tuple[Question, ...]:
    """Return the questions of the section `notice`; `working_days` is the least time that it hangs."""
    ask = partial(Question, section="notice", article=13, when=when, places={"days": str(working_days)})
    return (
        ask(key="notice_place", kind=Kind.TEXT, text=f"{subject}.notice_place", least=2, most=100, block="notice"),
        ask(key="notice_from", kind=Kind.DATE, text=f"{subject}.notice_from", check=_has_begun, block="notice"),
        ask(
            key="notice_until",
            kind=Kind.DATE,
            text=f"{subject}.notice_until",
            check=_long_enough(working_days),
            block="notice",
        ),
        ask(key="notice_files", kind=Kind.FILES, text=f"{subject}.notice_files", least=1, most=5),
        ask(
            key="notice_result",
            kind=Kind.CHOICE,
            text=f"{subject}.notice_result",
            block="notice",
            options=labelled("apply.result", "no_objection", "objection"),
        ),
        Question(
            key="notice_objection",
            kind=Kind.TEXT,
            section="notice",
            text=f"{subject}.notice_objection",
            article=13,
            when=equals("notice_result", "objection"),
            least=10,
            most=1000,
        ),
    )


def _has_begun(value: Any, _answers: Answers, facts: Facts) -> None:
    begins, today = day(value), facts.get("today")
    if begins and today and begins > today:
        raise Unfit("apply.notice_from.future", article=13)


def _long_enough(least: int) -> Check:
    """Make a check of the last day: past, not before the first, at least `least` working days after it."""

    def check(value: Any, answers: Answers, facts: Facts) -> None:
        begins, ends = day(answers.get("notice_from")), day(value)
        if begins is None or ends is None:
            return
        if ends < begins:
            raise Unfit("apply.notice_until.before", article=13)
        between = facts.get("working_days_between")
        if between is not None and (counted := between(begins, ends)) < least:
            raise Unfit("apply.notice_until.short", article=13, days=counted, least=least)
        if (today := facts.get("today")) and ends >= today:
            raise Unfit("apply.notice_until.running", article=13)

    return check
