"""After a run with seeded numbers nothing of them is found: neither in the log nor in a copy of the data folder.

The run is an objection by somebody whose every number is seeded, mistakes and attacks on the way included.
"""

import shutil
from contextlib import AsyncExitStack
from pathlib import Path

from tests.faults.talk import TOKEN, on_telegram
from tests.processes import Serving
from tests.standin import StandIn
from tests.stories.guided import Filler
from tests.stories.sockets import visitor
from tests.stories.towns import opened_data, real_now, settle
from texts import say

PHONE, NUMBER = "13955667788", "622921199001010008"
SEEDS = {
    "objection.phone": PHONE,
    "objection.document_number": NUMBER,
    "objection.address": "甘肃省临夏州临夏县只此一处村9社",
    "objection.name": "欧阳种子",
    "objection.facts": "我亲眼看到的事实种子：该公司去年八月被处罚过。",
}
MISTYPED = "622921199001010007"
GUESSED = "an-invitation-code-that-is-guessed"


async def test_neither_log_nor_data_tell_who_objected(tmp_path: Path) -> None:
    async with StandIn(token=TOKEN) as standin:
        service = Serving(tmp_path, settings={**on_telegram(standin), "AWARD_LANGUAGE": "zh"})
        async with opened_data(service) as work:
            await settle(work, real_now())
        async with service, AsyncExitStack() as stack:
            objector = await stack.enter_async_context(visitor(service.url))
            await objector.says(f"/start {GUESSED}")
            await objector.begin("ob:begin", say("zh", "forms.go_on"))
            filler = Filler(objector, {say("zh", key): answer for key, answer in SEEDS.items()})
            while (page := objector.asked()) is not None:
                if say("zh", "objection.document_number") in page.text:
                    await objector.says(MISTYPED)
                await filler.answer(page)
            await filler.send()
            service.kill()  # so that the journal of the database is still there to be searched
            secrets = [*SEEDS.values(), MISTYPED, GUESSED, TOKEN, TOKEN.partition(":")[2]]
            assert _found(service.log.read_bytes(), secrets) == []
            assert _found(_copied(service.data, tmp_path / "copy"), secrets) == []
            assert set(SEEDS.values()) <= set(filler.given.values())
            assert (
                _found("临夏县示例食品有限公司".encode(), ["临夏县示例食品有限公司"]) != []
            )  # it could have been found


def _copied(data: Path, to: Path) -> bytes:
    """Everything in a copy of the data folder but the keys, which are kept apart."""
    shutil.copytree(data, to, ignore=shutil.ignore_patterns("keys.json"))
    files = [file for file in to.rglob("*") if file.is_file()]
    assert any(file.name == "award.db-wal" and file.stat().st_size for file in files)
    content = b"".join(file.read_bytes() for file in files)
    assert "第二届县政府质量奖受理名单公示".encode() in content  # what is public can be found
    return content


def _found(content: bytes, secrets: list[str]) -> list[str]:
    forms = {
        secret: (secret.encode(), secret.encode("utf-16-le"), secret.encode("unicode-escape")) for secret in secrets
    }
    return [secret for secret, written in forms.items() if any(form in content for form in written)]
