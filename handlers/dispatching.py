"""Assembles all conversations by walking the topics: each module says for itself what it offers.

A module offers its forms in `guides()`, its buttons in tables of `Presses`, a person's matters for "my progress" in
`source()`, and in `router()` what it takes besides: words, files, commands.
"""

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from inspect import signature
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from handlers.applications import confirmation_papers, confirmations, paper_cases
from handlers.awards import certificates, contacts, holders
from handlers.engine import commands, edits, fallbacks, forms, groups, helps, presses, starts
from handlers.engine.finding import Dispatcher
from handlers.engine.guides import Guide, Guides, Openers
from handlers.engine.offers import press_of
from handlers.engine.presses import Presses
from handlers.engine.resuming import Resume, Source, resume_with
from handlers.objections import objectors
from handlers.office import invitations
from handlers.people import channels, emails
from handlers.reviews import consultations
from handlers.tips import senders
from workflow.applications.internal_notices import BACK
from workflow.applications.submissions import LATE
from workflow.applications.submissions import PURPOSE as CLAIM
from workflow.awards.contacts import PURPOSE
from workflow.awards.uses import CERTIFICATE
from workflow.engine.desk import Desk
from workflow.notices.board import OBJECT
from workflow.people.emails import CODE
from workflow.people.sign_ins import PRESS
from workflow.tips.senders import HAND_OVER

TOPICS = (
    *("engine", "people", "interests", "applications", "notices", "reviews", "objections", "awards"),
    *("reevaluations", "sanctions", "tips", "letters", "office"),
)
"""The packages of this room, each resting on those before it."""


@cache
def modules(*topics: str) -> tuple[ModuleType, ...]:
    """Return every module of these topics, topic by topic."""
    names = [f"handlers.{topic}" for topic in topics]
    return tuple(
        import_module(f"{name}.{found.name}") for name in names for found in iter_modules(import_module(name).__path__)
    )


def all_guides() -> dict[str, Guide]:
    """Return every form of the service by its name."""
    return {name: guide for guides in _offered("guides", *TOPICS) for name, guide in guides().items()}


def all_presses() -> tuple[Presses, ...]:
    """Return the tables of all buttons."""
    tables = [one for module in modules(*TOPICS) for one in vars(module).values() if isinstance(one, Presses)]
    return tuple({id(one): one for one in tables}.values())


def all_sources() -> tuple[Source, ...]:
    """Return what fills the list "my progress", one source for each kind of matter."""
    return tuple(_offered("source", *TOPICS))


def all_openers(guides: Guides) -> Openers:
    """Return what opens each purpose of one-time links and each printed code."""
    links = {
        "invite": invitations.opened,
        "join": channels.opener(guides),
        "confirm": confirmations.opener(guides),
        "consult": consultations.opener(guides),
        "holder": holders.claimed,
        CODE: emails.confirmed,
        PURPOSE: contacts.taken,
        PRESS: starts.refused,
        HAND_OVER: senders.opener(guides),
        CLAIM: paper_cases.claimed,
        LATE: paper_cases.late_opener(guides),
    }
    codes = {OBJECT: objectors.opened, BACK: confirmation_papers.came_back, CERTIFICATE: certificates.opened}
    return Openers(links, codes)


def make_dispatcher(guides: Guides) -> tuple[Dispatcher, Resume]:
    """Build the dispatcher of all conversations, and the function that shows where a person was.

    The order matters: groups and buttons come first, then commands and the topics, and last what no topic took.
    """
    resume, openers, sources = resume_with(guides), all_openers(guides), all_sources()
    given = {"guides": guides, "openers": openers, "resume": resume}

    async def pressing(message: Message, press: str, bot: Bot, desk: Desk, state: FSMContext) -> None:
        query = press_of(message, press)
        if query is not None:
            await dispatcher.serve(query, bot=bot, desk=desk, state=state, raw_state=await state.get_state())

    every = (
        groups.router(),
        presses.router(all_presses(), guides=guides, resume=resume, sources=sources),
        commands.router(guides, resume),
        starts.router(guides, openers),
        *(_built(router, given) for router in _offered("router", *TOPICS[1:])),
        commands.strays(),
        forms.router(guides),
        helps.router(),
        edits.router(guides, resume),
        fallbacks.router(resume, pressing),
    )
    dispatcher = Dispatcher(every)
    return dispatcher, resume


def _offered(name: str, *topics: str) -> Iterator[Any]:
    """Return the functions of this name that modules of these topics have of their own."""
    for module in modules(*topics):
        one = vars(module).get(name)
        if callable(one) and one.__module__ == module.__name__:
            yield one


def _built(router: Callable[..., Router], given: dict[str, Any]) -> Router:
    return router(**{name: given[name] for name in signature(router).parameters})
