"""The letters with changeable templates, each as a specimen from which templates are made and tested."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial

from papers import notices, objections, reevaluations, sanctions
from papers.awards import reports as assessments
from papers.engine.layout import Paper
from papers.reviews import grants, units, visits
from papers.reviews.units import ADDRESS, BLANK, DAY, LATER

_MOMENT = datetime(2027, 3, 5, 1, 30, tzinfo=UTC)
_LETTER = units.Letter(
    issuer=BLANK,
    number=BLANK,
    applicant=BLANK,
    edition=BLANK,
    reasons=(BLANK,),
    decided_on=DAY,
    contact=BLANK,
    remedy=BLANK,
)
_NAMED = (grants.Named(BLANK, BLANK, BLANK),)
_HONOURED = (grants.Honoured(BLANK, _NAMED),)


def _visit(language: str, *, part: str) -> Paper:
    paper = visits.Notice(
        issuer=BLANK,
        number=BLANK,
        applicant=BLANK,
        application=BLANK,
        edition=BLANK,
        part=part,
        at=_MOMENT,
        place=BLANK,
        bring=BLANK,
        told_on=DAY,
        contact=BLANK,
    )
    return visits.appointment(paper, language)


def _result(language: str) -> Paper:
    paper = objections.Result(
        issuer=BLANK,
        number=BLANK,
        objector=BLANK,
        notice=BLANK,
        against=BLANK,
        received_at=_MOMENT,
        upheld=False,
        findings=BLANK,
        reasons=BLANK,
        decided_on=DAY,
        confirm_by=LATER,
        confirm_url=ADDRESS,
    )
    return objections.result(paper, language)


def _completion(language: str) -> Paper:
    paper = objections.Completion(
        issuer=BLANK,
        number=BLANK,
        objector=BLANK,
        notice=BLANK,
        against=BLANK,
        received_at=_MOMENT,
        items=(BLANK,),
        asked_on=DAY,
        due=LATER,
        why=BLANK,
        contact=BLANK,
    )
    return objections.completion(paper, language)


def _refusal(language: str) -> Paper:
    paper = objections.Refusal(
        issuer=BLANK,
        number=BLANK,
        objector=BLANK,
        notice=BLANK,
        against=BLANK,
        received_at=_MOMENT,
        reasons=BLANK,
        decided_on=DAY,
        contact=BLANK,
        remedy=BLANK,
    )
    return objections.refusal(paper, language)


def _sheet(language: str) -> Paper:
    paper = notices.Sheet(
        issuer=BLANK,
        number=BLANK,
        title=BLANK,
        text=BLANK,
        groups=(notices.Group((BLANK,), BLANK),),
        from_on=DAY,
        until_on=LATER,
        why=BLANK,
        url=ADDRESS,
    )
    return notices.sheet(paper, language)


def _hearing(language: str) -> Paper:
    paper = sanctions.Hearing(
        issuer=BLANK,
        number=BLANK,
        party=BLANK,
        cited=BLANK,
        facts=BLANK,
        asked_on=DAY,
        due=LATER,
        why=BLANK,
        contact=BLANK,
    )
    return sanctions.hearing(paper, language)


def _ruling(language: str) -> Paper:
    paper = sanctions.Decision(
        issuer=BLANK,
        number=BLANK,
        party=BLANK,
        article=39,
        cited=BLANK,
        document=BLANK,
        facts=BLANK,
        reasons=BLANK,
        effect=BLANK,
        decided_on=DAY,
        contact=BLANK,
        remedy=BLANK,
    )
    return sanctions.decision(paper, language)


def _circular(language: str) -> Paper:
    paper = sanctions.Circular(issuer=BLANK, number=BLANK, title=BLANK, text=BLANK, published_on=DAY)
    return sanctions.circular(paper, language)


def _kept(language: str) -> Paper:
    paper = reevaluations.Decision(
        issuer=BLANK,
        number=BLANK,
        party=BLANK,
        award=BLANK,
        certificate=BLANK,
        document=BLANK,
        reasons=BLANK,
        before=DAY,
        until=LATER,
        decided_on=DAY,
        contact=BLANK,
    )
    return reevaluations.decision(paper, language)


def _rectification(language: str) -> Paper:
    paper = reevaluations.Notice(
        issuer=BLANK,
        number=BLANK,
        party=BLANK,
        award=BLANK,
        document=BLANK,
        reasons=BLANK,
        demands=((BLANK, LATER),),
        decided_on=DAY,
        contact=BLANK,
    )
    return reevaluations.rectification(paper, language)


def _accepted(language: str) -> Paper:
    paper = grants.Acceptances(issuer=BLANK, edition=BLANK, names=_NAMED, drawn_on=DAY)
    return grants.acceptances(paper, language)


def _submission(language: str) -> Paper:
    paper = grants.Submission(
        issuer=BLANK,
        government=BLANK,
        edition=BLANK,
        course=(BLANK,),
        proposed=_HONOURED,
        contact=BLANK,
        dated=DAY,
    )
    return grants.submission(paper, language)


def _commendation(language: str) -> Paper:
    paper = grants.Commendation(
        issuer=BLANK, number=BLANK, edition=BLANK, granted=_HONOURED, decided_on=DAY, valid_until=LATER
    )
    return grants.commendation(paper, language)


def _july(language: str) -> Paper:
    paper = assessments.Reminder(
        issuer=BLANK,
        number=BLANK,
        holder=BLANK,
        award=BLANK,
        year=2027,
        due=LATER,
        late=False,
        dated=DAY,
        contact=BLANK,
    )
    return assessments.reminder(paper, language)


SPECIMENS: Mapping[str, Callable[[str], Paper]] = {
    "internal_notice": units.posting,
    "recommendation": units.recommendation,
    "supplement_notice": units.supplement_specimen,
    "consultation_letter": units.consultation,
    "review_opinion": units.opinion_specimen,
    "non_forwarding": partial(units.non_forwarding, _LETTER),
    "not_accepted": partial(units.non_acceptance, _LETTER),
    "not_passed": partial(units.non_passing, _LETTER),
    "struck": partial(units.striking, _LETTER),
    "notice_sheet": _sheet,
    "acceptance_list": _accepted,
    "defence_notice": partial(_visit, part="defence"),
    "site_notice": partial(_visit, part="on_site"),
    "completion_notice": _completion,
    "objection_refusal": _refusal,
    "objection_result": _result,
    "submission": _submission,
    "commendation": _commendation,
    "july_reminder": _july,
    "sanction_hearing": _hearing,
    "sanction_decision": _ruling,
    "sanction_circular": _circular,
    "reevaluation_decision": _kept,
    "rectification_notice": _rectification,
}
"""The specimens by the name of their template, in the order of an edition."""
