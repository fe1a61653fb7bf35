"""Gathers the papers of a defence or an on-site review: calendar file, notice, report (Art. 18, 19)."""

from functools import partial

from handlers.applications.edition_papers import edition_called
from handlers.engine.prints import Letter, Print
from papers.engine import calendars
from papers.reviews import visits as papers
from rules.applications.lifecycle import Application
from rules.engine.calendar import office_day
from rules.engine.pack import Pack
from rules.engine.rubrics import Part
from rules.letters.dispatches import NOTICES
from rules.reviews.visits import Visit, VisitState
from texts import Words, say
from workflow.applications.gates import members
from workflow.engine.desk import Books
from workflow.engine.records import Work
from workflow.engine.tasks import number_of


async def calendar(work: Work, _pack: Pack, about: str, language: str) -> Print:
    """Return a calendar file with the day of the appointment; its text gives hour and place."""
    visit, application = await _appointed(work, about)
    part, number = Words(f"assignments.part.{visit.part.value}"), application.number
    title = say(language, "visits.of", number=number, part=part)
    told = say(language, "visits.tomorrow", number=number, part=part, at=visit.at, place=visit.place)
    uid = f"application-{application.id}-{visit.part.value}"
    return Print(say(language, "visits.file", number=number), partial(calendars.event, uid, title, visit.on, told))


async def notice(work: Work, pack: Pack, about: str, language: str) -> Letter:
    """Return the notice of the appointment, dated the day on which it was made."""
    visit, application = await _appointed(work, about)
    office = pack.bodies.office.name(language)
    paper = papers.Notice(
        issuer=office,
        number=visit.number,
        applicant=application.name or "",
        application=application.number or "",
        edition=await edition_called(Books(work, pack), application.edition_id, language),
        part=visit.part.value,
        at=visit.at,
        place=visit.place,
        bring=visit.bring or "",
        told_on=office_day(visit.planned_at),
        contact=office,
    )
    name = say(language, f"visits.file.{visit.part.value}", number=visit.number)
    return Letter(name, NOTICES[visit.part], papers.appointment(paper, language))


async def site_report(work: Work, pack: Pack, about: str, language: str) -> Print:
    """Return the report on the site with the signatures that it has."""
    application = await work.applications.get(number_of(about, "application") or -1)
    written = await work.visits.report(application.id) if application is not None else None
    if application is None or written is None:
        raise KeyError(f"no report of {about}")
    visits = await work.visits.of(application.id, Part.ON_SITE)
    visit = next(one for one in visits if one.state is VisitState.HELD)
    answers = await work.drafts.answers(written.draft_id)
    paper = papers.Report(
        issuer=pack.bodies.office.name(language),
        number=application.number or "",
        applicant=application.name or "",
        edition=await edition_called(Books(work, pack), application.edition_id, language),
        at=visit.at,
        place=visit.place,
        matches=answers["matches"] == "yes",
        members=await _members(work, pack, application),
        written_on=office_day(written.written_at),
        **{key: str(answers.get(key) or "") for key in ("met", "differs", "findings", "strengths", "problems")},
    )
    name = say(language, "visits.file.report", number=application.number)
    return Print(name, partial(papers.report, paper, language))


async def _members(work: Work, pack: Pack, application: Application) -> list[papers.Member]:
    signed = {one.person_id: one for one in await work.visits.signatures(application.id)}
    found = []
    for one in await members(Books(work, pack), application):
        person, mine = await work.people.get(one.person_id), signed.get(one.person_id)
        day = office_day(mine.at) if mine is not None else None
        name = (person and person.name) or f"#{one.person_id}"
        found.append(papers.Member(name, one.head, day, (mine and mine.words) or ""))
    return found


async def _appointed(work: Work, about: str) -> tuple[Visit, Application]:
    visit = await work.visits.get(number_of(about, "visit") or -1)
    application = await work.applications.get(visit.application_id) if visit is not None else None
    if visit is None or application is None:
        raise KeyError(f"no {about}")
    return visit, application
