"""`/messages`: what became of every message, by state and by case; failed ones can be sent again (Art. 9)."""

from collections.abc import Collection
from functools import partial

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from handlers.engine.commands import Stray
from handlers.engine.lists import PAGE, turns
from handlers.engine.offers import FREE_TEXT, put_down
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, in_rows, key_button, show
from handlers.people.channels import to_list
from rules.engine.refusals import Unfit
from rules.people.roles import Role
from texts import Words, filled, say
from workflow.engine.desk import Desk, require, serves_as
from workflow.engine.records import OwedState
from workflow.engine.replies import PLACE as REMEDY
from workflow.office import messages
from workflow.office.messages import ListedMessage, View, about_of, name_of, why_of

NUMBER = "messages:number"
"""The step in which the chat waits for a case number."""
ALL = "all"
"""Stands for "every case" in a button's data."""
CHARS = 1500
CHANGES = {
    "again": (messages.try_again, "messages.tried_again"),
    "hold": (messages.hold_message, "messages.was_held"),
    "free": (messages.release_message, "messages.was_released"),
}
"""For each act on a message, its function and the sentence that confirms it."""


def router() -> Router:
    """Build the router for the command and for the number that is typed."""
    here = Router(name="messages")

    @here.message(StateFilter(NUMBER), ~Stray())
    async def got_number(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        if message.text is None:
            raise Unfit("messages.number_awaited")
        about = await messages.cases_of(desk, message.text)
        await put_down(state)
        await show_list(bot, desk, await _first_view(desk, about), about, 0)

    return here


async def listed(bot: Bot, desk: Desk, view: View | None = None, about: str = "", page: int = 0) -> None:
    """Show a page of the messages in one view and about one case; the first view with any unless one is chosen."""
    if view is None:
        await show_list(bot, desk, await _first_view(desk), (), 0)
    else:
        await show_list(bot, desk, view, _subjects(about), page)


async def changed(bot: Bot, desk: Desk, owed_id: int, act: str) -> None:
    """Do this act on a message, and show it."""
    change, notice = CHANGES[act]
    await change(desk, owed_id)
    await show_one(bot, desk, await messages.one_message(desk, owed_id), notice=notice)


async def show_list(bot: Bot, desk: Desk, view: View, about: Collection[str], page: int) -> None:
    """Show a page of one view, and how many messages each other view has."""
    counts = await messages.counts(desk, about)
    page = min(page, max(0, counts[view] - 1) // PAGE)
    letters = await messages.held_letters(desk, about) if view is View.HELD else []
    here = letters[page * PAGE : (page + 1) * PAGE]
    rows = [
        [Button(_letter(desk, letter.kind, case), f"letter:see:{letter.application_id}:{letter.kind}")]
        for letter, case in here
    ]
    rest, skipped = PAGE - len(here), max(0, page * PAGE - len(letters))
    found = await messages.listed(desk, view, about, limit=rest, after=skipped) if rest else []
    rows += [[_opener(desk, one)] for one in found]
    where = ",".join(one.replace(":", "-", 1) for one in about) or ALL
    rows += turns(desk, f"message:list:{view}:{where}", page, counts[view])
    rows += _ways(desk, view, where, counts)
    key = "messages.title" if counts[view] else "messages.none"
    title = say(desk.person.language, key, view=Words(f"messages.view.{view}"), count=counts[view])
    lines = [*(_letter(desk, letter.kind, case) for letter, case in here), *(_line(desk, one) for one in found)]
    await show(bot, desk, Page("\n".join([title, "", *lines]).strip(), rows))


async def show_one(bot: Bot, desk: Desk, one: ListedMessage, *, notice: str = "") -> None:
    """Show a message: recipient, state, when and over which channel it arrived, and its words if they may be read."""
    language, owed = desk.person.language, one.owed
    parts = [say(language, notice)] if notice else []
    parts.append(
        say(
            language,
            "messages.one",
            number=owed.id,
            about=about_of(one),
            name=name_of(one),
            state=Words(f"messages.state.{owed.state}"),
            made=owed.created_at,
            due=owed.due_at,
            tries=owed.tries,
        )
    )
    if owed.state is OwedState.SENT and owed.sent_at is not None:
        over = Words(f"messages.over.{one.over or 'unknown'}")
        parts.append(say(language, "messages.arrived", at=owed.sent_at, over=over, proof=owed.proof or "—"))
    elif why := why_of(owed):
        parts.append(say(language, "messages.why", why=why))
    parts.append(_words(desk, one))
    await show(bot, desk, Page("\n\n".join(parts), [*_changes(desk, one), *_out(desk)]))


async def ask_number(bot: Bot, desk: Desk, state: FSMContext) -> None:
    """Ask for a case number."""
    require(desk, Role.LEAD, Role.OFFICE, article=9)
    await state.set_state(NUMBER)
    await state.update_data({FREE_TEXT: True})
    await show(bot, desk, Page(say(desk.person.language, "messages.ask_number"), _out(desk)))


async def _first_view(desk: Desk, about: Collection[str] = ()) -> View:
    """Return the first view that has messages: failed, held, waiting; if none has any, the delivered ones."""
    return messages.first_view(await messages.counts(desk, about))


def _line(desk: Desk, one: ListedMessage) -> str:
    language, owed = desk.person.language, one.owed
    at = owed.sent_at if owed.state is OwedState.SENT and owed.sent_at is not None else owed.due_at
    over = Words(f"messages.over.{one.over}") if one.over else Words(f"messages.state.{owed.state}")
    return say(language, "messages.line", number=owed.id, about=about_of(one), name=name_of(one), at=at, over=over)


def _opener(desk: Desk, one: ListedMessage) -> Button:
    return key_button(desk, "messages.open", f"message:see:{one.owed.id}", number=one.owed.id, about=about_of(one))


def _letter(desk: Desk, kind: str, case: str) -> str:
    return say(desk.person.language, "messages.letter", kind=Words(f"letter.kind.{kind}"), number=case)


def _changes(desk: Desk, one: ListedMessage) -> list[list[Button]]:
    """Return the buttons for what can be done with the message in its state."""
    owed, leads = one.owed, serves_as(desk, Role.LEAD)
    if owed.state is OwedState.FAILED:
        return [[key_button(desk, "messages.again", f"message:again:{owed.id}"), to_list(desk)]]
    if owed.state is OwedState.HELD and leads:
        return [[key_button(desk, "messages.release", f"message:free:{owed.id}")]]
    if owed.state is OwedState.OWED and leads and one.readable:
        return [[key_button(desk, "messages.hold", f"message:hold:{owed.id}")]]
    return []


def _words(desk: Desk, one: ListedMessage) -> str:
    """Return the message's words if the person may read them; they are erased some time after it arrived."""
    language, owed = desk.person.language, one.owed
    if not one.readable:
        return say(language, "messages.closed")
    try:
        if one.worded is not None and one.worded[0].key == owed.text:
            sent, since = one.worded
            said = filled(sent.language, sent.sentence, {REMEDY: "", **owed.values})[:CHARS]
            return f"{said}\n\n{say(language, 'messages.worded', since=since, mark=sent.mark)}"
        return say(language, owed.text, **{REMEDY: "", **owed.values})[:CHARS]
    except KeyError:
        over = owed.state in (OwedState.SENT, OwedState.DROPPED)
        return say(language, "messages.erased" if over else "unreachable.unsayable", number=owed.id)


def _subjects(where: str) -> tuple[str, ...]:
    return () if where == ALL else tuple(one.replace("-", ":", 1) for one in where.split(","))


def _ways(desk: Desk, view: View, where: str, counts: dict[View, int]) -> list[list[Button]]:
    views = (
        key_button(desk, f"messages.to.{each}", f"message:list:{each}:{where}:0", count=counts[each])
        for each in View
        if each is not view
    )
    rows = in_rows(views, width=2)
    rows.append([key_button(desk, "messages.find", "message:find"), to_list(desk)])
    if where != ALL:
        rows.append([key_button(desk, "messages.all", "message:list")])
    return [*rows, [key_button(desk, "menu.office", "office:menu"), key_button(desk, "menu.open", "menu:home")]]


def _out(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "office.messages", "message:list"), key_button(desk, "menu.open", "menu:home")]]


PRESSES = Presses(
    "message",
    {
        "list": Press(listed, command="messages"),
        "see": Press(show_one, of=messages.one_message),
        **{act: Press(partial(changed, act=act)) for act in CHANGES},
        "find": Press(ask_number),
    },
    article=9,
)
