"""One row that was damaged stops nothing: other messages leave, other holders are reminded, the lead is told."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from reminders.planner import plan
from reminders.posting import STUMBLES
from rules.people.roles import Role
from storage.database.seals import Keys
from storage.engine.owed import OwedState
from storage.store import Store
from tests.reminders.mail import HOUR, NOON, PACK, Office, at
from tests.storage import raw
from workflow.awards.contacts import LIST

NO_TEXT = "CAST(x'c3284142' AS TEXT)"  # bytes that are no UTF-8, as a flipped bit leaves them
MESSAGES = [
    ("due_at", "'2026-13-45'"),
    ("created_at", "''"),
    ("lease_until", "'soon'"),
    ("urgency", "'urgemt'"),
    ("kind", NO_TEXT),
    ("text", NO_TEXT),
    ("key", NO_TEXT),
    ("paper", NO_TEXT),
    ("proof", NO_TEXT),
    ('"values"', "x'00'"),
    ('"values"', "'text'"),
    ("buttons", "5"),
    ("person_id", "'five'"),
]
AWARDS = [
    ("decided_on", "'2023-09-31'"),
    ("ending", "'revoke?'"),
    ("ended_on", "'2026-09'"),
    ("name", "x'0001'"),
    ("name", "'text'"),
    ("holder", NO_TEXT),
    ("unit", NO_TEXT),
]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """On SQLite, which takes any value in any column; PostgreSQL takes none that does not fit."""
    opened = await Store.open(f"sqlite:///{tmp_path / 'award.db'}", Keys.fresh(), tmp_path, create=True)
    yield opened
    await opened.close()


async def damage(store: Store, table: str, column: str, value: str, which: str) -> None:
    await asyncio.to_thread(_damage, store, f"UPDATE {table} SET {column} = {value} WHERE {which}")


def _damage(store: Store, statement: str) -> None:
    with closing(sqlite3.connect(str(store._engine.url.database), isolation_level=None)) as db:
        db.execute(statement)


@pytest.mark.parametrize(("column", "value"), MESSAGES)
async def test_a_damaged_message_stops_no_other(store: Store, column: str, value: str) -> None:
    office = Office(store)
    await office.seed()
    await office.staff(9, Role.LEAD)
    for n in range(3):
        await office.owe(f"k{n}", await office.person(5 + n), "unreachable.told", values={"count": n})
    await raw.execute(store, "UPDATE outbox SET lease_until = NULL")
    await damage(store, "outbox", column, value, "key = 'k1'")
    for n in range(STUMBLES + 1):
        await office.delivery.deliver_once(NOON + n * HOUR)
    assert [await office.state(key) for key in ("k0", "k2")] == [OwedState.SENT] * 2
    states = await raw.execute(store, "SELECT state FROM outbox WHERE id = 2")
    assert states[0][0] in ("failed", "sent", "dropped")
    async with store.work() as work:
        assert len(await work.outbox.page()) >= 3  # a list shows it, and goes on
    if states[0][0] == "failed" and column != "person_id":
        assert ["第2号消息" in text for text in office.telegram.texts(9)] == [True]


@pytest.mark.parametrize(("column", "value"), AWARDS)
async def test_a_damaged_award_stops_no_other_holders_reminders(store: Store, column: str, value: str) -> None:
    office = Office(store)
    await office.seed()
    await office.staff(9, Role.LEAD)
    for n in range(1, 4):
        await office.holder(n, await office.person(100 + n))
    await damage(store, "awards", column, value, "id = 2")
    for day in (date(2026, 6, 20), date(2026, 7, 1), date(2026, 7, 15), date(2026, 9, 26)):
        await office.tick(at(day))
    assert [len(office.telegram.texts(chat)) for chat in (101, 103)] == [4, 4]
    failed: set[str] = set()
    await plan(store, PACK, at(date(2026, 9, 26)), failed=failed)
    told = office.telegram.texts(9)
    assert failed or any("损坏" in text for text in told) or len(office.telegram.texts(102)) == 4


async def test_the_lead_is_told_of_a_row_that_cannot_be_read(store: Store) -> None:
    office = Office(store)
    await office.seed()
    await office.staff(9, Role.LEAD)
    for n in range(1, 4):
        await office.holder(n, await office.person(100 + n))
    await damage(store, "awards", "decided_on", "'2023-09-31'", "id = 2")
    await office.tick(at(date(2026, 6, 20)))
    await office.tick(at(date(2026, 6, 20)) + HOUR)
    async with store.work() as work:
        noted = [entry.details for entry in await work.journal.of("sealed:awards.row")]
    assert noted == [{"row": "2"}]
    assert sum("1" in text and "损坏" in text for text in office.telegram.texts(9)) == 1


async def test_a_duty_that_fails_is_named_and_the_others_of_its_part_are_done(store: Store) -> None:
    office = Office(store)
    await office.seed()
    for n in range(1, 4):
        await office.holder(n, await office.person(100 + n))
    await office.tick(at(date(2026, 6, 19)))
    await plan(store, PACK, at(date(2026, 6, 20)))
    await damage(store, "self_assessments", "due_on", "'2026-07-99'", "award_id = 1")
    await damage(store, "awards", "decided_on", "5", "id = 2")  # read one by one here: the list is of reports
    failed: set[str] = set()
    await raw.execute(store, "DELETE FROM outbox", "UPDATE self_assessments SET told_on = NULL")
    await plan(store, PACK, at(date(2026, 7, 1)), failed=failed)
    async with store.work() as work:
        keys = [owed.key for owed in await work.outbox.page() if owed.key.startswith("self-assessment:")]
    assert keys == ["self-assessment:2026:award-3:07-01:person-3"]
    assert failed == {"remind_holders 2"}


async def test_a_damaged_address_keeps_no_other_contact_from_the_list_to_phone(store: Store) -> None:
    office = Office(store)
    await office.seed()
    await office.staff(9, Role.LEAD)
    people = [await office.person(100 + n) for n in range(3)]
    for n, one in enumerate(people):
        await office.holder(n + 1, one)
        given = await office.emailed(one, f"holder{n}@example.com")
        async with store.work() as work:
            await work.emails.bounce(given, NOON)
            await work.commit()
    await damage(store, "emails", "bounced_at", "'2026-13-45'", f"person_id = {people[0]}")
    failed: set[str] = set()
    await plan(store, PACK, NOON + HOUR, failed=failed)
    async with store.work() as work:
        assert [task.kind for task in await work.tasks.of(LIST)] == ["contacts"]
    assert failed == set()
