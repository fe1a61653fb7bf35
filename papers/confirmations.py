"""Papers of a parent or an employer: the internal notice and the recommendation opinion, to print and seal (Art. 13).

Both go round the seal loop: printed, signed and sealed, scanned, and sent back to the place their code leads to.
"""

from dataclasses import dataclass
from datetime import date

from papers.layout import (
    LETTER,
    Block,
    Box,
    Paper,
    choices,
    code,
    fields,
    frames,
    notice,
    page,
    printed,
    prose,
    section,
    steps,
)
from texts import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """An internal notice to put up inside the unit; `until_on` is its last day, `why` explains how that was counted."""

    unit: str
    number: str
    applicant: str
    organisation: bool
    edition: str
    deeds: str
    from_on: date
    until_on: date
    why: str
    place: str
    contact: str
    return_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """A recommendation opinion to write, sign and seal; `conditions` are those of Art. 10 or 11 in plain words."""

    unit: str
    number: str
    applicant: str
    organisation: bool
    edition: str
    conditions: tuple[str, ...]
    from_on: date
    until_on: date
    place: str
    return_url: str = ""


def internal_notice(paper: Posting, language: str) -> bytes:
    """The internal notice: what is posted, and below it the result to be filled in when the days are over."""
    who = "organisation" if paper.organisation else "individual"
    days = {"from_on": paper.from_on, "until_on": paper.until_on}
    return printed(
        Paper(
            language=language,
            title=say(language, "papers.posting.title"),
            issuer=paper.unit,
            number=paper.number,
            dated=paper.from_on,
            size=LETTER,
            blocks=(
                prose(say(language, f"papers.posting.{who}", edition=paper.edition, applicant=paper.applicant)),
                section(say(language, "papers.posting.deeds")),
                prose(paper.deeds),
                notice(paper.why, title=say(language, "papers.posting.days", **days)),
                prose(say(language, "papers.posting.objections", contact=paper.contact)),
                frames((_seal(paper.unit, language),)),
                page(),
                section(say(language, "papers.posting.result")),
                fields(_posted(paper, language), beside=_way_back(paper.return_url, language)),
                choices((say(language, "papers.posting.none"), say(language, "papers.posting.some"))),
                frames((_hand(language, "papers.posting.officer"), _seal(paper.unit, language))),
            ),
        )
    )


def recommendation(paper: Opinion, language: str) -> bytes:
    """The recommendation opinion: the conditions examined, the notice given, the opinion, signature and seal."""
    who = "organisation" if paper.organisation else "individual"
    posted = say(language, "papers.opinion.posted", place=paper.place, from_on=paper.from_on, until_on=paper.until_on)
    return printed(
        Paper(
            language=language,
            title=say(language, "papers.opinion.title"),
            subtitle=paper.edition,
            issuer=paper.unit,
            number=paper.number,
            dated=paper.until_on,
            size=LETTER - 1,
            blocks=(
                fields(
                    (
                        (say(language, "papers.label.applicant"), paper.applicant),
                        (say(language, f"papers.opinion.{who}"), paper.unit),
                        (say(language, "papers.opinion.notice"), posted),
                    ),
                    beside=_way_back(paper.return_url, language),
                ),
                section(say(language, f"papers.opinion.{who}.conditions")),
                steps(paper.conditions, numbering=say(language, "papers.numbering")),
                choices((say(language, "papers.opinion.meets"), say(language, "papers.opinion.unopposed"))),
                section(say(language, "papers.opinion.opinion")),
                frames((Box(say(language, "papers.opinion.write"), height=52),)),
                frames((_hand(language, "papers.opinion.head"), _seal(paper.unit, language))),
            ),
        )
    )


def _posted(paper: Posting, language: str) -> tuple[tuple[str, str], ...]:
    days = say(language, "papers.posting.from_to", from_on=paper.from_on, until_on=paper.until_on)
    return (
        (say(language, "papers.label.applicant"), paper.applicant),
        (say(language, "papers.label.edition"), paper.edition),
        (say(language, "papers.label.place"), paper.place),
        (say(language, "papers.opinion.notice"), days),
    )


def _hand(language: str, key: str) -> Box:
    return Box(say(language, key), foot=say(language, "papers.blank_day"))


def _seal(unit: str, language: str) -> Box:
    return Box(
        say(language, "papers.seal_of", unit=unit),
        hint=say(language, "papers.seal_hint"),
        foot=say(language, "papers.blank_day"),
    )


def _way_back(url: str, language: str) -> Block | None:
    return code(url, say(language, "papers.way_back")) if url else None
