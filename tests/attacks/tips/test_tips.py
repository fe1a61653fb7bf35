"""Whoever runs the machine, and whoever guesses codes: neither reads a tip nor finds its sender (Art. 24)."""

import asyncio
import re
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from rules.people.roles import Role
from rules.tips.cases import LEAST_DIGITS, LEAST_PASSPHRASE, About, Kind, Subject, pause_after
from storage.database.seals import Keys
from storage.engine import boxes
from storage.store import Store
from tests.attacks.tips.tipped import everything, found, tell
from tests.moments import now
from tests.processes import Serving
from tests.stories.towns import opened_data
from tests.web.sites import NOON, served
from tests.web.tipping import PASSPHRASE, WORDS, link_for, reader, settle, visitor
from texts import say
from web.engine.forms import HELD, held
from web.engine.site import SITE, Site
from web.tips.senders import FORGIVEN_AFTER, TipDoor
from workflow.tips.senders import stretch, thread_of

KEYS = Keys.fresh()
NOW = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)


@pytest.mark.article(24)
async def test_whoever_has_the_data_and_the_services_keys_reads_no_tip(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'award.db'}", KEYS, tmp_path, create=True)
    people = await settle(store, channel="telegram")
    tip, code = await tell(store, Subject(About.OFFICE), NOW)
    async with store.work() as work:  # something that the service's keys do open, to be found
        draft = await work.drafts.begin(people["clerk"], "objection", NOW)
        await work.drafts.answer(draft.id, "facts", "异议的事实也很长。", NOW)
        await work.commit()
    seen = b"\n".join(await everything(store))
    assert "异议的事实也很长。".encode() in seen
    assert found(seen, [WORDS, code]) == []
    boxes_found = await _boxes(store)
    async with store.work() as work:
        handlers = await work.tip_handlers.keyed()
        guesses = [*KEYS.sealing.values(), KEYS.lookup, *(one.public_key for one in handlers.values())]
        assert [g for g in guesses for box in boxes_found if boxes.unlock(g, box) or boxes.open_sealed(g, box)] == []
        chair = handlers[people["chair"]]
        private = boxes.unlock(boxes.stretched("".join(PASSPHRASE.split()), chair.salt).key, chair.box)
        assert private is not None  # with the passphrase it opens
        key = boxes.open_sealed(private, (await work.tip_handlers.keys_of(chair.id))[tip.id])
        assert key is not None
        assert [one.words for one in await work.tips.read(tip, key)] == ["", WORDS]
    await store.close()


async def _boxes(store: Store) -> list[bytes]:
    async with store.work() as work:
        names = ("tips.code_box", "tip_messages.box", "tip_files.box", "tip_keys.box", "tip_handlers.box")
        every = []
        for name in names:
            table, column = name.split(".")
            every += [row[0] for row in await work._db.exec_driver_sql(f"SELECT {column} FROM {table}")]
    return every


@pytest.mark.article(24)
async def test_whoever_runs_the_machine_gets_no_further_with_a_link_a_role_or_a_new_key(tmp_path: Path) -> None:
    async with served(tmp_path) as site, reader(site.url) as browser:
        store = site.site.store
        people = await settle(store)
        await tell(store, Subject(About.OFFICE), NOON)
        assert (await browser.sit(store, people["chair"], "the administrator guesses")).notice == say(
            "zh", "tips.wrong_passphrase"
        )
        async with store.work() as work:  # gives himself the post
            await work.roles.grant(people["reviewer"], Role.COMMITTEE, unit="chair")
            await work.commit()
        for taken in (people["reviewer"], people["chair"]):  # or takes the chair's place
            key = await link_for(store, taken)
            fresh = {"key": key, "passphrase": "mine now mine", "again": "mine now mine", "anew": "1"}
            await browser.send("/tips/key", fresh)
            assert await browser.every() == []


@pytest.mark.article(24)
async def test_nothing_of_the_sender_is_kept_in_the_data_or_in_a_log(tmp_path: Path) -> None:
    agent, address, cookie = "Whistle/7.7 (Zhang)", "203.0.113.77", "chat=a-cookie-of-zhang"
    service = Serving(tmp_path)
    async with opened_data(service) as work:
        await work.calendar.seed(now())
        await work.commit()
    keys = Keys.load(service.data / "keys.json")
    store = await Store.open(f"sqlite:///{service.data / 'award.db'}", keys, service.data)
    await settle(store)
    await store.close()
    headers = {"User-Agent": agent, "X-Forwarded-For": address, "Cookie": cookie, "Referer": f"http://{address}/"}
    async with service, visitor(service.url, **headers) as sender:
        sent = await sender.tell("office", WORDS, ("zhang-san.pdf", b"MZ"))
        assert sent.status == 400
        code = (await sender.tell("office", WORDS)).code
        await sender.look("1111 2222 3333 4444")
        assert WORDS in (await sender.look(code)).words
        await asyncio.sleep(0.5)
        service.kill()
        seen = service.log.read_bytes() + service.words.read_bytes()
        seen += b"".join(file.read_bytes() for file in service.data.rglob("*") if file.is_file())
        secrets = [agent, address, "a-cookie-of-zhang", WORDS, code, code.replace(" ", ""), "zhang-san", "/tip/code"]
        assert found(seen, secrets) == []
        assert sender.cookies == []
    store = await Store.open(f"sqlite:///{service.data / 'award.db'}", keys, service.data)
    assert found(b"\n".join(await everything(store)), secrets) == []
    await store.close()


@asynccontextmanager
async def patient(site: Site, pauses: list[float], clock: list[float]) -> AsyncIterator[str]:
    """The door with nobody waiting at it in earnest: `pauses` are noted, and the clock is the test's."""

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    async with door(site, pause, lambda: clock[0]) as url:
        yield url


@asynccontextmanager
async def door(
    site: Site, pause: Callable[[float], Awaitable[None]], monotonic: Callable[[], float]
) -> AsyncIterator[str]:
    """The door of tips alone, with such pauses and such a clock."""
    app = web.Application(middlewares=[held])
    app[SITE], app[HELD] = site, {}
    app.add_routes(TipDoor(pause, monotonic).routes())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_guessing_codes_waits_longer_and_longer_and_a_right_one_never(tmp_path: Path) -> None:
    pauses: list[float] = []
    clock = [0.0]
    async with served(tmp_path) as site:
        await settle(site.site.store)
        async with patient(site.site, pauses, clock) as url, visitor(url) as guesser:
            code = (await guesser.tell()).code
            told = {(await guesser.look(f"{number:016}")).notice for number in range(50)}
            assert told == {say("zh", "tip.code_unknown")}
            assert (await guesser.look(code)).status == 200
            clock[0] = 44 * FORGIVEN_AFTER
            assert (await guesser.look("9" * 16)).status == 404
    assert pauses == [*(pause_after(wrong) for wrong in range(50)), pause_after(6)]
    assert sum(map(pause_after, range(10_000))) > 10_000 * 41  # seconds, if they come one after the other


async def test_strangers_with_wrong_codes_keep_nobody_with_a_right_one_out(tmp_path: Path) -> None:
    async with served(tmp_path) as site, AsyncExitStack() as strangers:
        await settle(site.site.store)
        waiting, over = [0], asyncio.Event()

        async def pause(_seconds: float) -> None:
            waiting[0] += 1
            await over.wait()

        async with door(site.site, pause, lambda: 0.0) as url, visitor(url) as owner:
            code = (await owner.tell()).code
            guessing = []
            for number in range(24):
                stranger = await strangers.enter_async_context(visitor(url))
                guessing.append(asyncio.create_task(stranger.look(f"{number:016}")))
            while waiting[0] < 24:  # noqa: ASYNC110  # nobody tells
                await asyncio.sleep(0.01)
            assert WORDS in (await owner.look(code)).words
            assert not any(each.done() for each in guessing)
            over.set()
            assert {(await each).notice for each in guessing} == {say("zh", "tip.code_unknown")}


async def test_a_code_that_was_and_one_that_never_was_are_told_alike_after_as_long(tmp_path: Path) -> None:
    async with served(tmp_path) as site:
        store = site.site.store
        await settle(store)
        tip, code = await tell(store, Subject(About.APPLICANT), NOON)
        took: dict[str, list[float]] = {code: [], "1234123412341234": []}
        async with store.work() as work:
            await work.tips.close(tip, NOON.date())
            assert await work.tips.erase(closed_before=NOON.date() + timedelta(days=1), begun_before=NOON.date()) == 1
            await work.commit()
        pages = set()
        async with patient(site.site, [], [0.0]) as url, visitor(url) as guesser:
            for typed in [*took] * 15:
                begun = time.process_time()
                shown = await guesser.look(typed)
                took[typed].append(time.process_time() - begun)
                pages.add(re.sub(r'value="[^"]*"', "", shown.text))
        assert len(pages) == 1
        was, never = (statistics.median(times) for times in took.values())
        assert was == pytest.approx(never, rel=0.5)  # one that is not stretched takes a hundredth


async def test_a_code_opens_its_own_tip_alone(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'award.db'}", KEYS, tmp_path, create=True)
    await settle(store)
    codes = {words: (await tell(store, Subject(About.APPLICANT), NOW, words))[1] for words in (WORDS, "另一件事情。")}
    for words, code in codes.items():
        stretched = await stretch(store.seal, code)
        async with store.work() as work:
            thread = await thread_of(work, stretched)
        assert thread is not None
        assert [one.words for one in thread.messages if one.kind is Kind.WORDS] == [words]
    await store.close()


def test_a_passphrase_is_long_enough_for_whoever_has_a_copy_of_the_data() -> None:
    assert (LEAST_PASSPHRASE, LEAST_DIGITS) == (12, 16)
    assert boxes._MEMORY * boxes._PASSES >= 128 * 2**20  # what each guess costs, on any machine
