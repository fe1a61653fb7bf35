"""Tells the leads directly, past the outbox, what they would not hear of otherwise."""

from collections.abc import Iterable
from datetime import date, datetime

import structlog

from reminders.letters import Letter, always
from reminders.posting import Routes
from rules.engine.calendar import office_day
from rules.people.roles import EMAIL, Channel, Person, Role
from storage.database.failures import FAULTS, StorageFailure
from storage.store import Store
from storage.work import Work
from texts import say
from workflow.engine.alerts import Alert, AlertKind
from workflow.engine.sending import Sent

FAILURES: tuple[type[Exception], ...] = (*FAULTS, StorageFailure, OSError)
"""What a channel that needs the database may meet while that is damaged."""

log = structlog.get_logger()


class Alarms:
    """Remembers the leads and their channels while the database gives them, and uses them when it does not."""

    def __init__(self, store: Store, routes: Routes) -> None:
        self._store = store
        self._routes = routes
        self._leads: list[tuple[Person, list[Channel]]] = []
        self._told: dict[tuple[AlertKind, int], date] = {}

    async def remember(self, work: Work, now: datetime) -> None:
        """Note who the leads are and how each is reached: the chat used last first, e-mail last."""
        leads = []
        for lead in await work.people.with_role(Role.LEAD, now):
            channels = [one for one in await work.channels.of(lead.id) if one.alive and one.bot in self._routes.bots]
            email = await work.emails.of(lead.id) if EMAIL in self._routes.bots else None
            if email is not None and email.arrives:
                channels.append(Channel(0, lead.id, EMAIL, email.id, alive=True, last_seen_at=email.given_at))
            leads.append((lead, channels))
        self._leads = leads

    async def tell(self, alerts: Iterable[Alert], now: datetime) -> set[AlertKind]:
        """Tell every lead each alert once a day. Returns the kinds of which every lead has been told."""
        if not self._leads:
            await self._look_up(now)
        reached = set()
        for alert in alerts:
            told = [await self._tell(lead, channels, alert, now) for lead, channels in self._leads]
            if told and all(told):
                reached.add(alert.kind)
        return reached

    async def _look_up(self, now: datetime) -> None:
        try:
            async with self._store.work() as work:
                await self.remember(work, now)
        except FAILURES as failure:
            log.error("nobody can be told: the leads cannot be read", error=type(failure).__name__)  # noqa: TRY400  # no content

    async def _tell(self, lead: Person, channels: Iterable[Channel], alert: Alert, now: datetime) -> bool:
        if self._told.get((alert.kind, lead.id)) == office_day(now):
            return True
        letter = Letter(say(lead.language, f"alerts.{alert.kind}", **alert.values), answers=True)
        for channel in channels:
            try:
                arrived = await self._brought(channel, letter)
            except FAILURES as failure:
                log.warning("an alarm did not arrive", over=channel.bot, error=type(failure).__name__)
                continue
            if arrived:
                self._told[alert.kind, lead.id] = office_day(now)
                log.error("a lead is told directly", alert=alert.kind.value, over=channel.bot)
                return True
        return False

    async def _brought(self, channel: Channel, letter: Letter) -> bool:
        keeper = self._routes.keepers.get(channel.bot)
        if keeper is None:
            outcome = await self._routes.senders[channel.bot].send(channel, letter, always)
            return isinstance(outcome, Sent)
        async with self._store.work() as work:
            kept = await keeper.keep(work, channel, letter)
            await work.commit()
        await keeper.release(kept)
        return True
