"""Joins several chats of one person: `/link` shows a code; `/join CODE`, or the link, is used on the other channel."""

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from handlers.engine.commands import announce_to
from handlers.engine.guides import Guides, Opener, Openers
from handlers.engine.lists import turns
from handlers.engine.menus import show_home
from handlers.engine.offers import FREE_TEXT
from handlers.engine.presses import Press, Presses, number
from handlers.engine.speech import Button, Page, key_button, show, tell
from handlers.engine.starts import follow
from rules.engine.refusals import Refusal
from texts import say
from workflow.engine.desk import Desk, addresses
from workflow.engine.records import Link, Owed
from workflow.office import channels
from workflow.office.unreachable import Unreached, told_by_phone, unreached
from workflow.people.sign_ins import sign_out_everywhere

JOINING = "joining"


def router(guides: Guides, openers: Openers) -> Router:
    """Build the router of the conversation about a person's chats."""
    here = Router(name="channels")

    @here.message(Command("join"))
    async def typed_code(_message: Message, command: CommandObject, bot: Bot, desk: Desk, state: FSMContext) -> None:
        if not command.args:
            await tell(bot, desk, "people.join_how", rows=[[key_button(desk, "menu.open", "menu:home")]])
            return
        await follow(bot, desk, state, command.args.strip(), guides, openers)

    return here


def opener(guides: Guides) -> Opener:
    """Return the opener of `join` links.

    It asks for confirmation, unless the chat already belongs to the link's maker.
    """

    async def opened(bot: Bot, desk: Desk, state: FSMContext, link: Link, token: str) -> None:
        if channels.is_mine(desk, link):
            await joined(bot, desk, state, token, guides)
            return
        await state.set_state(JOINING)
        await state.set_data({"token": token, FREE_TEXT: False})
        rows = [
            [key_button(desk, "people.join_yes", "channel:join")],
            [key_button(desk, "people.join_no", "menu:home")],
        ]
        await tell(bot, desk, "people.join_sure", rows=rows)

    return opened


async def confirmed(bot: Bot, desk: Desk, state: FSMContext, guides: Guides) -> None:
    """Join the chats after the person has confirmed it."""
    token = (await state.get_data()).get("token")
    if await state.get_state() != JOINING or not isinstance(token, str):
        raise Refusal("talk.old_button")
    await joined(bot, desk, state, token, guides)


async def allowed(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, token: list[str]) -> None:
    """Let the chat join that used the person's code."""
    await channels.allow(desk, ":".join(token))
    await show_home(bot, desk, state, guides, notice=say(desk.person.language, "people.joined"))


async def separated(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, chats: list[str]) -> None:
    """Separate these chats from the person."""
    await channels.separate(desk, {number(chats, place) for place in range(len(chats))})
    await show_home(bot, desk, state, guides, notice=say(desk.person.language, "people.separated"))


async def unseated(bot: Bot, desk: Desk, state: FSMContext, guides: Guides) -> None:
    """End all sign-ins to the office's pages."""
    await sign_out_everywhere(desk)
    await show_home(bot, desk, state, guides, notice=say(desk.person.language, "pages.unseated"))


async def show_code(bot: Bot, desk: Desk) -> None:
    """Show the code, the link and how to use them."""
    code = await channels.make_code(desk)
    await tell(
        bot,
        desk,
        "people.code",
        rows=[[key_button(desk, "menu.open", "menu:home")]],
        code=f"{code[:4]} {code[4:]}",
        links="\n".join(addresses(desk.places, code)),
    )


async def joined(bot: Bot, desk: Desk, state: FSMContext, token: str, guides: Guides) -> None:
    """Join the chats, then show the menu with the person's open forms on top.

    Where the maker of the code has to confirm first, the chat is told so.
    """
    now_one = await channels.join(desk, token)
    await state.clear()
    if now_one is None:
        await tell(bot, desk, "people.join_asked", rows=[[key_button(desk, "menu.open", "menu:home")]])
        return
    await announce_to(bot, now_one)
    notice = say(now_one.person.language, "people.joined")
    await show_home(bot, now_one, state, guides, notice=notice)


PRESSES = Presses(
    "channel",
    {
        "link": Press(show_code, command="link"),
        "join": Press(confirmed),
        "allow": Press(allowed),
        "separate": Press(separated),
        "unseat": Press(unseated),
    },
    puts_down=False,
)


# The list of people to phone, whom no channel reaches: what to tell them, and that it was done.


PAGE = 5
MESSAGES = 3
CHARS = 200


async def told(bot: Bot, desk: Desk, person_id: int) -> None:
    """Note that the person was told by phone."""
    count = await told_by_phone(desk, person_id)
    await show_list(bot, desk, notice=say(desk.person.language, "unreachable.told", count=count))


async def show_list(bot: Bot, desk: Desk, page: int = 0, *, notice: str = "") -> None:
    """Show a page of the list, longest waiting first, each with a phone number and a button for after the call."""
    language = desk.person.language
    found, count = await unreached(desk, limit=PAGE, after=page * PAGE)
    title = say(language, "unreachable.title" if count else "unreachable.nobody", count=count)
    parts = [notice, title, *(_one(language, each) for each in found)]
    rows = [
        [key_button(desk, "unreachable.was_told", f"unreachable:told:{each.person.id}", name=_name(language, each))]
        for each in found
    ]
    rows += turns(desk, "unreachable:list", page, count, size=PAGE)
    rows.append([key_button(desk, "holders.menu", "register:menu"), key_button(desk, "menu.open", "menu:home")])
    await show(bot, desk, Page("\n\n".join(part for part in parts if part), rows))


def _one(language: str, each: Unreached) -> str:
    said = "\n".join(_shown(language, owed) for owed in each.owed[-MESSAGES:])
    phone = each.person.phone or say(language, "unreachable.no_phone")
    head = say(language, "unreachable.person", name=_name(language, each), phone=phone, count=len(each.owed))
    return f"{head}\n{said}"


def _name(language: str, each: Unreached) -> str:
    return each.person.name or say(language, "unreachable.no_name", number=each.person.id)


def _shown(language: str, owed: Owed) -> str:
    """Return what the person was to read; a message that cannot be made is named by its number."""
    try:
        text = say(language, owed.text, **owed.values)
    except KeyError:
        text = say(language, "unreachable.unsayable", number=owed.id)
    return say(
        language, "unreachable.message", since=owed.due_at, text=text if len(text) <= CHARS else text[:CHARS] + "…"
    )


def to_list(desk: Desk) -> Button:
    """Return the button to the list."""
    return key_button(desk, "unreachable.list", "unreachable:list:0")


UNREACHED = Presses("unreachable", {"list": Press(show_list), "told": Press(told)}, article=9)
