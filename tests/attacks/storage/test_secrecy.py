"""After a run with seeded numbers nothing of them is found: neither in the log nor in a copy of the data folder.

The run is an objection by somebody whose every number is seeded, mistakes and attacks on the way included.
"""

import asyncio
import base64
import shutil
import sqlite3
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest

from rules.people.roles import Role
from storage.database.seals import Keys
from storage.store import Store
from storage.upkeep.backups import back_up
from tests.attacks.storage.searching import bytes_of, forms, found
from tests.attacks.storage.seeding import NOW, sow
from tests.faults.talk import TOKEN, on_telegram
from tests.moments import now
from tests.processes import Serving
from tests.standin import StandIn
from tests.storage import unsealed
from tests.stories.guided import Filler
from tests.stories.sockets import visitor
from tests.stories.towns import employ, opened_data, settle
from texts import say
from workflow.engine.alerts import Alert, AlertKind, alerts_in, tell_lead

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
            await settle(work, now())
        async with service, AsyncExitStack() as stack:
            objector = await stack.enter_async_context(visitor(service.url))
            await objector.says(f"/start {GUESSED}")
            await objector.begin("objection:begin", say("zh", "forms.go_on"))
            filler = Filler(objector, {say("zh", key): answer for key, answer in SEEDS.items()})
            while (page := objector.asked()) is not None:
                if say("zh", "objection.document_number") in page.text:
                    await objector.says(MISTYPED)
                await filler.answer(page)
            await filler.send()
            service.kill()  # so that the journal of the database is still there to be searched
            secrets = [*SEEDS.values(), MISTYPED, GUESSED, TOKEN, TOKEN.partition(":")[2]]
            assert found(service.log.read_bytes(), secrets) == []
            assert found(_copied(service.data, tmp_path / "copy"), secrets) == []
            assert set(SEEDS.values()) <= set(filler.given.values())


async def test_of_five_hundred_words_of_a_hundred_people_none_is_on_the_disk(tmp_path: Path) -> None:
    data, url = tmp_path / "data", f"sqlite:///{tmp_path / 'data' / 'award.db'}"
    keys = Keys.make(data / "keys.json")
    store = await Store.open(url, keys, data, create=True)
    sown = await sow(store)
    words = [word for seed in sown for word in seed.all]
    opened = await unsealed.plain(store)
    assert (len(set(words)), [word for word in words if word not in opened]) == (500, [])  # all of them are kept
    await back_up(url, data, tmp_path / "backups", keys=keys, version="test", now=NOW)
    content = bytes_of(data, without=["keys.json"]) + bytes_of(tmp_path / "backups")
    assert (data / "award.db-wal").stat().st_size > 0
    assert found(content, words) == []
    await store.close()
    assert found(bytes_of(data, without=["keys.json"]), words) == []


@pytest.mark.long
async def test_a_service_over_them_says_none_in_log_figures_checks_or_alerts(tmp_path: Path) -> None:
    """It starts, plans, delivers, answers, and meets damage on its way; the lead is told of it."""
    service = Serving(tmp_path, settings={"AWARD_METRICS_TOKEN": "figures"})
    url = f"sqlite:///{service.data / 'award.db'}"
    store = await Store.open(url, Keys.make(service.data / "keys.json"), service.data, create=True)
    words = [word for seed in await sow(store) for word in seed.all]
    async with store.work() as work:
        await employ(work, Role.LEAD, 1, now(), bot="web")
    await store.close()
    with closing(sqlite3.connect(service.data / "award.db")) as db:
        assert db.execute("UPDATE people SET name = CAST(x'00' || name AS BLOB) WHERE id % 7 = 0").rowcount > 10
        db.commit()
    async with service, visitor(service.url) as talker:
        await talker.begin("objection:begin", say("zh", "forms.go_on"))
        async with talker.http.get(f"{service.url}/metrics", headers={"Authorization": "Bearer figures"}) as answer:
            figures = await answer.text()
        checked = await asyncio.to_thread(service.award, "check")
        verified = await asyncio.to_thread(service.award, "journal", "verify")
        assert (checked.returncode, verified.returncode, "award_up 1" in figures) == (1, 0, True)
        said = service.said() + figures + "".join(f"{one.stdout}{one.stderr}" for one in (checked, verified))
        await service.stop()
    async with opened_data(service) as work:
        watch = [Alert(AlertKind.CONTENTS, {"count": 3}), *await alerts_in(work, now())]
        await tell_lead(work, watch, now=now(), said_at=now())
        alerts = [say("zh", one.text, **one.values) for one in await work.outbox.page() if one.key.startswith("alert:")]
    assert alerts
    assert found((said + service.said() + "".join(alerts)).encode(), words) == []


@pytest.mark.parametrize("word", ["13955667788", "马小兰的地址", "我看到的事实"])
def test_whatever_form_a_word_was_written_in_it_would_have_been_found(word: str) -> None:
    written = {form for before in range(3) for form in (base64.b64encode(b"-" * before + word.encode()), *forms(word))}
    assert len(written) > 8
    for form in written:
        content = bytes(range(256)) * 40 + form + bytes(range(256)) * 40
        assert found(content, ["another word", word]) == [word], form
    assert found(bytes(range(256)) * 80, [word]) == []


def _copied(data: Path, to: Path) -> bytes:
    """Everything in a copy of the data folder but the keys, which are kept apart."""
    shutil.copytree(data, to, ignore=shutil.ignore_patterns("keys.json"))
    assert (to / "award.db-wal").stat().st_size > 0
    content = bytes_of(to)
    assert "第二届县政府质量奖受理名单公示".encode() in content  # what is public can be found
    [written] = (to / "logs").glob("award-*.log")
    assert written.read_bytes() in content
    return content
