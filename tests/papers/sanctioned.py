"""Papers of a sanction with the kind of content they have in life."""

from datetime import date

from papers import sanctions
from papers.engine.layout import Paper
from tests.papers.wording import word


def sanction_hearing(language: str, *, due: date | None = date(2026, 10, 20)) -> Paper:
    paper = sanctions.Hearing(
        issuer=word(language, "office"),
        number="2026-003",
        party=word(language, "dairy"),
        cited=word(language, "cited"),
        facts=word(language, "findings"),
        asked_on=date(2026, 9, 28),
        due=due,
        why=word(language, "why"),
        contact=word(language, "contact"),
    )
    return sanctions.hearing(paper, language)


def sanction_decision(language: str, *, article: int = 39) -> Paper:
    paper = sanctions.Decision(
        issuer=word(language, "office"),
        number="2026-003",
        party=word(language, "dairy"),
        article=article,
        cited=word(language, "cited"),
        document="8",
        facts=word(language, "findings"),
        reasons=word(language, "grounds"),
        effect=word(language, "effect"),
        decided_on=date(2026, 10, 20),
        contact=word(language, "contact"),
        remedy=word(language, "grounds"),
    )
    return sanctions.decision(paper, language)


def sanction_circular(language: str) -> Paper:
    paper = sanctions.Circular(
        issuer=word(language, "office"),
        number="2026-003",
        title=word(language, "circular"),
        text=f"{word(language, 'dairy')}: {word(language, 'findings')}",
        published_on=date(2026, 10, 21),
    )
    return sanctions.circular(paper, language)
