"""Forms of a re-evaluation: the holder's report, an opinion, the proposal, the decision (Art. 5)."""

from functools import cache, partial
from typing import Any

from rules.engine.forms import Answers, Form, Kind, Question, equals
from rules.engine.options import has_come, labelled
from rules.engine.pack import Pack
from rules.reevaluations.cases import OUTCOMES, Verdict

CARRIED = ("system_words", "indicators", "contact_name", "contact_phone")
"""The answers carried over from the last accepted July report for review."""


def report(pack: Pack, *, organisation: bool) -> Form:
    """Return the form of the holder's report on its years with the award; individuals have no management system."""
    return _report(organisation, str(pack.liability_years))


def prefilled(report: Answers) -> dict[str, Any]:
    """Return the answers that the holder's report begins with, from its last July report."""
    return {key: report[key] for key in CARRIED if report.get(key)}


@cache
def opinion(round_: int) -> Form:
    """Return the form of a reviewer's opinion: whether the conditions are met, and what is lacking, a point a line."""
    lacking = equals("verdict", Verdict.RECTIFY.value, Verdict.CANCEL.value)
    ask = partial(Question, section="opinion", article=5)
    return Form(
        "reevaluation_opinion",
        (
            ask(
                key="verdict",
                kind=Kind.CHOICE,
                text="reevaluation.verdict",
                options=_outcomes("reevaluation.verdicts", round_),
            ),
            ask(key="findings", kind=Kind.TEXT, text="reevaluation.findings", least=20, most=3000),
            ask(key="lacks", kind=Kind.TEXT, text="reevaluation.lacks", when=lacking, least=5, most=2000),
            ask(key="papers", kind=Kind.FILES, text="reevaluation.papers", optional=True, least=1, most=5),
        ),
    )


@cache
def proposal(round_: int) -> Form:
    """Return the form for the office's proposal from the opinions, with reasons."""
    ask = partial(Question, section="proposal", article=5)
    return Form(
        "reevaluation_proposal",
        (
            ask(
                key="outcome",
                kind=Kind.CHOICE,
                text="reevaluation.proposal",
                options=_outcomes("reevaluation.outcomes", round_),
            ),
            ask(key="reasons", kind=Kind.TEXT, text="reevaluation.reasons", least=20, most=3000),
        ),
    )


@cache
def decision(round_: int) -> Form:
    """Return the form for the committee's decision: outcome, document, and the letter's text."""
    ask = partial(Question, section="decision", article=5)
    return Form(
        "reevaluation_decision",
        (
            ask(
                key="outcome",
                kind=Kind.CHOICE,
                text="reevaluation.decision",
                options=_outcomes("reevaluation.outcomes", round_),
            ),
            ask(key="document", kind=Kind.TEXT, text="reevaluation.document", least=2, most=100),
            ask(key="decided_on", kind=Kind.DATE, text="reevaluation.decided_on", check=has_come),
            ask(key="reasons", kind=Kind.TEXT, text="reevaluation.reasons", least=20, most=3000),
        ),
    )


@cache
def without() -> Form:
    """Return the form that asks why the office goes on without a report after its last day."""
    reason = Question(
        key="reason",
        kind=Kind.TEXT,
        section="decision",
        text="reevaluation.without",
        article=5,
        least=5,
        most=1000,
    )
    return Form("reevaluation_without", (reason,))


@cache
def _report(organisation: bool, years: str) -> Form:
    ask = partial(Question, section="years", article=5)
    system = (
        ask(key="system_words", kind=Kind.TEXT, text="reevaluation.system_words", least=10, most=2000),
        ask(key="indicators", kind=Kind.TEXT, text="reevaluation.indicators", least=10, most=2000),
    )
    contact = partial(Question, section="contact", article=5)
    return Form(
        "reevaluation_report",
        (
            *(system if organisation else ()),
            ask(key="results", kind=Kind.TEXT, text="reevaluation.results", least=20, most=3000),
            Question(
                key="incidents",
                kind=Kind.CHOICE,
                section="years",
                text="reevaluation.incidents",
                article=39,
                places={"years": years},
                options=labelled("reevaluation.incident", "none", "some", "unsure"),
            ),
            Question(
                key="incident_words",
                kind=Kind.TEXT,
                section="years",
                text="reevaluation.incident_words",
                article=39,
                when=equals("incidents", "some", "unsure"),
                least=10,
                most=2000,
            ),
            ask(key="report", kind=Kind.FILES, text="reevaluation.report", least=1, most=10),
            contact(key="contact_name", kind=Kind.TEXT, text="reevaluation.contact_name", named=True, least=2, most=50),
            contact(key="contact_phone", kind=Kind.PHONE, text="reevaluation.contact_phone", private=True),
        ),
    )


def _outcomes(prefix: str, round_: int) -> Any:
    return labelled(prefix, *(outcome.value for outcome in OUTCOMES[round_]))
