"""Runs the service until it is told to stop: pages, Telegram by polling or webhook, planning and delivery."""

import asyncio
import gc
import signal
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from functools import partial
from importlib.metadata import version

import structlog
from aiogram.exceptions import AiogramError
from aiogram.methods import SetWebhook
from aiohttp import web

import texts
from bot.emails import REACHED, greeting
from bot.fetching import WANTED, StoredRegister
from bot.keys import look_after
from bot.polling import poll
from bot.scraping import ADDRESS, Scraping
from bot.service import OUTAGES, Service, opened
from bot.settings import Settings, tell
from bot.watching import Watch
from handlers.dispatching import all_guides
from handlers.engine.commands import announce_commands
from handlers.engine.words import warm_up
from handlers.papers import render
from reminders.clock import scheduler
from storage.database.failures import DATABASE_AWAY
from web.app import make_app, make_runner
from web.engine.site import Site
from web.engine.webhook import Webhook, WebhookSecretMissing, make_webhook
from workflow.engine.alerts import note_start
from workflow.office.invitations import make_lead_invitation

HOOK = "/telegram"
LEAVING = 10.0

log = structlog.get_logger()
Ready = Callable[[Service, web.Application], Awaitable[None]]


async def serve(
    settings: Settings, clock: Callable[[], datetime], *, create: bool = False, ready: Ready | None = None
) -> None:
    """Run the service until SIGTERM or SIGINT; a second signal ends the process at once.

    `ready` may add to the pages before they are served. Raises WebhookSecretMissing, before anything is opened, for a
    webhook without a secret.
    """
    if settings.telegram_webhook and settings.webhook_secret is None:
        raise WebhookSecretMissing
    stop = _stopping()
    async with opened(settings, clock, address=settings.address(settings.port), create=create) as service:
        app = make_app(_site(service))
        webhook = _webhook(service, app)
        _add_metrics(service, app, webhook)
        if ready is not None:
            await ready(service, app)
        texts.warm_up()
        service.office.store.warm_up()
        runner = make_runner(app)
        await runner.setup()
        try:
            await _listen(runner, settings)
            await _welcome(service)
            gc.collect()
            gc.freeze()  # imported modules stay for good: collections need not walk them each time
            aside = [asyncio.create_task(task) for task in _aside(service)]
            try:
                await _run(service, stop, polls=service.telegram is not None and webhook is None)
            finally:
                for task in aside:
                    task.cancel()
                await asyncio.wait(aside)
        finally:
            await runner.cleanup()


async def _listen(runner: web.AppRunner, settings: Settings) -> None:
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:  # it does not say at which address
        error.filename = f"AWARD_HOST={settings.host}, AWARD_PORT={settings.port}"
        raise


def _aside(service: Service) -> list[Coroutine[None, None, None]]:
    """Return the side tasks, which may end or fail without stopping the service."""
    office, watch = service.office, Watch(service)
    tasks = [_greet(service), look_after(office.store, service.settings.keys, office.clock), asyncio.to_thread(warm_up)]
    return tasks if service.settings.practice else [*tasks, _try_email(service), watch.run(), watch.run_inspections()]


async def _run(service: Service, stop: asyncio.Event, *, polls: bool) -> None:
    clock = scheduler(_planning(service))
    clock.start()
    jobs = [asyncio.create_task(service.delivery.run(stop, service.wake))]
    if polls and service.telegram is not None:
        polling = poll(
            service.telegram,
            service.receive,
            stop=stop,
            quarantine=service.quarantine,
            arrived=service.arrived,
            register=StoredRegister(service.office.store),
            outages=OUTAGES,
        )
        jobs.append(asyncio.create_task(polling))
    waiting = asyncio.create_task(stop.wait())
    try:
        done, _ = await asyncio.wait({waiting, *jobs}, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        await asyncio.wait(jobs, timeout=LEAVING)
        for job in done - {waiting}:
            job.result()
    finally:
        clock.shutdown(wait=False)
        for job in (waiting, *jobs):
            job.cancel()


def _planning(service: Service) -> Callable[[], Awaitable[None]]:
    async def tick() -> None:
        try:
            if await service.plan():
                service.wake.set()
        except DATABASE_AWAY as away:
            log.warning("planning waits for the database", error=type(away).__name__)

    return tick


def _site(service: Service) -> Site:
    return Site(
        bot=service.web_bot,
        session=service.web_session,
        store=service.office.store,
        pack=service.office.pack,
        receive=service.receive,
        prints=partial(render, service.office.store, service.office.pack, places=service.office.places),
        now=service.office.clock,
        public_url=service.office.places.url,
        guides=all_guides(),
        telegram=service.office.places.telegram,
        practice=service.settings.practice,
        push=service.settings.pushed_to if service.settings.web_push else None,
        untold=service.untold,
    )


def _webhook(service: Service, app: web.Application) -> Webhook | None:
    settings = service.settings
    if not settings.telegram_webhook or service.telegram is None or settings.webhook_secret is None:
        return None
    secret = settings.webhook_secret.get_secret_value()
    webhook = make_webhook(
        service.telegram,
        service.receive,
        secret,
        quarantine=service.quarantine,
        arrived=service.arrived,
        outages=OUTAGES,
    )
    app.router.add_post(HOOK, webhook.answer)
    return webhook


def _add_metrics(service: Service, app: web.Application, webhook: Webhook | None) -> None:
    token = service.settings.metrics_token
    if token is not None:
        app.router.add_get(ADDRESS, Scraping(service, webhook, token.get_secret_value()).answer)


async def _greet(service: Service) -> None:
    """Announce commands and webhook to Telegram, retrying until it succeeds while the service already runs."""
    settings, pause = service.settings, 1.0
    while service.telegram is not None:
        try:
            await announce_commands(service.telegram, service.office.pack)
            if settings.telegram_webhook and settings.webhook_secret is not None:
                url, secret = settings.telegram_webhook.rstrip("/") + HOOK, settings.webhook_secret.get_secret_value()
                await service.telegram(SetWebhook(url=url, secret_token=secret, allowed_updates=WANTED))
        except AiogramError as error:
            log.warning("Telegram was not greeted", fault=error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, 300.0)
        else:
            return


async def _try_email(service: Service) -> None:
    """Say which mail server does not let the service in; the service runs all the same and tries each message."""
    if service.settings.smtp is not None and (found := await greeting(service.settings.smtp)).key != REACHED:
        tell(found.key, **found.values)
        log.warning("the mail server is not reached", host=found.values["host"])


async def _welcome(service: Service) -> None:
    """Print where the service is found and, while there is no lead, an invitation for one."""
    async with service.office.store.work() as work:
        token = await make_lead_invitation(work, service.office.clock())
        await note_start(work, service.office.clock(), version("linxia-quality-award"))
        await work.commit()
    places = service.office.places
    _say(f"服务已就绪 Serving: {places.url}/")
    if token is not None:
        _say(f"负责人邀请（一次有效） The lead's invitation, for one use: {places.url}/chat?start={token}")
        if places.telegram:
            _say(f"  Telegram: https://t.me/{places.telegram}?start={token}")


def _say(line: str) -> None:
    import sys

    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _stopping() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def told() -> None:
        if stop.is_set():
            import os

            os._exit(1)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told)
    return stop
