"""A service that is watched, with its leads, its clock, and a disk as full as a test says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.service import Service, opened
from bot.settings import Settings
from bot.watching import Watch
from reminders.clock import MovableClock
from rules.people.roles import Role
from storage.database.values import unpack
from workflow.engine.records import Owed

MORNING = datetime(2026, 9, 1, 2, tzinfo=UTC)
LEADS = 2
GIGABYTE = 1_000_000_000


@dataclass
class Room:
    """A disk with as much room as the test says."""

    total: int = 100 * GIGABYTE
    free: int = 50 * GIGABYTE


@dataclass
class Passed:
    """How many seconds have passed: as many as the clock says, but for those by which it was `set_by`."""

    clock: MovableClock
    set_by: float = 0.0

    def __call__(self) -> float:
        return self.clock().timestamp() - self.set_by


@dataclass
class Town:
    """A service with two leads, the clock, and the disk."""

    service: Service
    clock: MovableClock
    watch: Watch
    passed: Passed
    disk: Room = field(default_factory=Room)

    async def told(self) -> list[Owed]:
        """Every alert that was owed, oldest first."""
        async with self.service.office.store.work() as work:
            return [one for one in reversed(await work.outbox.page()) if one.key.startswith("alert:")]

    async def inbox(self, chat: int) -> list[str]:
        """What stands in the web chat of a lead."""
        async with self.service.office.store.work() as work:
            return [unpack(entry.content or "{}")["text"] for entry in await work.inbox.latest(chat, 50)]

    async def looked(self) -> list[str]:
        """What the leads have been told of after a look."""
        await self.watch.look()
        return [one.text for one in await self.told()]


@asynccontextmanager
async def town(folder: Path, *, backups: Path | None = None, leads: int = LEADS) -> AsyncIterator[Town]:
    clock, disk = MovableClock(MORNING), Room()
    settings = Settings(data_dir=folder / "data", backup_dir=backups)
    async with opened(settings, clock, address="http://127.0.0.1:8080", create=True) as service:
        async with service.office.store.work() as work:
            for chat in range(leads):
                seat = await work.people.meet("web", 1000 + chat, clock(), "zh")
                await work.roles.grant(seat.person.id, Role.LEAD)
            await work.commit()
        passed = Passed(clock)
        yield Town(service, clock, Watch(service, usage=lambda _folder: disk, seconds=passed), passed, disk)
