"""The list of people to phone, whom no channel reaches: what to tell them, and that it was done."""

from aiogram import Bot

from handlers.engine.lists import turns
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, show
from texts import say
from workflow.engine.desk import Desk
from workflow.engine.records import Owed
from workflow.office.unreachable import Unreached, told_by_phone, unreached

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


PRESSES = Presses("unreachable", {"list": Press(show_list), "told": Press(told)}, article=9)
