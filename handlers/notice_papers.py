"""The sheet of a notice, gathered: before it is posted, to be hung up, and after (Art. 15, 17, 21, 22)."""

import asyncio
from collections.abc import Sequence
from functools import partial
from itertools import groupby

from aiogram import Bot
from aiogram.types import BufferedInputFile

from handlers.prints import Print
from papers.counts import why
from papers.notices import Group, Sheet, sheet
from rules.calendar import Count
from rules.notices import Entry, Line, Notice, NoticeKind, earliest_end
from rules.questions.options import day
from rules.refusals import Forbidden, Refusal
from texts import say
from workflow.desk import Desk, today
from workflow.invitations import addresses
from workflow.listings import check_interest, draw_up
from workflow.notices import OBJECT, count_of
from workflow.postings import FORM, corrects, kind_of, number_of, preview, typed_lines
from workflow.records import Draft, DraftState

LANGUAGE = "zh"
"""What hangs is Chinese, whoever prints it."""


async def draft_sheet(desk: Desk, draft_id: int) -> tuple[Draft, Print]:
    """The sheet of a notice whose form is being filled in, with the form; the notice has its number from then on."""
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
    count = earliest_end(day(answers.get("posted_on")) or today(desk), desk.calendar, desk.pack.notice_working_days)
    on_it: Sequence[Line] = await preview(desk, draft) or typed_lines(answers)
    unit = old.unit if old else listed.unit if listed else None
    number = await number_of(desk, draft)
    return draft, _print(desk, number, answers["title"], answers["text"], on_it, count, unit)


async def notice_sheet(desk: Desk, one: Notice) -> Print:
    """The sheet of a posted notice, without those whose entry was struck."""
    left = [entry for entry in await desk.work.notices.entries(one.id) if entry.struck_at is None]
    count = await count_of(desk.work, one)
    if count is None:
        raise Refusal("notices.unknown")
    unit = one.unit if one.kind is NoticeKind.UNIT else None
    return _print(desk, one.number, one.title, one.text, left, count, unit)


async def send_sheet(bot: Bot, desk: Desk, printed: Print) -> None:
    """The sheet as a document."""
    content = await asyncio.to_thread(printed.make)
    await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, filename=printed.name))


def _print(
    desk: Desk, number: str, title: str, text: str, listed: Sequence[Entry | Line], count: Count, unit: str | None
) -> Print:
    awarded = [(award, tuple(its)) for award, its in groupby(listed, key=lambda one: one.award)]
    paper = Sheet(
        issuer=next((one.name(LANGUAGE) for one in desk.pack.units if one.key == unit), desk.pack.bodies.office.zh),
        number=number,
        title=title,
        text=text,
        groups=tuple(
            Group(tuple(one.name for one in its), desk.pack.name_of_award(award, LANGUAGE) if award else "")
            for award, its in awarded
        ),
        from_on=count.start,
        until_on=count.last,
        why=why(LANGUAGE, count),
        url=addresses(desk.places, f"{OBJECT}{number}")[0],
    )
    return Print(say(desk.person.language, "notices.file", number=number), partial(sheet, paper, LANGUAGE))
