"""Whoever has every table, log and backup joins them by times, order, numbers and gaps, and finds no tip's sender."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import RowMapping, select, text

from reminders.planner import plan
from rules.engine.pack import load_pack
from storage.database.seals import Keys
from storage.engine.inbox import inbox, inbox_chats, inbox_frames
from storage.engine.owed import UNLISTED, outbox
from storage.schema import metadata
from storage.store import Store
from storage.upkeep.backups import back_up
from storage.upkeep.manifests import DATABASE, read_archive
from tests.moments import now
from tests.postgres import Cluster
from tests.processes import Serving
from tests.web.clients import Client, browser
from tests.web.tipping import Visitor, settle, visitor

PACK = load_pack()
OTHERS = 7
STAFF = 10**18
NEAR = timedelta(hours=1)
OFTEN = ("/menu", "/help", "/status")


@pytest.mark.article(24)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_no_table_log_or_backup_joins_a_tip_to_its_sender(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    cluster: Cluster | None = request.getfixturevalue("postgres") if kind == "postgresql" else None
    service = Serving(tmp_path, settings={"AWARD_DATABASE_URL": cluster.new_database()} if cluster else {})
    store = await _opened(service)
    await settle(store, chat=STAFF)
    await store.close()
    async with service, browser(service.url) as sender, browser(service.url) as twin, visitor(service.url) as page:
        codes = await _a_day(sender, twin, page)
        service.kill()
    store = await _opened(service)
    try:
        marks = [await _marks(store, code) for code in codes]
        before = await _everything(store)
        written = b"".join([one async for one in _bytes(store, service, tmp_path)])
        assert [mark for its in marks for mark in its if mark in written] == []
        assert _shape(before, 0) == _shape(before, 1)  # all that their chats have left, gaps and empty cells
        assert before["tips"] == []
        for minutes in (0, 1):
            await plan(store, PACK, now() + timedelta(days=1, minutes=minutes))
        after = await _everything(store)
        assert (len(after["tips"]), len([row for row in after["outbox"] if row["kind"] == UNLISTED])) == (8, 16)
        assert _near(before, after) == []
        assert await _order(store) != [mark[0].decode() for mark in marks]  # by chance it is, once in 40,320 nights
        if kind == "postgresql":
            assert await _written_between(store) == []
        made = await back_up(_url(service), service.data, tmp_path / "b", keys=_keys(service), version="1", now=now())
        (tmp_path / "out" / "files").mkdir(parents=True)
        read_archive(made.path, tmp_path / "out")
        with closing(sqlite3.connect(tmp_path / "out" / DATABASE)) as copy:
            order = [row[0] for row in copy.execute("SELECT id FROM tips ORDER BY rowid")]
        assert order != [mark[0].decode() for mark in marks]
    finally:
        await store.close()


async def _a_day(sender: Client, twin: Client, page: Visitor) -> list[str]:
    """Two people talk in the same way, one of whom also asks for the door and sends the last of eight tips."""
    chats = (sender, twin)
    for client in chats:
        await client.open()
    for number, word in enumerate(OFTEN):
        for client in chats:
            await client.say(word, f"before-{number}")
    codes = [(await page.tell("applicant", f"第{number}件事情，在县城发生的。")).code for number in range(OTHERS)]
    await sender.say("/tip", "the-door")
    codes.append((await page.tell("applicant", "我在聊天里问过的那件事。")).code)
    for number, word in enumerate(OFTEN):
        for client in chats:
            await client.say(word, f"after-{number}")
    for client in chats:
        await client.close()
    return codes


async def _opened(service: Serving) -> Store:
    service.data.mkdir(parents=True, exist_ok=True)
    keys, _ = Keys.load_or_make(service.data / "keys.json")
    return await Store.open(_url(service), keys, service.data)


def _url(service: Serving) -> str:
    return service.settings.get("AWARD_DATABASE_URL") or f"sqlite:///{service.data / 'award.db'}"


def _keys(service: Serving) -> Keys:
    return Keys.load(service.data / "keys.json")


async def _marks(store: Store, code: str) -> tuple[bytes, bytes]:
    """By which the tip of a code would be known: its id, and the hash of its code."""
    async with store.work() as work:
        stretched = await work.tips.stretch(code.replace(" ", ""))
        tip = await work.tips.find(stretched)
    assert tip is not None
    return tip.id.encode(), store.seal.lookup("tips.code", stretched.hash).encode()


async def _everything(store: Store) -> dict[str, list[RowMapping]]:
    async with store.work() as work:
        return {
            table.name: list((await work._db.execute(select(table))).mappings()) for table in metadata.sorted_tables
        }


async def _bytes(store: Store, service: Serving, folder: Path) -> Any:
    """The database's files with their logs, the service's log and words: all that was written by the end of the day."""
    places = [service.data, folder]
    if "AWARD_DATABASE_URL" in service.settings:
        async with store.work() as work:
            await work._db.execute(text("SELECT pg_switch_wal()"))
            places.append(Path((await work._db.execute(text("SHOW data_directory"))).scalar_one()) / "pg_wal")
    for path in sorted({path for place in places for path in place.rglob("*") if path.is_file()}):
        yield await asyncio.to_thread(path.read_bytes)


def _shape(every: dict[str, list[RowMapping]], place: int) -> dict[str, Any]:
    """What a chat has left, with neither its number, nor keys and moments: which rows, with which gaps and holes."""
    chats = [row["chat_id"] for row in sorted(every["channels"], key=lambda row: row["id"]) if row["chat_id"] < STAFF]
    chat = chats[place]
    found: dict[str, Any] = {}
    for table in (inbox_chats, inbox, inbox_frames):
        mine = [row for row in every[table.name] if row["chat"] == chat]
        found[table.name] = sorted(repr(_holes(row)) for row in mine)
    talks = [row for row in every["conversations"] if row["chat_id"] == chat]
    found["conversations"] = [(row["state"], len(row["data"] or b"")) for row in talks]
    assert len(found[inbox.name]) == len(OFTEN) * 4
    return found


def _holes(row: RowMapping) -> dict[str, Any]:
    left_out = {"chat", "key", "sent_at", "came_at", "seen"}
    return {
        name: len(value) if isinstance(value, bytes) else value for name, value in row.items() if name not in left_out
    }


def _near(before: dict[str, list[RowMapping]], after: dict[str, list[RowMapping]]) -> list[tuple[str, str]]:
    """Pairs of a moment that has to do with a tip and one of somebody's, within an hour of each other."""
    tips = [one for name, rows in after.items() if name.startswith("tip_") or name == "tips" for one in _moments(rows)]
    tips += list(_moments([row for row in after[outbox.name] if row["kind"] == UNLISTED]))
    people = {name: list(_moments(rows)) for name, rows in before.items()}
    assert sum(map(len, people.values())) > 20
    return [(name, str(at)) for at in tips for name, its in people.items() if any(abs(at - one) < NEAR for one in its)]


def _moments(rows: list[RowMapping]) -> Iterator[datetime]:
    for row in rows:
        yield from (value for value in row.values() if isinstance(value, datetime))


async def _order(store: Store) -> list[str]:
    """The tips in the order in which the database has them."""
    async with store.work() as work:
        place = "ctid" if work._db.dialect.name == "postgresql" else "rowid"
        return list((await work._db.execute(text(f"SELECT id FROM tips ORDER BY {place}"))).scalars())


async def _written_between(store: Store) -> list[str]:
    """The tables in which somebody's row was written after a tip had been, by the numbers of the transactions."""
    async with store.work() as work:
        first = (await work._db.execute(text("SELECT min(xmin::text::bigint) FROM tips"))).scalar_one()
        found = []
        for table in (inbox, inbox_frames, metadata.tables["conversations"], metadata.tables["updates"]):
            last = text(f"SELECT max(xmin::text::bigint) FROM {table.name}")
            if (await work._db.execute(last)).scalar_one() >= first:
                found.append(table.name)
        return found
