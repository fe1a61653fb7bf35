"""Gathers the papers of an application: receipt, application form, calendar file (Art. 12, 14, 15)."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from handlers.applications import paper_cases
from handlers.applications.applicants import guides
from handlers.engine.answers import answer_shown
from handlers.engine.guides import Filling, Guide
from handlers.engine.prints import Print, needed
from handlers.engine.speech import in_language
from papers.applications import forms as papers
from papers.engine import calendars
from papers.engine.calendars import why
from papers.engine.parts import Enclosure, reach
from rules.applications.conditions import MOST, calendar_years
from rules.applications.lifecycle import ORGANISATION, Application
from rules.engine.forms import Progress, Question
from rules.engine.pack import Pack
from texts import say
from workflow.applications.submissions import DECLARATION, REVIEW, file_set
from workflow.engine.desk import Places
from workflow.engine.files import of_draft
from workflow.engine.records import Draft, FileRecord, Work

STEPS = ("applications.step.review", "applications.step.notice", "applications.step.forward")


@dataclass(frozen=True, slots=True)
class Sent:
    """A submitted application with everything that its papers need."""

    application: Application
    number: str
    at: datetime
    edition: str
    year: int
    unit: str
    draft: Draft
    answers: dict[str, Any]
    records: tuple[FileRecord, ...]


async def receipt(places: Places | None, work: Work, pack: Pack, about: str, language: str) -> Print:
    """Return the receipt."""
    sent = await _sent(work, pack, about, language)
    deadline = needed(await work.deadlines.get(about, REVIEW), f"review of {about}")
    paper = papers.Receipt(
        issuer=sent.unit,
        number=sent.number,
        applicant=sent.application.name or "",
        edition=sent.edition,
        unit=sent.unit,
        received_at=sent.at,
        files=_enclosures(sent.records),
        steps=tuple(say(language, step) for step in STEPS),
        due=deadline.count.last,
        why=why(language, deadline.count),
        declaration_version=DECLARATION,
        file_set_sha256=file_set(sent.records),
        check_url=await paper_cases.claim_address(places, work, about),
        journal=str(await work.journal.head()),
        contact=reach(pack, sent.unit, language),
        entry=await paper_cases.on_receipt(work, pack, about, language),
    )
    name = say(language, "applications.file.receipt", number=sent.number)
    return Print(name, partial(papers.receipt, paper, language))


async def calendar(work: Work, pack: Pack, about: str, language: str) -> Print:
    """Return a calendar file with the last day of the review."""
    sent = await _sent(work, pack, about, language)
    deadline = needed(await work.deadlines.get(about, REVIEW), f"review of {about}")
    title = say(language, "applications.calendar_title", number=sent.number)
    uid = f"application-{sent.application.id}-review"
    make = partial(calendars.event, uid, title, deadline.count.last, why(language, deadline.count))
    return Print(say(language, "applications.file.calendar", number=sent.number), make)


async def form(work: Work, pack: Pack, about: str, language: str) -> Print:
    """Return the application form as it was sent, to be signed and, by an organisation, sealed."""
    sent = await _sent(work, pack, about, language)
    filling = _filling(sent, pack)
    answers = filling.progress.answers
    agreed = filling.form.questions[filling.form.index("agreed")]
    years = calendar_years(sent.year, pack.indicator_years)[::-1]
    organisation = sent.application.kind == ORGANISATION
    paper = papers.Form(
        issuer=pack.bodies.office.name(language),
        number=sent.number,
        applicant=sent.application.name or "",
        organisation=organisation,
        edition=sent.edition,
        unit=sent.unit,
        sections=(
            *_sections(filling, language),
            *_entry(await paper_cases.on_form(work, pack, about, language), language),
        ),
        years=tuple(str(year) for year in years),
        indicators=tuple(_indicators(filling, language, len(years))),
        files=_enclosures(sent.records),
        declaration=say(language, agreed.text, **in_language(agreed.places, language)),
        declaration_version=DECLARATION,
        declared_by=str(answers["declared_by"]),
        declared_at=sent.at,
        file_set_sha256=file_set(sent.records),
        contact=reach(pack, sent.unit, language),
    )
    return Print(say(language, "applications.file.form", number=sent.number), partial(papers.form, paper, language))


async def _sent(work: Work, pack: Pack, about: str, language: str) -> Sent:
    application = await work.applications.get(int(about.removeprefix("application:")))
    whole = await work.drafts.whole(application.draft_id) if application else None
    edition = await work.editions.get(application.edition_id) if application else None
    if application is None or edition is None or whole is None:
        raise KeyError(f"no {about}")
    if application.number is None or application.submitted_at is None:
        raise KeyError(f"{about} was not sent")
    draft, answers = whole
    county = pack.county_en if language == "en" else pack.county_zh
    values = {"county": county, "number": edition.number, "year": edition.year}
    known = {record.id: record for record in await work.files.of(of_draft(draft))}
    form = _guide(draft).form(pack, {"year": edition.year})
    ids = dict.fromkeys(Progress(form, answers).file_ids())
    return Sent(
        application,
        application.number,
        application.submitted_at,
        say(language, "applications.edition", **values),
        edition.year,
        pack.name_of_unit(application.unit, language),
        draft,
        answers,
        tuple(known[one] for one in ids if one in known),
    )


def _guide(draft: Draft) -> Guide:
    """Return the form in which the application was written."""
    return {**guides(), **paper_cases.guides()}[draft.form]


def _filling(sent: Sent, pack: Pack) -> Filling:
    guide = _guide(sent.draft)
    facts = {"year": sent.year, "units": pack.units, "files": {record.id: record.name for record in sent.records}}
    form = guide.form(pack, facts)
    return Filling(sent.draft, guide, form, facts, Progress(form, sent.answers))


def _sections(filling: Filling, language: str) -> list[papers.Section]:
    left_out = ("indicators", "declaration", "gate")
    found = []
    for section in filling.progress.sections():
        asked = [] if section in left_out else filling.progress.of(section)
        answers = tuple(_answer(filling, language, q) for q in asked if q.key in filling.progress.answers)
        if answers:
            found.append(papers.Section(say(language, f"{filling.guide.subject}.section.{section}"), answers))
    return found


def _entry(rows: tuple[tuple[str, str], ...], language: str) -> tuple[papers.Section, ...]:
    answers = tuple(papers.Answer(label, said) for label, said in rows)
    return (papers.Section(say(language, "entry.scanned"), answers),) if answers else ()


def _answer(filling: Filling, language: str, question: Question) -> papers.Answer:
    asked = say(language, question.text, **in_language(question.places, language))
    return papers.Answer(asked, answer_shown(language, filling, question, filling.progress.answers[question.key]))


def _indicators(filling: Filling, language: str, years: int) -> list[papers.Indicator]:
    given = filling.progress.answers
    found = []
    for number in range(1, MOST + 1):
        key = f"indicator{number}"
        if f"{key}.name" not in given:
            break
        values = tuple(str(given.get(f"{key}.value{back}", "")) for back in range(years, 0, -1))
        area = filling.form.questions[filling.form.index(f"{key}.area")]
        rank = answer_shown(language, filling, area, given.get(area.key))
        if given.get(f"{key}.rank"):
            rank = f"{rank} {given[f'{key}.rank']}"
        found.append(papers.Indicator(str(given[f"{key}.name"]), str(given[f"{key}.unit"]), values, rank))
    return found


def _enclosures(records: tuple[FileRecord, ...]) -> tuple[Enclosure, ...]:
    return tuple(Enclosure(record.name, record.size, record.sha256, record.secret or "") for record in records)
