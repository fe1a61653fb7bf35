"""Strays: sealed contents that no record knows are set aside for ninety days, never deleted, and the lead is told."""

import logging
from datetime import datetime, timedelta

from rules.engine.calendar import office_day
from storage.engine.files import HANDFUL, Swept
from storage.work import Work
from workflow.engine.alerts import Alert, AlertKind, tell_lead

SET_ASIDE, OVER = "set_aside", "set_aside_over"
"""The journal's acts, on "files", for contents set aside and for those deleted after ninety days."""
YOUNG = timedelta(days=1)
"""A younger content may belong to a Work that is not committed yet."""

log = logging.getLogger(__name__)


async def set_strays_aside(work: Work, now: datetime, said_at: datetime, *, most: int | None = HANDFUL) -> Swept:
    """Set aside the contents that no record knows, with a line in the journal and a word to the lead.

    More than `most` are left where they are: then the database is likely to be older than the files.
    """
    today = office_day(now)
    swept = await work.files.sweep(now - YOUNG, today, most=most)
    if swept.over:
        await work.journal.write(OVER, "files", now=now, details={"count": swept.over})
    if swept.aside:
        details = {"count": swept.aside, "folder": today.isoformat()}
        await work.journal.write(SET_ASIDE, "files", now=now, details=details)
        log.warning("%d contents that no record knows are set aside", swept.aside)
        await _tell(work, AlertKind.STRAYS, swept.aside, now, said_at)
    if swept.left:
        log.error("%d contents are known to no record: is the database older than the files?", swept.left)
        await _tell(work, AlertKind.MANY_STRAYS, swept.left, now, said_at)
    return swept


async def _tell(work: Work, kind: AlertKind, count: int, now: datetime, said_at: datetime) -> None:
    await tell_lead(work, [Alert(kind, {"count": count})], now=now, said_at=said_at)
