"""One award on the office's pages: term, contacts, July reports with files, affairs and cases (Art. 5, 28-40)."""

from aiohttp import web

from papers.engine.answers import answered
from papers.engine.lists import worded
from rules.awards.july import assessment
from rules.awards.validity import Assessment, may_open, office_acts
from rules.engine.identities import masked_email, masked_phone
from texts import say
from web.engine.acts import REPORT
from web.engine.agenda import line
from web.engine.pages import bare
from web.engine.staff import Taken, page, shown, taken
from workflow.awards.assessments import open_file, read_report
from workflow.awards.contacts import Known
from workflow.awards.july import state_of
from workflow.engine.desk import Desk, today
from workflow.office.holdings import Holding, read_holding
from workflow.office.journals import act_named
from workflow.people.sign_ins import Seated

REPORT_NAMES = {
    "accept": "assessments.accept",
    "back": "assessments.give_back",
    "paper": "assessments.on_paper",
    "excuse": "assessments.excuse",
}


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        web.get("/office/awards/{id:[0-9]{1,15}}", shown(award)),
        web.get("/office/reports/{id:[0-9]{1,15}}", shown(report)),
        web.get("/office/reports/{id:[0-9]{1,15}}/files/{place:[0-9]{1,4}}", taken(download)),
    ]


async def award(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show one award and its holder; affairs and cases only to somebody without an interest in the holder."""
    desk, found = seat.desk, await read_holding(seat.desk, int(request.match_info["id"]))
    language = desk.person.language
    return page(
        request,
        desk,
        "office_award.html",
        it=found,
        one=found.award,
        state=say(language, f"awards.standing.{found.standing}"),
        contacts=[_contact(language, each) for each in found.contacts],
        unclaimed=any(each.contact.claimed_at is None for each in found.contacts),
        begins=_begins(desk, found),
        report=lambda each: worded(language, state_of(each)),
        report_acts=lambda each: _report_acts(desk, each),
        affair_state=lambda each: say(language, f"affairs.state.{each.kind}.{each.state}"),
        sanction_state=lambda each: say(language, f"sanctions.state.{each.state}"),
        cited=lambda each: say(language, f"sanctions.cited.{each.article}"),
        case_state=lambda each: say(language, f"reevaluations.state.{each.state}"),
        act=lambda name: worded(language, act_named(name)),
        line=lambda each: line(desk, each),
        today=today(desk),
    )


async def report(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show a July report with the holder's answers and files (Art. 32)."""
    desk, (one, award_of_it) = seat.desk, await read_report(seat.desk, int(request.match_info["id"]))
    language, files = desk.person.language, await desk.work.files.of(f"assessment:{one.id}")
    given = await desk.work.drafts.answers(one.draft_id) if one.draft_id is not None else {}
    facts = {"files": {file.id: file.name for file in files}}
    return page(
        request,
        desk,
        "office_report.html",
        one=one,
        award=award_of_it,
        state=worded(language, state_of(one)),
        answers=answered(language, assessment(desk.pack), given, facts),
        files=files,
        acts=_report_acts(desk, one),
        today=today(desk),
    )


async def download(request: web.Request, seat: Seated) -> Taken:
    """Return a file of a July report; the reading is recorded in the journal."""
    record, content = await open_file(seat.desk, int(request.match_info["id"]), int(request.match_info["place"]))
    return Taken(record.name, lambda: content)


def _contact(language: str, known: Known) -> dict[str, str]:
    """Return a contact's parts for the template, with masked numbers."""
    person, none = known.person, say(language, "personal.none")
    return {
        "place": say(language, f"contacts.place.{known.contact.place}"),
        "name": person.name if person is not None and person.name else none,
        "phone": masked_phone(person.phone) if person is not None and person.phone else none,
        "email": masked_email(known.email.address) if known.email is not None else none,
        "standing": say(language, "contacts.here" if known.contact.claimed_at else "contacts.awaited"),
    }


def _begins(desk: Desk, found: Holding) -> str:
    """Return the press that begins a re-evaluation; "" before its time or if there is one already (Art. 5)."""
    if found.course is None or not may_open(found.award, today(desk), desk.pack):
        return ""
    there = [case for case in found.course.reevaluations if case.until == found.award.valid_until]
    return "" if there else f"reevaluation:begin:{found.award.id}"


def _report_acts(desk: Desk, one: Assessment) -> list[tuple[str, str]]:
    """Return what the office can do with a report now, each with its button."""
    acts = office_acts(one, today(desk), desk.pack)
    return [(bare(say(desk.person.language, REPORT_NAMES[act])), REPORT[act].format(id=one.id)) for act in acts]
