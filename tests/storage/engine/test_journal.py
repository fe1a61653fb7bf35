"""The journal is appended to only, and whatever is changed in it behind its back is found."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from storage.database.seals import Keys
from storage.database.values import pack
from storage.engine.journal import Entry, Head, journal
from storage.store import Store
from tests.postgres import Cluster
from tests.storage import raw
from workflow.engine.keys import begin_proofs

NOW = datetime(2026, 7, 1, 1, 2, 3, 456789, tzinfo=UTC)
UNLOCKED = {
    "sqlite": ("DROP TRIGGER IF EXISTS journal_refuses_update", "DROP TRIGGER IF EXISTS journal_refuses_delete"),
    "postgresql": ("SET LOCAL session_replication_role = replica",),
}


async def _five(store: Store) -> Head:
    async with store.work() as work:
        for number in range(5):
            moment = NOW + timedelta(hours=number)
            await work.journal.write("objection.filed", f"objection:{number}", now=moment, person_id=7, article=22)
        await work.commit()
    async with store.work() as work:
        return await work.journal.head()


async def _first_bad(store: Store, published: Head | None = None) -> int | None:
    async with store.work() as work:
        return await work.journal.verify(published)


async def _tamper(store: Store, *statements: str) -> None:
    await raw.execute(store, *UNLOCKED[store._engine.dialect.name], *statements)


async def test_an_entry_says_who_did_what_when_and_under_which_article(store: Store) -> None:
    async with store.work() as work:
        await work.journal.write(
            "notice.posted", "notice:3", now=NOW, person_id=7, article=22, details={"on": NOW.date()}
        )
        await work.commit()
    async with store.work() as work:
        entries = await work.journal.of("notice:3")
        head = await work.journal.head()
    details = {"on": NOW.date()}
    assert entries == [Entry(1, NOW, 7, "notice.posted", "notice:3", 22, details, "0" * 64, head.hash)]


async def test_a_journal_that_nobody_touched_is_whole(store: Store) -> None:
    assert await _first_bad(store) is None
    head = await _five(store)
    assert (head.id, await _first_bad(store), await _first_bad(store, head)) == (5, None, None)


async def test_entries_of_works_at_once_make_one_chain(store: Store) -> None:
    async def write(number: int) -> None:
        async with store.work() as work:
            await work.journal.write("draft.sent", f"draft:{number}", now=NOW)
            await asyncio.sleep(0)
            await work.journal.write("receipt.given", f"draft:{number}", now=NOW)
            await work.commit()

    await asyncio.gather(*(write(number) for number in range(12)))
    async with store.work() as work:
        assert (await work.journal.head()).id == 24
        assert await work.journal.verify() is None


async def test_two_instances_write_one_chain(postgres: Cluster, tmp_path: Path) -> None:
    url, keys = postgres.new_database(), Keys.fresh()
    stores = [await Store.open(url, keys, tmp_path, create=True) for _ in range(2)]

    async def write(number: int) -> None:
        async with stores[number % 2].work() as work:
            await work.journal.write("draft.sent", f"draft:{number}", now=NOW)
            await work.commit()

    await asyncio.gather(*(write(number) for number in range(30)))
    async with stores[0].work() as work:
        assert ((await work.journal.head()).id, await work.journal.verify()) == (30, None)
    for store in stores:
        await store.close()


async def test_what_was_undone_is_not_in_the_journal(store: Store) -> None:
    async with store.work() as work:
        await work.journal.write("draft.sent", "draft:1", now=NOW)
        assert (await work.journal.head()).id == 1
    assert (await _five(store)).id == 5


@pytest.mark.parametrize("statement", ["UPDATE journal SET act = 'x' WHERE id = 3", "DELETE FROM journal WHERE id = 3"])
async def test_the_database_refuses_to_change_or_delete_an_entry(store: Store, statement: str) -> None:
    await _five(store)
    with pytest.raises(DBAPIError, match="the journal is append-only"):
        await raw.execute(store, statement)
    assert await _first_bad(store) is None


@pytest.mark.parametrize(
    "changed",
    [
        "act = 'objection.withdrawn'",
        "subject = 'objection:9'",
        "person_id = 8",
        "person_id = NULL",
        "article = 23",
        "details = '{\"x\":1}'",
        "at = '2026-07-01 03:02:03.456788'",
        "prev = hash",
        "hash = prev",
    ],
)
async def test_a_changed_entry_is_named(store: Store, changed: str) -> None:
    await _five(store)
    if store._engine.dialect.name == "postgresql":
        changed = changed.replace("456788'", "456788+00'")
    await _tamper(store, f"UPDATE journal SET {changed} WHERE id = 3")
    assert await _first_bad(store) == 3


async def test_a_deleted_entry_is_named(store: Store) -> None:
    await _five(store)
    await _tamper(store, "DELETE FROM journal WHERE id = 2")
    assert await _first_bad(store) == 2


async def test_entries_that_changed_places_are_named(store: Store) -> None:
    await _five(store)
    swapped = (f"UPDATE journal SET id = {new} WHERE id = {old}" for new, old in ((9, 2), (2, 4), (4, 9)))
    await _tamper(store, *swapped)
    assert await _first_bad(store) == 2


async def test_an_end_that_was_cut_off_shows_against_a_published_head(store: Store) -> None:
    published = await _five(store)
    await _tamper(store, "DELETE FROM journal WHERE id > 3")
    assert (await _first_bad(store), await _first_bad(store, published)) == (None, 4)


async def test_a_journal_written_anew_as_a_whole_shows_against_a_published_head(store: Store) -> None:
    published = await _five(store)
    await _tamper(store, "DELETE FROM journal")
    async with store.work() as work:
        for number in range(6):
            await work.journal.write("objection.filed", f"objection:{number}", now=NOW)
        await work.commit()
    assert (await _first_bad(store), await _first_bad(store, published)) == (None, 5)


async def test_a_head_as_it_is_printed_is_read_and_stands_for_the_whole_one(store: Store) -> None:
    head = await _five(store)
    printed = Head.read(f" {head}\n")
    assert (printed.id, len(printed.hash), await _first_bad(store, printed)) == (5, 16, None)
    assert await _first_bad(store, Head(5, "0" * 16)) == 5
    assert await _first_bad(store, Head(6, printed.hash)) == 6


@pytest.mark.parametrize(
    "text", ["", "5", "5:", "5:0123", "five:0123456789abcdef", "5:0123456789ABCDEF", "5:" + "g" * 16]
)
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"head is printed as|invalid literal"):
        Head.read(text)


async def _written_anew(store: Store, entries: int, *, act: str, first: int = 1) -> None:
    """Write these entries as somebody who has the database, the programme and its history, but no keys."""
    await raw.execute(store, *UNLOCKED[store._engine.dialect.name], f"DELETE FROM journal WHERE id >= {first}")
    async with store._engine.begin() as db:
        last = (await db.execute(select(journal.c.id, journal.c.hash).order_by(journal.c.id.desc()).limit(1))).first()
        head = Head(*last) if last else Head(0, "0" * 64)
        for number in range(first, entries + 1):
            written = (NOW, None, act, f"objection:{number}", 22, "{}")
            digest = hashlib.sha256(pack([number, *written, head.hash]).encode()).hexdigest()
            names = ("at", "person_id", "act", "subject", "article", "details")
            values = dict(zip(names, written, strict=True))
            await db.execute(journal.insert().values(id=number, prev=head.hash, hash=digest, **values))
            head = Head(number, digest)


async def test_without_the_keys_nobody_writes_it_anew_or_goes_on_with_it(store: Store) -> None:
    await _five(store)
    await _written_anew(store, 7, act="forged", first=6)
    assert await _first_bad(store) == 6
    await _written_anew(store, 7, act="forged")
    assert await _first_bad(store) == 1


async def test_a_journal_from_before_the_keys_is_vouched_for_by_its_first_entry_with_them(store: Store) -> None:
    await _written_anew(store, 3, act="old")
    store.seal.unkeyed = None  # as the keys file of an earlier version
    assert await _first_bad(store) is None
    async with store.work() as work:
        store.seal.unkeyed = await begin_proofs(work, NOW)
        await work.commit()
    await _five(store)
    async with store.work() as work:
        acts = [entry.act for entry in reversed(await work.journal.page())]
        assert (store.seal.unkeyed, await begin_proofs(work, NOW)) == (3, 3)
        await work.commit()
    assert acts == ["old"] * 3 + ["journal_keyed"] + ["objection.filed"] * 5
    assert await _first_bad(store) is None
    await _tamper(store, "UPDATE journal SET act = 'new' WHERE id = 2")
    assert await _first_bad(store) == 2


@pytest.mark.parametrize(("entries", "first", "bad"), [(3, 1, 4), (2, 1, 3), (6, 1, 4), (6, 4, 4)])
async def test_where_the_keys_begin_is_moved_by_nobody_who_has_the_database_alone(
    store: Store, entries: int, first: int, bad: int
) -> None:
    await _written_anew(store, 3, act="old")
    async with store.work() as work:
        store.seal.unkeyed = await begin_proofs(work, NOW)
        await work.commit()
    assert await _first_bad(store) is None
    await _written_anew(store, entries, act="forged", first=first)
    assert await _first_bad(store) == bad
