"""The webhook of the running service: closed to strangers, patient with nonsense, and one effect for one update."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.attacks.hooks import TOKEN, Hook, hooked
from tests.processes import Ended, Serving
from tests.standin import until
from texts import say

MB = 2**20


@pytest.fixture
async def hook(tmp_path: Path) -> AsyncIterator[Hook]:
    async with hooked(tmp_path) as hook:
        yield hook


async def test_the_webhook_takes_what_telegram_sends_and_nothing_else(hook: Hook) -> None:
    before = len(hook.standin.calls)
    strangers = [await hook.push(hook.message(1, "/start"), secret=secret) for secret in (None, "wrong", "密".encode())]
    assert strangers == [401, 401, 401]
    assert len(hook.standin.calls) == before
    bodies = [b"x" * (50 * MB), b"{", b"[]", {"update_id": 5, "message": "wrong shape"}, {"update_id": 6, "new_kind": {}}]
    assert [await hook.push(body) for body in bodies] == [413, 400, 400, 200, 200]
    assert '"level": "error"' not in hook.service.said().replace("update set aside", "")


async def test_an_update_that_comes_five_times_has_one_effect(hook: Hook) -> None:
    update = hook.message(2, "/start")
    assert await asyncio.gather(*(hook.push(update) for _ in range(5))) == [200] * 5
    welcome = say("zh", "menu.welcome", county="临夏县")
    await until(lambda: len(hook.standin.user(2).chat.spoken) >= 5, 30)
    assert set(hook.standin.user(2).chat.texts) == {welcome}
    assert hook.standin.user(2).id == 2


async def test_it_does_not_start_with_a_webhook_and_no_secret(tmp_path: Path) -> None:
    settings = {"AWARD_TELEGRAM_TOKEN": TOKEN, "AWARD_TELEGRAM_WEBHOOK": "https://award.example", "AWARD_WEBHOOK_SECRET": ""}
    service = Serving(tmp_path, settings=settings)
    with pytest.raises(Ended, match="AWARD_WEBHOOK_SECRET"):
        await service.start()
    assert service.process.returncode == 1
