"""Alerts about the service itself, sent to the lead in the chat: each kind once a day, with what to do about it."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from rules.engine.calendar import day_begins, office_day
from rules.people.roles import Role
from storage.engine.files import HANDFUL, Swept
from storage.work import Work
from workflow.engine.desk import Desk, today
from workflow.engine.planning import MOST, Planning, owe

STARTED, QUARANTINED = "started", "quarantined"
"""The journal's acts for a start of the service (subject "service") and an update set aside (subject "updates")."""
DELIVERY_PATIENCE = timedelta(hours=1)
SOON = timedelta(minutes=20)
"""Longer than the longest pause between two tries; a message due later than this merely waits for the morning."""
MOST_STARTS = 5
"""More starts than this within an hour are not an operator's doing."""


class AlertKind(StrEnum):
    """The kinds of trouble. The sentence of each is `alerts.<kind>`."""

    DISK = "disk"
    UNKEPT = "unkept"
    DELIVERY = "delivery"
    PLANNING = "planning"
    DATABASE = "database"
    STOPPED = "stopped"
    UNINSPECTED = "uninspected"
    JOURNAL = "journal"
    CONTENTS = "contents"
    BACKUP = "backup"
    SET_ASIDE = "set_aside"
    RESTARTS = "restarts"
    CLOCK = "clock"
    STRAYS = "strays"
    MANY_STRAYS = "many_strays"


@dataclass(frozen=True, slots=True)
class Alert:
    """A trouble that the lead must know of; `values` fill its sentence and hold nothing personal."""

    kind: AlertKind
    values: Mapping[str, Any] = field(default_factory=dict)


async def alerts_in(work: Work, now: datetime) -> list[Alert]:
    """Return the alerts that the data show: undelivered messages, updates set aside, too many restarts."""
    found = []
    if count := await work.figures.struggling(now - DELIVERY_PATIENCE, now + SOON):
        found.append(Alert(AlertKind.DELIVERY, {"count": count}))
    if count := await work.figures.happened(QUARANTINED, "updates", now - timedelta(days=1)):
        found.append(Alert(AlertKind.SET_ASIDE, {"count": count}))
    if (count := await work.figures.happened(STARTED, "service", now - timedelta(hours=1))) > MOST_STARTS:
        found.append(Alert(AlertKind.RESTARTS, {"count": count}))
    return found


async def tell_lead(work: Work, alerts: Iterable[Alert], *, now: datetime, said_at: datetime) -> list[AlertKind]:
    """Owe each alert to every lead, unless it was owed today. Returns the kinds that are new."""
    leads = await work.people.with_role(Role.LEAD, now)
    fresh = []
    for alert in alerts:
        told = [
            await work.outbox.owe(
                f"alert:{alert.kind}:{office_day(now)}:person-{lead.id}",
                lead.id,
                f"alerts.{alert.kind}",
                now=now,
                values=alert.values,
                due_at=said_at,
            )
            for lead in leads
        ]
        if any(told):
            fresh.append(alert.kind)
    return fresh


async def told_today(desk: Desk) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the sentences, by key and values, of what the person was told today of the service and its data."""
    ids = await desk.work.messages.alerted(desk.person.id, day_begins(today(desk)))
    return [(one.text, one.values) for one in await desk.work.outbox.these(ids)]


async def note_start(work: Work, now: datetime, version: str) -> None:
    """Note in the journal that the service started, and in which version."""
    await work.journal.write(STARTED, "service", now=now, details={"version": version})


# Damaged sealed fields: the lead is told once of each place, and everything else goes on.


FOUND = "damage_found"
"""The journal's act for a damaged field, on "sealed:<table>.<column>" with nothing but the row."""


async def tell_of_damage(plan: Planning) -> int:
    """Note newly met damage in the journal, by its place alone, and tell the lead. Returns 0."""
    fresh = 0
    for place in sorted(plan.work.rotation.noticed())[:MOST]:
        about = f"sealed:{place.table}.{place.column}"
        known = {entry.details.get("row") for entry in await plan.work.journal.of(about) if entry.act == FOUND}
        if place.row not in known:
            await plan.work.journal.write(FOUND, about, now=plan.now, details={"row": place.row})
            fresh += 1
    if fresh:
        leads = await plan.work.people.with_role(Role.LEAD, plan.now)
        key = f"damage:{(await plan.work.journal.head()).id}"
        await owe(plan, key, leads, "damage.told", kind="", values={"count": fresh})
    return 0


# Strays: sealed contents that no record knows are set aside for ninety days, never deleted, and the lead is told.


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
