"""All conversations in their order, which is meaning: the menu first, what nobody understood last."""

from collections.abc import Iterable

from aiogram import Dispatcher, Router

from handlers import (
    activities,
    affair_pages,
    affair_search,
    affairs,
    applications,
    assessments,
    assignments,
    awards,
    bars,
    calendars,
    certificates,
    channels,
    circulars,
    claims,
    commands,
    confirmations,
    consultations,
    contacts,
    corrections,
    declarations,
    editions,
    eligibility,
    emails,
    erasures,
    evaluation,
    examinations,
    fallbacks,
    forms,
    grants,
    groups,
    hearings,
    helps,
    holder_lists,
    holder_pages,
    holders,
    interests,
    invitations,
    july,
    july_matrix,
    letters,
    materials,
    meetings,
    messages,
    notice_forms,
    notices,
    objections,
    office,
    overrides,
    panels,
    people,
    personal_data,
    postings,
    printing,
    rectifications,
    reevaluation_reports,
    reevaluations,
    reviews,
    sanctions,
    secret_files,
    sheets,
    site_reports,
    snoozes,
    starts,
    status,
    supplements,
    tasks,
    tip_cases,
    tips,
    undoing,
    unreachable,
    visits,
)
from handlers.cases import Source
from handlers.consent import agree_first
from handlers.guides import Guide, Guides
from handlers.resuming import Resume, resume_with
from handlers.starts import Openers
from workflow.contacts import PURPOSE
from workflow.emails import CODE
from workflow.tips import HAND_OVER


def all_guides() -> dict[str, Guide]:
    """Every form of the service by its name."""
    return {
        **affairs.guides(),
        **applications.guides(),
        **assessments.guides(),
        **calendars.guides(),
        **confirmations.guides(),
        **consultations.guides(),
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
        **interests.guides(),
        **site_reports.guides(),
    }


def all_sources() -> tuple[Source, ...]:
    """What stands in the list "my progress", kind by kind."""
    return (
        status.applications,
        objections.source,
        awards.source,
        reevaluation_reports.source,
        hearings.source,
        affair_pages.source,
    )


def all_openers(guides: Guides) -> Openers:
    """What one-time links open, by their purpose."""
    return {
        "invite": invitations.opened,
        "join": channels.opener(guides),
        "confirm": confirmations.opener(guides),
        "consult": consultations.opener(guides),
        "holder": awards.claimed,
        CODE: emails.confirmed,
        PURPOSE: contacts.taken,
        HAND_OVER: tips.opener(guides),
    }


def make_dispatcher(guides: Guides) -> tuple[Dispatcher, Resume]:
    """The dispatcher with all conversations, and the function that shows where a person was."""
    resume = resume_with(guides)
    dispatcher = Dispatcher(disable_fsm=True)
    agree_first(dispatcher)
    openers = all_openers(guides)
    every = (
        groups.router(),
        commands.router(guides, resume),
        channels.router(guides, openers),
        invitations.router(guides),
        people.router(guides),
        personal_data.router(),
        corrections.router(),
        emails.router(guides, openers),
        erasures.router(guides),
        helps.presses(resume),
        starts.router(guides, openers),
        status.router(all_sources()),
        overrides.router(guides),
        applications.router(guides),
        confirmations.router(),
        editions.router(guides),
        awards.router(guides, openers),
        assessments.router(guides),
        july_matrix.router(),
        july.router(guides),
        claims.router(),
        holder_pages.router(),
        affairs.router(guides),
        affair_search.router(),
        activities.router(),
        holder_lists.router(guides),
        certificates.router(),
        holders.router(),
        contacts.router(),
        unreachable.router(),
        messages.router(),
        calendars.router(guides),
        office.router(),
        postings.router(guides),
        notices.router(),
        objections.router(guides),
        examinations.router(guides),
        reevaluations.router(guides),
        reevaluation_reports.router(guides),
        rectifications.router(guides),
        sanctions.router(guides),
        hearings.router(guides),
        bars.router(guides),
        circulars.router(),
        tasks.router(),
        snoozes.router(),
        reviews.router(guides),
        secret_files.router(guides),
        consultations.router(guides),
        assignments.router(),
        panels.router(),
        declarations.router(),
        interests.router(guides),
        sheets.router(guides),
        materials.router(guides),
        letters.router(guides),
        evaluation.router(guides),
        visits.router(guides),
        site_reports.router(guides),
        meetings.router(guides),
        grants.router(guides),
        printing.router(),
        undoing.router(),
        supplements.router(guides),
        tips.router(),
        tip_cases.router(),
        commands.strays(),
        forms.router(guides),
        helps.router(),
        fallbacks.router(resume),
    )
    dispatcher.include_router(flat(every))
    return dispatcher, resume


def flat(routers: Iterable[Router]) -> Router:
    """One router with the handlers of all, in their order: an update does not walk from router to router."""
    one = Router(name="conversations")
    for router in routers:
        for part in router.chain_tail:
            for event, observer in part.observers.items():
                one.observers[event].handlers.extend(observer.handlers)
    return one
