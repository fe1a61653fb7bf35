"""Gathers the sheet of a notice, from its form or from the posted notice, to be hung up (Art. 15, 17, 21, 22)."""

import asyncio
from collections.abc import Sequence
from itertools import groupby

from aiogram import Bot
from aiogram.types import BufferedInputFile

from handlers.engine.prints import Letter, as_print, needed
from papers.engine.calendars import why
from papers.notices import Group, Sheet, sheet
from rules.engine.calendar import Count
from rules.engine.pack import Pack
from rules.engine.refusals import Forbidden, Refusal
from rules.notices.postings import Entry, Notice, NoticeKind, NoticeLine, earliest_end
from texts import say
from workflow.engine.desk import Books, Desk, Places, Reading, addresses, today
from workflow.engine.records import Draft, DraftState, Work
from workflow.engine.tasks import number_of as id_of
from workflow.letters.dispatches import CHINESE
from workflow.notices.board import OBJECT, count_of
from workflow.notices.lists import check_interest, draw_up
from workflow.notices.postings import FORM, corrects, kind_of, number_of, preview, typed_lines

LANGUAGE = CHINESE
"""A notice hangs in Chinese, whoever prints it."""
TEMPLATE = "notice_sheet"


async def draft_sheet(desk: Desk, draft_id: int) -> tuple[Draft, Letter]:
    """Return the form and the sheet of a notice that is being filled in; from now on the notice has its number."""
    whole = await desk.work.drafts.whole(draft_id)
    if whole is None or whole[0].person_id != desk.person.id or whole[0].form != FORM:
        raise Forbidden("people.not_yours")
    if whole[0].state is not DraftState.OPEN:
        raise Refusal("forms.already_sent")
    draft, answers = whole
    if not (answers.get("title") and answers.get("text")):
        raise Refusal("forms.incomplete", count=1)
    old = await desk.work.notices.get(corrects(draft) or -1)
    listed = None if old else await draw_up(desk, kind_of(draft))
    if listed is not None:
        await check_interest(desk, (*listed.applications, *listed.left_out))
    count = earliest_end(today(desk), desk.calendar, desk.pack.notice_working_days)
    on_it: Sequence[NoticeLine] = await preview(desk, draft) or typed_lines(answers)
    unit = old.unit if old else listed.unit if listed else None
    number = await number_of(desk, draft)
    paper = _sheet(desk.pack, desk.places, number, answers["title"], answers["text"], on_it, count, unit)
    name = say(desk.person.language, "notices.file", number=number)
    return draft, Letter(name, TEMPLATE, sheet(paper, LANGUAGE))


async def notice_sheet(desk: Desk, one: Notice) -> Letter:
    """Return the sheet of a posted notice without struck entries."""
    return await _posted(desk, desk.places, one, desk.person.language)


async def posted(places: Places | None, work: Work, pack: Pack, about: str, language: str) -> Letter:
    """Return the sheet of a posted notice, for printing outside of a conversation."""
    one = needed(await work.notices.get(id_of(about, "notice") or -1), about)
    return await _posted(Books(work, pack), places, one, language)


async def send_sheet(bot: Bot, desk: Desk, letter: Letter, subject: str) -> None:
    """Send the sheet as a document."""
    printed = await as_print(desk.work, desk.pack, letter, subject, word=False)
    content = await asyncio.to_thread(printed.make)
    await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, filename=printed.name))


async def _posted(books: Reading, places: Places | None, one: Notice, language: str) -> Letter:
    left = [entry for entry in await books.work.notices.entries(one.id) if entry.struck_at is None]
    count = await count_of(books.work, one)
    if count is None:
        raise Refusal("notices.unknown")
    unit = one.unit if one.kind is NoticeKind.UNIT else None
    paper = _sheet(books.pack, places, one.number, one.title, one.text, left, count, unit)
    return Letter(say(language, "notices.file", number=one.number), TEMPLATE, sheet(paper, LANGUAGE))


def _sheet(
    pack: Pack,
    places: Places | None,
    number: str,
    title: str,
    text: str,
    listed: Sequence[Entry | NoticeLine],
    count: Count,
    unit: str | None,
) -> Sheet:
    awarded = [(award, tuple(its)) for award, its in groupby(listed, key=lambda one: one.award)]
    return Sheet(
        issuer=pack.name_of_unit(unit, LANGUAGE, pack.bodies.office.zh),
        number=number,
        title=title,
        text=text,
        groups=tuple(
            Group(tuple(one.name for one in its), pack.name_of_award(award, LANGUAGE) if award else "")
            for award, its in awarded
        ),
        from_on=count.start,
        until_on=count.last,
        why=why(LANGUAGE, count),
        url=addresses(places, f"{OBJECT}{number}")[0] if places is not None else "",
    )
