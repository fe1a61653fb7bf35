"""A question to the office from any point: one message, and back to where one was; answers that are public (Art. 44).

While the words are awaited the chat remembers the open form, so that nothing of it is lost.
"""

from typing import Any

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from handlers.engine.commands import Stray
from handlers.engine.filling import current
from handlers.engine.guides import Guides
from handlers.engine.lists import PAGE, turns
from handlers.engine.offers import FREE_TEXT
from handlers.engine.presses import Press, Presses
from handlers.engine.questions import CHECK, FORM
from handlers.engine.resuming import Resume
from handlers.engine.speech import Page, key_button, show, spoken, tell
from handlers.people.personal_data import require_consent
from rules.engine.refusals import Refusal, Unfit
from texts import say
from workflow.engine.desk import Desk
from workflow.engine.records import DraftState
from workflow.office.inquiries import ask, check_room, shown, units_for

WORDS = "inquiry:words"
"""The step in which the chat waits for the question."""
_TO, _BACK = "inquiry_to", "inquiry_back"


def router(guides: Guides, resume: Resume) -> Router:
    """Build the router of `/ask`, its buttons and the question. It stands before the forms, in which it works too."""
    here = Router(name="inquiries")

    @here.message(StateFilter(WORDS), ~Stray())
    async def written(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await got_words(message, bot, desk, state, guides, resume)

    return here


async def chose_unit(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, unit: str) -> None:
    """Ask a receiving unit instead of the office."""
    await began(bot, desk, state, guides, unit=unit)


async def listed(bot: Bot, desk: Desk, state: FSMContext, resume: Resume, page: int = 0) -> None:
    """Show a page of the public answers; an open form shows its question again below."""
    await show_public(bot, desk, page)
    if await state.get_state() == FORM:
        await resume(bot, desk, state)


async def opened(bot: Bot, desk: Desk, state: FSMContext, resume: Resume, answer_id: int) -> None:
    """Show a public answer; an open form shows its question again below."""
    await show_answer(bot, desk, answer_id)
    if await state.get_state() == FORM:
        await resume(bot, desk, state)


async def got_words(message: Message, bot: Bot, desk: Desk, state: FSMContext, guides: Guides, resume: Resume) -> None:
    """Send the question, name its number and last day, and go back to where the person was."""
    try:
        if message.text is None or desk.attachment is not None:
            raise Unfit("inquiries.words_awaited")
        affair = await ask(desk, message.text, (await state.get_data()).get(_TO))
    except Unfit as unfit:  # the question is asked for again; nothing was kept yet
        await began(bot, desk, state, guides, notice=spoken(desk, unfit))
        return
    added = any(step["act"] == "add" for step in affair.said)
    rows = [[key_button(desk, "affairs.open", f"affair:open:{affair.id}"), key_button(desk, "menu.open", "menu:home")]]
    values = {"number": affair.number, "due": affair.due_on or "", "to": _name(desk, affair.unit)}
    await tell(bot, desk, "inquiries.added" if added else "inquiries.sent", rows=rows, **values)
    await came_back(bot, desk, state, resume, quietly=True)


async def began(
    bot: Bot,
    desk: Desk,
    state: FSMContext,
    guides: Guides,
    draft_id: int = -1,
    *,
    unit: str | None = None,
    notice: str = "",
) -> None:
    """Ask for the question; say whether it is added to one that waits, and whom else the person can ask.

    `draft_id` is the form that was open before the person was asked for consent.
    """
    waiting, filling, step = await check_room(desk), await current(desk, state, guides), await state.get_state()
    back = (await state.get_data()).get(_BACK) if step == WORDS else step if step in (FORM, CHECK) else None
    here = filling.draft.id if filling is not None and back else draft_id
    if not await require_consent(bot, desk, state, f"inquiry:ask:{here}" if here > 0 else "inquiry:ask"):
        return
    if back is None and await _is_open(desk, draft_id):
        await state.update_data({"draft": draft_id})
        back = FORM
    await state.set_state(WORDS)
    await state.update_data({FREE_TEXT: True, _TO: unit, _BACK: back})
    others = () if waiting is not None else await units_for(desk)
    rows = [
        [key_button(desk, "inquiries.to", f"inquiry:to:{key}", to=_name(desk, key))] for key in others if key != unit
    ]
    rows.append([key_button(desk, "inquiries.back", "inquiry:back")])
    values: dict[str, Any] = {}
    if waiting is not None:
        values = {"number": waiting.number, "due": waiting.due_on or ""}
    values |= {"to": _name(desk, unit), "days": desk.pack.duties.answer_working_days}
    text = say(desk.person.language, "inquiries.add" if waiting is not None else "inquiries.begin", **values)
    await show(bot, desk, Page("\n\n".join(part for part in (notice, text) if part), rows))


async def came_back(bot: Bot, desk: Desk, state: FSMContext, resume: Resume, *, quietly: bool = False) -> None:
    """Show the form's same question again, or the menu; `quietly` leaves the menu out."""
    back = (await state.get_data()).get(_BACK)
    await state.update_data({FREE_TEXT: False, _TO: None, _BACK: None})
    await state.set_state(back)
    if back or not quietly:
        await resume(bot, desk, state)


async def _is_open(desk: Desk, draft_id: int) -> bool:
    draft = await desk.work.drafts.get(draft_id) if draft_id > 0 else None
    return draft is not None and draft.person_id == desk.person.id and draft.state is DraftState.OPEN


async def show_public(bot: Bot, desk: Desk, page: int) -> None:
    """Show a page of the questions whose answers are public."""
    language = desk.person.language
    found, count = await shown(desk, limit=PAGE, after=page * PAGE)
    lines = [f"{page * PAGE + n}. {one.in_language(language)[0]}" for n, one in enumerate(found, start=1)]
    rows = [
        [key_button(desk, "inquiries.read", f"inquiry:read:{one.id}", place=page * PAGE + n)]
        for n, one in enumerate(found, start=1)
    ]
    rows += turns(desk, "inquiry:public", page, count)
    rows.append([key_button(desk, "inquiries.ask", "inquiry:ask"), key_button(desk, "menu.help", "help:see")])
    title = say(language, "inquiries.public_title" if count else "inquiries.none_public", count=count)
    await show(bot, desk, Page("\n\n".join([title, *lines]), rows))


async def show_answer(bot: Bot, desk: Desk, answer_id: int) -> None:
    """Show one public answer with its article. Raises Refusal when it is no longer shown."""
    one = await desk.work.public_answers.get(answer_id)
    if one is None:
        raise Refusal("inquiries.gone", article=44)
    question, answer = one.in_language(desk.person.language)
    text = say(desk.person.language, "inquiries.answer", answer=answer, article=one.article, on=one.published_at)
    rows = [
        [key_button(desk, "inquiries.public", "inquiry:public:0"), key_button(desk, "inquiries.ask", "inquiry:ask")]
    ]
    await show(bot, desk, Page(text, rows, title=question))


def _name(desk: Desk, unit: str | None) -> str:
    language = desk.person.language
    return desk.pack.name_of_unit(unit, language, desk.pack.bodies.office.name(language))


PRESSES = Presses(
    "inquiry",
    {
        "ask": Press(began, command="ask"),
        "to": Press(chose_unit),
        "back": Press(came_back),
        "public": Press(listed),
        "read": Press(opened),
    },
    article=44,
    puts_down=False,
)
