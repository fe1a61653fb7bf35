"""`award tick` for cron: what is due is planned and delivered once, beside other processes on PostgreSQL."""

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.commands import _tick
from bot.settings import Settings
from storage.database.seals import Keys
from storage.engine.owed import OwedState, Urgency
from storage.store import Store
from tests import moments

if TYPE_CHECKING:
    from tests.postgres import Cluster

OWED = 6


async def test_ticks_beside_each_other_and_a_running_service_deliver_each_message_once(
    tmp_path: Path, postgres: "Cluster", capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(data_dir=tmp_path, database_url=postgres.new_database())
    keys, _ = Keys.load_or_make(settings.keys)
    store = await Store.open(settings.database, keys, tmp_path, create=True)  # as the service beside them has it open
    async with store.work() as work:
        now = moments.now()
        for chat in range(1, OWED + 1):
            seat = await work.people.meet("web", chat, now, "zh")
            await work.outbox.owe(f"k{chat}", seat.person.id, "menu.open", now=now, urgency=Urgency.ANSWER)
        await work.commit()
    assert await asyncio.gather(*(_tick(argparse.Namespace(), settings, moments.now) for _ in range(2))) == [0, 0]
    async with store.work() as work:
        states = [(await work.outbox.get(f"k{chat}")) for chat in range(1, OWED + 1)]
        letters = [await work.inbox.count(chat) for chat in range(1, OWED + 1)]
    assert [one and one.state for one in states] == [OwedState.SENT] * OWED
    assert letters == [1] * OWED
    assert sum(map(int, capsys.readouterr().out.split())) == OWED
    assert await _tick(argparse.Namespace(), settings, moments.now) == 0
    assert capsys.readouterr().out == "0\n"
    await store.close()
    postgres.drop_database(settings.database)
