"""Consent to the use of personal data, asked before the first form that takes any (PIPL Art. 13-17, 29)."""

from aiogram import Bot
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers.groups import in_group
from handlers.offers import FREE_TEXT
from handlers.speech import Rows, key_button, tell
from rules.people import CONSENT_VERSION
from texts import say
from workflow.desk import Desk
from workflow.personal_data import give_consent, has_consented

AGREE = "m:agree:"
"""How the callback data of the button begins; what the person wanted stands behind it."""


async def require_consent(bot: Bot, desk: Desk, state: FSMContext, then: str) -> bool:
    """Whether the person has consented; where not, the text is shown, and agreeing goes on with the button `then`.

    `then` is callback data ("ap:begin") of at most 56 bytes. A guard: `if not await require_consent(...): return`.
    """
    if has_consented(desk):
        return True
    await state.set_state(None)
    await state.set_data({FREE_TEXT: False})
    rows = [
        [key_button(desk, "consent.agree", f"{AGREE}{then}")],
        [key_button(desk, "menu.mydata", "m:mydata"), key_button(desk, "consent.not_now", "m:home")],
    ]
    await show_consent(bot, desk, rows=rows)
    return False


async def show_consent(bot: Bot, desk: Desk, *, rows: Rows) -> None:
    """The text that is agreed to, with its version and the periods of the pack."""
    await tell(bot, desk, "consent.text", rows=rows, version=CONSENT_VERSION, **periods(desk))


def periods(desk: Desk) -> dict[str, int]:
    """How long what is kept, in months, under the names that sentences have for it."""
    kept = desk.pack.retention
    return {
        "drafts": kept.drafts,
        "applications": kept.applications_not_granted,
        "identities": kept.objection_identities,
        "objections": kept.objections,
        "messages": kept.messages,
        "people": kept.people,
    }


def confirmer_notice(desk: Desk) -> str:
    """The one line for whoever opens a one-time link to confirm something, and has no account."""
    return say(desk.person.language, "consent.confirmer")


async def agreed(query: CallbackQuery, desk: Desk) -> tuple[CallbackQuery, Desk]:
    """The agree button records the consent and then is the button that the person wanted; others are what they are."""
    if not (query.data or "").startswith(AGREE) or in_group(desk):
        return query, desk
    wanted = (query.data or "").removeprefix(AGREE)
    return query.model_copy(update={"data": wanted}), desk if has_consented(desk) else await give_consent(desk)
