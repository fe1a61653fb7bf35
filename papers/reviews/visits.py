"""Papers of a defence or an on-site review: the notice of the appointment, and the site report (Art. 18, 19)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from papers.engine.layout import (
    LETTER,
    Block,
    Paper,
    Table,
    addressed,
    fields,
    notice,
    printed,
    prose,
    sealed,
    section,
    table,
)
from papers.engine.slots import part, slot
from texts import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The notice of an appointment to its applicant; `part` is "defence" or "on_site"."""

    issuer: str
    number: str
    applicant: str
    application: str
    edition: str
    part: str
    at: datetime
    place: str
    bring: str
    told_on: date
    contact: str


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the group: when they signed, and their dissenting opinion if they have one."""

    name: str = field(repr=False)
    head: bool
    signed_on: date | None
    dissent: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The group's report; `at` and `place` are those of the visit, and empty findings are left out."""

    issuer: str
    number: str
    applicant: str
    edition: str
    at: datetime
    place: str
    met: str
    matches: bool
    differs: str
    findings: str
    strengths: str
    problems: str
    members: Sequence[Member]
    written_on: date


def appointment(paper: Notice, language: str) -> Paper:
    """Make the notice of the appointment, for the applicant's files."""
    key = f"papers.visit.{paper.part}"
    named = {"edition": slot("edition", paper.edition), "application": slot("application", paper.application)}
    rows = (
        (say(language, "papers.visit.at"), say(language, "papers.moment", moment=paper.at)),
        (say(language, "papers.visit.place"), paper.place),
        (say(language, "papers.visit.bring"), paper.bring or say(language, "papers.visit.nothing")),
    )
    return Paper(
        language=language,
        title=say(language, f"{key}.title"),
        issuer=paper.issuer,
        number=paper.number,
        dated=paper.told_on,
        size=LETTER,
        blocks=(
            addressed(language, paper.applicant),
            prose(say(language, f"{key}.invited", **named)),
            part("arrangement", fields(rows)),
            prose(say(language, f"{key}.asked")),
            prose(say(language, "papers.visit.otherwise")),
            prose(say(language, "papers.visit.free")),
            prose(say(language, "papers.contact", contact=slot("contact", paper.contact))),
            sealed(paper.issuer, paper.told_on, language),
        ),
    )


def report(paper: Report, language: str) -> bytes:
    """Print the site report with everybody's signature, or a note that one is still missing."""
    left = sum(one.signed_on is None for one in paper.members)
    about = (
        (say(language, "papers.label.applicant"), paper.applicant),
        (say(language, "papers.label.edition"), paper.edition),
        (say(language, "papers.visit.at"), say(language, "papers.moment", moment=paper.at)),
        (say(language, "papers.visit.place"), paper.place),
        (say(language, "papers.site.met"), paper.met),
        (say(language, "papers.site.matches"), say(language, f"papers.site.matches.{_yes(paper.matches)}")),
    )
    return printed(
        Paper(
            language=language,
            title=say(language, "papers.site.title"),
            issuer=paper.issuer,
            number=paper.number,
            dated=paper.written_on,
            blocks=(
                *((notice(say(language, "papers.site.unsigned", count=left)),) if left else ()),
                fields(about),
                *(block for key in _FOUND for block in _said(language, key, getattr(paper, key))),
                section(say(language, "papers.site.members")),
                table(_signatures(paper.members, language)),
                *(block for one in paper.members for block in _dissent(language, one)),
                sealed(paper.issuer, paper.written_on, language),
            ),
        )
    )


_FOUND = ("differs", "findings", "strengths", "problems")


def _said(language: str, key: str, text: str) -> tuple[Block, ...]:
    return (section(say(language, f"papers.site.{key}")), prose(text)) if text else ()


def _signatures(members: Sequence[Member], language: str) -> Table:
    head = tuple(say(language, f"papers.site.{column}") for column in ("name", "place", "opinion", "signed"))
    rows = tuple(
        (
            one.name,
            say(language, f"papers.site.{'head' if one.head else 'member'}"),
            say(language, f"papers.site.{'disagrees' if one.dissent else 'agrees'}") if one.signed_on else "",
            say(language, "papers.day", day=one.signed_on) if one.signed_on else "",
        )
        for one in members
    )
    return Table(head, (2, 1, 2, 3), rows)


def _dissent(language: str, member: Member) -> tuple[Block, ...]:
    if not member.dissent:
        return ()
    return section(say(language, "papers.site.dissent", name=member.name)), prose(member.dissent)


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"
