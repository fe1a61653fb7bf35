"""Papers for a parent or an employer to seal: the internal notice and the recommendation opinion (Art. 13).

Both are printed, signed and sealed, scanned, and uploaded where the code on them leads.
"""

from dataclasses import dataclass, field
from datetime import date

from papers.engine.layout import (
    LETTER,
    Block,
    Box,
    Paper,
    choices,
    coded,
    fields,
    frames,
    notice,
    page,
    prose,
    sealed,
    section,
    steps,
)
from papers.engine.slots import part, slot
from texts import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """An internal notice to post inside the unit; `until_on` is its last day, `why` explains how it was counted.

    If `place` and `contact` are empty, room is left to write them by hand.
    """

    unit: str
    applicant: str
    organisation: bool
    edition: str
    deeds: str = field(repr=False)
    from_on: date
    until_on: date
    why: str
    place: str
    contact: str = field(repr=False)
    return_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """A recommendation opinion to sign and seal; `conditions` are those of Art. 10 or 11 in plain words.

    `words` are the unit's; without them there is room to write. `settled` says how an objection to the internal notice
    was settled.
    """

    unit: str
    applicant: str
    organisation: bool
    edition: str
    conditions: tuple[str, ...]
    from_on: date
    until_on: date
    place: str
    settled: str = field(repr=False)
    words: str = field(repr=False)
    given_on: date
    return_url: str


def internal_notice(paper: Posting, language: str) -> Paper:
    """Make the internal notice: what is posted, and on its own page the result, filled in when the days are over."""
    who = "organisation" if paper.organisation else "individual"
    named = {"edition": slot("edition", paper.edition), "applicant": slot("applicant", paper.applicant)}
    named["cited"] = slot("cited", say(language, f"papers.posting.{who}"))
    days = {"from_on": paper.from_on, "until_on": paper.until_on}
    contact = slot("contact", paper.contact or say(language, "papers.posting.by_hand"))
    return Paper(
        language=language,
        title=say(language, "papers.posting.title"),
        issuer=paper.unit,
        number="",
        dated=paper.from_on,
        size=LETTER,
        blocks=(
            prose(say(language, "papers.posting.made_known", **named)),
            part("deeds", section(say(language, "papers.posting.deeds")), prose(paper.deeds)),
            notice(slot("why", paper.why), title=slot("days", say(language, "papers.posting.days", **days))),
            prose(say(language, "papers.posting.objections", contact=contact)),
            sealed(paper.unit, paper.from_on, language),
            page(),
            section(say(language, "papers.posting.result")),
            part("particulars", fields(_posted(paper, language))),
            choices((say(language, "papers.posting.none"), say(language, "papers.posting.some"))),
            _hand_and_seal(language, "papers.posting.officer"),
            _way_back(paper.return_url, language),
        ),
    )


def recommendation(paper: Opinion, language: str) -> Paper:
    """Make the recommendation opinion: conditions examined, notice given, the opinion, signature and seal."""
    who = "organisation" if paper.organisation else "individual"
    posted = say(language, "papers.opinion.posted", place=paper.place, from_on=paper.from_on, until_on=paper.until_on)
    about = (
        (say(language, "papers.label.applicant"), paper.applicant),
        (say(language, "papers.label.edition"), paper.edition),
        (say(language, f"papers.opinion.{who}"), paper.unit),
        (say(language, "papers.opinion.notice"), posted),
    )
    words = prose(paper.words) if paper.words else frames((Box(say(language, "papers.opinion.write"), height=52),))
    numbering = say(language, "papers.numbering")
    outcome = say(language, "papers.opinion.settled" if paper.settled else "papers.opinion.unopposed")
    return Paper(
        language=language,
        title=say(language, "papers.opinion.title"),
        issuer=paper.unit,
        number="",
        dated=paper.given_on,
        size=LETTER - 1,
        blocks=(
            part("particulars", fields(about)),
            part(
                "conditions",
                section(say(language, f"papers.opinion.{who}.conditions")),
                steps(paper.conditions, numbering=numbering),
                choices((say(language, "papers.opinion.meets"), outcome)),
                *((prose(paper.settled),) if paper.settled else ()),
            ),
            section(say(language, "papers.opinion.opinion")),
            part("recommendation", words),
            _hand_and_seal(language, "papers.opinion.head"),
            _way_back(paper.return_url, language),
        ),
    )


def _posted(paper: Posting, language: str) -> tuple[tuple[str, str], ...]:
    days = say(language, "papers.posting.from_to", from_on=paper.from_on, until_on=paper.until_on)
    return (
        (say(language, "papers.label.applicant"), paper.applicant),
        (say(language, "papers.label.edition"), paper.edition),
        (say(language, "papers.label.place"), paper.place or say(language, "papers.posting.by_hand")),
        (say(language, "papers.opinion.notice"), days),
    )


def _hand_and_seal(language: str, key: str) -> Block:
    day = say(language, "papers.blank_day")
    seal = Box(say(language, "papers.unit_seal"), hint=say(language, "papers.seal_hint"), foot=day)
    return frames((Box(say(language, key), foot=day), seal))


def _way_back(url: str, language: str) -> Block:
    return coded(url, say(language, "papers.way_back"))
