"""A browser leaves its letterbox and takes it back; what is kept of it is sealed, and only its visitor's."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from storage.engine.envelopes import unwebbed, webbed
from tests.bot.messages.push_services import Phone
from tests.web.clients import Client, browser
from tests.web.sites import NOON, Served, served

PHONE = Phone("https://push.example/a-secret-address")


@pytest.fixture
async def pushing(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path / "pushing", push=()) as site:
        yield site


def content(address: str = PHONE.address, **keys: str) -> dict[str, Any]:
    return {"endpoint": address, "keys": {"p256dh": webbed(PHONE.point), "auth": webbed(PHONE.secret), **keys}}


async def post(client: Client, path: str, sent: object) -> int:
    async with client.http.post(f"{client.url}{path}", json=sent) as answer:
        return answer.status


async def kept(site: Served) -> list[int]:
    async with site.site.store.work() as work:
        chats = [socket.chat for socket in site.site.session.sockets.everyone()]
        return [one for chat in chats for one in await work.letterboxes.of(chat)]


async def test_a_letterbox_is_kept_once_and_taken_back(pushing: Served, tmp_path: Path) -> None:
    async with browser(pushing.url) as client:
        await client.open()
        async with client.http.get(f"{client.url}/chat/push") as answer:
            key = (await answer.json())["key"]
        async with client.http.get(f"{client.url}/chat/push") as answer:
            assert (await answer.json())["key"] == key
        assert len(unwebbed(key)) == 65
        assert [await post(client, "/chat/push", content()) for _ in range(2)] == [204, 204]
        (one,) = await kept(pushing)
        async with pushing.site.store.work() as work:
            assert await work.letterboxes.get(one) == PHONE.box
        files = b"".join(file.read_bytes() for file in (tmp_path / "pushing").glob("award.db*"))
        assert (b"a-secret-address" in files, PHONE.secret in files) == (False, False)
        assert await post(client, "/chat/push", content("https://push.example/another")) == 204
        assert len(await kept(pushing)) == 1
        assert await post(client, "/chat/push/stop", {}) == 204
        assert await kept(pushing) == []


async def test_who_leaves_the_device_is_woken_no_more(pushing: Served) -> None:
    async with browser(pushing.url) as client, browser(pushing.url) as second:
        await client.open()
        await second.open()
        assert await post(client, "/chat/push", content()) == 204
        assert await post(client, "/chat/leave", {}) == 204
        async with pushing.site.store.work() as work:
            assert await work.letterboxes.get(1) is None
        async with pushing.site.store.work() as work:
            await work.letterboxes.give(77, "a visitor whom nobody knows", PHONE.box, at=NOON)
            assert [await work.letterboxes.forget_orphans() for _ in range(2)] == [1, 0]
        # The browser's address goes with whoever says it last.
        assert await post(second, "/chat/push", content()) == 204
        assert len(await kept(pushing)) == 1


@pytest.mark.parametrize(
    "sent",
    [
        "no object",
        [],
        {},
        {"endpoint": PHONE.address},
        content(p256dh=""),
        content(auth="short"),
        content("http://push.example/x"),
        content("https://127.0.0.1/x"),
        content("https://10.0.0.1/x"),
        content("https://localhost/x"),
        content("https://push.example/" + "x" * 1100),
    ],
)
async def test_what_is_no_letterbox_in_the_open_is_refused(pushing: Served, sent: object) -> None:
    async with browser(pushing.url) as client:
        await client.open()
        assert await post(client, "/chat/push", sent) == 400
        assert await kept(pushing) == []


@pytest.mark.parametrize("sent", [b"{", b"[" * 4000, b"\xff", b'{"endpoint": ' + b"[" * 3000])
async def test_what_cannot_be_read_at_all_is_refused(pushing: Served, sent: bytes) -> None:
    async with browser(pushing.url) as client:
        await client.open()
        async with client.http.post(f"{pushing.url}/chat/push", data=sent) as answer:
            assert answer.status == 400
        assert await kept(pushing) == []


async def test_strangers_and_other_sites_leave_none(pushing: Served, site: Served) -> None:
    async with browser(pushing.url) as nobody:
        assert [await post(nobody, path, content()) for path in ("/chat/push", "/chat/push/stop")] == [401, 401]
    async with browser(pushing.url, origin="https://evil.example") as thief:
        assert [await post(thief, path, content()) for path in ("/chat/push", "/chat/push/stop")] == [403, 403]
    async with browser(site.url) as client:
        await client.open()
        async with client.http.get(f"{site.url}/chat/push") as answer:
            assert answer.status == 404
        assert await post(client, "/chat/push", content()) == 404
