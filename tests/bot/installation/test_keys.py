"""`award keys`: a new key while the service goes on, a kill in the middle, the end of the old one."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.keys import NotYet, retire, rotate
from bot.settings import Settings
from storage.database.seals import Keys
from storage.store import Store
from storage.upkeep.rotation import Outlook, outlook
from tests.moments import now
from tests.processes import Serving
from tests.stories.sockets import visitor
from tests.stories.towns import opened_data

PEOPLE = 600
NAME = "马小兰"


@asynccontextmanager
async def peopled(folder: Path, people: int = PEOPLE) -> AsyncIterator[Serving]:
    """A service, not started, with many names and files."""
    service = Serving(folder)
    async with opened_data(service) as work:
        for chat in range(people):
            one = (await work.people.meet("telegram", chat + 1, now(), "zh")).person.id
            await work.people.set_name(one, NAME)
        await work.files.add(NAME.encode(), owner=1, name="a.pdf", kind="pdf", subject="draft:1", now=now())
        await work.commit()
    yield service


def settings(service: Serving) -> Settings:
    return Settings(data_dir=service.data)


def keys_of(service: Serving) -> Keys:
    return Keys.load(service.data / "keys.json")


async def left(service: Serving) -> Outlook:
    return await outlook(f"sqlite:///{service.data / 'award.db'}", keys_of(service))


async def everything_opens(service: Serving) -> None:
    """With the newest key alone."""
    keys, url = keys_of(service).retired(), f"sqlite:///{service.data / 'award.db'}"
    store = await Store.open(url, keys, service.data)
    async with store.work() as work:
        names = {person.name for one in range(1, PEOPLE + 1) if (person := await work.people.get(one))}
        (file,) = await work.files.of("draft:1")
        content = await work.files.open(file.id)
    await store.close()
    assert (names, content) == ({NAME}, NAME.encode())


def aged(service: Serving, seconds: int = 121) -> None:
    """As many seconds later, as far as the keys file knows: by default the two minutes, and one more."""
    before = now().timestamp() - seconds
    os.utime(service.data / "keys.json", (before, before))


async def test_people_are_answered_while_everything_is_sealed_anew(tmp_path: Path) -> None:
    async with peopled(tmp_path) as service, service, visitor(service.url) as somebody:
        rotation = asyncio.create_task(asyncio.to_thread(service.award, "keys", "rotate"))
        answered = 0
        while not rotation.done():
            await somebody.says("/mydata")
            answered += not rotation.done()
            await asyncio.sleep(0.3)  # as fast as one may write
        said = rotation.result()
        print(said.stdout)
        assert (said.returncode, said.stdout.splitlines()[0].startswith("Key 2 is in ")) == (0, True)
        assert (await left(service), answered > 0) == (Outlook(0, ended=True), True)
        aged(service, 60)
        with pytest.raises(NotYet, match="trouble.key_new"):
            await retire(settings(service), now)
        aged(service)
        assert await retire(settings(service), now) == 0
        assert keys_of(service).older == ()
        await somebody.says("/mydata")
        assert "姓名" in somebody.pages[-1].text
        assert await service.stop() == 0
        await everything_opens(service)


async def test_a_kill_in_the_middle_loses_nothing_and_the_next_start_brings_it_to_its_end(tmp_path: Path) -> None:
    async with peopled(tmp_path, 3 * PEOPLE) as service:
        keys_of(service).rotated().keep(service.data / "keys.json")
        total = (await left(service)).left
        async with service:
            while (await left(service)).left == total:
                pass  # another process is at it
            service.kill()
            assert 0 < (await left(service)).left < total
            aged(service)
            with pytest.raises(NotYet, match="trouble.fields_older"):
                await retire(settings(service), now)
            await service.start()
            while not (await left(service)).ended:  # noqa: ASYNC110  # another process is at it
                await asyncio.sleep(0.05)
            assert await service.stop() == 0
        assert (await left(service)).left == 0
        await everything_opens(service)


async def test_with_no_service_running_the_command_does_it_itself_and_begins_no_second_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with peopled(tmp_path) as service:
        assert await rotate(settings(service), now) == 0
        assert capsys.readouterr().out.splitlines()[-1].endswith("1 file(s) were sealed with key 2.")
        assert await rotate(settings(service), now) == 0
        said = "Everything is sealed with key 2. End the old one with `award keys retire`.\n"
        assert capsys.readouterr().out == said
        await everything_opens(service)


async def test_an_older_key_is_not_dropped_while_a_field_that_does_not_open_bears_it(tmp_path: Path) -> None:
    async with peopled(tmp_path) as service:
        with closing(sqlite3.connect(service.data / "award.db")) as db, db:
            db.execute("UPDATE people SET name = (SELECT name FROM people WHERE id = 2) WHERE id = 3")
        await rotate(settings(service), now)
        aged(service)
        with pytest.raises(NotYet, match="trouble.fields_shut .*1"):
            await retire(settings(service), now)
        assert await retire(settings(service), now, damaged_too=True) == 0
        assert keys_of(service).older == ()
