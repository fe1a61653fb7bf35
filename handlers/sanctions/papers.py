"""Gathers the papers of a sanction: the hearing letter, the decision, the circular (Art. 5, 36-39)."""

from typing import Any

from handlers.engine.prints import Letter, needed
from papers import sanctions as papers
from papers.engine.calendars import why
from rules.engine.options import day
from rules.engine.pack import Pack
from rules.engine.parts import Named
from rules.sanctions.cases import OF_AWARDS, Sanction, is_approved
from rules.sanctions.remedies import authority_of
from texts import say
from workflow.engine.records import Work
from workflow.engine.replies import remedy
from workflow.sanctions.hearings import CLOCK
from workflow.sanctions.rulings import circular_of


async def hearing(work: Work, pack: Pack, about: str, language: str) -> Letter:
    """Return the letter that asks the party to answer, by when, and how that day was counted."""
    one = await _case(work, about)
    deadline = await work.deadlines.get(about, CLOCK)
    days = pack.hearing_working_days
    paper = papers.Hearing(
        issuer=pack.bodies.office.name(language),
        number=one.number,
        party=one.matter["name"],
        cited=say(language, f"sanctions.cited.{one.article}"),
        facts=one.matter["facts"],
        asked_on=one.matter["asked_on"],
        due=deadline.count.last if deadline else None,
        why=why(language, deadline.count) if deadline else say(language, "papers.sanction.from_delivery", days=days),
        contact=pack.bodies.office.name(language),
    )
    return Letter(_name(language, "hearing", one), "sanction_hearing", papers.hearing(paper, language))


async def decision(work: Work, pack: Pack, about: str, language: str) -> Letter:
    """Return the decision: its content, its document, and what it means."""
    one = await _case(work, about)
    against = remedy(pack, authority_of(one))
    ruling: dict[str, Any] = {**one.matter["ruling"], **one.matter.get("approval", {})}
    paper = papers.Decision(
        issuer=_decider(one, pack).name(language),
        number=one.number,
        party=one.matter["name"],
        article=one.article,
        cited=say(language, f"sanctions.cited.{one.article}"),
        document=ruling["document"],
        facts=one.matter["facts"],
        reasons=ruling["reasons"],
        effect=effect(one, language),
        decided_on=day(ruling["decided_on"]) or one.opened_at.date(),
        contact=pack.bodies.office.name(language),
        remedy=say(language, against.key, **against.values),
    )
    return Letter(_name(language, "decision", one), "sanction_decision", papers.decision(paper, language))


async def circular(work: Work, pack: Pack, about: str, language: str) -> Letter:
    """Return the circular that the public reads."""
    one = await _case(work, about)
    public = circular_of(one)
    if public is None:
        raise KeyError(f"no circular of {about}")
    paper = papers.Circular(
        issuer=_decider(one, pack).name(language),
        number=one.number,
        title=public.title,
        text=public.text,
        published_on=public.published_on,
    )
    return Letter(_name(language, "circular", one), "sanction_circular", papers.circular(paper, language))


def effect(one: Sanction, language: str) -> str:
    """Return what a decision in force means for its party, with its days."""
    said = one.matter["effect"]
    means = {"from_on": said["from_on"], "until": said["until_on"], "due": said["back_by"]}
    return say(language, f"sanctions.effect.{one.article}", **means)


def _decider(one: Sanction, pack: Pack) -> Named:
    """Return the body in whose name the decision is: the county government where it has approved it."""
    if is_approved(one):
        return pack.bodies.government
    return pack.bodies.committee if one.article in OF_AWARDS else pack.bodies.office


async def _case(work: Work, about: str) -> Sanction:
    return needed(await work.sanctions.get(int(about.removeprefix("sanction:"))), about)


def _name(language: str, paper: str, one: Sanction) -> str:
    return say(language, f"sanctions.file.{paper}", number=one.number)
