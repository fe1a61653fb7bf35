"""The pages anybody may open, and what protects them: other sites can neither frame nor use them."""

import logging
import re
from pathlib import Path

import aiohttp
import pytest

from tests.web.clients import browser
from tests.web.sites import Served, served
from texts import say

STYLES = ["base.css", "home.css", "chat.css"]
SCRIPTS = ["chat.js", "connection.js", "files.js", "glyphs.js", "install.js", "messages.js", "text.js"]
STATIC = [*STYLES, *SCRIPTS]


async def page(url: str, **headers: str) -> tuple[str, aiohttp.ClientResponse]:
    async with aiohttp.ClientSession() as http, http.get(url, headers=headers) as response:
        return await response.text(), response


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9", "en"),
        ("bo,en;q=0.5", "en"),
        ("de", "zh"),
        ("*", "zh"),
    ],
)
async def test_the_page_speaks_the_first_language_that_the_browser_names_and_we_speak(
    site: Served, wish: str, language: str
) -> None:
    text, response = await page(site.url, **({"Accept-Language": wish} if wish else {}))
    assert response.headers["Content-Language"] == language
    assert say(language, "web.home.lead") in text


async def test_a_language_that_was_asked_for_is_remembered(site: Served) -> None:
    async with browser(site.url) as client:
        for path, language in (("/?lang=en", "en"), ("/chat", "en"), ("/chat?lang=zh", "zh"), ("/", "zh")):
            async with client.http.get(site.url + path) as response:
                assert (path, response.headers["Content-Language"]) == (path, language)


async def test_the_first_page_names_what_can_be_done_and_opens_the_chat(site: Served) -> None:
    text, _ = await page(f"{site.url}/?lang=en")
    for key in ("web.home.apply", "web.home.object", "web.home.ask"):
        assert say("en", key) in text
    assert re.findall(r'href="(/chat[^"]*)"', text) == [
        "/chat",
        "/chat?do=apply",
        "/chat?do=object",
        "/chat?do=ask",
    ]


@pytest.mark.parametrize("path", ["/", "/chat", "/chat?start=<script>alert(1)</script>", "/?lang=../../x"])
async def test_pages_have_no_inline_script_or_style_and_name_no_other_host(site: Served, path: str) -> None:
    text, response = await page(site.url + path)
    assert response.status == 200
    assert re.findall(r"<style|\sstyle=|\son\w+=|javascript:", text) == []
    assert [tag for tag in re.findall(r"<script[^>]*>", text) if " src=" not in tag] == []
    assert re.findall(r"https?://", text) == []
    assert "alert(1)" not in text


@pytest.mark.parametrize("path", ["/", "/chat", "/health", "/static/chat.js", "/nowhere", "/chat/ws", "/chat/files"])
async def test_every_answer_is_protected(site: Served, path: str) -> None:
    _, response = await page(site.url + path)
    headers = response.headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Server" not in headers


@pytest.mark.parametrize("name", STATIC)
async def test_files_of_the_page_are_asked_about_each_time(site: Served, name: str) -> None:
    _, response = await page(f"{site.url}/static/{name}")
    assert (response.status, response.headers["Cache-Control"]) == (200, "no-cache")


async def test_the_page_of_the_chat_weighs_less_than_eighty_kilobytes(site: Served) -> None:
    text, _ = await page(f"{site.url}/chat")
    parts = re.findall(r'(?:src|href)="(/static/[^"]+)"', text)
    assert {part.rpartition("/")[2] for part in parts} >= {"base.css", "chat.css", "chat.js", "mark.svg"}
    folder = Path(__file__).parents[3] / "web" / "static"
    loaded = {*(part.rpartition("/")[2] for part in parts), *SCRIPTS, "worker.js"}
    assert len(text.encode()) + sum((folder / name).stat().st_size for name in loaded) < 80_000


async def test_opening_a_page_names_nobody(site: Served) -> None:
    async with browser(site.url) as client:
        for path in ("/", "/chat"):
            async with client.http.get(site.url + path) as response:
                assert (response.status, response.cookies) == (200, {})


async def test_the_cookie_is_read_by_the_site_alone(site: Served) -> None:
    async with browser(site.url) as client:
        await client.open()
        cookie = client.ws._response.cookies["chat"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert cookie["secure"] == ""
    assert len(cookie.value) == 43


async def test_where_the_site_is_encrypted_the_cookie_is_tied_to_the_host(tmp_path: Path) -> None:
    url = "https://award.example"
    async with served(tmp_path, public_url=url) as site, browser(site.url, origin=url) as client:
        await client.open()
        cookie = client.ws._response.cookies["__Host-chat"]
        assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")
        # Over plain http no client sends it: the next page is a new visitor's.
        await client.say("hello", "k1")
        assert (await client.open())[0]["hello"]["new"]
        _, response = await page(site.url)
        assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("public", "origin", "status"),
    [
        ("http://127.0.0.1:8080", "own", 101),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080", 101),
        ("http://127.0.0.1:8080", "http://127.0.0.1:1", 403),
        ("http://127.0.0.1:8080", "http://evil.example", 403),
        ("http://127.0.0.1:8080", "null", 403),
        ("http://127.0.0.1:8080", "", 403),
        ("https://award.example", "https://award.example", 101),
        ("https://award.example/", "https://award.example", 101),
        ("https://award.example", "http://award.example", 403),
        ("https://award.example", "https://award.example.evil.example", 403),
        ("https://award.example", "own", 403),
    ],
)
async def test_the_chat_opens_for_pages_of_the_site_alone(
    tmp_path: Path, public: str, origin: str, status: int
) -> None:
    async with served(tmp_path, public_url=public) as site:
        given = site.url if origin == "own" else origin
        async with aiohttp.ClientSession(headers={"Origin": given} if given else {}) as http:
            try:
                async with http.ws_connect(f"{site.url}/chat/ws") as ws:
                    got = ws._response.status
            except aiohttp.WSServerHandshakeError as refused:
                got = refused.status
    assert got == status


async def test_health_is_good_while_the_database_answers_and_says_so_when_it_does_not(site: Served) -> None:
    text, response = await page(f"{site.url}/health")
    assert (response.status, text) == (200, '{"ok": true}')
    async with site.site.store.work() as work:
        await work._transaction.rollback()
        (Path(site.site.store.folder) / "award.db").unlink()
    await site.site.store._groups.close()
    await site.site.store._engine.dispose()
    text, response = await page(f"{site.url}/health")
    assert response.status == 503
    assert text.startswith('{"ok": false, "database": "')


async def test_no_log_holds_a_cookie_or_an_address(site: Served, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        async with browser(site.url) as client:
            await client.open("?lang=en")
            token = client.ws._response.cookies["chat"].value
            await client.say("/start one-time-secret", "k1")
            await client.upload(b"x")
            await page(f"{site.url}/nowhere?start=one-time-secret")
            await page(f"{site.url}/chat?start=one-time-secret")
    records = [record.getMessage() for record in caplog.records]
    assert [line for line in records if token in line or "one-time-secret" in line or "127.0.0.1" in line] == []
