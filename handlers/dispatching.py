"""Assembles all conversations in their order, which matters: the menu comes first, the fallback last."""

from handlers.applications import applicants as applications
from handlers.applications import (
    confirmations,
    declarations,
    editions,
    eligibility,
    internal_notices,
    overrides,
    paper_cases,
    secret_files,
    supplements,
)
from handlers.applications import statements as interests
from handlers.awards import (
    activities,
    affair_pages,
    affair_search,
    affairs,
    assessments,
    certificates,
    contacts,
    holder_lists,
    holder_pages,
    july,
    july_matrix,
)
from handlers.awards import holders as awards
from handlers.engine import commands, edits, fallbacks, forms, groups, helps, jumps, presses, printing, starts
from handlers.engine.cases import Source
from handlers.engine.finding import Dispatcher
from handlers.engine.guides import Guide, Guides, Opener, Openers
from handlers.engine.presses import Presses
from handlers.engine.resuming import Resume, resume_with
from handlers.interests import recusals
from handlers.letters import dispatches, templates
from handlers.letters import formal as letters
from handlers.notices import board as notices
from handlers.notices import forms as notice_forms
from handlers.notices import postings
from handlers.objections import custody, examinations, investigations
from handlers.objections import objectors as objections
from handlers.objections import register as objection_register
from handlers.office import (
    archives,
    calendars,
    claims,
    holders,
    inquiries,
    invitations,
    messages,
    provisions,
    snoozes,
    status,
    tasks,
    undoing,
)
from handlers.office import menu as office
from handlers.people import channels, corrections, emails, erasures, personal_data, unreachable
from handlers.people import roles as people
from handlers.reevaluations import cases as reevaluations
from handlers.reevaluations import rectifications
from handlers.reevaluations import reports as reevaluation_reports
from handlers.reviews import (
    assignments,
    consultations,
    evaluation,
    grants,
    materials,
    meetings,
    panels,
    presentations,
    sheets,
    site_reports,
    visits,
)
from handlers.reviews import unit_reviews as reviews
from handlers.sanctions import acts as sanctions
from handlers.sanctions import bars, circulars, hearings
from handlers.tips import handlers as tip_cases
from handlers.tips import senders as tips
from workflow.applications.internal_notices import BACK
from workflow.applications.submissions import LATE
from workflow.applications.submissions import PURPOSE as CLAIM
from workflow.awards.contacts import PURPOSE
from workflow.awards.uses import CERTIFICATE
from workflow.notices.board import OBJECT
from workflow.people.emails import CODE
from workflow.people.sign_ins import PRESS
from workflow.tips.senders import HAND_OVER


def all_guides() -> dict[str, Guide]:
    """Return every form of the service by its name."""
    return {
        **affairs.guides(),
        **applications.guides(),
        **paper_cases.guides(),
        **assessments.guides(),
        **calendars.guides(),
        **confirmations.guides(),
        **consultations.guides(),
        **dispatches.guides(),
        **editions.guides(),
        **eligibility.guides(),
        **evaluation.guides(),
        **examinations.guides(),
        **notice_forms.guides(),
        **objections.guides(),
        **overrides.guides(),
        **july.guides(),
        **letters.guides(),
        **materials.guides(),
        **reviews.guides(),
        **reevaluations.guides(),
        **reevaluation_reports.guides(),
        **rectifications.guides(),
        **secret_files.guides(),
        **sanctions.guides(),
        **sheets.guides(),
        **hearings.guides(),
        **holder_lists.guides(),
        **bars.guides(),
        **supplements.guides(),
        **visits.guides(),
        **meetings.guides(),
        **grants.guides(),
        **presentations.guides(),
        **provisions.guides(),
        **interests.guides(),
        **site_reports.guides(),
    }


def all_presses() -> tuple[Presses, ...]:
    """Return the tables of all buttons."""
    return (
        starts.PRESSES,
        commands.PRESSES,
        helps.PRESSES,
        printing.PRESSES,
        channels.PRESSES,
        people.PRESSES,
        personal_data.PRESSES,
        corrections.PRESSES,
        emails.PRESSES,
        erasures.PRESSES,
        unreachable.PRESSES,
        recusals.PRESSES,
        applications.PRESSES,
        overrides.PRESSES,
        confirmations.PRESSES,
        editions.PRESSES,
        paper_cases.PRESSES,
        secret_files.PRESSES,
        interests.PRESSES,
        supplements.PRESSES,
        notices.PRESSES,
        postings.PRESSES,
        reviews.PRESSES,
        declarations.PRESSES,
        panels.PRESSES,
        assignments.PRESSES,
        sheets.PRESSES,
        materials.PRESSES,
        visits.PRESSES,
        site_reports.PRESSES,
        evaluation.PRESSES,
        meetings.PRESSES,
        consultations.PRESSES,
        grants.PRESSES,
        presentations.PRESSES,
        awards.PRESSES,
        assessments.PRESSES,
        july.PRESSES,
        july_matrix.PRESSES,
        holder_pages.PRESSES,
        affairs.PRESSES,
        affair_search.PRESSES,
        activities.PRESSES,
        holder_lists.PRESSES,
        certificates.PRESSES,
        contacts.PRESSES,
        objections.PRESSES,
        examinations.PRESSES,
        custody.PRESSES,
        investigations.PRESSES,
        objection_register.PRESSES,
        reevaluations.PRESSES,
        reevaluations.FILES,
        reevaluation_reports.PRESSES,
        rectifications.PRESSES,
        rectifications.ITEMS,
        sanctions.PRESSES,
        hearings.PRESSES,
        bars.PRESSES,
        circulars.PRESSES,
        tips.PRESSES,
        tip_cases.PRESSES,
        letters.PRESSES,
        dispatches.PRESSES,
        templates.PRESSES,
        office.PRESSES,
        tasks.PRESSES,
        snoozes.PRESSES,
        status.PRESSES,
        messages.PRESSES,
        inquiries.PRESSES,
        invitations.PRESSES,
        holders.PRESSES,
        claims.PRESSES,
        calendars.PRESSES,
        provisions.PRESSES,
        archives.PRESSES,
        undoing.PRESSES,
    )


def all_sources() -> tuple[Source, ...]:
    """Return what fills the list "my progress", one source for each kind of matter."""
    return (
        status.applications,
        objections.source,
        awards.source,
        reevaluation_reports.source,
        hearings.source,
        affair_pages.source,
    )


def all_openers(guides: Guides) -> Openers:
    """Return what opens each purpose of one-time links and each printed code."""
    links: dict[str, Opener] = {
        "invite": invitations.opened,
        "join": channels.opener(guides),
        "confirm": confirmations.opener(guides),
        "consult": consultations.opener(guides),
        "holder": awards.claimed,
        CODE: emails.confirmed,
        PURPOSE: contacts.taken,
        PRESS: jumps.refused,
        HAND_OVER: tips.opener(guides),
        CLAIM: paper_cases.claimed,
        LATE: paper_cases.late_opener(guides),
    }
    codes = {OBJECT: objections.opened, BACK: internal_notices.came_back, CERTIFICATE: certificates.opened}
    return Openers(links, codes)


def make_dispatcher(guides: Guides) -> tuple[Dispatcher, Resume]:
    """Build the dispatcher of all conversations, and the function that shows where a person was."""
    resume = resume_with(guides)
    openers = all_openers(guides)
    every = (
        groups.router(),
        presses.router(all_presses(), guides=guides, resume=resume, sources=all_sources()),
        commands.router(guides, resume),
        channels.router(guides, openers),
        invitations.router(guides),
        corrections.router(),
        emails.router(guides, openers),
        starts.router(guides, openers),
        awards.router(guides, openers),
        affair_search.router(),
        certificates.router(),
        holders.router(),
        messages.router(),
        dispatches.router(),
        templates.router(),
        tips.router(),
        inquiries.router(guides, resume),
        commands.strays(),
        forms.router(guides),
        helps.router(),
        edits.router(guides, resume),
        fallbacks.router(resume),
    )
    return Dispatcher(every), resume
