"""The whole service in this process, polling a Bot API server on the wire; only its clock is moved by hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import SecretStr

from bot.fetching import StoredRegister
from bot.outlet import TelegramOutlet
from bot.paces import Limits
from bot.pacing import Gate
from bot.polling import Patience, poll
from bot.service import OUTAGES, Service, opened
from bot.settings import Settings
from reminders.clock import MovableClock
from rules.office.handover import EarlierHolder
from rules.people.roles import Role
from tests.faults.talk import TOKEN
from tests.standin import StandIn
from tests.stories.chats import WireTalker
from tests.stories.tales import another_code
from tests.stories.towns import CLERKS_UNIT, settle
from workflow.awards.holders import enter_award
from workflow.office.invitations import invite

SPRING = datetime(2026, 3, 20, 1, tzinfo=UTC)
SWIFT = Limits(total=10_000, bulk=10_000, burst=10_000)
"""Here people answer at once, and Telegram's second between two messages is not waited for."""


@dataclass
class Town:
    """The service, Telegram's side of the wire, and the clock."""

    service: Service
    standin: StandIn
    clock: MovableClock

    def person(self, number: int) -> WireTalker:
        """Somebody in their chat with the bot."""
        return WireTalker(self.standin, number)

    async def employ(self, number: int, role: Role, name: str) -> WireTalker:
        """Somebody takes a role by the link that the command line prints."""
        async with self.service.office.store.work() as work:
            token = await invite(work, role, CLERKS_UNIT if role is Role.CLERK else None, self.clock())
            await work.commit()
        talker = self.person(number)
        await talker.says(f"/start {token}")
        await talker.push("invitation:accept")
        await talker.says(name)
        return talker

    async def hold(self, number: int) -> WireTalker:
        """Somebody holds the award since last December."""
        talker = self.person(number)
        await talker.says("/start")
        earlier = EarlierHolder(
            row=0,
            name="临夏县示例乳业有限公司",
            organisation=True,
            number=another_code(8),
            award="award",
            decision="临县府发〔2025〕1号",
            decided_on=date(2025, 12, 20),
            certificate="LX-1",
            plaque="LX-1",
            contacts=(),
            unit=CLERKS_UNIT,
        )
        async with self.service.office.store.work() as work:
            channel = await work.channels.find("telegram", number)
            assert channel is not None
            pack = self.service.office.pack
            await enter_award(work, earlier, now=self.clock(), pack=pack, holders=[channel.person_id])
            await work.commit()
        return talker


@asynccontextmanager
async def running(service: Service) -> AsyncIterator[None]:
    """Polling and delivery, as `serve` runs them."""
    assert service.telegram is not None
    stop = asyncio.Event()
    polling = poll(
        service.telegram,
        service.receive,
        stop=stop,
        quarantine=service.quarantine,
        arrived=service.arrived,
        register=StoredRegister(service.office.store),
        outages=OUTAGES,
        patience=Patience(glance=0.02),
    )
    jobs = [asyncio.create_task(polling), asyncio.create_task(service.delivery.run(stop, service.wake))]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*jobs)


@asynccontextmanager
async def open_town(folder: Path) -> AsyncIterator[Town]:
    """A town with an open edition and a notice, on the data in `folder`."""
    clock = MovableClock(SPRING)
    async with StandIn(token=TOKEN) as standin:
        settings = Settings(data_dir=folder, telegram_token=SecretStr(TOKEN), telegram_api=standin.url)
        async with opened(settings, clock, address="http://127.0.0.1:8080", create=True) as service:
            assert service.telegram is not None
            outlet = service.receiver.outlets[service.telegram.id]
            assert isinstance(outlet, TelegramOutlet)
            outlet._gate = Gate(SWIFT)
            async with service.office.store.work() as work:
                await settle(work, clock())
            async with running(service):
                yield Town(service, standin, clock)
