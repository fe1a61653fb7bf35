"""The form that opens a case: under which article, on which ground, against whom, the facts (Art. 36-39, 41)."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from rules.engine.forms import Answers, Facts, Form, Kind, Option, Options, Question, equals
from rules.engine.options import has_come, labelled, named, same
from rules.engine.pack import Pack
from rules.engine.parts import Named
from rules.engine.refusals import Unfit
from rules.people import contacts
from rules.sanctions.cases import GROUNDS, OF_AWARDS, OF_STAFF, OFFERED

_OF_AWARD = ("certificate", "holder_code", "holder_identity")
_TARGETS = {36: ("application", "code", "identity"), **dict.fromkeys(OF_AWARDS, _OF_AWARD)}
_of_staff = equals("article", *map(str, sorted(OF_STAFF)))


def sanction(pack: Pack) -> Form:
    """Return the form.

    `members` of the facts are the people who can be named under Art. 38 and 41: label by id of the role.
    """
    return _form(pack.revocation_grounds, years=pack.liability_years)


@cache
def _form(grounds: tuple[Named, ...], *, years: int) -> Form:
    return Form("sanction", (*_case(grounds, years=years), *_target(), *_facts()))


def _case(grounds: tuple[Named, ...], *, years: int) -> tuple[Question, ...]:
    ask = partial(Question, section="case")
    offered = partial(_grounds, grounds)
    return (
        ask(
            key="article",
            kind=Kind.CHOICE,
            text="sanction.article",
            options=labelled("sanction.articles", *map(str, OFFERED)),
        ),
        ask(
            key="ground",
            kind=Kind.CHOICE,
            text="sanction.ground",
            options=offered,
            check=_is_offered(offered),
        ),
        ask(
            key="happened_on",
            kind=Kind.DATE,
            text="sanction.happened_on",
            article=39,
            when=equals("article", "39"),
            check=has_come,
            places={"years": str(years)},
        ),
    )


def _target() -> tuple[Question, ...]:
    ask = partial(Question, section="target")
    by_identity = equals("target", "identity", "holder_identity")
    return (
        ask(
            key="target",
            kind=Kind.CHOICE,
            text="sanction.target",
            when=lambda answers: not _of_staff(answers),
            options=_targets,
            check=_is_offered(_targets),
        ),
        ask(
            key="application_number",
            kind=Kind.TEXT,
            text="sanction.application_number",
            when=equals("target", "application"),
            least=4,
            most=32,
        ),
        ask(
            key="certificate",
            kind=Kind.TEXT,
            text="sanction.certificate",
            when=equals("target", "certificate"),
            least=2,
            most=100,
        ),
        ask(
            key="credit_code",
            kind=Kind.CREDIT_CODE,
            text="sanction.credit_code",
            when=equals("target", "code", "holder_code"),
        ),
        *contacts.identity(subject="sanction", section="target", article=None, when=by_identity),
        ask(
            key="name",
            kind=Kind.TEXT,
            text="sanction.name",
            when=equals("target", "code", "identity"),
            named=True,
            least=2,
            most=100,
        ),
        ask(key="member", kind=Kind.CHOICE, text="sanction.member", when=_of_staff, options=_members),
    )


def _facts() -> tuple[Question, ...]:
    ask = partial(Question, section="facts")
    return (
        ask(key="facts", kind=Kind.TEXT, text="sanction.facts", least=20, most=3000),
        ask(key="evidence", kind=Kind.FILES, text="sanction.evidence", least=1, most=20),
    )


def _grounds(revocation: tuple[Named, ...], _: Facts, answers: Answers) -> tuple[Option, ...]:
    article = int(answers.get("article") or 0)
    return named(revocation) if article == 39 else labelled("sanction.grounds", *GROUNDS.get(article, ()))


def _targets(_: Facts, answers: Answers) -> tuple[Option, ...]:
    return labelled("sanction.targets", *_TARGETS.get(int(answers.get("article") or 0), ()))


def _members(facts: Facts, _: Answers) -> tuple[Option, ...]:
    return tuple(Option(str(one), names=same(label)) for one, label in facts.get("members", {}).items())


def _is_offered(options: Options) -> Callable[[Any, Answers, Facts], None]:
    """Make a check that the choice is on offer under the article, which may have changed since it was made."""

    def check(value: Any, answers: Answers, facts: Facts) -> None:
        if value not in {option.value for option in options(facts, answers)}:
            raise Unfit("forms.choose")

    return check


# Forms before a case is decided: the committee's findings, the party's statement (Art. 39, 41).


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
