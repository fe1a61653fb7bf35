"""Lists of valid holders for departments and banks, made in Excel and as PDF, and kept on record (Art. 28-30)."""

import asyncio
from functools import partial

from aiogram import Bot
from aiogram.types import BufferedInputFile

from handlers.awards.affair_pages import ways
from handlers.engine.guides import Filling, Guide
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import tell
from papers.awards import holders as papers
from papers.engine.parts import reach
from rules.awards.affair_forms import listing
from texts import say
from workflow.engine.desk import Desk, today
from workflow.sanctions.holder_lists import LISTING_FORM, begin_listing, give_list


def guides() -> dict[str, Guide]:
    """Return the form: for whom, and as of which day."""
    return {LISTING_FORM: Guide(form=lambda _pack, _facts: listing(), subject="listing", ending=given)}


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


PRESSES = Presses("holder_list", {"new": Press(begin_listing)}, article=28)
