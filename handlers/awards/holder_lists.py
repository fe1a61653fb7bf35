"""Lists of valid holders for departments and banks, made in Excel and as PDF, and kept on record (Art. 28-30)."""

import asyncio
from functools import partial

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile, CallbackQuery

from handlers.awards.affair_pages import ways
from handlers.engine.filling import open_form
from handlers.engine.guides import Filling, Guide, Guides, load
from handlers.engine.offers import put_down
from handlers.engine.presses import Topic
from handlers.engine.speech import tell
from papers.awards import holder_lists as papers
from papers.engine.contacts import reach
from rules.questions.affairs import listing
from rules.refusals import Refusal
from texts import say
from workflow.engine.desk import Desk, today
from workflow.sanctions.holder_lists import LISTING_FORM, begin_listing, give_list


def guides() -> dict[str, Guide]:
    """Return the form: for whom, and as of which day."""
    return {LISTING_FORM: Guide(form=lambda _pack, _facts: listing(), subject="listing", ending=given)}


def router(guides: Guides) -> Router:
    """Build the router for `hs:new`."""
    here = Router(name="holder_lists")

    @here.callback_query(Topic("hs"))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        if words != ["new"]:
            raise Refusal("talk.old_button")
        await put_down(state)
        await open_form(bot, desk, state, await load(desk, await begin_listing(desk), guides))

    return here


async def given(bot: Bot, desk: Desk, filling: Filling) -> None:
    """Send the list twice: as Excel to work with, and as PDF to file."""
    affair, listed = await give_list(desk, filling.draft, filling.progress.answers)
    language = desk.person.language
    rows = tuple(
        papers.Row(one.name, desk.pack.name_of_award(one.award, language), one.decision, one.certificate, *days)
        for one in listed.awards
        for days in [(one.decided_on, one.valid_until)]
    )
    paper = papers.HolderList(
        issuer=desk.pack.bodies.office.name(language),
        number=affair.number,
        audience=listed.audience,
        recipient=filling.progress.answers["recipient"],
        as_of=listed.as_of,
        dated=today(desk),
        rows=rows,
        contact=reach(desk.pack, desk.pack.bodies.office.name(language), language),
    )
    name = say(language, "papers.holder_list.file", as_of=listed.as_of.isoformat())
    for ending, make in (("xlsx", papers.excel), ("pdf", papers.pdf)):
        content = await asyncio.to_thread(partial(make, paper, language))
        await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, filename=f"{name}.{ending}"))
    await tell(bot, desk, "affairs.listed", rows=ways(desk, affair), number=affair.number, count=len(rows))
