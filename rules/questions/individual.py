"""The application form of an individual (Art. 11-14, 26)."""

from functools import cache, partial

from rules.forms import Form, Kind, Question
from rules.lifecycle import INDIVIDUAL, PAPER_FORMS
from rules.pack import Pack
from rules.parts import Condition, Named
from rules.questions import applications, conditions, declarations, internal_notices, persons, receipts, secrets


def individual(pack: Pack, *, paper: bool = False) -> Form:
    """Return the form under this pack; internal notice and recommendation are the employer's part (Art. 13).

    On `paper` a clerk enters what was brought: its receipt comes first, and the employer's part is on paper too.
    """
    return _form(
        pack.conditions_individual,
        pack.priority_grounds,
        files=pack.uploads.application_files,
        notice_days=pack.internal_notice_working_days,
        paper=paper,
    )


@cache
def _form(
    asked: tuple[Condition, ...], grounds: tuple[Named, ...], *, files: int, notice_days: int, paper: bool
) -> Form:
    employer = "apply.confirmation_employer"
    questions = (
        *(receipts.questions(subject="apply", article=14, places={}) if paper else ()),
        *_person(),
        *_work(),
        secrets.gate(),
        _deeds(),
        *conditions.questions(asked),
        *applications.priority(grounds),
        *applications.materials(files, paper=paper),
        *secrets.marks(),
        *(internal_notices.questions(subject="apply", working_days=notice_days) if paper else ()),
        applications.recommended_on_paper() if paper else applications.confirmation(text=employer),
        applications.unit(),
        *declarations.questions(text="apply.agreed_individual", names=("name",), paper=paper),
    )
    before = tuple(dict.fromkeys(question.section for question in questions if question.section != "declaration"))
    name = PAPER_FORMS[INDIVIDUAL] if paper else INDIVIDUAL
    return Form(name, questions, after={"declaration": before}, steps=applications.STEPS)


def _person() -> tuple[Question, ...]:
    ask = partial(Question, section="person", article=12, block="person")
    return (
        ask(key="name", kind=Kind.TEXT, text="apply.person_name", named=True, least=2, most=50),
        *persons.identity(subject="apply", section="person", article=12, block="person"),
        ask(key="phone", kind=Kind.PHONE, text="apply.person_phone", private=True),
        ask(key="address", kind=Kind.TEXT, text="apply.person_address", private=True, least=5, most=200),
    )


def _work() -> tuple[Question, ...]:
    ask = partial(Question, section="work", article=13, block="person")
    return (
        ask(key="employer", kind=Kind.TEXT, text="apply.employer", named=True, least=2, most=100),
        ask(key="post", kind=Kind.TEXT, text="apply.post", least=2, most=50),
    )


def _deeds() -> Question:
    return Question(key="deeds", kind=Kind.TEXT, section="deeds", text="apply.deeds", article=11, least=50, most=3000)
