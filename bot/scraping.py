"""The page `/metrics`, shown only with a token: behind a proxy on this machine, every visitor looks local."""

import asyncio
import hmac
import os
import shutil
from importlib.metadata import version
from pathlib import Path

import structlog
from aiohttp import web

from bot.metrics import Metrics, exposition
from bot.service import Service
from rules.engine.calendar import office_day
from storage.upkeep.backups import backups_in, made_at
from web.engine.webhook import Webhook

ADDRESS = "/metrics"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
WITHIN = 5.0


class Scraping:
    """Answers requests that carry the token; for everybody else the page does not exist."""

    def __init__(self, service: Service, webhook: Webhook | None, token: str) -> None:
        self._service = service
        self._webhook = webhook
        self._expected = f"Bearer {token}".encode()

    async def answer(self, request: web.Request) -> web.Response:
        """Return the figures. Raises HTTPNotFound without the token."""
        given = request.headers.get("Authorization", "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, self._expected):
            raise web.HTTPNotFound(text="404: Not Found")
        told = exposition(self._service.metrics, await self._gauges())
        return web.Response(body=told.encode(), headers={"Content-Type": CONTENT_TYPE})

    async def _gauges(self) -> Metrics:
        gauges = Metrics()
        try:
            async with asyncio.timeout(WITHIN):
                await self._from_database(gauges)
        except Exception as failure:  # noqa: BLE001  # the other figures matter all the more
            structlog.get_logger().warning("figures not read", error=type(failure).__name__)
        gauges.show("award_up", float(bool(gauges.values)))
        await self._from_machine(gauges)
        return gauges

    async def _from_database(self, gauges: Metrics) -> None:
        now = self._service.office.clock()
        async with self._service.office.store.work() as work:
            states = await work.figures.messages()
            oldest = await work.figures.oldest_due_at(now)
            tasks = await work.figures.tasks(office_day(now))
            size = await work.figures.size()
        for state, count in states.items():
            gauges.show("award_outbox_messages", count, state=state)
        gauges.show("award_outbox_oldest_seconds", (now - oldest).total_seconds() if oldest is not None else 0)
        for task in tasks:
            gauges.show("award_tasks", task.open, kind=task.kind)
            gauges.show("award_tasks_late", task.late, kind=task.kind)
        gauges.show("award_database_bytes", size)

    async def _from_machine(self, gauges: Metrics) -> None:
        service, settings = self._service, self._service.settings
        gauges.show("award_info", 1, version=version("linxia-quality-award"), pack=service.office.pack.name)
        gauges.show("award_open_pages", len(service.web_session.sockets.everyone()))
        gauges.show("award_disk_free_bytes", shutil.disk_usage(settings.data_dir).free)
        gauges.show("process_resident_memory_bytes", _resident())
        if (looked_at := service.delivery.looked_at) is not None:
            gauges.show("award_delivery_timestamp_seconds", looked_at.timestamp())
        if self._webhook is not None:
            gauges.show("award_webhook_turned_away_total", self._webhook.turned_away)
        if settings.backup_dir is not None:
            gauges.show("award_backup_timestamp_seconds", await asyncio.to_thread(_last_backup, settings.backup_dir))


def _resident() -> int:
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _last_backup(folder: Path) -> float:
    made = [moment.timestamp() for path in backups_in(folder) if (moment := made_at(path)) is not None]
    return max(made, default=0.0)
