"""All conversations in their order, which is meaning: the menu first, what nobody understood last."""

from collections.abc import Iterable

from aiogram import Dispatcher, Router

from handlers import (
    applications,
    assessments,
    assignments,
    awards,
    bars,
    calendars,
    channels,
    circulars,
    commands,
    confirmations,
    consultations,
    corrections,
    declarations,
    editions,
    eligibility,
    erasures,
    evaluation,
    examinations,
    fallbacks,
    forms,
    grants,
    groups,
    hearings,
    helps,
    holders,
    interests,
    invitations,
    july,
    jumps,
    letters,
    materials,
    meetings,
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
    reviews,
    sanctions,
    sheets,
    site_reports,
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
from workflow.sign_ins import PRESS
from workflow.tips import HAND_OVER


def all_guides() -> dict[str, Guide]:
    """Every form of the service by its name."""
    return {
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
        **sanctions.guides(),
        **sheets.guides(),
        **hearings.guides(),
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
    return (status.applications, objections.source, awards.source, hearings.source)


def all_openers(guides: Guides) -> Openers:
    """What one-time links open, by their purpose."""
    return {
        "invite": invitations.opened,
        "join": channels.opener(guides),
        "confirm": confirmations.opener(guides),
        "consult": consultations.opener(guides),
        "holder": awards.claimed,
        PRESS: jumps.refused,
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
        july.router(guides),
        holders.router(),
        unreachable.router(),
        calendars.router(guides),
        office.router(),
        postings.router(guides),
        notices.router(),
        objections.router(guides),
        examinations.router(guides),
        sanctions.router(guides),
        hearings.router(guides),
        bars.router(guides),
        circulars.router(),
        tasks.router(),
        reviews.router(guides),
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
