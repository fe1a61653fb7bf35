"""Gathers the papers of a re-evaluation: the decision to keep the title, and what must be put right (Art. 5)."""

from handlers.engine.prints import Letter, needed
from papers import reevaluations as papers
from rules.engine.options import day
from rules.engine.pack import Pack
from rules.reevaluations.cases import Reevaluation
from texts import say
from workflow.engine.records import Work
from workflow.reevaluations.cases import award_of


async def decision(work: Work, pack: Pack, about: str, language: str) -> Letter:
    """Return the decision that the title is kept, by which document and until when."""
    one = await _case(work, about)
    award, ruling = await award_of(work, one), one.matter["ruling"]
    paper = papers.Decision(
        issuer=pack.bodies.committee.name(language),
        number=one.number,
        party=award.name,
        award=pack.name_of_award(award.award, language),
        certificate=award.certificate,
        document=ruling["document"],
        reasons=ruling["reasons"],
        before=one.until,
        until=day(ruling["until"]) or award.valid_until,
        decided_on=day(ruling["decided_on"]) or one.opened_at.date(),
        contact=pack.bodies.office.name(language),
    )
    return Letter(_name(language, "decision", one), "reevaluation_decision", papers.decision(paper, language))


async def rectification(work: Work, pack: Pack, about: str, language: str) -> Letter:
    """Return what must be put right by when, as it stands now."""
    one = await _case(work, about)
    award, demanded = await award_of(work, one), one.matter["demanded"]
    paper = papers.Notice(
        issuer=pack.bodies.committee.name(language),
        number=one.number,
        party=award.name,
        award=pack.name_of_award(award.award, language),
        document=demanded["document"],
        reasons=demanded["reasons"],
        demands=tuple((item.demand, item.due_on) for item in await work.rectifications.of(one.id)),
        decided_on=day(demanded["decided_on"]) or one.opened_at.date(),
        contact=pack.bodies.office.name(language),
    )
    return Letter(_name(language, "rectification", one), "rectification_notice", papers.rectification(paper, language))


async def _case(work: Work, about: str) -> Reevaluation:
    return needed(await work.reevaluations.get(int(about.removeprefix("reevaluation:"))), about)


def _name(language: str, paper: str, one: Reevaluation) -> str:
    return say(language, f"reevaluations.file.{paper}", number=one.number)
