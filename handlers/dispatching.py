"""All conversations in their order, which is meaning: the menu first, what nobody understood last."""

from aiogram import Dispatcher

from handlers import fallbacks, forms, starts
from handlers.guides import Guide, Guides
from handlers.resuming import Resume, resume_with
from handlers.starts import Openers


def all_guides() -> dict[str, Guide]:
    """Every form of the service by its name."""
    return {}


def all_openers(guides: Guides) -> Openers:
    """What one-time links open, by their purpose."""
    return {}


def make_dispatcher(guides: Guides) -> tuple[Dispatcher, Resume]:
    """The dispatcher with all conversations, and the function that shows where a person was."""
    resume = resume_with(guides)
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(
        starts.router(guides, all_openers(guides)),
        forms.router(guides),
        fallbacks.router(resume),
    )
    return dispatcher, resume
