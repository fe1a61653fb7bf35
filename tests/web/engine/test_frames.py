"""A frame that does not follow the protocol, or is too large, gets a plain word and does no harm."""

import json

import aiohttp
import pytest

from tests.web.clients import browser, texts
from tests.web.sites import Served

MALFORMED = [
    "",
    "{",
    "[]",
    "null",
    "1e999",
    '"text"',
    "{}",
    '{"text": 1}',
    '{"text": null, "key": "k"}',
    '{"text": "\\ud800", "key": "k"}',
    '{"text": "x", "key": ""}' * 2,
    '{"text": "x", "key": 1}',
    '{"text": "x", "key": "with space"}',
    json.dumps({"text": "x", "key": "k" * 65}),
    '{"press": "a:yes"}',
    '{"press": "a:yes", "message": "2"}',
    '{"press": "a:yes", "message": -1, "key": "k"}',
    '{"press": "a:yes", "message": 99999999999999999999, "key": "k"}',
    '{"file": 7, "key": "k"}',
    '{"file": "x", "caption": 7, "key": "k"}',
    '{"file": "x", "more": "b", "key": "k"}',
    '{"seen": "2"}',
    '{"earlier": -1}',
    "[" * 20_000,
    json.dumps({"press": "x" * 65, "message": 2, "key": "k"}),
    json.dumps({"press": "", "message": 2, "key": "k"}),
]


@pytest.mark.parametrize("raw", MALFORMED)
async def test_a_frame_that_does_not_follow_the_protocol_gets_a_plain_word(site: Served, raw: str) -> None:
    async with browser(site.url) as client:
        await client.open("?lang=en")
        await client.ws.send_str(raw)
        toast = (await client.next())["toast"]
        frames = await client.say("still here", "k9")
    assert toast.startswith(("This could not be read and was not sent.", "This button has been used"))
    assert texts(frames) == [">still here", "echo: still here"]
    assert site.desk.effects == ["text still here"]


@pytest.mark.parametrize("length", [4097, 20_000])
async def test_a_text_that_is_too_long_is_named_with_its_length(site: Served, length: int) -> None:
    async with browser(site.url) as client:
        await client.open("?lang=en")
        await client.send(text="字" * length, key="k1")
        frames = await client.until("missed")
        longest = "secret " + "字" * 4089
        assert texts(await client.say(longest, "k2"))[0] == f">{longest}"
    assert frames == [
        {"toast": f"This message has {length} characters; the limit is 4096. Please send it in parts."},
        {"missed": "k1", "why": "unreadable"},
    ]


async def test_a_frame_above_64_kb_closes_the_socket(site: Served) -> None:
    async with browser(site.url) as client:
        await client.open()
        await client.ws.send_str(json.dumps({"text": "x" * 70_000}))
        closed = await client.ws.receive(timeout=60)
    assert (closed.type, closed.data) == (aiohttp.WSMsgType.CLOSE, aiohttp.WSCloseCode.MESSAGE_TOO_BIG)
