"""Defences and on-site reviews in the chat: appointed, held or missed, passed in the end (Art. 18, 19)."""

from functools import partial

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.applications import dossiers
from handlers.applications.edition_papers import edition_called
from handlers.engine.filling import open_form
from handlers.engine.guides import Filling, Guide, Guides, load
from handlers.engine.presses import Press, Presses
from handlers.engine.prints import Letter, Print
from handlers.engine.speech import Button, Page, key_button, show, tell, told
from papers.engine import calendars
from papers.reviews import visits as papers
from rules.applications.lifecycle import Application
from rules.engine.calendar import office_day
from rules.engine.pack import Pack
from rules.engine.rubrics import Part
from rules.letters.dispatches import NOTICES
from rules.letters.formal import pass_reason
from rules.people.roles import Role
from rules.reviews import visits as questions
from rules.reviews.visits import Visit, VisitState
from texts import Words, say
from workflow.applications.cases import acts
from workflow.applications.gates import ask_for_report, members
from workflow.applications.scores import ReasonWanted, tally_of
from workflow.engine.desk import Books, Desk, serves_as
from workflow.engine.files import file_facts
from workflow.engine.records import Work
from workflow.engine.tasks import number_of
from workflow.reviews.visits import (
    ARTICLES,
    MANY,
    MISSED,
    ONE,
    PASSES,
    PRESENTER,
    appointment_facts,
    begin_appointment,
    begin_missed,
    begin_presenter,
    begin_reason,
    begin_row,
    name_presenter,
    pass_part,
    pass_with_reason,
    plan_row,
    plan_visit,
    record_held,
    record_missed,
    seen,
    waiting,
)

FAILS = {Part.DEFENCE: "fail_defence", Part.ON_SITE: "fail_on_site"}


def guides() -> dict[str, Guide]:
    """Return the forms of appointments, presenters, missed visits, and passing below the mark."""
    return {
        ONE: Guide(
            form=lambda _p, facts: questions.appointment(many=False, article=facts["article"]),
            subject="visit",
            sends=planned,
            facts=appointment_facts,
        ),
        MANY: Guide(form=lambda _p, _f: questions.appointment(many=True), subject="visit", sends=planned_row),
        PRESENTER: Guide(form=lambda _p, _f: questions.presenter(), subject="visit", sends=named, facts=file_facts),
        MISSED: Guide(form=lambda _p, _f: questions.missed(), subject="visit", sends=missed),
        "part_reason": Guide(form=lambda _p, _f: pass_reason(), subject="scores", sends=reasoned),
    }


async def opened_visits(bot: Bot, desk: Desk, application_id: int) -> None:
    """Show the appointments of a case, latest first."""
    await show_visits(bot, desk, *await seen(desk, application_id))


async def show_visits(bot: Bot, desk: Desk, application: Application, part: Part, visits: list[Visit]) -> None:
    """Show the appointments of a case, latest first, and what can be done about them."""
    language = desk.person.language
    lines = [_line(language, one) for one in visits] or [say(language, "visits.none_yet")]
    rows: list[list[Button]] = []
    if serves_as(desk, Role.LEAD, Role.OFFICE):
        tally = await tally_of(desk, application, part)
        if tally.asked < tally.panel:
            values = {"least": tally.panel, "count": tally.asked, "article": ARTICLES[part]}
            lines.append(say(language, "assignments.too_few", **values))
            rows.append([key_button(desk, "assignments.more", f"panel:case:{part.value}:{application.id}")])
        else:
            rows.append([key_button(desk, "assignments.team", f"assignment:team:{application.id}")])
        rows += _office(desk, application, part, visits)
        if tally.complete and part is Part.DEFENCE and not serves_as(desk, Role.LEAD):
            lines.append(say(language, "visits.lead_decides"))
    if part is Part.ON_SITE and any(one.state is VisitState.HELD for one in visits):
        rows.append([key_button(desk, "visits.read_report", f"visit:read:{application.id}")])
    rows.append([key_button(desk, "reviews.back", f"review:open:{application.id}")])
    title = say(language, "visits.of", number=application.number, part=Words(f"assignments.part.{part.value}"))
    await show(bot, desk, Page("\n".join(lines), rows, title=title))


async def show_waiting(bot: Bot, desk: Desk, edition_id: int) -> None:
    """Show the defences that can be appointed in a row."""
    found = await waiting(desk, edition_id)
    numbers = "、".join(one.number or "" for one in found)
    rows = [[key_button(desk, "visits.row", f"visit:rowed:{edition_id}")]] if found else []
    rows.append([key_button(desk, "editions.list", f"edition:see:{edition_id}")])
    await tell(
        bot, desk, "visits.waiting" if found else "visits.nobody_waits", rows=rows, count=len(found), numbers=numbers
    )


async def planned(desk: Desk, filling: Filling) -> Page:
    """Appoint the visit."""
    visit = await plan_visit(desk, filling.draft, filling.progress.answers)
    rows = [[key_button(desk, "visits.open", f"visit:see:{visit.application_id}")]]
    return told(desk, "visits.planned_now", rows=rows, at=visit.at)


async def planned_row(desk: Desk, filling: Filling) -> Page:
    """Appoint several defences in a row."""
    found = await plan_row(desk, filling.draft, filling.progress.answers)
    rows = [[key_button(desk, "menu.tasks", "task:list"), key_button(desk, "menu.open", "menu:home")]]
    return told(desk, "visits.planned_row", rows=rows, count=len(found), first=found[0].at, last=found[-1].at)


async def named(desk: Desk, filling: Filling) -> Page:
    """Keep who will present."""
    visit = await name_presenter(desk, filling.draft, filling.progress.answers)
    return told(desk, "visits.presenter_named", rows=[[key_button(desk, "menu.status", "status:all")]], at=visit.at)


async def held(bot: Bot, desk: Desk, visit_id: int) -> None:
    """Record that the visit was held; after an on-site review, the head is asked for the report."""
    visit, application = await record_held(desk, visit_id)
    if visit.part is Part.ON_SITE:
        await ask_for_report(desk, application)
    rows = [[key_button(desk, "visits.open", f"visit:see:{application.id}")]]
    await tell(bot, desk, "visits.held_now", rows=rows, number=application.number)


async def missed(desk: Desk, filling: Filling) -> Page:
    """Record that the visit was not held, and show what can follow."""
    visit, application = await record_missed(desk, filling.draft, filling.progress.answers)
    rows = [[key_button(desk, "visits.plan", f"visit:plan:{application.id}")]]
    rows.append([key_button(desk, "visits.write_letter", f"letter:write:not_passed:{application.id}")])
    return told(desk, "visits.missed_now", rows=rows, number=application.number, at=visit.at)


async def passed(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, application_id: int) -> None:
    """Pass the part; below the mark, ask for a reason first."""
    try:
        application = await pass_part(desk, application_id)
    except ReasonWanted as wanted:
        draft = await begin_reason(desk, application_id)
        notice = say(desk.person.language, wanted.key, **wanted.values)
        await open_form(bot, desk, state, await load(desk, draft, guides), notice=notice)
        return
    await show(bot, desk, _told(desk, application))


async def reasoned(desk: Desk, filling: Filling) -> Page:
    """Pass the part below the mark, for the reason given."""
    return _told(desk, await pass_with_reason(desk, filling.draft))


def _told(desk: Desk, application: Application) -> Page:
    rows = [[key_button(desk, "reviews.open", f"review:open:{application.id}")]]
    state = say(desk.person.language, f"lifecycle.state.{application.state.value}")
    return told(desk, "visits.passed_now", rows=rows, number=application.number, state=state)


def _office(desk: Desk, application: Application, part: Part, visits: list[Visit]) -> list[list[Button]]:
    planned = next((one for one in visits if one.state is VisitState.PLANNED), None)
    rows = []
    if planned is not None and planned.at <= desk.now:
        rows.append([key_button(desk, "visits.held", f"visit:held:{planned.id}")])
        rows[-1].append(key_button(desk, "visits.missed", f"visit:missed:{planned.id}"))
    if any(one.state is VisitState.HELD for one in visits):
        rows.append([key_button(desk, "visits.scores", f"result:see:{part.value}:{application.id}")])
        if PASSES[part] in acts(desk, application):
            rows.append([key_button(desk, f"lifecycle.act.{PASSES[part]}", f"visit:pass:{application.id}")])
    else:
        rows.append([key_button(desk, "visits.plan", f"visit:plan:{application.id}")])
    if visits and FAILS[part] in acts(desk, application):
        rows.append([key_button(desk, "visits.write_letter", f"letter:write:not_passed:{application.id}")])
    return rows


def _line(language: str, visit: Visit) -> str:
    lines = [say(language, f"visits.state.{visit.state.value}", at=visit.at, place=visit.place)]
    if visit.presenter:
        lines.append(say(language, "visits.presents", who=visit.presenter))
    if visit.substitute:
        lines.append(say(language, "visits.instead", why=visit.substitute))
    if visit.words:
        lines.append(say(language, "visits.because", why=visit.words))
    return "\n".join(lines)


PRESSES = Presses(
    "visit",
    {
        "see": Press(opened_visits),
        "plan": Press(begin_appointment),
        "row": Press(show_waiting),
        "rowed": Press(begin_row),
        "present": Press(begin_presenter),
        "held": Press(held),
        "missed": Press(begin_missed),
        "pass": Press(passed),
    },
    article=18,
    undeclared=dossiers.DECLARES,
)


# Gathers the papers of a defence or an on-site review: calendar file, notice, report (Art. 18, 19).


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
