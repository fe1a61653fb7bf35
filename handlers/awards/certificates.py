"""Looks up a certificate for anybody, by its number or a card's code; misuse can be reported from there (Art. 34)."""

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from handlers.engine.guides import Guides
from handlers.engine.offers import FREE_TEXT, put_down
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, show, tell
from rules.awards.validity import Award, standing
from rules.engine.refusals import Unfit
from texts import Words, say
from workflow.awards.uses import by_certificate
from workflow.engine.desk import Desk, today

NUMBER = "certificate:number"
"""The step in which the chat waits for the number of a certificate."""
LONGEST = 100


def router() -> Router:
    """Build the router for the typed number."""
    here = Router(name="certificates")

    @here.message(StateFilter(NUMBER))
    async def typed(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        if message.text is None or len(message.text) > LONGEST:
            raise Unfit("affairs.certificate_awaited")
        await put_down(state)
        await show_found(bot, desk, await by_certificate(desk, message.text), message.text.strip())

    return here


async def ask_number(bot: Bot, desk: Desk, state: FSMContext) -> None:
    """Ask for the number of a certificate."""
    await state.set_state(NUMBER)
    await state.update_data({FREE_TEXT: True})
    await tell(bot, desk, "affairs.ask_certificate", rows=_ways(desk)[-2:])


async def opened(bot: Bot, desk: Desk, state: FSMContext, _guides: Guides, award_id: str) -> bool:
    """Show the award to which the code on a card leads; False for a code that is no number."""
    if not award_id.isdecimal():
        return False
    await put_down(state)
    await show_found(bot, desk, await desk.work.awards.get(int(award_id)), "")
    return True


async def show_found(bot: Bot, desk: Desk, award: Award | None, typed: str) -> None:
    """Show what the register says of the award: what was announced when it was granted, and its standing today."""
    language = desk.person.language
    if award is None:
        text = say(language, "affairs.not_in_register", certificate=typed)
    else:
        text = say(
            language,
            "affairs.in_register",
            holder=award.name,
            award=desk.pack.name_of_award(award.award, language),
            decision=award.decision,
            decided=award.decided_on,
            certificate=award.certificate,
            until=award.valid_until,
            standing=Words(f"awards.standing.{standing(award, today(desk), desk.pack)}"),
        )
    await show(bot, desk, Page(text, _ways(desk)))


def _ways(desk: Desk) -> list[list[Button]]:
    return [
        [key_button(desk, "affairs.another_certificate", "certificate:ask")],
        [key_button(desk, "affairs.new_misuse", "affair:new:misuse")],
        [key_button(desk, "menu.open", "menu:home")],
    ]


PRESSES = Presses("certificate", {"ask": Press(ask_number)}, article=34)
