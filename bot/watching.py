"""Watches over the service itself and alerts the lead in the chat to what needs attention."""

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

import structlog

from bot.alarms import Alarms
from bot.service import Service
from bot.settings import Settings
from reminders.quiet import is_quiet, may_speak_at
from rules.engine.calendar import office_day
from storage.database.engine import Usage
from storage.database.seals import Keys
from storage.upkeep.backups import backups_in, last_backup, made_at
from storage.upkeep.copies import copy_readable
from storage.upkeep.inspection import Findings, Inspected, Turn, inspect_copy
from storage.upkeep.manifests import DATABASE, FILES
from workflow.engine.alerts import Alert, AlertKind, alerts_in, tell_lead

LOOK_EVERY, SHORTEST_REST = 60.0, 5.0
INSPECT_AFTER, INSPECT_EVERY = 900.0, 86_400.0
CONTENTS_IN_DAYS = 30
"""Every stored file is opened once within so many days; that it exists is checked daily."""
LEAST_FREE, LEAST_PART = 2_000_000_000, 0.05
"""The disk is nearly full below a twentieth of its size, or below two gigabytes if it is large."""
STOPPED_AFTER = 5
"""Delivery may fail to look into the outbox less often than this in a row."""
PARTS_PATIENCE = 5
"""A part of the planner may fail in fewer looks in a row than this."""
BACKUPS_EVERY = timedelta(days=2)
LEAP = timedelta(minutes=10)
"""The machine's clock may be corrected by this much without an alert."""

log = structlog.get_logger()
Result = TypeVar("Result")


class Watch:
    """Collects alerts and owes them to the lead once the database can keep them; `tell_lead` makes it once a day."""

    def __init__(
        self,
        service: Service,
        *,
        usage: Callable[[Path], Usage] = shutil.disk_usage,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        self._service = service
        self._usage = usage
        self._seconds = seconds
        self._looked: tuple[datetime, float] | None = None
        self._settings = service.settings
        self._waiting: dict[AlertKind, Alert] = {}
        self._alarms = Alarms(service.office.store, service.delivery.routes)

    async def run(self) -> None:
        """Look every minute, and sooner when something could not be kept, until cancelled."""
        trouble = self._service.office.store.trouble
        while True:
            try:
                await self.look()
            except Exception as failure:  # noqa: BLE001  # alerts wait for the next look
                log.warning("the lead could not be told", fault=failure)
            await asyncio.sleep(SHORTEST_REST)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(trouble.wait(), LOOK_EVERY - SHORTEST_REST)

    async def run_inspections(self) -> None:
        """Inspect a copy of the data once a day, until cancelled."""
        await asyncio.sleep(INSPECT_AFTER)
        while True:
            try:
                await self.inspect()
            except Exception as failure:  # noqa: BLE001  # tried again tomorrow
                log.warning("the data were not inspected", fault=failure)
                self._wait_for(iter([Alert(AlertKind.UNINSPECTED, {"code": type(failure).__name__})]))
            await asyncio.sleep(INSPECT_EVERY)

    async def look(self) -> None:
        """Owe the lead the alerts of this moment and those still waiting.

        When the outbox does not take them, or nothing leaves it, the lead is told directly.
        """
        now = self._service.office.clock()
        self._wait_for(self._seen(now))
        if AlertKind.UNKEPT in self._waiting:
            self._waiting.pop(AlertKind.DISK, None)  # one trouble, one alert
        if self._service.delivery.failures >= STOPPED_AFTER:
            await self._tell_directly(now)
        try:
            await self._owe(now)
        except Exception:
            await self._tell_directly(now)
            raise
        finally:
            self._service.untold[:] = self._waiting.values()

    async def _tell_directly(self, now: datetime) -> None:
        if not is_quiet(now, self._service.office.pack):
            for kind in await self._alarms.tell([*self._waiting.values()], now):
                self._waiting.pop(kind, None)

    async def _owe(self, now: datetime) -> None:
        store = self._service.office.store
        async with store.work() as work:
            if _overdue(self._settings.backup_dir, now, began=await work.figures.began_at()):
                self._wait_for(iter([Alert(AlertKind.BACKUP)]))
            await self._alarms.remember(work, now)
            told = {**self._waiting}  # later findings wait for the next look
            alerts = [*told.values(), *await alerts_in(work, now)]
            fresh = await tell_lead(work, alerts, now=now, said_at=may_speak_at(now, self._service.office.pack))
            await work.commit()
        self._waiting = {kind: one for kind, one in self._waiting.items() if told.get(kind) is not one}
        if AlertKind.UNKEPT in told:
            store.trouble.clear()
        if fresh:
            log.error("the lead is told", alerts=[kind.value for kind in fresh])
            self._service.wake.set()

    async def inspect(self) -> None:
        """Inspect a copy of the data in a thread of its own, twice before anything is reported."""
        seen = await self._inspected()
        if not seen.findings.sound:
            seen = await self._inspected()  # a file may have been erased between the copy and the look
        self._wait_for(_alerts_of(seen.findings))
        self._service.office.store.seal.noticed.update(seen.noticed)  # the planner tells of these

    async def _inspected(self) -> Inspected:
        turn = Turn(every=CONTENTS_IN_DAYS, day=office_day(self._service.office.clock()).toordinal())
        return await apart(lambda: _inspected(self._settings, turn))

    def _seen(self, now: datetime) -> Iterator[Alert]:
        if self._service.office.store.trouble.is_set():
            yield Alert(AlertKind.UNKEPT)
        elif (free := _scarce(self._usage(self._settings.data_dir))) is not None:
            yield Alert(AlertKind.DISK, {"free": free})
        if self._service.delivery.failures >= STOPPED_AFTER:
            yield Alert(AlertKind.STOPPED)
        if parts := sorted(part for part, times in self._service.failing.items() if times >= PARTS_PATIENCE):
            yield Alert(AlertKind.PLANNING, {"parts": ", ".join(parts)})
        leapt = self._leapt(now)
        if abs(leapt) > LEAP:
            yield Alert(AlertKind.CLOCK, {"minutes": f"{leapt / timedelta(minutes=1):+.0f}"})

    def _leapt(self, now: datetime) -> timedelta:
        """Return by how much the clock has moved beyond the time that passed since the last look; negative for back."""
        before, self._looked = self._looked, (now, self._seconds())
        if before is None:
            return timedelta()
        return now - before[0] - timedelta(seconds=self._looked[1] - before[1])

    def _wait_for(self, alerts: Iterator[Alert]) -> None:
        self._waiting |= {alert.kind: alert for alert in alerts}


async def apart(work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Run the work in a thread with its own event loop.

    Cancelling this call cancels the work without waiting for it.
    """
    begun: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[Any] | None]] = []

    async def there() -> Result:
        begun.append((asyncio.get_running_loop(), asyncio.current_task()))
        return await work()

    try:
        return await asyncio.to_thread(asyncio.run, there())
    except asyncio.CancelledError:
        for loop, task in begun:
            if task is not None:
                with contextlib.suppress(RuntimeError):  # it has just ended by itself
                    loop.call_soon_threadsafe(task.cancel)
        raise


async def _inspected(settings: Settings, turn: Turn) -> Inspected:
    with tempfile.TemporaryDirectory(prefix="award-inspection-") as scratch:
        copy = Path(scratch) / DATABASE
        broken = await copy_readable(settings.database, copy)
        keys, last = Keys.load(settings.keys), last_backup(settings.backup_dir)
        return await inspect_copy(copy, keys, settings.data_dir / FILES, last=last, turn=turn, broken=broken)


def _alerts_of(findings: Findings) -> Iterator[Alert]:
    """Yield the alerts for what was found, except sealed fields, which the planner reports."""
    if findings.pages:
        yield Alert(AlertKind.DATABASE)
    if findings.journal is not None:
        yield Alert(AlertKind.JOURNAL, {"entry": findings.journal})
    if findings.contents:
        yield Alert(AlertKind.CONTENTS, {"count": len(findings.contents)})


def _scarce(disk: Usage) -> int | None:
    """Return the free megabytes if they are few, else None."""
    return disk.free // 1_000_000 if disk.free < min(LEAST_FREE, disk.total * LEAST_PART) else None


def _overdue(folder: Path | None, now: datetime, *, began: datetime | None) -> bool:
    """Whether backups are set up and the last one, or else the service's start, is more than two days old."""
    if folder is None:
        return False
    made = [moment for path in backups_in(folder) if (moment := made_at(path)) is not None]
    return now - max(made, default=began or now) > BACKUPS_EVERY
