"""Consent to the use of personal data, asked before the first form that takes any (PIPL Art. 13-17, 29)."""

from collections.abc import Mapping

from aiogram import Bot
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers.engine.groups import in_group
from handlers.engine.offers import FREE_TEXT
from handlers.engine.speech import Rows, key_button, tell
from rules.people.roles import CONSENT_VERSION
from texts import say
from workflow.engine.desk import Desk
from workflow.engine.presses import present
from workflow.people.personal_data import give_consent, has_consented, periods

AGREE = "consent:agree:"
"""The start of the agree button's callback data; the press that the person wanted follows it."""


async def require_consent(bot: Bot, desk: Desk, state: FSMContext, then: str) -> bool:
    """Say whether the person has consented. If not, show the text; agreeing then presses `then`.

    `then` is callback data such as "application:begin", of at most 50 bytes. Use as a guard: `if not await
    require_consent(...): return`.
    """
    if has_consented(desk):
        return True
    await state.set_state(None)
    await state.set_data({FREE_TEXT: False})
    rows = [
        [key_button(desk, "consent.agree", f"{AGREE}{then}")],
        [key_button(desk, "menu.mydata", "data:see"), key_button(desk, "consent.not_now", "menu:home")],
    ]
    await show_consent(bot, desk, rows=rows)
    return False


async def show_consent(
    bot: Bot, desk: Desk, *, rows: Rows, version: str = CONSENT_VERSION, agreed: Mapping[str, int] | None = None
) -> None:
    """Show the text to agree to; or that of an earlier version, with the periods that stood in it then (`agreed`)."""
    await tell(bot, desk, f"consent.text.{version}", rows=rows, version=version, **(agreed or periods(desk)))


def confirmer_notice(desk: Desk) -> str:
    """Return the notice for somebody who opens a one-time link to confirm something and has no account."""
    return say(desk.person.language, "consent.confirmer")


async def agreed(query: CallbackQuery, desk: Desk) -> tuple[CallbackQuery, Desk]:
    """Record consent if the agree button was pressed, and return the press that the person wanted.

    Other presses are returned unchanged.
    """
    pressed = present(query.data or "")
    if not pressed.startswith(AGREE) or in_group(desk):
        return query, desk
    wanted = pressed.removeprefix(AGREE)
    return query.model_copy(update={"data": wanted}), desk if has_consented(desk) else await give_consent(
        desk, periods(desk)
    )
