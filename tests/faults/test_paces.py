"""Several processes of one bot keep Telegram's pace together: counted by the log of the stand-in."""

import asyncio
from bisect import bisect_left
from pathlib import Path

import pytest
from aiogram.methods import SendMessage

from bot.paces import Limits
from bot.pacing import SPARE, Gate, Sharing, shared
from bot.telegram import send_in_turn, telegram_bot
from storage.database.seals import Keys
from storage.store import Store
from tests.faults.instances import Fleet, Letters
from tests.faults.talk import TOKEN
from tests.postgres import Cluster
from tests.standin import StandIn
from tests.storage import raw
from workflow.engine.sending import Sent

MOST = Limits().total
CHATS = range(1, 201)


def most_at_once(moments: list[float]) -> int:
    """The most calls in any window of one second."""
    return max(bisect_left(moments, at + 1.0) - n for n, at in enumerate(moments))


async def test_two_processes_make_no_more_than_thirty_calls_in_any_second(postgres: Cluster, tmp_path: Path) -> None:
    url = postgres.new_database()
    async with StandIn(seed=1) as standin:
        for chat in CHATS:
            standin.user(chat, started=True)
        async with Fleet(tmp_path, standin, {"AWARD_DATABASE_URL": url}, count=2, seed=1) as fleet:
            letters = Letters(fleet.first, CHATS)
            await letters.owe()
            while letters.copies(standin) != [1] * len(CHATS):  # noqa: ASYNC110  # nobody tells
                await asyncio.sleep(0.1)
            await fleet.stop()
        moments = [call.at for call in standin.made("sendMessage")]
    print(f"{len(moments)} calls in {moments[-1] - moments[0]:.1f} s, at most {most_at_once(moments)} in a second")
    assert most_at_once(moments) <= MOST
    postgres.drop_database(url)


@pytest.mark.parametrize("count", [1, 2, 3])
async def test_however_many_have_much_to_say_at_once(postgres: Cluster, tmp_path: Path, count: int) -> None:
    url, keys = postgres.new_database(), Keys.fresh()

    async def speak(standin: StandIn, chats: range) -> None:
        store, gate, bot = await Store.open(url, keys, tmp_path), Gate(), telegram_bot(TOKEN, standin.url)
        async with shared(store, gate):
            calls = [SendMessage(chat_id=chat, text="x", parse_mode=None) for chat in chats]
            ways = (send_in_turn(gate, bot, call, bulk=False, within=None) for call in calls)
            assert {type(outcome) for outcome in await asyncio.gather(*ways)} == {Sent}
        await bot.session.close()
        await store.close()

    await (await Store.open(url, keys, tmp_path, create=True)).close()
    async with StandIn(seed=1) as standin:
        for chat in range(1, 60 * count + 1):
            standin.user(chat, started=True)
        await asyncio.gather(*(speak(standin, range(60 * n + 1, 60 * n + 61)) for n in range(count)))
        moments = [call.at for call in standin.made("sendMessage")]
    print(f"{len(moments)} calls in {moments[-1] - moments[0]:.1f} s, at most {most_at_once(moments)} in a second")
    assert most_at_once(moments) <= MOST
    postgres.drop_database(url)


async def test_shares_never_add_up_to_more_than_the_whole_and_end_fair(postgres: Cluster, tmp_path: Path) -> None:
    url, seconds = postgres.new_database(), [0.0]
    store = await Store.open(url, Keys.fresh(), tmp_path, create=True)
    gates, processes = list[Gate](), list[Sharing]()
    for _ in range(5):
        gates.append(Gate(clock=lambda: seconds[0]))
        processes.append(Sharing(store, gates[-1], lambda: seconds[0]))
        for _ in range(4):
            for one in processes:
                await one.renew()
                assert sum(each._limit for each in processes) <= MOST
        fair = (MOST - SPARE) // len(processes)
        assert [one._limit for one in processes] == [fair] * len(processes)
    for one in processes[1:]:
        await one.leave()
    await processes[0].renew()
    assert processes[0]._limit == fair  # the last calls of the others still count
    await raw.execute(store, "UPDATE shares SET until = until - interval '3 seconds'")
    await processes[0].renew()
    assert processes[0]._limit == MOST - SPARE
    seconds[0] = 100.0  # it was stopped: what it holds has long been given to others
    assert gates[0]._pace.open_at(bulk=False, now=100.0) <= 100.0
    assert gates[0]._pace.limits.total == 1
    await store.close()
    postgres.drop_database(url)
