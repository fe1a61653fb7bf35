"""The disk is full while people answer and send files: they are told, nothing is half kept, it goes on by itself."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import aiohttp

from rules.people.roles import Role
from tests.faults.disks import disk_under
from tests.faults.talk import BOT, TOKEN, on_telegram
from tests.moments import now
from tests.processes import Serving
from tests.standin import StandIn, until
from tests.stories.chats import WireTalker
from tests.stories.guided import Filler, Page, Talker, paper
from tests.stories.sockets import visitor
from tests.stories.towns import employ, integrity, kept_of, opened_data, settle
from texts import say, sentences

APPLICANT, LEAD = 5001, 5002
SOON = 30.0


async def _asked(talker: Talker) -> Page:
    await talker.begin("application:begin", "application:new:organisation", say("zh", "forms.go_on"))
    while (page := talker.asked()) is not None and page.options():
        await Filler(talker).answer(page)
    assert page is not None
    return page


def _alerts(data: Path) -> list[str]:
    with closing(sqlite3.connect(data / "award.db")) as db:
        return [key for (key,) in db.execute("SELECT text FROM outbox WHERE key LIKE 'alert:%'")]


async def test_a_full_disk_is_told_and_what_was_said_meanwhile_is_kept_once_it_has_room(tmp_path: Path) -> None:
    service = Serving(tmp_path)
    async with StandIn(token=TOKEN) as standin:
        with disk_under(service) as disk:
            service.settings |= on_telegram(standin)
            async with opened_data(service) as work:
                await settle(work, now())
            async with opened_data(service) as work:
                await employ(work, Role.LEAD, LEAD, now(), name="马主任")
            async with service, visitor(service.url) as web:
                telegram = WireTalker(standin, APPLICANT)
                first, second = await _asked(telegram), await _asked(web)
                disk.fill()
                await standin.user(APPLICANT).says(first.example())
                await until(lambda: say("zh", "talk.not_kept") in telegram.last.text, SOON)
                waiting = asyncio.create_task(web.says(second.example()))
                not_kept = sentences("zh", "web")["web.not_kept"].partition("{case}")[0]
                await until(lambda: any(toast.startswith(not_kept) for toast in web.toasts), SOON)
                assert await web.upload("证明.pdf", paper("证明")) == (507, {"error": say("zh", "web.no_room")})
                async with aiohttp.ClientSession() as http, http.get(service.url) as answer:
                    assert answer.status == 200
                disk.clear()
                async with asyncio.timeout(SOON):
                    await waiting
                    await telegram.served()
                following = [page.place() for one in (telegram, web) if (page := one.asked()) is not None]
                assert [len({first.place(), second.place(), *following}), len(following)] == [4, 2]
                assert (await web.upload("证明.pdf", paper("证明")))[0] == 201
                await until(lambda: _alerts(service.data), SOON)
                assert service.process.poll() is None
                await service.stop()
            told = [page.text for page in telegram.pages if page.text == say("zh", "talk.not_kept")]
            assert told == [say("zh", "talk.not_kept")]
            assert _alerts(service.data) == ["alerts.unkept"]
            assert integrity(service.data) == "ok"
            assert list(service.data.glob("files/[0-9a-f]*")) == []
            async with opened_data(service) as work:
                kept = await kept_of(work, APPLICANT, bot_id=BOT)
                assert kept is not None
                assert list(kept.answers.values())[1:] == [first.example()]


async def test_a_file_sent_on_telegram_to_a_full_disk_is_kept_once_it_has_room(tmp_path: Path) -> None:
    service = Serving(tmp_path)
    async with StandIn(token=TOKEN) as standin:
        with disk_under(service) as disk:
            service.settings |= on_telegram(standin)
            async with opened_data(service) as work:
                await settle(work, now())
            async with service:
                objector = WireTalker(standin, APPLICANT)
                await objector.begin("objection:begin", say("zh", "forms.go_on"))
                filler = Filler(objector)
                while (page := objector.asked()) is not None and not page.awaits_files():
                    await filler.answer(page)
                assert page is not None
                disk.fill()
                await standin.user(APPLICANT).sends_file("签名.pdf", paper("签名"))
                await until(lambda: say("zh", "talk.not_kept") in objector.last.text, SOON)
                assert list(service.data.glob("files/[0-9a-f]*")) == []
                disk.clear()
                async with asyncio.timeout(SOON):
                    await objector.served()
                assert "签名.pdf" in objector.last.text
                await service.stop()
            assert len(list(service.data.glob("files/[0-9a-f]*"))) == 1
            assert {line["level"] for line in map(json.loads, service.log.read_text().splitlines())} <= {
                "info",
                "warning",
                "error",
            }
