"""Papers with the kind of content they have in life: long names, rare characters, marks, several pages."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from hashlib import sha256

from papers import notices, objections
from papers.applications import confirmations
from papers.applications import forms as applications
from papers.applications.forms import Answer, Indicator, Section
from papers.awards import reports as assessments
from papers.engine.layout import Paper
from papers.engine.parts import Enclosure
from tests.papers.decided import DECIDED, DECIDED_LETTERS
from tests.papers.lettered import LETTERED
from tests.papers.printing import pdfs
from tests.papers.reevaluated import REEVALUATED
from tests.papers.sanctioned import sanction_circular, sanction_decision, sanction_hearing
from tests.papers.wording import URL, word, words

RARE_NAME = "马㐂𠮷"
MASKED = "6****************3"
RECEIVED = datetime(2026, 9, 28, 7, 42, tzinfo=UTC)
FILE_SET = sha256(b"all files").hexdigest()


def files(language: str, *, marked: bool = False) -> tuple[Enclosure, ...]:
    sizes = (312_400, 18_874_368, 2_411_724, 900)
    secrets = ("", "", "", word(language, "secret") if marked else "")
    named = zip(words(language, "files"), sizes, secrets, strict=True)
    return tuple(Enclosure(name, size, sha256(name.encode()).hexdigest(), secret) for name, size, secret in named)


def application_receipt(language: str, *, applicant: str = "") -> bytes:
    paper = applications.Receipt(
        issuer=word(language, "unit"),
        number="SB-2026-0007",
        applicant=applicant or word(language, "dairy"),
        edition=word(language, "edition"),
        unit=word(language, "unit"),
        received_at=RECEIVED,
        files=files(language, marked=True),
        steps=words(language, "steps"),
        due=date(2026, 10, 10),
        why=word(language, "why"),
        declaration_version="2026-1",
        file_set_sha256=FILE_SET,
        check_url=URL,
    )
    return applications.receipt(paper, language)


def application_form(language: str, *, organisation: bool = True) -> bytes:
    about, name, staff, conditions, quality, innovation = words(language, "form")
    indicator, rank = words(language, "indicator")
    paper = applications.Form(
        issuer=word(language, "office"),
        number="SB-2026-0007",
        applicant=word(language, "dairy") if organisation else RARE_NAME,
        organisation=organisation,
        edition=word(language, "edition"),
        unit=word(language, "unit"),
        sections=(
            Section(about, (Answer(name, word(language, "dairy")), Answer(staff, "186"))),
            Section(
                conditions,
                (Answer(quality, word(language, "quality")), Answer(innovation, "72 °C", word(language, "secret"))),
            ),
        ),
        years=("2023", "2024", "2025"),
        indicators=(Indicator(indicator, "%", ("98.6", "99.1", "99.4"), rank),),
        files=files(language, marked=True),
        declaration=word(language, "declaration"),
        declaration_version="2026-1",
        declared_by=RARE_NAME,
        declared_at=RECEIVED,
        file_set_sha256=FILE_SET,
    )
    return applications.form(paper, language)


def individual_form(language: str) -> bytes:
    return application_form(language, organisation=False)


def objection_receipt(language: str) -> bytes:
    paper = objections.Receipt(
        issuer=word(language, "office"),
        number="YY-2026-0003",
        objector=RARE_NAME,
        identity=MASKED,
        notice=word(language, "notice"),
        against=word(language, "dairy"),
        received_at=RECEIVED,
        files=files(language)[:2],
        steps=words(language, "steps"),
        due=date(2026, 10, 10),
        why=word(language, "why"),
        check_url=URL,
    )
    return objections.receipt(paper, language)


def objection_result(language: str, *, upheld: bool = False) -> Paper:
    paper = objections.Result(
        issuer=word(language, "office"),
        number="YY-2026-0003",
        objector=RARE_NAME,
        notice=word(language, "notice"),
        against=word(language, "dairy"),
        received_at=RECEIVED,
        upheld=upheld,
        findings=word(language, "findings"),
        reasons=word(language, "grounds"),
        decided_on=date(2026, 10, 20),
        confirm_by=date(2026, 10, 27),
        confirm_url=URL,
    )
    return objections.result(paper, language)


def completion_notice(language: str) -> Paper:
    paper = objections.Completion(
        issuer=word(language, "office"),
        number="YY-2026-0005",
        objector=RARE_NAME,
        notice=word(language, "notice"),
        against=word(language, "dairy"),
        received_at=RECEIVED,
        items=words(language, "conditions"),
        asked_on=date(2026, 10, 9),
        due=date(2026, 10, 16),
        why=word(language, "why"),
        contact=word(language, "contact"),
    )
    return objections.completion(paper, language)


def objection_refusal(language: str) -> Paper:
    paper = objections.Refusal(
        issuer=word(language, "office"),
        number="YY-2026-0004",
        objector=RARE_NAME,
        notice=word(language, "notice"),
        against=word(language, "dairy"),
        received_at=RECEIVED,
        reasons=word(language, "grounds"),
        decided_on=date(2026, 10, 9),
        contact=word(language, "contact"),
        remedy=word(language, "grounds"),
    )
    return objections.refusal(paper, language)


def internal_notice(language: str) -> Paper:
    paper = confirmations.Posting(
        unit=word(language, "parent"),
        applicant=word(language, "dairy"),
        organisation=True,
        edition=word(language, "edition"),
        deeds=word(language, "deeds"),
        from_on=date(2026, 9, 14),
        until_on=date(2026, 9, 21),
        why=word(language, "why"),
        place=word(language, "place"),
        contact=word(language, "contact"),
        return_url=URL,
    )
    return confirmations.internal_notice(paper, language)


def recommendation(language: str) -> Paper:
    paper = confirmations.Opinion(
        unit=word(language, "parent"),
        applicant=RARE_NAME,
        organisation=False,
        edition=word(language, "edition"),
        conditions=words(language, "conditions"),
        from_on=date(2026, 9, 14),
        until_on=date(2026, 9, 21),
        place=word(language, "place"),
        settled="",
        words=word(language, "deeds"),
        given_on=date(2026, 9, 22),
        return_url=URL,
    )
    return confirmations.recommendation(paper, language)


def notice_sheet(language: str) -> Paper:
    """A proposed list under its two awards."""
    award, nomination = words(language, "awards")
    paper = notices.Sheet(
        issuer=word(language, "office"),
        number="2026-004",
        title=word(language, "notice"),
        text=word(language, "posted"),
        groups=(notices.Group((word(language, "dairy"), RARE_NAME), award), notices.Group((RARE_NAME,), nomination)),
        from_on=date(2026, 9, 28),
        until_on=date(2026, 10, 10),
        why=word(language, "why"),
        url=URL,
    )
    return notices.sheet(paper, language)


def assessment_receipt(language: str, *, late: bool = False) -> bytes:
    paper = assessments.Receipt(
        issuer=word(language, "office"),
        number="ZP-2027-0002",
        holder=word(language, "dairy"),
        award=word(language, "edition"),
        year=2027,
        received_at=datetime(2027, 7, 20, 2, 5, tzinfo=UTC),
        due=date(2027, 8, 2),
        late=late,
        why=word(language, "why_july"),
        files=files(language)[:2],
        check_url=URL,
    )
    return assessments.receipt(paper, language)


LETTERS: Mapping[str, Callable[..., Paper]] = {
    **LETTERED,
    "internal_notice": internal_notice,
    "recommendation": recommendation,
    "notice_sheet": notice_sheet,
    "completion_notice": completion_notice,
    "objection_refusal": objection_refusal,
    "objection_result": objection_result,
    "sanction_hearing": sanction_hearing,
    "sanction_decision": sanction_decision,
    "sanction_circular": sanction_circular,
    **REEVALUATED,
    **DECIDED_LETTERS,
}
"""By the names of their templates."""
PAPERS: Mapping[str, Callable[[str], bytes]] = {
    **pdfs(LETTERS),
    "application_receipt": application_receipt,
    "application_form": application_form,
    "individual_form": individual_form,
    "objection_receipt": objection_receipt,
    "assessment_receipt": assessment_receipt,
    **DECIDED,
}
