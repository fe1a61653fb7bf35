"""Another process holds the database's write lock for ten seconds: everybody is answered after it, and nobody is told.

Writers at once are tried here too: each takes numbers and now and then gives one back undone.
"""

import asyncio
import json
import multiprocessing
import random
import sqlite3
import time
from contextlib import closing
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from storage.database.seals import Keys
from storage.store import Store
from tests.faults.talk import BOT, TOKEN, on_telegram
from tests.moments import now
from tests.postgres import Cluster
from tests.processes import Serving
from tests.standin import StandIn
from tests.stories.chats import WireTalker
from tests.stories.guided import Filler, Talker
from tests.stories.sockets import visitor
from tests.stories.towns import kept_of, opened_data, settle
from texts import say

HELD, FIRST, PEOPLE = 10.0, 5001, 4
WRITERS, EACH, UNDONE = 8, 25, 0.2


async def _answers(talker: Talker) -> float:
    """Answer the question that is asked; how long the next one took."""
    page = talker.asked()
    assert page is not None
    begun = time.monotonic()
    await Filler(talker).answer(page)
    await talker.hears(f"f:{page.place()[0]}:h:{page.place()[1] + 1}", HELD * 3)  # type: ignore[index]  # it asks
    return time.monotonic() - begun


def _held(data: Path, seconds: float) -> None:
    with closing(sqlite3.connect(data / "award.db", isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        db.execute("ROLLBACK")


async def test_ten_seconds_of_anothers_lock_lose_nothing_and_nobody_hears_of_it(tmp_path: Path) -> None:
    service = Serving(tmp_path)
    async with StandIn(token=TOKEN) as standin:
        service.settings |= on_telegram(standin)
        async with opened_data(service) as work:
            await settle(work, now())
        async with service, visitor(service.url) as web:
            talkers: list[Talker] = [web, *(WireTalker(standin, FIRST + n) for n in range(PEOPLE))]
            for talker in talkers:
                await talker.begin("application:begin", "application:new:organisation", say("zh", "forms.go_on"))
            holding = asyncio.create_task(asyncio.to_thread(_held, service.data, HELD))
            await asyncio.sleep(0.2)
            took = await asyncio.gather(*map(_answers, talkers))
            await holding
            await service.stop()
        print(f"the slowest answer took {max(took):.1f} s")
        assert max(took) > HELD - 1  # some of them met the lock, and all have their next question
        said = "\n".join(page.text for talker in talkers for page in talker.pages) + "\n".join(web.toasts)
        assert "lock" not in (said + service.said().replace("award.db.lock", "")).lower()
        assert {json.loads(line)["level"] for line in service.log.read_text().splitlines()} <= {"info", "warning"}
        async with opened_data(service) as work:
            kept = [await kept_of(work, FIRST + n, bot_id=BOT) for n in range(PEOPLE)]
        assert [one is not None and len(one.answers) for one in kept] == [1] * PEOPLE


def _writer(url: str, folder: str, keys: Keys, taken: "SimpleQueue[list[int]]") -> None:
    taken.put(asyncio.run(_take(url, Path(folder), keys)))


async def _take(url: str, folder: Path, keys: Keys) -> list[int]:
    store = await Store.open(url, keys, folder)
    numbers: list[int] = []
    while len(numbers) < EACH:
        async with store.work() as work:
            number = await work.numbers.next("receipt", 2026)
            if random.random() < UNDONE:
                continue
            await work.commit()
            numbers.append(number)
    await store.close()
    return numbers


async def test_eight_processes_take_two_hundred_numbers_without_a_gap(tmp_path: Path, postgres: Cluster) -> None:
    url, keys = postgres.new_database(), Keys.fresh()
    await (await Store.open(url, keys, tmp_path)).close()
    context = multiprocessing.get_context("spawn")
    taken: SimpleQueue[list[int]] = context.SimpleQueue()
    writers = [context.Process(target=_writer, args=(url, str(tmp_path), keys, taken)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    numbers = [number for _ in writers for number in await asyncio.to_thread(taken.get)]
    for writer in writers:
        await asyncio.to_thread(writer.join)
    postgres.drop_database(url)
    assert sorted(numbers) == list(range(1, WRITERS * EACH + 1))
