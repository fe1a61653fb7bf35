"""`/help`: the most frequent questions, each with its answer and article."""

from collections.abc import Mapping

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from handlers.engine.lists import turns
from handlers.engine.presses import Press, Presses
from handlers.engine.questions import FORM
from handlers.engine.resuming import Resume
from handlers.engine.speech import Button, Page, key_button, show, tip_door
from papers.engine.parts import reach, reached
from rules.engine.refusals import Refusal
from rules.office.guidance import QUESTIONS, figures
from rules.people.roles import STAFF, Role
from texts import say
from workflow.applications.editions import when
from workflow.engine.desk import Desk, serves_as, today

PAGE = 6
STAFFS: Mapping[str, frozenset[Role]] = {
    "tasks": frozenset(STAFF),
    "recusal": frozenset(STAFF),
    "scores": frozenset({Role.REVIEWER, Role.LEAD, Role.OFFICE}),
    "review": frozenset({Role.CLERK}),
    "departments": frozenset({Role.CLERK}),
    "invite": frozenset({Role.LEAD}),
}
"""Questions that only some roles see, with those roles."""
DOORS: Mapping[str, tuple[str, str]] = {
    "when": ("menu.apply", "application:begin"),
    "change": ("awards.mine", "award:mine"),
    "use": ("awards.mine", "award:mine"),
    "benefits": ("awards.mine", "award:mine"),
    "certificate": ("menu.certificate", "certificate:ask"),
    "privacy": ("menu.mydata", "data:see"),
}
"""For each answer with a further button, the button's label and callback data."""


def router() -> Router:
    """Build the router of `/help`. It stands after the forms, in which `/help` explains the question."""
    here = Router(name="helps")

    @here.message(Command("help"))
    async def asked(_message: Message, bot: Bot, desk: Desk) -> None:
        await show_questions(bot, desk, 0)

    return here


async def seen(bot: Bot, desk: Desk, state: FSMContext, resume: Resume, question: str = "") -> None:
    """Answer a question, or show all; an open form shows its own again below."""
    if question and question not in questions_for(desk):
        raise Refusal("talk.old_button")
    await (show_answer(bot, desk, question) if question else show_questions(bot, desk, 0))
    if await state.get_state() == FORM:
        await resume(bot, desk, state)


async def turned(bot: Bot, desk: Desk, state: FSMContext, resume: Resume, page: int = 0) -> None:
    """Turn the page of the questions; an open form shows its own again below."""
    await show_questions(bot, desk, page)
    if await state.get_state() == FORM:
        await resume(bot, desk, state)


def questions_for(desk: Desk) -> tuple[str, ...]:
    """Return the questions this person may ask, their role's first."""
    return (*(name for name, roles in STAFFS.items() if serves_as(desk, *roles)), *QUESTIONS)


async def show_questions(bot: Bot, desk: Desk, page: int) -> None:
    """Show a page of the questions."""
    language, every = desk.person.language, questions_for(desk)
    here = every[page * PAGE : (page + 1) * PAGE]
    rows = [[key_button(desk, f"help.{name}.question", f"help:see:{name}")] for name in here]
    rows += turns(desk, "help:page", page, len(every), size=PAGE)
    rows.append(
        [key_button(desk, "inquiries.public", "inquiry:public:0"), key_button(desk, "inquiries.ask", "inquiry:ask")]
    )
    rows.append([key_button(desk, "menu.open", "menu:home")])
    office = desk.pack.bodies.office.name(language)
    lines = (say(language, "help.title", office=office), reach(desk.pack, office, language))
    await show(bot, desk, Page("\n\n".join(filter(None, lines)), rows))


async def show_answer(bot: Bot, desk: Desk, name: str) -> None:
    """Show one question with its answer."""
    language, every, pack = desk.person.language, questions_for(desk), desk.pack
    page = every.index(name) // PAGE
    text = say(
        language,
        f"help.{name}.answer",
        **figures(pack),
        office=pack.bodies.office.name(language),
        contacts=reached(pack, language) or say(language, "help.contact.unset"),
        when=await when(desk.work, today(desk)),
    )
    rows: list[list[Button]] = [
        [key_button(desk, "inquiries.ask", "inquiry:ask")],
        [key_button(desk, "help.more", f"help:page:{page}"), key_button(desk, "menu.open", "menu:home")],
    ]
    if name in ("tip", "fee"):
        rows.insert(0, [tip_door(desk, "tip.door_fee" if name == "fee" else "tip.begin", fee=name == "fee")])
    if name in DOORS:
        rows.insert(0, [key_button(desk, *DOORS[name])])
    await show(bot, desk, Page(text, rows, title=say(language, f"help.{name}.question")))


PRESSES = Presses("help", {"see": Press(seen), "page": Press(turned)}, puts_down=False)
