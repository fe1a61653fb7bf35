"""Files of the chat: taken in under a limit, believed in nothing, given to their owner alone and never as a page."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.web.clients import browser, texts
from tests.web.sites import NOON, Served, served
from web.engine.site import Measures

MEGABYTE = 2**20


def lying(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "uploads").glob("*"))


async def test_a_file_arrives_whole_and_does_not_lie_about_afterwards(site: Served, tmp_path: Path) -> None:
    content = bytes(number % 256 for number in range(700_000))
    async with browser(site.url) as client:
        await client.open()
        status, answer = await client.upload(content, "申请书.pdf")
        assert (status, answer["name"], answer["size"]) == (201, "申请书.pdf", 700_000)
        assert len(lying(tmp_path)) == 2
        await client.send(file=answer["file"], caption="our form", key="k1")
        frames = await client.until("got", "k1")
    assert frames[0]["message"]["file"] == {"name": "申请书.pdf", "size": 700_000}
    assert texts(frames) == [">our form", "got 申请书.pdf of 700000 bytes"]
    assert site.desk.effects == ["file 申请书.pdf 700000 our form"]
    assert lying(tmp_path) == []


async def test_a_file_sent_again_under_its_key_has_one_effect(site: Served) -> None:
    async with browser(site.url) as client:
        await client.open()
        _, answer = await client.upload(b"x")
        for _ in range(2):
            await client.send(file=answer["file"], key="k1")
            await client.until("got", "k1")
    assert site.desk.effects == ["file a.pdf 1 None"]


async def test_a_file_whose_effect_was_not_kept_can_be_sent_again(site: Served, tmp_path: Path) -> None:
    async with browser(site.url) as client:
        await client.open()
        _, answer = await client.upload(b"x")
        site.desk.failures = 1
        await client.send(file=answer["file"], key="k1")
        assert (await client.until("missed"))[-1] == {"missed": "k1", "why": "failure"}
        assert len(lying(tmp_path)) == 2
        await client.send(file=answer["file"], key="k1")
        await client.until("got", "k1")
    assert site.desk.effects == ["file a.pdf 1 None"]


@pytest.mark.parametrize("size", [0, 1, MEGABYTE])
async def test_a_file_up_to_the_limit_is_taken(site: Served, size: int) -> None:
    async with browser(site.url) as client:
        await client.open()
        status, answer = await client.upload(b"x" * size)
    assert (status, answer["size"]) == (201, size)


@pytest.mark.parametrize("size", [MEGABYTE + 1, 3 * MEGABYTE])
async def test_a_larger_one_is_not_taken_and_the_limit_is_said(site: Served, tmp_path: Path, size: int) -> None:
    async with browser(site.url) as client:
        await client.open()
        status, answer = await client.upload(b"x" * size)
    assert status == 413
    assert answer == {"error": "文件超过 1 MB，没有收下。请压缩或拆分后再发。"}
    assert lying(tmp_path) == []


async def test_the_limit_holds_for_a_body_that_does_not_tell_its_length(site: Served, tmp_path: Path) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        for _ in range(40):
            yield b"x" * 65536
        yield b"\r\n--b--\r\n"

    async with browser(site.url) as client:
        await client.open()
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        async with client.http.post(f"{site.url}/chat/files", data=body(), headers=headers) as response:
            assert response.status == 413
    assert lying(tmp_path) == []


async def test_too_many_waiting_files_are_not_taken(tmp_path: Path) -> None:
    async with served(tmp_path, measures=Measures(pending=1000)) as site, browser(site.url) as client:
        await client.open("?lang=en")
        assert (await client.upload(b"x" * 1000))[0] == 201
        assert (await client.upload(b"x"))[0] == 429


async def test_where_there_is_no_room_that_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("no folder can be made here")
    async with served(tmp_path) as site, browser(site.url) as client:
        await client.open()
        assert await client.upload(b"x") == (
            507,
            {"error": "这会儿存不下文件，没有保存。请过几分钟再发，或与评委办联系。"},
        )
        assert texts(await client.say("still here", "k1")) == [">still here", "echo: still here"]


@pytest.mark.parametrize(
    ("data", "headers"),
    [
        (b"x", {"Content-Type": "application/pdf"}),
        (b"x", {"Content-Type": "multipart/form-data"}),
        (b"", {"Content-Type": "multipart/form-data; boundary=b"}),
        (b'--b\r\nContent-Disposition: form-data; name="other"; filename="a"\r\n\r\nx\r\n--b--\r\n', {}),
        (b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--b--\r\n', {}),
        (b'--b\r\nContent-Disposition: form-data; name="file"; filename="a\x0b"\r\n\r\nx\r\n--b--\r\n', {}),
    ],
)
async def test_what_is_no_file_is_not_taken(site: Served, data: bytes, headers: dict[str, str]) -> None:
    given = headers or {"Content-Type": "multipart/form-data; boundary=b"}
    async with browser(site.url) as client:
        await client.open()
        async with client.http.post(f"{site.url}/chat/files", data=data, headers=given) as response:
            assert (response.status, await response.json()) == (400, {"error": "没有收到文件，请再选一次。"})


async def test_nobody_can_send_the_upload_of_another(site: Served) -> None:
    async with browser(site.url) as client, browser(site.url) as other:
        await client.open()
        await other.open()
        _, answer = await client.upload(b"x")
        await other.send(file=answer["file"], key="k1")
        refused = await other.until("missed")
        await other.send(file="../../etc/passwd", key="k2")
        nowhere = await other.until("missed")
    assert refused[-1] == {"missed": "k1", "why": "upload"}
    assert nowhere[-1] == {"missed": "k2", "why": "upload"}
    assert site.desk.effects == []


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/cron.d/x", "x"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("a\u2028b.pdf", "a_b.pdf"),
    ],
)
async def test_a_name_is_cleaned_before_it_is_shown(site: Served, given: str, shown: str) -> None:
    async with browser(site.url) as client:
        await client.open()
        _, answer = await client.upload(b"x", given)
    assert answer["name"] == shown


async def test_a_sent_file_is_an_attachment_for_its_owner_and_nothing_for_others(site: Served) -> None:
    async with browser(site.url) as client, browser(site.url) as other:
        await client.open()
        await other.open()
        file = (await client.say("paper", "k1"))[1]["message"]["file"]
        async with client.http.get(site.url + file["url"]) as response:
            content, headers = await response.read(), response.headers
        async with other.http.get(site.url + file["url"]) as foreign:
            assert (foreign.status, await foreign.text()) == (404, "no such file\n")
        async with aiohttp.ClientSession() as nobody, nobody.get(site.url + file["url"]) as unknown:
            assert unknown.status == 401
    assert (file["name"], file["size"]) == ("回执 LX-2026-0001.pdf", len(b"%PDF-1.7 receipt"))
    assert content == b"%PDF-1.7 receipt"
    assert headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E5%9B%9E%E6%89%A7")
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")


async def test_a_file_that_is_locked_opens_to_nobody(site: Served) -> None:
    async with browser(site.url) as client:
        await client.open()
        frames = await client.say("paper", "k1")
        (file,) = [one["message"]["file"] for one in frames if "file" in one.get("message", {})]
        async with site.site.store.work() as work:
            one = await work.people.meet("telegram", 5, NOON, "zh")
            record = await work.files.add(
                b"%PDF-1.7 receipt", owner=one.person.id, name="a.pdf", kind="pdf", subject="draft:1", now=NOON
            )
            await work.secret_files.lock(record.sha256, NOON)
            await work.commit()
        async with client.http.get(site.url + file["url"]) as response:
            assert (response.status, (await response.text())[:14]) == (403, "这个文件可能涉及国家秘密，已")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
async def test_no_other_site_can_upload_or_leave_for_a_visitor(site: Served, origin: str) -> None:
    async with browser(site.url) as client:
        await client.open()
        client.http.headers["Origin"] = origin
        assert (await client.upload(b"x"))[0] == 403
        async with client.http.post(f"{site.url}/chat/leave") as response:
            assert response.status == 403
        client.http.headers["Origin"] = site.url
        assert (await client.upload(b"x"))[0] == 201


async def test_who_has_not_opened_the_chat_cannot_upload(site: Served) -> None:
    async with browser(site.url) as client:
        assert (await client.upload(b"x"))[0] == 401
