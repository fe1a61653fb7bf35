"""The webhook of the running service: closed to strangers, patient with nonsense, and one effect for one update."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.attacks.wire.hooks import Hook, hooked
from tests.faults.talk import TOKEN
from tests.processes import Ended, Serving
from tests.standin import until
from tests.stories.chats import WireTalker
from tests.stories.guided import Filler
from texts import say

MB = 2**20


@pytest.fixture
async def hook(tmp_path: Path) -> AsyncIterator[Hook]:
    async with hooked(tmp_path) as hook:
        yield hook


async def test_the_webhook_lets_in_telegram_alone_and_one_effect_for_one_update(hook: Hook) -> None:
    await _strangers_and_nonsense(hook)
    await _one_answer_five_times(hook)


async def _strangers_and_nonsense(hook: Hook) -> None:
    await until(lambda: hook.standin.made("setWebhook"))  # what the service says to Telegram when it starts
    before = len(hook.standin.calls)
    strangers = [await hook.push(hook.message(1, "/start"), secret=secret) for secret in (None, "wrong", "密".encode())]
    assert strangers == [401, 401, 401]
    assert len(hook.standin.calls) == before
    bodies = [
        b"x" * (50 * MB),
        b"{",
        b"[]",
        {"update_id": 5, "message": "wrong shape"},
        {"update_id": 6, "new_kind": {}},
    ]
    assert [await hook.push(body) for body in bodies] == [413, 400, 400, 200, 200]
    errors = [line for line in hook.service.log.read_text().splitlines() if '"level": "error"' in line]
    assert ["update set aside" in line for line in errors] == [True]


async def _one_answer_five_times(hook: Hook) -> None:
    talker = WireTalker(hook.standin, 2)
    await talker.begin("application:begin", "application:new:organisation", say("zh", "forms.go_on"))
    filler = Filler(talker)
    for _ in range(2):
        page = talker.asked()
        assert page is not None
        await filler.answer(page)
    asked = talker.asked()
    assert asked is not None
    assert say("zh", "apply.credit_code") in asked.text
    name = hook.standin.updates.history[-1]
    assert name["message"]["text"] == filler.given[asked.place()[0], 1]  # type: ignore[index]  # a question has a place
    read = len(talker.pages)
    assert await asyncio.gather(*(hook.push(name) for _ in range(5))) == [200] * 5
    await until(lambda: len(talker.pages) == read + 5, 60)
    assert [page.text for page in talker.pages[read:]] == [asked.text] * 5


async def test_it_does_not_start_with_a_webhook_and_no_secret(tmp_path: Path) -> None:
    settings = {
        "AWARD_TELEGRAM_TOKEN": TOKEN,
        "AWARD_TELEGRAM_WEBHOOK": "https://award.example",
        "AWARD_WEBHOOK_SECRET": "",
    }
    service = Serving(tmp_path, settings=settings)
    with pytest.raises(Ended, match="AWARD_WEBHOOK_SECRET"):
        await service.start()
    assert service.process.returncode == 1
