"""One's own e-mail address: given, confirmed by a code sent to it, changed, deleted (PIPL Art. 46, 47)."""

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from handlers.engine.commands import Stray
from handlers.engine.guides import Guides, Openers
from handlers.engine.offers import FREE_TEXT, put_down
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, forget, key_button, show, spoken
from handlers.engine.starts import follow
from handlers.people.personal_data import back
from rules.engine.identities import masked_email
from rules.engine.refusals import Refusal, Unfit
from rules.people.roles import Email
from texts import say
from workflow.engine.desk import Desk, holds_private
from workflow.engine.records import Link
from workflow.office.channels import web_address
from workflow.people.emails import confirm_email, forget_email, give_email, send_code

ADDRESS, CODE = "email:address", "email:code"
"""The steps in which the chat waits for the address and for the code sent to it."""


def router(guides: Guides, openers: Openers) -> Router:
    """Build the router for the address and the code that are typed."""
    here = Router(name="emails")

    @here.message(StateFilter(ADDRESS), ~Stray())
    async def got_address(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await forget(bot, desk, message)
        await keep_address(bot, desk, state, message.text or "")

    @here.message(StateFilter(CODE), ~Stray())
    async def got_code(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        if message.text is None:
            raise Unfit("emails.text_awaited")
        await put_down(state)
        await follow(bot, desk, state, message.text.strip(), guides, openers)

    return here


async def confirmed(bot: Bot, desk: Desk, state: FSMContext, _link: Link, token: str) -> None:
    """Confirm the address with a good code."""
    await confirm_email(desk, token)
    await put_down(state)
    await show_email(bot, desk, notice="emails.now_confirmed")


async def show_email(bot: Bot, desk: Desk, *, notice: str = "") -> None:
    """Show the masked address, whether it is confirmed, and what can be done with it."""
    language, given = desk.person.language, await desk.work.emails.of(desk.person.id)
    said = say(language, notice) if notice else ""
    if given is None:
        rows = [[key_button(desk, "emails.give", "email:give")]] if desk.places.emails else []
        text = say(language, "emails.nothing" if desk.places.emails else "emails.off")
    else:
        at = given.bounced_at or given.confirmed_at
        text = say(language, f"emails.{given.standing}", address=masked_email(given.address), at=at)
        rows = _ways(desk, given)
    await show(bot, desk, Page("\n\n".join(part for part in (said, text) if part), [*rows, *back(desk)]))


async def ask_address(bot: Bot, desk: Desk, state: FSMContext, *, notice: str = "") -> None:
    """Ask for the address; where personal data must stay at home, point to the web (PIPL Art. 36)."""
    language = desk.person.language
    if not desk.places.emails:
        raise Refusal("emails.off")
    if not holds_private(desk):
        on_web = Button(say(language, "forms.on_web"), url=await web_address(desk))
        await show(bot, desk, Page(say(language, "personal.correct_on_web"), [[on_web], *back(desk)]))
        return
    await state.set_state(ADDRESS)
    await state.update_data({FREE_TEXT: True})
    text = "\n\n".join(part for part in (notice, say(language, "emails.ask")) if part)
    await show(bot, desk, Page(text, _out(desk)))


async def keep_address(bot: Bot, desk: Desk, state: FSMContext, text: str) -> None:
    """Keep the typed address and send a code to it; if it is not an address, ask again."""
    try:
        given = await give_email(desk, text)
    except Unfit as unfit:
        await ask_address(bot, desk, state, notice=spoken(desk, unfit))
        return
    await ask_code(bot, desk, state, _sent(desk, given))


async def send_again(bot: Bot, desk: Desk, state: FSMContext) -> None:
    """Send another code to the same address. Raises Refusal if the service sends no e-mail."""
    if not desk.places.emails:
        raise Refusal("emails.off")
    await send_code(desk)
    given = await desk.work.emails.of(desk.person.id)
    if given is not None:
        await ask_code(bot, desk, state, _sent(desk, given))


async def ask_code(bot: Bot, desk: Desk, state: FSMContext, text: str) -> None:
    """Ask for the code."""
    await state.set_state(CODE)
    await state.update_data({FREE_TEXT: True})
    await show(bot, desk, Page(text, [[key_button(desk, "emails.again", "email:again")], *_out(desk)]))


async def enter_code(bot: Bot, desk: Desk, state: FSMContext) -> None:
    """Ask for the code that was sent before."""
    await ask_code(bot, desk, state, say(desk.person.language, "emails.enter_code"))


async def forgotten(bot: Bot, desk: Desk) -> None:
    """Forget the address."""
    await forget_email(desk)
    await show_email(bot, desk, notice="emails.forgotten")


def _sent(desk: Desk, given: Email) -> str:
    return say(desk.person.language, "emails.sent", address=masked_email(given.address))


def _ways(desk: Desk, given: Email) -> list[list[Button]]:
    rows = []
    if not given.arrives:
        rows.append([key_button(desk, "emails.enter", "email:enter"), key_button(desk, "emails.again", "email:again")])
    rows.append([key_button(desk, "emails.change", "email:give"), key_button(desk, "emails.forget", "email:forget")])
    return rows


def _out(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "emails.open", "email:see"), key_button(desk, "menu.open", "menu:home")]]


PRESSES = Presses(
    "email",
    {
        "see": Press(show_email),
        "give": Press(ask_address),
        "again": Press(send_again),
        "enter": Press(enter_code),
        "forget": Press(forgotten),
    },
)
