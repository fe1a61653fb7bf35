"""Every form of the service, the keys of its sentences, and somebody who fills it in with the examples."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any

from rules.affairs import Kind
from rules.forms import Facts, Form, Names, Question
from rules.letters import LetterKind
from rules.notices import NoticeKind
from rules.pack import Pack, load_pack
from rules.questions import (
    affairs,
    assessment,
    calendar,
    confirmation,
    consultation,
    dispatch,
    edition,
    eligibility,
    evaluation,
    examination,
    hearing,
    individual,
    interests,
    late_entry,
    letter,
    meeting,
    notice,
    objection,
    opinion,
    organisation,
    presentation,
    reading,
    recovery,
    rectification,
    reevaluation,
    ruling,
    sanction,
    sheet,
    supplement,
    visit,
)
from rules.questions.presentation import Receiving
from rules.refusals import Unfit
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
        late_entry.late_entry(),
        late_entry.late_objection(),
        eligibility.eligibility(pack()),
        confirmation.confirmation(pack()),
        supplement.supplement(("审计报告", "职工人数")),
        supplement.supplement_notice(pack()),
        opinion.checklist(),
        opinion.refusal(),
        opinion.opinion(),
        consultation.asking(15, 5),
        consultation.reply(),
        consultation.summary(15, asked=True),
        consultation.summary(15, asked=False),
        consultation.summary(21, asked=False),
        reading.reading(),
        objection.objection(pack()),
        objection.objection(pack(), counter=True),
        objection.completion(pack(), objection.FIELDS["individual"]),
        examination.examination(pack()),
        examination.result(),
        examination.findings(),
        assessment.assessment(pack()),
        assessment.returned(),
        edition.edition(pack()),
        notice.notice(pack()),
        notice.notice(pack(), {"kind": NoticeKind.ACCEPTANCE, "behind": 2}),
        notice.notice(pack(), {"kind": NoticeKind.ACCEPTANCE, "behind": 2, "was": "异议正在审查。"}),
        notice.notice(pack(), {"kind": NoticeKind.AWARD, "posts": False, "corrects": True}),
        visit.appointment(many=False),
        visit.appointment(many=False, article=19),
        visit.appointment(many=True),
        visit.presenter(),
        visit.missed(),
        visit.site_report(),
        visit.dissent(),
        evaluation.evaluation(unfinished=True, tied=True),
        meeting.convening(),
        meeting.record(vacant=True),
        evaluation.passing({1: (1, "2026-0001", "某公司"), 2: (2, "2026-0002", "某厂")}),
        meeting.over_quota(),
        meeting.declining(),
        meeting.presiding(),
        meeting.rejection(),
        meeting.ceremony(),
        meeting.decision(),
        presentation.presentation((Receiving(7, "2026-01", "临夏县示例食品有限公司"),)),
        presentation.presentation((Receiving(7, "2026-01", "某公司"), Receiving(8, "2026-02", "马小花"))),
        sanction.sanction(pack()),
        hearing.findings(),
        hearing.statement(),
        hearing.delivery(),
        ruling.decision(36, approved=False),
        ruling.decision(39, approved=True),
        ruling.approval(39),
        ruling.forwarding(41),
        ruling.withdrawal(),
        ruling.lifting(36),
        recovery.recovery(39),
        recovery.publication(39),
        reevaluation.report(pack(), organisation=True),
        reevaluation.report(pack(), organisation=False),
        *(form(round_) for form in (reevaluation.opinion, reevaluation.proposal) for round_ in (0, 1)),
        reevaluation.decision(0),
        reevaluation.without(),
        rectification.demand(pack()),
        rectification.evidence(),
        rectification.postponement(pack()),
        sheet.sheet(pack().rubric_organisation),
        sheet.sheet(pack().rubric_individual),
        *(letter.letter(kind) for kind in LetterKind),
        letter.letter(LetterKind.NOT_ACCEPTED, above=True),
        letter.letter_return(),
        letter.pass_reason(),
        dispatch.sealed_scan("FW2027-0001", 17),
        interests.interests(),
        interests.found_later(),
        interests.exclusion(),
        calendar.holiday_notice(),
        calendar.local_days(facts()),
        affairs.change(),
        affairs.words("ask_back"),
        affairs.words("answer"),
        *(affairs.ending(kind) for kind in (Kind.CHANGE, Kind.QUESTION, Kind.MISUSE, Kind.HIGHER)),
        affairs.ending(Kind.CHANGE, split=True),
        affairs.supervision(),
        affairs.use_question(),
        affairs.misuse(),
        affairs.higher(),
        affairs.activity(),
        affairs.listing(),
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
