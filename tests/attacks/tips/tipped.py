"""Everything that somebody can open in the chat, and all that lies in a database: to be compared and searched."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile
from sqlalchemy import Column, RowMapping, func, select

from handlers.engine.floods import Gate
from reminders.delivery import Delivery
from reminders.planner import plan
from reminders.posting import Routes, no_papers
from rules.engine.pack import load_pack
from rules.tips.cases import Subject
from storage.schema import metadata
from storage.store import Store
from storage.tips.cases import Tip
from tests.reminders.mail import Wire
from tests.talking import Someone, Town, buttons, text_of
from tests.web.tipping import WORDS, entered
from workflow.tips.senders import add_words, begin_tip, new_code, send_tip

PACK = load_pack()
COMMANDS = ("/menu", "/tasks", "/office", "/people", "/status", "/mydata", "/help", "/where", "/tips", "/tip")
MOST_PRESSES = 120
# What does something, or makes a link that is another every time, is not pressed.
ACTS = re.compile(r"^(f:|m:erase|m:agree|m:mydata:withdraw|m:language|m:link|m:separate|pe:(end|accept)|tp:)")
RANDOM = re.compile(r"(?<=key=)[\w-]{32}|(?<=start=)[\w-]{32}|\d{4}-\d\d-\d\dT[\d:.+]+")


async def tell(store: Store, subject: Subject, now: datetime, words: str = WORDS) -> tuple[Tip, str]:
    """Somebody sent a tip yesterday, and it has just entered; it, and its code."""
    code = new_code()
    async with store.work() as work:
        stretched = await work.tips.stretch(code)
        writing = await begin_tip(work, PACK, now - timedelta(days=1), subject, stretched)
        assert writing is not None
        await send_tip(work, add_words(writing, words))
    await entered(store, now)
    async with store.work() as work:
        tip = await work.tips.find(stretched)
    assert tip is not None
    return tip, code


def quiet_town(store: Store, now: datetime) -> Town:
    """A town in which nobody presses too fast."""
    town = Town(store)
    town.clock.now = now
    town.receive.gate = Gate(burst=100_000, monotonic=lambda: 0.0)
    return town


async def opened(someone: Someone) -> list[str]:
    """Everything that this person reads who asks for everything and presses every button there is, in one order."""
    pressed: set[str] = set()
    waiting: list[str] = []
    for command in COMMANDS:
        await someone.says(command)
        waiting += _new(someone, pressed)
    while waiting and len(pressed) < MOST_PRESSES:
        await someone.presses_data(waiting.pop(0))
        waiting += _new(someone, pressed)
    return [RANDOM.sub("…", part) for call in someone._mine() for part in _read(call)]


def _new(someone: Someone, pressed: set[str]) -> list[str]:
    calls = someone._mine()[someone.read_until :]
    someone.read_until = len(someone._mine())
    fresh = []
    for data in (data for call in calls for _, data in buttons(call)):
        if data not in pressed and not ACTS.match(data) and "://" not in data:
            pressed.add(data)
            fresh.append(data)
    return fresh


def _read(call: Any) -> Iterator[str]:
    yield text_of(call)
    yield from (f"[{label}] {data}" for label, data in buttons(call))
    if isinstance(call, SendDocument) and isinstance(call.document, BufferedInputFile):
        yield call.document.data.decode("utf-8", "replace")


async def weeks(store: Store, start: datetime) -> Wire:
    """Three weeks of planning and delivery, an hour of each working day's morning; what was sent to whom."""
    wire = Wire()
    moment = [start]
    delivery = Delivery(
        store, PACK, Routes(keepers={}, senders={"telegram": wire}, papers=no_papers), lambda: moment[0]
    )
    for day in range(21):
        moment[0] = start + timedelta(days=day)
        await plan(store, PACK, moment[0])
        await delivery.deliver_once(moment[0])
        await plan(store, PACK, moment[0] + timedelta(minutes=1))
    return wire


async def rows(store: Store) -> dict[str, int]:
    """How many rows each table has that is not the tips' own."""
    async with store.work() as work:
        return {
            table.name: (await work._db.execute(select(func.count()).select_from(table))).scalar_one()
            for table in metadata.sorted_tables
            if not table.name.startswith("tip")
        }


async def everything(store: Store) -> list[bytes]:
    """All that lies in the database, with every field opened that the service's own keys open."""
    found: list[bytes] = []
    async with store.work() as work:
        for table in metadata.sorted_tables:
            for row in (await work._db.execute(select(table))).mappings().all():
                found += [piece for column in table.columns for piece in _opened(store, column, row)]
    return found


def found(content: bytes, secrets: list[str]) -> list[str]:
    """Which of these are in it, in whatever spelling."""
    forms = {one: (one.encode(), one.encode("utf-16-le"), one.encode("unicode-escape")) for one in secrets}
    return [secret for secret, written in forms.items() if any(form in content for form in written)]


def _opened(store: Store, column: Column[Any], row: RowMapping) -> Iterator[bytes]:
    value = row[column.name]
    if value is None:
        return
    yield value if isinstance(value, bytes) else str(value).encode()
    if "sealed_to" in column.info:
        place = "/".join(str(row[name]) for name in column.info["sealed_to"])
        yield store.seal.open(column.table.name, place, column.name, value)
