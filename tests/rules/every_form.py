"""Every form of the service, the keys of its sentences, and somebody who fills it in with the examples."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any

from rules.applications import confirmations, editions, eligibility, paper_cases, supplements
from rules.applications import forms as individual
from rules.applications import forms as organisation
from rules.awards import affair_forms, july, presentations
from rules.awards.affairs import Kind
from rules.awards.presentations import Receiving
from rules.engine import reasons
from rules.engine.forms import Facts, Form, Names, Question
from rules.engine.pack import Pack, load_pack
from rules.engine.refusals import Unfit
from rules.interests import statements
from rules.letters import dispatches, formal
from rules.letters.formal import LetterKind
from rules.notices import postings
from rules.notices.postings import NoticeKind
from rules.objections import examinations
from rules.objections import forms as objection
from rules.office import calendars
from rules.reevaluations import forms as reevaluation
from rules.reevaluations import rectifications
from rules.reviews import consultations, evaluation, meetings, sheets, unit_reviews, visits
from rules.sanctions import forms as hearing
from rules.sanctions import forms as sanction
from rules.sanctions import rulings
from texts import say

TODAY = date(2026, 11, 24)
LANGUAGES = ("zh", "en")
NO_ANSWERS: Mapping[str, Any] = {}
# The chat's own words for yes and no, and the names of documents, stand in catalogues of their own.
ELSEWHERE = ("forms.", "identities.")
# The example of a number is a resident's; these are the other documents'.
NUMBERS = {"residence_permit": "810000199001010000", "foreign_resident": "911000199001010005", "passport": "E12345678"}


@cache
def pack() -> Pack:
    return load_pack()


@cache
def every_form() -> tuple[Form, ...]:
    return (
        organisation.organisation(pack(), 2026),
        individual.individual(pack()),
        organisation.organisation(pack(), 2026, paper=True),
        individual.individual(pack(), paper=True),
        paper_cases.late_entry(),
        paper_cases.late_objection(),
        eligibility.eligibility(pack()),
        confirmations.confirmation(pack()),
        supplements.supplement(("审计报告", "职工人数")),
        supplements.supplement_notice(pack()),
        unit_reviews.checklist(),
        unit_reviews.refusal(),
        unit_reviews.opinion(),
        consultations.asking(15, 5),
        consultations.reply(),
        consultations.summary(15, asked=True),
        consultations.summary(15, asked=False),
        consultations.summary(21, asked=False),
        reasons.reading(),
        objection.objection(pack()),
        objection.objection(pack(), counter=True),
        objection.completion(pack(), objection.FIELDS["individual"]),
        examinations.examination(pack()),
        examinations.result(),
        examinations.findings(),
        july.assessment(pack()),
        july.returned(),
        editions.edition(pack()),
        postings.notice(pack()),
        postings.notice(pack(), {"kind": NoticeKind.ACCEPTANCE, "behind": 2}),
        postings.notice(pack(), {"kind": NoticeKind.ACCEPTANCE, "behind": 2, "was": "异议正在审查。"}),
        postings.notice(pack(), {"kind": NoticeKind.AWARD, "posts": False, "corrects": True}),
        visits.appointment(many=False),
        visits.appointment(many=False, article=19),
        visits.appointment(many=True),
        visits.presenter(),
        visits.missed(),
        visits.site_report(),
        visits.dissent(),
        evaluation.evaluation(unfinished=True, tied=True),
        meetings.convening(),
        meetings.record(vacant=True),
        evaluation.passing({1: (1, "2026-0001", "某公司"), 2: (2, "2026-0002", "某厂")}),
        meetings.over_quota(),
        meetings.declining(),
        meetings.presiding(),
        meetings.rejection(),
        meetings.ceremony(),
        meetings.decision(),
        presentations.presentation((Receiving(7, "2026-01", "临夏县示例食品有限公司"),)),
        presentations.presentation((Receiving(7, "2026-01", "某公司"), Receiving(8, "2026-02", "马小花"))),
        sanction.sanction(pack()),
        hearing.findings(),
        hearing.statement(),
        hearing.delivery(),
        rulings.decision(36, approved=False),
        rulings.decision(39, approved=True),
        rulings.approval(39),
        rulings.forwarding(41),
        rulings.withdrawal(),
        rulings.lifting(36),
        rulings.recovery(39),
        rulings.publication(39),
        reevaluation.report(pack(), organisation=True),
        reevaluation.report(pack(), organisation=False),
        *(form(round_) for form in (reevaluation.opinion, reevaluation.proposal) for round_ in (0, 1)),
        reevaluation.decision(0),
        reevaluation.without(),
        rectifications.demand(pack()),
        rectifications.evidence(),
        rectifications.postponement(pack()),
        sheets.sheet(pack().rubric_organisation),
        sheets.sheet(pack().rubric_individual),
        *(formal.letter(kind) for kind in LetterKind),
        formal.letter(LetterKind.NOT_ACCEPTED, above=True),
        formal.letter_return(),
        formal.pass_reason(),
        dispatches.sealed_scan("FW2027-0001", 17),
        statements.interests(),
        statements.found_later(),
        statements.exclusion(),
        calendars.holiday_notice(),
        calendars.local_days(facts()),
        affair_forms.change(),
        affair_forms.words("ask_back"),
        affair_forms.words("answer"),
        *(affair_forms.ending(kind) for kind in (Kind.CHANGE, Kind.QUESTION, Kind.MISUSE, Kind.HIGHER)),
        affair_forms.ending(Kind.CHANGE, split=True),
        affair_forms.supervision(),
        affair_forms.use_question(),
        affair_forms.misuse(),
        affair_forms.higher(),
        affair_forms.activity(),
        affair_forms.listing(),
    )


def facts(day: date = TODAY) -> dict[str, Any]:
    """What the workflow knows around a draft."""
    return {
        "today": day,
        "units": pack().units_on(day),
        "files": {str(number): f"{number}.pdf" for number in range(1, 12)},
        "notices": (SimpleNamespace(id=7, title="受理名单公示", kind="acceptance", last_day=day),),
        "applications": {"12": "临夏县示例食品有限公司"},
        "members": {4: "某人 · 评审人员"},
    }


def subject(form: Form) -> str:
    """The catalogue that a form's words stand in."""
    return form.questions[0].text.partition(".")[0]


def keys(form: Form, known: Facts) -> Iterator[str]:
    """The keys of all sentences of a form, those of other catalogues too."""
    yield f"{subject(form)}.title"
    for question in form.questions:
        yield f"{subject(form)}.section.{question.section}"
        yield from (question.text, f"{question.text}.help", f"{question.text}.example")
        yield from (option.key for option in question.choices(known, {}) if option.key)


def spoken(language: str, question: Question, part: str = "") -> str:
    """A question, its help or its example, as a person reads it."""
    values = {key: v.in_language(language) if isinstance(v, Names) else v for key, v in question.places.items()}
    return say(language, question.text + part, **values)


def verdict(form: Form, key: str, value: Any, given: Mapping[str, Any] = NO_ANSWERS, **known: Any) -> str:
    """The key of the sentence that refuses the answer, after it was said in each language; "" when it is taken."""
    question = form.questions[form.index(key)]
    assert question.check is not None
    try:
        question.check(value, given, {**facts(), **known})
    except Unfit as unfit:
        for language in LANGUAGES:
            say(language, unfit.key, **unfit.values)
        return unfit.key
    return ""
