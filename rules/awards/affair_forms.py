"""Forms of the affairs between holders, units and the office in the five years after an award (Art. 28-35)."""

from functools import cache, partial
from typing import Any

from rules.awards.affairs import FATES, METHODS, NAME, Affair, Kind
from rules.engine.forms import YES_NO, Answers, Facts, Form, Option, Question, equals
from rules.engine.forms import Kind as Asked
from rules.engine.options import day, has_come, labelled
from rules.engine.refusals import Unfit

UNIT_AWARDS = (
    "may_day",
    "youth_unit",
    "youth_safety",
    "youth_post",
    "red_banner_unit",
    "women_post",
    "women_unit",
)
PERSON_AWARDS = ("model_worker", "youth_medal", "red_banner", "women_model")
QUALITY_AWARDS = ("prefecture_quality", "province_quality", "china_quality", "other")
"""The awards that Article 30 names: for organisations, for people (including responsible persons), for both."""
AUDIENCES = ("departments", "banks", "recommenders")
"""The recipients of a list of holders: departments (Art. 28), banks (Art. 29), recommending bodies (Art. 30)."""
INQUIRY_LENGTH = (4, 1000)
VERDICTS = {
    Kind.CHANGE: ("kept", "renamed", "succeeded", "ended"),
    Kind.QUESTION: ("allowed", "conditions", "not_allowed"),
    Kind.MISUSE: ("holder", "others", "unfounded"),
    Kind.HIGHER: ("won", "not_won", "withdrawn"),
}
"""The outcomes of each kind of affair, such as what becomes of the award or whether a use is allowed."""


@cache
def change() -> Form:
    """Return the form in which a holder reports a major change (Art. 32)."""
    ask = partial(Question, section="change", article=32)
    return Form(
        "change",
        (
            ask(
                key="topic",
                kind=Asked.CHOICE,
                text="change.topic",
                options=labelled("change.topics", *METHODS, NAME, *FATES),
            ),
            ask(key="happened_on", kind=Asked.DATE, text="change.happened_on", check=has_come),
            ask(
                key="new_name",
                kind=Asked.TEXT,
                text="change.new_name",
                when=equals("topic", NAME),
                least=2,
                most=100,
            ),
            ask(key="words", kind=Asked.TEXT, text="change.words", least=10, most=2000),
            ask(key="evidence", kind=Asked.FILES, text="change.evidence", least=1, most=10),
        ),
    )


@cache
def words(act: str) -> Form:
    """Return the form for a question back about a change, or for the answer to it (Art. 32)."""
    ask = partial(Question, section="words", article=32)
    text = ask(key="words", kind=Asked.TEXT, text=f"affair.{act}", least=4, most=1000)
    papers = ask(key="papers", kind=Asked.FILES, text="affair.papers", optional=True, most=5)
    return Form("affair_words", (text, papers) if act == "answer" else (text,))


@cache
def ending(kind: Kind, *, split: bool = False) -> Form:
    """Return the form for the outcome of an affair of this kind, and its reason (Art. 30, 32-34).

    Whoever succeeds a holder is named with the document that says so. Of several that come out of a `split`, the others
    are named too, and the reason says why they do not succeed.
    """
    ask = partial(Question, section="ending")
    options = labelled(f"affair.verdicts.{kind}", *VERDICTS[kind])
    renamed, succeeded = equals("verdict", "renamed", "succeeded"), equals("verdict", "succeeded")
    heir, seat = partial(ask, when=succeeded, article=32), partial(ask, when=_has_contact, article=32)
    named = (
        ask(key="new_name", kind=Asked.TEXT, text="affair.new_name", when=renamed, least=2, most=100),
        heir(key="new_code", kind=Asked.CREDIT_CODE, text="affair.new_code"),
        *((heir(key="others", kind=Asked.TEXT, text="affair.others", least=2, most=500),) if split else ()),
        heir(key="heir_change", kind=Asked.CHOICE, text="affair.heir_change", options=YES_NO),
        seat(key="heir_contact", kind=Asked.TEXT, text="affair.heir_contact", least=2, most=50),
        seat(key="heir_phone", kind=Asked.PHONE, text="affair.heir_phone", private=True),
        heir(key="document", kind=Asked.TEXT, text="affair.document", least=2, most=100),
        heir(key="scan", kind=Asked.FILES, text="affair.scan", least=1, most=5),
    )
    return Form(
        "affair_end",
        (
            ask(key="verdict", kind=Asked.CHOICE, text=f"affair.verdict.{kind}", options=options),
            *(named if kind is Kind.CHANGE else ()),
            ask(key="words", kind=Asked.TEXT, text=f"affair.reason.{kind}", least=4, most=1000),
        ),
    )


def _has_contact(answers: Answers) -> bool:
    return answers.get("verdict") == "succeeded" and answers.get("heir_change") == "yes"


@cache
def supervision() -> Form:
    """Return the form of a unit's yearly note on a holder, with all that Article 35 has it look at."""
    ask = partial(Question, section="supervision")
    choice = partial(ask, kind=Asked.CHOICE)
    return Form(
        "supervision",
        (
            choice(
                key="use",
                text="supervision.use",
                article=33,
                options=labelled("supervision.uses", "kept", "doubtful", "breached"),
            ),
            choice(
                key="changes",
                text="supervision.changes",
                article=32,
                options=labelled("supervision.changed", "none", "told", "untold"),
            ),
            choice(key="sharing", text="supervision.sharing", article=31, options=YES_NO),
            choice(key="violation", text="supervision.violation", article=35, options=YES_NO),
            ask(
                key="violation_words",
                kind=Asked.TEXT,
                text="supervision.violation_words",
                article=35,
                when=equals("violation", "yes"),
                least=10,
                most=2000,
            ),
            ask(key="words", kind=Asked.TEXT, text="supervision.words", article=35, least=4, most=2000),
            ask(key="evidence", kind=Asked.FILES, text="supervision.evidence", article=35, optional=True, most=5),
        ),
    )


@cache
def use_question() -> Form:
    """Return the form in which a holder asks whether a use of the award is allowed (Art. 33)."""
    ask = partial(Question, section="use", article=33)
    return Form(
        "use_question",
        (
            ask(key="words", kind=Asked.TEXT, text="use.words", least=10, most=1000),
            ask(key="draft", kind=Asked.FILES, text="use.draft", optional=True, most=5),
        ),
    )


@cache
def misuse() -> Form:
    """Return the form in which anybody reports a forged or misused award (Art. 33, 34)."""
    ask = partial(Question, section="misuse", article=34)
    return Form(
        "misuse",
        (
            ask(
                key="what",
                kind=Asked.CHOICE,
                text="misuse.what",
                options=labelled("misuse.whats", "forged", "to_sell", "traded", "reviewed"),
            ),
            ask(key="who", kind=Asked.TEXT, text="misuse.who", least=2, most=200),
            ask(key="place", kind=Asked.TEXT, text="misuse.place", least=2, most=200),
            ask(key="certificate", kind=Asked.TEXT, text="misuse.certificate", optional=True, least=2, most=100),
            ask(key="words", kind=Asked.TEXT, text="misuse.words", least=10, most=2000),
            ask(key="evidence", kind=Asked.FILES, text="misuse.evidence", optional=True, most=5),
        ),
    )


@cache
def higher() -> Form:
    """Return the form that recommends a holder for another body's award (Art. 30), chosen by facts["organisation"]."""
    ask = partial(Question, section="higher", article=30)
    return Form(
        "higher",
        (
            ask(key="which", kind=Asked.CHOICE, text="higher.which", options=_awards),
            ask(key="body", kind=Asked.TEXT, text="higher.body", least=2, most=100),
            ask(key="recommended_on", kind=Asked.DATE, text="higher.recommended_on", check=has_come),
            ask(key="words", kind=Asked.TEXT, text="higher.words", optional=True, least=4, most=1000),
        ),
    )


@cache
def activity() -> Form:
    """Return the form that plans an activity at which holders show each other what they do (Art. 31, 35)."""
    ask = partial(Question, section="activity", article=35)
    invited = labelled("activity.whom", "all", "unit", "organisations")
    return Form(
        "activity",
        (
            ask(key="name", kind=Asked.TEXT, text="activity.name", least=2, most=100),
            ask(key="on", kind=Asked.DATE, text="activity.on", check=is_to_come),
            ask(key="place", kind=Asked.TEXT, text="activity.place", least=2, most=200),
            ask(key="words", kind=Asked.TEXT, text="activity.words", least=4, most=1000),
            ask(key="invited", kind=Asked.CHOICE, text="activity.invited", options=invited),
        ),
    )


@cache
def listing() -> Form:
    """Return the form that asks for whom a list of valid holders is made, as of which day (Art. 28-30)."""
    ask = partial(Question, section="listing", article=28)
    return Form(
        "listing",
        (
            ask(
                key="audience",
                kind=Asked.CHOICE,
                text="listing.audience",
                options=labelled("listing.audiences", *AUDIENCES),
            ),
            ask(key="recipient", kind=Asked.TEXT, text="listing.recipient", least=2, most=100),
            ask(key="as_of", kind=Asked.DATE, text="listing.as_of", check=has_come),
        ),
    )


@cache
def inquiry() -> Form:
    """Return the form that keeps a question to the office, which the chat takes in one message (Art. 44)."""
    least, most = INQUIRY_LENGTH
    asked = Question(key="words", kind=Asked.TEXT, section="inquiry", text="inquiry.words", least=least, most=most)
    return Form("inquiry", (asked,))


@cache
def response() -> Form:
    """Return the form of the answer to a question, with the article that it goes by (Art. 44)."""
    ask = partial(Question, section="response", article=44)
    return Form(
        "inquiry_answer",
        (
            ask(key="words", kind=Asked.TEXT, text="inquiry.answer", least=4, most=2000),
            ask(key="article", kind=Asked.NUMBER, text="inquiry.article", least=1, most=44),
        ),
    )


@cache
def public_answer() -> Form:
    """Return the form of what becomes public: question and answer as the officer leaves them, English if wanted."""
    ask = partial(Question, section="public_answer", kind=Asked.TEXT, least=4)
    return Form(
        "public_answer",
        (
            ask(key="question", text="inquiry.public_question", most=500),
            ask(key="answer", text="inquiry.public_answer", most=2000),
            ask(key="question_en", text="inquiry.public_question_en", most=500, optional=True),
            ask(key="answer_en", text="inquiry.public_answer_en", most=2000, optional=True),
        ),
    )


def form_of(affair: Affair, act: str) -> Form | None:
    """Return the form in which this step of the affair was written; None for a step made by a button alone."""
    match act:
        case "ask_back" | "answer":
            return words(act)
        case "rule" | "reply" | "conclude" | "result":
            return ending(affair.kind, split=affair.topic == "split")
        case "inspect":
            return supervision()
        case "respond":
            return response()
        case "publish":
            return public_answer()
        case "add":
            return inquiry()
        case "begun":
            return _BEGUN[affair.kind]()
    return None


def is_to_come(value: Any, _: Answers, facts: Facts) -> None:
    """Raise Unfit for a day in the past: a check for questions."""
    on, today = day(value), facts.get("today")
    if on and today and on < today:
        raise Unfit("activity.past")


def _awards(facts: Facts, _: Answers) -> tuple[Option, ...]:
    units = UNIT_AWARDS if facts.get("organisation", True) else ()
    return labelled("higher.awards", *units, *PERSON_AWARDS, *QUALITY_AWARDS)


_BEGUN = {
    Kind.CHANGE: change,
    Kind.QUESTION: use_question,
    Kind.MISUSE: misuse,
    Kind.HIGHER: higher,
    Kind.ACTIVITY: activity,
    Kind.LISTING: listing,
    Kind.INQUIRY: inquiry,
}
