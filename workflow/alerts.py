"""What the lead must know of the service itself: said in the chat, each kind once a day, with what to do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from rules.calendar import office_day
from rules.people import Role
from storage.work import Work

STARTED, QUARANTINED = "started", "quarantined"
"""What the journal says of the "service" at a start, and of "updates" when one was set aside."""
DELIVERY_PATIENCE = timedelta(hours=1)
SOON = timedelta(minutes=20)
"""Longer than the longest pause between two tries: what is tried later than this waits for the morning."""
MOST_STARTS = 5
"""So many starts within an hour are more than an operator's."""


class AlertKind(StrEnum):
    """What can be wrong. The sentence of each is `alerts.<kind>`."""

    DISK = "disk"
    UNKEPT = "unkept"
    DELIVERY = "delivery"
    PLANNING = "planning"
    DATABASE = "database"
    JOURNAL = "journal"
    CONTENTS = "contents"
    BACKUP = "backup"
    SET_ASIDE = "set_aside"
    RESTARTS = "restarts"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Alert:
    """Something the lead must know; `values` fill its sentence and hold nothing personal."""

    kind: AlertKind
    values: Mapping[str, Any] = field(default_factory=dict)


async def alerts_in(work: Work, now: datetime) -> list[Alert]:
    """What the data themselves show: messages that do not leave, updates set aside, a service that starts on and on."""
    found = []
    if count := await work.figures.struggling(now - DELIVERY_PATIENCE, now + SOON):
        found.append(Alert(AlertKind.DELIVERY, {"count": count}))
    if count := await work.figures.happened(QUARANTINED, "updates", now - timedelta(days=1)):
        found.append(Alert(AlertKind.SET_ASIDE, {"count": count}))
    if (count := await work.figures.happened(STARTED, "service", now - timedelta(hours=1))) > MOST_STARTS:
        found.append(Alert(AlertKind.RESTARTS, {"count": count}))
    return found


async def tell_lead(work: Work, alerts: Iterable[Alert], *, now: datetime, said_at: datetime) -> list[AlertKind]:
    """Owe each alert to every lead, unless it was owed today; the kinds that are new."""
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


async def note_start(work: Work, now: datetime, version: str) -> None:
    """The service was started: the journal knows when, and how often."""
    await work.journal.write(STARTED, "service", now=now, details={"version": version})
