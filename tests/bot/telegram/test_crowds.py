"""Somebody says much at once: it is read at once, answered in order as fast as the chat allows, and hides nobody."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr

from bot.channels import Parking
from bot.fetching import LIMIT
from bot.service import Service, opened
from bot.settings import Settings
from tests.faults.talk import TOKEN
from tests.moments import now
from tests.standin import StandIn, until
from tests.stories.wires import running
from texts import languages, say

FLOOD, OTHER = 900, 901


@asynccontextmanager
async def _serving(folder: Path, standin: StandIn) -> AsyncIterator[Service]:
    """The service over these data, polling, at the pace that Telegram asks for."""
    settings = Settings(data_dir=folder, telegram_token=SecretStr(TOKEN), telegram_api=standin.url)
    serving = opened(settings, now, address="http://127.0.0.1:8080", create=True)
    async with serving as service, running(service):
        yield service


async def test_what_was_said_at_once_is_answered_in_order_also_over_a_restart(tmp_path: Path) -> None:
    async with StandIn(token=TOKEN) as standin:
        person = standin.user(FLOOD)
        async with _serving(tmp_path, standin) as service:
            for _ in range(6):
                await person.says("/language")
            await until(lambda: standin.updates.pending == [])
            assert await Parking(service.office.store, now, lambda: None).chats() == {FLOOD}
        async with _serving(tmp_path, standin):
            await person.says("/language")
            await until(lambda: len(person.chat.texts) >= 7, 60)
        assert [_language(text) for text in person.chat.texts] == [*["en", "zh"] * 3, "en"]
        assert [call for call in standin.calls if call.early] == []


async def test_more_than_telegram_shows_at_once_of_one_chat_hides_nobody_else(tmp_path: Path) -> None:
    async with StandIn(token=TOKEN) as standin, _serving(tmp_path, standin) as service:
        for _ in range(2 * LIMIT):
            await standin.user(FLOOD).says("在吗")
        await standin.user(OTHER).says("/start")
        await until(lambda: standin.user(OTHER).chat.texts, 60)
        assert len(standin.user(FLOOD).chat.texts) < LIMIT  # a second each: who came last waited for few of them
        while not (times := await _told_it_is_too_fast(service, standin)):  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0.05)  # what was kept to be served later is served by and by
        assert times == 1


async def _told_it_is_too_fast(service: Service, standin: StandIn) -> int:
    async with service.office.store.work() as work:
        channel = await work.channels.find("telegram", FLOOD)
        owed = [] if channel is None else await work.outbox.of(channel.person_id)
    too_fast = say("zh", "talk.too_fast")
    waiting = [one for one in owed if too_fast in str(one.values)]
    heard = [text for text in standin.user(FLOOD).chat.texts if too_fast in text]
    return max(len(waiting), len(heard))  # what was just sent may still be noted as owed


def _language(text: str) -> str:
    (language,) = [one for one in languages() if say(one, "commands.language_changed") in text]
    return language
