"""Alerts about the service itself, sent to the lead in the chat: each kind once a day, with what to do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from rules.engine.calendar import day_begins, office_day
from rules.people.roles import Role
from storage.work import Work
from workflow.engine.desk import Desk, today

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
