"""Papers of a re-evaluation with the kind of content they have in life."""

from datetime import date

from papers import reevaluations
from papers.engine.layout import Paper
from tests.papers.wording import word


def reevaluation_decision(language: str) -> Paper:
    paper = reevaluations.Decision(
        issuer=word(language, "office"),
        number="复评〔2028〕3号" if language == "zh" else "2028-3",
        party=word(language, "dairy"),
        award=word(language, "award"),
        certificate="2023-01",
        document="8",
        reasons=word(language, "grounds"),
        before=date(2028, 9, 28),
        until=date(2033, 9, 28),
        decided_on=date(2028, 11, 20),
        contact=word(language, "contact"),
    )
    return reevaluations.decision(paper, language)


def rectification_notice(language: str, *, count: int = 3) -> Paper:
    paper = reevaluations.Notice(
        issuer=word(language, "office"),
        number="复评〔2028〕3号" if language == "zh" else "2028-3",
        party=word(language, "dairy"),
        award=word(language, "award"),
        document="9",
        reasons=word(language, "findings"),
        demands=tuple((word(language, "demand"), date(2029, 1, 10 + place)) for place in range(count)),
        decided_on=date(2028, 11, 20),
        contact=word(language, "contact"),
    )
    return reevaluations.rectification(paper, language)


REEVALUATED = {"reevaluation_decision": reevaluation_decision, "rectification_notice": rectification_notice}
