"""A database that can be written, without the keys: what is forged in it has no effect, or the lead is told."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from rules.people.roles import Role
from storage.database.seals import Field
from tests.bot.installation.watched import MORNING, Town, town

NOBODYS, LEADS = 5000, 1000


@contextmanager
def written(folder: Path) -> Iterator[sqlite3.Connection]:
    """The database, as whoever can write to the file has it."""
    with closing(sqlite3.connect(folder / "data" / "award.db", isolation_level=None)) as db:
        yield db


async def _roles(here: Town, chat: int) -> list[Role]:
    async with here.service.office.store.work() as work:
        return [held.role for held in (await work.people.meet("web", chat, MORNING, "zh")).roles]


async def _noticed(here: Town) -> set[tuple[str, str]]:
    """What the lead is told of after the daily inspection, by its place."""
    here.service.office.store.seal.noticed.clear()
    await here.watch.inspect()
    return {(field.table, field.column) for field in here.service.office.store.seal.noticed}


@pytest.mark.article(41)
async def test_a_role_that_somebody_gives_themselves_is_none_and_is_noticed(tmp_path: Path) -> None:
    async with town(tmp_path, leads=1) as here:
        assert await _roles(here, NOBODYS) == []
        async with here.service.office.store.work() as work:
            mine = (await work.people.meet("web", NOBODYS, MORNING, "zh")).person.id
            await work.commit()
        assert await _noticed(here) == set()
        with written(tmp_path) as db:
            db.execute("INSERT INTO roles (person_id, role) VALUES (?, 'lead')", (mine,))
            db.execute(
                "INSERT INTO roles (person_id, role, proof) SELECT ?, role, proof FROM roles WHERE id = 1", (mine,)
            )
        assert await _roles(here, NOBODYS) == []
        assert await _noticed(here) == {("roles", "proof")}


async def test_a_chat_that_is_given_to_the_lead_has_not_the_leads_roles(tmp_path: Path) -> None:
    async with town(tmp_path, leads=1) as here:
        async with here.service.office.store.work() as work:
            await work.people.meet("web", NOBODYS, MORNING, "zh")
            await work.commit()
        assert await _roles(here, LEADS) == [Role.LEAD]
        with written(tmp_path) as db:
            db.execute("UPDATE channels SET person_id = 1 WHERE chat_id = ?", (NOBODYS,))
        assert await _roles(here, NOBODYS) == []
        assert await _roles(here, LEADS) == [Role.LEAD]
        assert await _noticed(here) == {("channels", "proof")}


async def test_a_role_that_was_ended_and_is_put_back_as_it_was_is_noticed(tmp_path: Path) -> None:
    async with town(tmp_path, leads=2) as here:
        store = here.service.office.store
        with written(tmp_path) as db:
            before = db.execute("SELECT proof FROM roles WHERE id = 2").fetchone()
        async with store.work() as work:
            held = (await work.roles.of(2))[0]
            await work.roles.end(2, Role.LEAD, MORNING)
            details = {"role": "lead", "unit": None, "marked": 0, "membership": held.id}
            await work.journal.write("role_ended", "person:2", now=MORNING, person_id=1, article=41, details=details)
            await work.commit()
        assert await _noticed(here) == set()
        with written(tmp_path) as db:
            db.execute("UPDATE roles SET ended_at = NULL, proof = ? WHERE id = 2", before)
        assert await _noticed(here) == {("roles", "ended_at")}
        assert Field("roles", "2", "ended_at") in store.seal.noticed


@pytest.mark.parametrize(
    ("change", "place"),
    [("person_id = 2", ("applications", "proof")), ("state = 'granted'", ("applications", "state"))],
)
async def test_an_application_given_to_another_or_set_forward_is_noticed(
    tmp_path: Path, change: str, place: tuple[str, str]
) -> None:
    async with town(tmp_path, leads=2) as here:
        async with here.service.office.store.work() as work:
            draft = await work.drafts.begin(1, "application", MORNING)
            edition = await work.editions.add(
                number=2, year=2026, opens_on=MORNING.date(), closes_on=MORNING.date(), pack="x", opened_at=MORNING
            )
            assert edition is not None
            await work.applications.begin(
                edition_id=edition.id, kind="organisation", person_id=1, draft_id=draft.id, now=MORNING
            )
            await work.commit()
        assert await _noticed(here) == set()
        with written(tmp_path) as db:
            db.execute(f"UPDATE applications SET {change}")
        assert await _noticed(here) == {place}
