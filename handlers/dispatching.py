"""All conversations in their order, which is meaning: the menu first, what nobody understood last."""

from aiogram import Dispatcher

from handlers import (
    applications,
    assessments,
    awards,
    channels,
    commands,
    confirmations,
    corrections,
    editions,
    eligibility,
    erasures,
    examinations,
    fallbacks,
    forms,
    groups,
    helps,
    holders,
    invitations,
    july,
    notices,
    objections,
    office,
    overrides,
    people,
    personal_data,
    reviews,
    starts,
    status,
    supplements,
    tasks,
    unreachable,
)
from handlers.cases import Source
from handlers.consent import agree_first
from handlers.guides import Guide, Guides
from handlers.resuming import Resume, resume_with
from handlers.starts import Openers


def all_guides() -> dict[str, Guide]:
    """Every form of the service by its name."""
    return {
        **applications.guides(),
        **assessments.guides(),
        **confirmations.guides(),
        **editions.guides(),
        **eligibility.guides(),
        **examinations.guides(),
        **notices.guides(),
        **objections.guides(),
        **overrides.guides(),
        **july.guides(),
        **reviews.guides(),
        **supplements.guides(),
    }


def all_sources() -> tuple[Source, ...]:
    """What stands in the list "my progress", kind by kind."""
    return (status.applications, objections.source, awards.source)


def all_openers(guides: Guides) -> Openers:
    """What one-time links open, by their purpose."""
    return {
        "invite": invitations.opened,
        "join": channels.opener(guides),
        "confirm": confirmations.opener(guides),
        "holder": awards.claimed,
    }


def make_dispatcher(guides: Guides) -> tuple[Dispatcher, Resume]:
    """The dispatcher with all conversations, and the function that shows where a person was."""
    resume = resume_with(guides)
    dispatcher = Dispatcher(disable_fsm=True)
    agree_first(dispatcher)
    openers = all_openers(guides)
    dispatcher.include_routers(
        groups.router(),
        commands.router(guides, resume),
        channels.router(guides, openers),
        invitations.router(guides),
        people.router(guides),
        personal_data.router(),
        corrections.router(),
        erasures.router(guides),
        helps.presses(),
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
        office.router(),
        notices.router(guides),
        objections.router(guides),
        examinations.router(guides),
        tasks.router(),
        reviews.router(guides),
        supplements.router(guides),
        commands.strays(),
        forms.router(guides),
        helps.router(),
        fallbacks.router(resume),
    )
    return dispatcher, resume
