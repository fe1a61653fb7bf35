"""The form of an objection to a notice, by an individual or a unit, in the chat or at the counter (Art. 22)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, partial
from typing import Any

from rules.applications import paper_cases
from rules.engine.forms import Answers, Facts, Form, Kind, Names, Option, Question, always, equals
from rules.engine.options import labelled, same
from rules.engine.pack import Pack
from rules.engine.refusals import Unfit
from rules.people import contacts

ENDED = "ended"
"""The answer to `notice` for a notice no longer open: the objection is recorded, and an officer decides."""
OTHER = "other"
"""The answer to `against` for something that is on no list."""
AGENT = "agent"
"""The answer to `acting` of somebody who objects on another's behalf."""
BLOCK = "objection"
"""The block of all text and choice questions from the notice to who acts: they may be answered in one message."""
FIELDS: Mapping[str, tuple[str, ...]] = {
    "individual": ("name", "signature", "phone", "address", "document_kind", "document_number", "proof", "evidence"),
    "unit": ("unit_name", "domicile", "phone", "address", "seal", "evidence"),
}
"""What an objection must contain (Art. 22), by kind of objector; each has a short name `objection.field.<key>`."""

STEPS = (("receipt", "objector", "notice", "matter"), ("identity", "proof", "attorney"))
"""What is objected to, and who objects: the two pages before the check."""

is_individual = equals("who", "individual")
is_unit = equals("who", "unit")


def objection(pack: Pack, *, counter: bool = False) -> Form:
    """Return the form. At the `counter` a clerk enters a paper: its arrival is asked first, and gaps are allowed."""
    return _form(pack.examination_working_days, counter=counter)


def missing_fields(answers: Answers) -> tuple[str, ...]:
    """Return what Art. 22 requires and these answers lack, as question keys in the order of the form."""
    wanted = fields_of(answers.get("who", ""), answers.get("acting"))
    return tuple(key for key in wanted if not answers.get(key))


def fields_of(who: str, acting: str | None) -> tuple[str, ...]:
    """Return what this objector must give, including a power of attorney if somebody acts for them."""
    return (*FIELDS.get(who, ()), *(("attorney",) if acting == AGENT else ()))


def field_name(key: str) -> str:
    """Return the key of the sentence that names such a field in a word or two."""
    return f"objection.field.{key}"


def completion(pack: Pack, missing: Iterable[str]) -> Form:
    """Return the form that asks an objector again for what is `missing`; all of it must be answered."""
    wanted = set(missing)
    if "document_number" in wanted:
        wanted.add("document_kind")  # a number cannot be read without its kind
    questions = (question for question in objection(pack).questions if question.key in wanted)
    return Form("completion", tuple(replace(question, when=always) for question in questions), steps=STEPS)


def target_of(answers: Answers) -> int | None:
    """Return the id of the application that the objection is against; None if the answers name none."""
    noun, _, one = str(answers.get("against") or "").partition(":")
    return int(one) if noun == "application" else None


@cache
def _form(days: int, *, counter: bool) -> Form:
    questions = (
        *(_receipt(days) if counter else ()),
        Question(
            key="who",
            kind=Kind.CHOICE,
            section="objector",
            text="objection.who",
            article=22,
            options=labelled("objection.objector", "individual", "unit"),
        ),
        *_target(),
        *_matter(counter=counter),
        *_individual(counter=counter),
        *_unit(counter=counter),
        *_reach(counter=counter),
        *_proof(counter=counter),
        *_attorney(counter=counter),
    )
    return Form("counter_objection" if counter else "objection", questions, steps=STEPS)


def _receipt(days: int) -> tuple[Question, ...]:
    came = paper_cases.questions(subject="objection", article=23, places={"days": str(days)})
    return (*came, paper_cases.scan(subject="objection", section="receipt", article=22))


def _target() -> tuple[Question, ...]:
    ask = partial(Question, section="notice", article=22)
    return (
        ask(key="notice", kind=Kind.CHOICE, text="objection.notice", options=_notices, block=BLOCK),
        ask(
            key="notice_words",
            kind=Kind.TEXT,
            text="objection.notice_words",
            when=equals("notice", ENDED),
            least=2,
            most=200,
        ),
        ask(key="against", kind=Kind.CHOICE, text="objection.against", options=_applications, block=BLOCK),
        ask(
            key="against_words",
            kind=Kind.TEXT,
            text="objection.against_words",
            when=equals("against", OTHER),
            least=2,
            most=200,
        ),
    )


def _matter(*, counter: bool) -> tuple[Question, ...]:
    ask = partial(Question, section="matter", article=22)
    return (
        ask(key="facts", kind=Kind.TEXT, text="objection.facts", least=10, most=3000, block=BLOCK),
        ask(key="request", kind=Kind.TEXT, text="objection.request", optional=True, least=2, most=500, block=BLOCK),
        ask(key="evidence", kind=Kind.FILES, text="objection.evidence", optional=counter, least=1, most=20),
    )


def _individual(*, counter: bool) -> tuple[Question, ...]:
    ask = partial(Question, section="identity", article=22, when=is_individual, optional=counter)
    return (
        ask(key="name", kind=Kind.TEXT, text="objection.name", named=True, least=2, most=50, private=True, block=BLOCK),
        ask(key="signature", kind=Kind.FILES, text="objection.signature", least=1, most=1),
    )


def _unit(*, counter: bool) -> tuple[Question, ...]:
    ask = partial(Question, section="identity", article=22, when=is_unit, optional=counter)
    return (
        ask(key="unit_name", kind=Kind.TEXT, text="objection.unit_name", named=True, least=2, most=100, block=BLOCK),
        ask(key="domicile", kind=Kind.TEXT, text="objection.domicile", least=5, most=200, block=BLOCK),
        ask(key="seal", kind=Kind.FILES, text="objection.seal", least=1, most=5),
        ask(key="handler", kind=Kind.TEXT, text="objection.handler", least=2, most=50, private=True, block=BLOCK),
    )


def _reach(*, counter: bool) -> tuple[Question, ...]:
    ask = partial(Question, section="identity", article=22, optional=counter, private=True, block=BLOCK)
    return (
        ask(key="phone", kind=Kind.PHONE, text="objection.phone"),
        ask(key="address", kind=Kind.TEXT, text="objection.address", least=5, most=200),
    )


def _proof(*, counter: bool) -> tuple[Question, ...]:
    """Return the identity proof, in the chat with a separate consent, which a paper's signature already gives."""
    ask = partial(Question, section="proof", article=22, when=is_individual)
    consent = ask(
        key="identity_consent",
        kind=Kind.CHOICE,
        text="objection.identity_consent",
        options=labelled("objection.consent", "agree", "decline"),
        check=_has_agreed,
        consent=True,
    )
    return (
        *(() if counter else (consent,)),
        *contacts.identity(
            subject="objection",
            section="proof",
            article=22,
            optional=counter,
            when=is_individual,
            alone=not counter,
            block="proof",
        ),
        ask(key="proof", kind=Kind.FILES, text="objection.proof", optional=counter, least=1, most=2),
    )


def _attorney(*, counter: bool) -> tuple[Question, ...]:
    """Return the questions on a power of attorney; on paper, unstated answers stay open."""
    ask = partial(Question, section="attorney", article=22, optional=counter)
    return (
        ask(
            key="acting",
            kind=Kind.CHOICE,
            text="objection.acting",
            block=BLOCK,
            options=labelled("objection.acting", "own", AGENT),
        ),
        ask(
            key="attorney",
            kind=Kind.FILES,
            text="objection.attorney",
            when=equals("acting", AGENT),
            least=1,
            most=5,
        ),
    )


def _notices(facts: Facts, _: Answers) -> tuple[Option, ...]:
    shown = (Option(str(notice.id), names=same(notice.title)) for notice in facts.get("notices", ()))
    return (*shown, Option(ENDED, key="objection.notice_ended"))


def _applications(facts: Facts, answers: Answers) -> tuple[Option, ...]:
    """Return the applicants on the chosen notice, by id where ids are given, and "another matter"."""
    known: Mapping[Any, Any] = facts.get("listed", {})
    given: Mapping[Any, str] | Iterable[str] = known.get(answers.get("notice")) or facts.get("applications", ())
    listed = given.items() if isinstance(given, Mapping) else ((name, name) for name in given)
    shown = (Option(str(key), names=Names(name, name)) for key, name in listed)
    return (*shown, Option(OTHER, key="objection.against_other"))


def _has_agreed(value: Any, _answers: Answers, _facts: Facts) -> None:
    if value != "agree":
        raise Unfit("objection.identity_consent.needed", article=22)
