"""Builds the archive of an edition entry by entry, each from its own Work, in a temporary file (Art. 9)."""

import asyncio
import tempfile
import zipfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from aiogram import Bot

from handlers.engine.presses import Press, Presses
from handlers.engine.prints import Print
from handlers.engine.speech import Button, Page, in_rows, key_button, show, tell
from papers.engine.spreadsheets import sheet
from papers.engine.watermarks import copy_for
from papers.reviews.score_sheets import SheetLine, score_sheets
from rules.engine.pack import Pack
from rules.engine.refusals import Refusal, Unfit
from rules.engine.uploads import display_name
from rules.letters.dispatches import ARTICLES
from texts import say
from workflow.engine.desk import Books, Desk
from workflow.engine.records import Damaged, Paper, Store, Work
from workflow.engine.tasks import number_of
from workflow.letters.dispatches import CHINESE
from workflow.office.archives import SHEETS, Entry, Outcome, archive_of, send_archive, volumes
from workflow.reviews.score_tables import sheets_of

PrintOne = Callable[[Work, Paper], Awaitable[Print]]
"""Gathers a paper in the form in which it is filed."""
_COLUMNS = ("case", "item", "place", "outcome")


@dataclass(frozen=True, slots=True)
class ArchiveRequest:
    """Which part of which edition's archive was asked for, by whom and when."""

    edition_id: int
    volume: int
    person_id: int
    at: datetime


async def archive(store: Store, pack: Pack, about: str, print_one: PrintOne) -> tuple[str, bytes]:
    """Return the name and content of one part of the archive, with an index of what it holds and what was left out."""
    edition_id, volume, person_id, moment = (int(each) for each in about.split(":"))
    asked = ArchiveRequest(edition_id, volume, person_id, datetime.fromtimestamp(moment, UTC))
    async with store.work() as work:
        parts = await volumes(work, edition_id, person_id)
        edition = await work.editions.get(edition_id)
        person = await work.people.get(person_id)
    entries, who = parts[volume] if volume < len(parts) else [], (person and person.name) or person_id
    index: list[tuple[str, str, str, str]] = []
    with tempfile.TemporaryFile() as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
            for place, entry in enumerate(entries, start=1):
                done, name, content = await _made(store, pack, entry, print_one, asked, who)
                path = f"{entry.case or say(CHINESE, 'archives.edition')}/{place:04} {name}" if content else ""
                if content is not None:
                    await asyncio.to_thread(packed.writestr, path, content)
                if done is not Outcome.ABSENT:
                    index.append((entry.case, name, path, say(CHINESE, f"archives.outcome.{done.value}")))
            listed = await asyncio.to_thread(_index, index)
            packed.writestr(f"{say(CHINESE, 'archives.index')}.xlsx", listed)
        out.seek(0)
        content = await asyncio.to_thread(out.read)
    named = {"number": edition.number if edition else edition_id, "place": volume + 1, "count": len(parts)}
    return say(CHINESE, "archives.file", **named), content


async def _made(
    store: Store, pack: Pack, entry: Entry, print_one: PrintOne, asked: ArchiveRequest, who: object
) -> tuple[Outcome, str, bytes | None]:
    """Return an entry's outcome, its name, and its content; None if it is left out."""
    called = entry.name or (_called(entry.paper.name) if entry.paper is not None else "")
    if entry.left_out or entry.outcome is Outcome.ABSENT:
        return entry.outcome, called, None
    try:
        async with store.work() as work:
            printed = await _gathered(work, pack, entry, print_one, asked, who)
        return entry.outcome, printed.name, await asyncio.to_thread(printed.make)
    except Unfit:
        return Outcome.SECRET, called, None
    except (KeyError, StopIteration, ValueError):  # no such paper was ever written
        return Outcome.ABSENT, called, None
    except (Refusal, FileNotFoundError, Damaged):
        return Outcome.CLOSED, called if entry.paper else "", None


async def _gathered(
    work: Work, pack: Pack, entry: Entry, print_one: PrintOne, asked: ArchiveRequest, who: object
) -> Print:
    if entry.paper is not None and entry.paper.name == SHEETS:
        return await _sheets(work, pack, entry.paper.subject)
    if entry.paper is not None:
        return await print_one(work, entry.paper)
    record = await work.files.get(entry.file_id or "")
    if record is None:
        raise KeyError(entry.file_id)
    content = await work.files.open(record.id)
    name = display_name(record.name)
    if entry.outcome is Outcome.MARKED:
        made = partial(copy_for, content, record.kind, CHINESE, number=entry.case, who=who, at=asked.at)
        return Print(name, made)
    return Print(name, lambda: content)


def _called(paper: str) -> str:
    return say(CHINESE, f"templates.kind.{paper}" if paper in ARTICLES else f"archives.paper.{paper}")


async def _sheets(work: Work, pack: Pack, about: str) -> Print:
    """Return the sheets of one case as a list, criterion by criterion."""
    case = await work.applications.get(number_of(about, "application") or -1)
    found = await sheets_of(Books(work, pack), case) if case is not None else []
    if case is None or not found:
        raise KeyError(f"no sheets of {about}")
    lines = [SheetLine(case.number or "", case.name or "", one.reviewer, one.sheet, one.apart) for one in found]
    title = say(CHINESE, f"archives.paper.{SHEETS}")
    return Print(f"{title}.xlsx", partial(score_sheets, title, lines, found[0].rubric, CHINESE))


def _index(rows: list[tuple[str, str, str, str]]) -> bytes:
    heads = [say(CHINESE, f"archives.column.{column}") for column in _COLUMNS]
    return sheet(say(CHINESE, "archives.index"), heads, rows)


# The archive of a whole edition in the chat: its size, what is left out, and each of its parts (Art. 9, 40).


MOST = 60
"""The most parts that get a button."""


async def get_part(bot: Bot, desk: Desk, edition_id: int, part: int) -> None:
    """Send one part of the archive, counted from 0."""
    await send_archive(desk, edition_id, part)
    await tell(bot, desk, "archives.coming", rows=_ways(desk, edition_id))


async def show_archive(bot: Bot, desk: Desk, edition_id: int) -> None:
    """Show what the archive holds, what is left out and why, and a button for each part."""
    parts, language = await archive_of(desk, edition_id), desk.person.language
    every = [one for part in parts for one in part]
    lines = [say(language, "archives.about", count=sum(not one.left_out for one in every), parts=len(parts))]
    lines += [
        say(language, f"archives.left.{outcome.value}", count=found)
        for outcome in (Outcome.MARKED, Outcome.SECRET, Outcome.CLOSED, Outcome.SHUT)
        if (found := sum(one.outcome is outcome for one in every))
    ]
    buttons = (
        key_button(desk, "archives.get", f"archive:get:{edition_id}:{place}", place=place + 1)
        for place in range(min(len(parts), MOST))
    )
    title = say(language, "archives.title")
    await show(bot, desk, Page("\n".join(lines), [*in_rows(buttons, width=3), *_ways(desk, edition_id)], title=title))


def _ways(desk: Desk, edition_id: int) -> list[list[Button]]:
    return [
        [key_button(desk, "archives.back", f"edition:see:{edition_id}"), key_button(desk, "menu.open", "menu:home")]
    ]


PRESSES = Presses("archive", {"see": Press(show_archive), "get": Press(get_part)}, article=9)
