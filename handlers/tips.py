"""The door for tips in the chat: it says what this channel knows, and offers the page that knows nothing.

The articles are 24 and, for fees, 6.
"""

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.guides import Guides
from handlers.objections import began as began_objection
from handlers.offers import FREE_TEXT
from handlers.presses import Press, number
from handlers.speech import Button, forget, key_button
from handlers.starts import Opener
from handlers.tip_composing import began, page_of, turn
from handlers.tip_composing import router as composing
from rules.refusals import Refusal
from rules.tips import About, Subject
from texts import Words, say
from workflow.desk import Desk, opens, traits
from workflow.drafts import begun
from workflow.records import Link, LinkState
from workflow.tips import HAND_OVER

PAGE = 8
FEE = "fee"
"""In a button's data: somebody was asked for a fee (Art. 6)."""


def router() -> Router:
    """Build the router. Who the tip is about is asked first, since that decides to whom it is sealed."""
    here = Router(name="tips")
    here.include_router(composing())

    @here.message(Command("tip"))
    async def asked(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await forget(bot, desk, message)
        await show_door(bot, desk, state, None)

    @here.callback_query(Press("tp", "begin"))
    async def began_here(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await show_door(bot, desk, state, None)

    @here.callback_query(Press("tp", "door"))
    async def went_back(query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await show_door(bot, desk, state, page_of(query))

    @here.callback_query(Press("tp", "whom", "units", "about", "unit"))
    async def pressed(query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        page, fee = page_of(query), words[-1:] == [FEE]
        if not takes_tips(desk):
            await show_door(bot, desk, state, None)
            return
        match [word for word in words if word != FEE]:
            case ["whom"]:
                await ask_whom(bot, desk, page, fee=fee)
            case ["units", _]:
                await ask_unit(bot, desk, page, max(0, number(words, 1)), fee=fee)
            case ["about", about] if about in set(About) - {About.UNIT}:
                await began(bot, desk, state, page, Subject(About(about)), fee=fee)
            case ["unit", _] if 0 <= number(words, 1) < len(desk.pack.units):
                subject = Subject(About.UNIT, desk.pack.units[number(words, 1)].key)
                await began(bot, desk, state, page, subject, fee=fee)
            case _:
                raise Refusal("talk.old_button")

    return here


def takes_tips(desk: Desk) -> bool:
    """Whether a tip may be written in this chat: each message is deleted as it comes, and one message is changed."""
    return traits(desk).forgets and traits(desk).edits


def opener(guides: Guides) -> Opener:
    """Return the opener of the link by which a sender becomes an objector, their words in the form (Art. 22)."""

    async def opened(bot: Bot, desk: Desk, state: FSMContext, _link: Link, token: str) -> None:
        found = await desk.work.links.use(token, desk.person.id, desk.now, purpose=HAND_OVER)
        if found.state is not LinkState.GOOD or found.link is None:
            raise Refusal(f"links.{found.state.value}")
        draft = await begun(desk, "objection", "")
        await desk.work.drafts.answer(draft.id, "facts", found.link.values["facts"], desk.now)
        await began_objection(bot, desk, state, guides)

    return opened


async def show_door(bot: Bot, desk: Desk, state: FSMContext, page: int | None) -> None:
    """Show what is safest, what this channel knows, and the ways on."""
    await state.set_state(None)
    await state.set_data({FREE_TEXT: False})
    language, address = desk.person.language, f"{desk.places.url}/tip"
    here = takes_tips(desk)
    rows = [[key_button(desk, "tip.door_here", "tp:whom")], [key_button(desk, "tip.door_fee", f"tp:whom:{FEE}")]]
    rows = [*(rows if here else ()), [key_button(desk, "menu.open", "m:home")]]
    if opens(desk):
        rows.insert(0, [Button(say(language, "tip.door_web"), url=address)])
    knows = Words(f"tip.knows.{desk.channel.bot}" if here else "tip.knows.nothing_here")
    await turn(bot, desk, page, say(language, "tip.page", address=address, knows=knows), rows)


async def ask_whom(bot: Bot, desk: Desk, page: int | None, *, fee: bool) -> None:
    """Ask who the tip is about, which decides who handles it."""
    presses = {one: "tp:units:0" if one is About.UNIT else f"tp:about:{one}" for one in About}
    rows = [[key_button(desk, f"tip.about.{one}", press + _fee(fee))] for one, press in presses.items()]
    rows.append([key_button(desk, "tip.back_here", "tp:door")])
    await turn(bot, desk, page, say(desk.person.language, "tip.whom_fee" if fee else "tip.whom"), rows)


async def ask_unit(bot: Bot, desk: Desk, page: int | None, turned: int, *, fee: bool) -> None:
    """Ask which receiving unit it is about; many are paged."""
    units = list(enumerate(desk.pack.units))
    here = units[turned * PAGE : (turned + 1) * PAGE]
    rows = [[Button(unit.name(desk.person.language), f"tp:unit:{place}{_fee(fee)}")] for place, unit in here]
    turns = [("forms.earlier", turned - 1)] if turned else []
    turns += [("forms.later", turned + 1)] if (turned + 1) * PAGE < len(units) else []
    rows.append([key_button(desk, key, f"tp:units:{to}{_fee(fee)}") for key, to in turns])
    rows.append([key_button(desk, "tip.back_here", f"tp:whom{_fee(fee)}")])
    await turn(bot, desk, page, say(desk.person.language, "tip.which_unit"), rows)


def _fee(fee: bool) -> str:
    return f":{FEE}" if fee else ""
