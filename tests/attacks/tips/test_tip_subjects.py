"""Whoever a tip is about opens everything there is, for three weeks, and finds nothing (Art. 24)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rules.tips.cases import About, Kind, Message, Subject
from storage.database.seals import Keys
from storage.database.sqlite import driver_of
from storage.engine import boxes
from storage.store import Store
from tests.attacks.tips.tipped import opened, quiet_town, rows, tell, weeks
from tests.web.sites import NOON, served
from tests.web.tipping import POSTS, reader, settle

KEYS = Keys.fresh()
NOW = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
SUBJECTS = {
    "office": (Subject(About.OFFICE), ("lead", "officer")),
    "unit": (Subject(About.UNIT, "industry"), ("clerk",)),
    "reviewer": (Subject(About.REVIEWER), ("reviewer",)),
    "chair": (Subject(About.CHAIR), ("chair",)),
    "committee": (Subject(About.COMMITTEE), ("chair", "deputy")),
}


@dataclass
class Seen:
    """What the subjects of a tip came to see, and how much the database did for it."""

    read: dict[str, list[str]]
    told: dict[str, list[str]]
    statements: dict[str, int]
    tables: dict[str, int]
    sent: list[str]


async def look(folder: Path, subject: Subject, who: tuple[str, ...], *, tipped: bool) -> Seen:
    """Three weeks in which the subjects look at everything, before and after; with the tip, or without."""
    folder.mkdir()
    store = await Store.open(f"sqlite:///{folder / 'award.db'}", KEYS, folder, create=True)
    async with store.work() as work:
        await work.calendar.seed(NOW)
        await work.commit()
    people = await settle(store, channel="telegram")
    sent = []
    if tipped:
        tip, _ = await tell(store, subject, NOW)
        async with store.work() as work:
            sent = [one.text for person in people.values() for one in await work.outbox.of(person)]
        async with store.work() as work:
            await work.tips.add(tip, boxes.pair().private, Message(Kind.WORDS, NOW, "补充", None))
            await work.commit()
    wire = await weeks(store, NOW)
    town = quiet_town(store, NOW + timedelta(days=21))
    chats = {name: 100 + list(POSTS).index(name) for name in who}
    read, statements = {}, {}
    for name, chat in chats.items():
        async with counted(store) as count:
            read[name] = await opened(town.person(chat))
        statements[name] = len(count)
    told = {name: wire.texts(chat) for name, chat in chats.items()}
    tables = await rows(store)
    await store.close()
    return Seen(read, told, statements, tables, sent)


@asynccontextmanager
async def counted(store: Store) -> AsyncIterator[list[str]]:
    """The statements that SQLite runs inside."""
    statements: list[str] = []
    async with store.work() as work:
        driver = driver_of(work._db)
    driver.set_trace_callback(statements.append)
    try:
        yield statements
    finally:
        driver.set_trace_callback(None)


@pytest.mark.article(24)
@pytest.mark.parametrize("about", SUBJECTS)
async def test_whoever_a_tip_is_about_opens_everything_and_it_is_the_same_without_it(
    tmp_path: Path, about: str
) -> None:
    subject, who = SUBJECTS[about]
    without = await look(tmp_path / "without", subject, who, tipped=False)
    with_it = await look(tmp_path / "with", subject, who, tipped=True)
    assert with_it.sent  # somebody was told of it
    assert with_it.read == without.read
    assert all(len(read) > 30 for read in without.read.values())
    assert with_it.told == without.told
    assert with_it.statements == without.statements  # and so it takes as long
    assert with_it.tables == without.tables  # no number, no task, no line of the journal, nothing told and left


async def test_the_page_of_tips_shows_a_subject_the_same_with_and_without_it(tmp_path: Path) -> None:
    pages = []
    for tipped in (False, True):
        async with served(tmp_path / str(tipped)) as site, reader(site.url) as browser:
            people = await settle(site.site.store)
            if tipped:
                await tell(site.site.store, Subject(About.OFFICE), NOON)
            pages.append((await browser.sit(site.site.store, people["lead"])).words)
            async with reader(site.url) as other:
                assert bool((await other.sit(site.site.store, people["chair"])).text.count("/tips/")) > 0
                assert len(await other.every()) == tipped
    assert pages[0] == pages[1]
