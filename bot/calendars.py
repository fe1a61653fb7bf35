"""The operator's command for a year's notice of days off, which waits for the office to confirm it (Art. 9)."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.environment import tell
from bot.service import opened
from bot.settings import Settings
from rules.engine.refusals import Refusal
from rules.people.roles import Person
from texts import Words
from workflow.engine.records import ProposalKind, Work
from workflow.office.calendar_previews import preview_of
from workflow.office.calendars import OFFICE, enter, put_in_force

Clock = Callable[[], datetime]


async def add_year(settings: Settings, clock: Clock, *, year: int, file: Path, confirmed_by: str | None) -> int:
    """Propose the notice in `file`. Returns 0, or 1 after printing why it was refused.

    It waits for somebody of the office, unless the operator, whose shell is trusted, names who of them confirmed it.
    """
    text = _decoded(await asyncio.to_thread(file.read_bytes))
    async with (
        opened(settings, clock, address=settings.address(settings.port)) as service,
        service.office.store.work() as work,
    ):
        second = await _officer(work, confirmed_by, clock()) if confirmed_by is not None else None
        if confirmed_by is not None and second is None:
            tell("operator.calendar.nobody", name=confirmed_by)
            return 1
        try:
            lines = await _entered(work, text, year, clock(), second)
        except Refusal as refused:
            tell(refused.key, **{"article": refused.article, **refused.values})
            return 1
        await work.commit()
    for line in lines:
        tell(line.key, **line.values)
    return 0


async def _entered(work: Work, text: str, year: int, now: datetime, second: Person | None) -> list[Words]:
    proposal = await enter(work, ProposalKind.YEAR, text, now, by=None, year=year)
    found = await preview_of(work, proposal)
    off, worked = (found.notice.days_off, found.notice.make_up) if found.notice else ((), ())
    lines = [Words("operator.calendar.year", {"year": str(year), "off": len(off), "worked": len(worked)})]
    if second is None:
        return [*lines, Words("operator.calendar.waiting", {"count": len(found.moved)})]
    count = await put_in_force(work, proposal, now, by=second.id, by_operator=True)
    return [*lines, Words("operator.calendar.in_force", {"name": second.name, "count": count})]


async def _officer(work: Work, name: str, now: datetime) -> Person | None:
    people = {person.id: person for role in OFFICE for person in await work.people.with_role(role, now)}
    named = [person for person in people.values() if person.name == name.strip()]
    return named[0] if len(named) == 1 else None


def _decoded(content: bytes) -> str:
    """Return the text, decoded as UTF-8 or else GB 18030, the encodings that a Chinese machine saves in."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")
