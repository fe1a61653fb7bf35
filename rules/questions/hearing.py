"""Forms before a case is decided: the committee's findings, the party's statement (Art. 39, 41)."""

from functools import cache, partial

from rules.forms import Form, Kind, Question
from rules.questions.sanction import has_come


@cache
def findings() -> Form:
    """Return the form for the findings of the committee's investigation (Art. 39)."""
    ask = partial(Question, section="findings", article=39)
    return Form(
        "sanction_findings",
        (
            ask(key="findings", kind=Kind.TEXT, text="sanction.findings", least=20, most=3000),
            ask(key="report", kind=Kind.FILES, text="sanction.report", least=1, most=10),
        ),
    )


@cache
def statement() -> Form:
    """Return the form for the party's statement; the office enters one that came on paper."""
    ask = partial(Question, section="statement")
    return Form(
        "sanction_statement",
        (
            ask(key="statement", kind=Kind.TEXT, text="sanction.statement", least=2, most=3000),
            ask(key="proof", kind=Kind.FILES, text="sanction.proof", optional=True, least=1, most=10),
        ),
    )


@cache
def delivery() -> Form:
    """Return the form that records how the hearing letter was handed over when no channel could deliver it."""
    ask = partial(Question, section="statement")
    return Form(
        "sanction_delivery",
        (
            ask(key="delivered_on", kind=Kind.DATE, text="sanction.delivered_on", check=has_come),
            ask(key="delivery", kind=Kind.TEXT, text="sanction.delivery", least=5, most=500),
        ),
    )
