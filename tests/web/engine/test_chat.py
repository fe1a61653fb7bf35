"""The socket of the chat: nothing is lost, nothing happens twice, one person is served in their order."""

import asyncio
import logging
from pathlib import Path

import aiohttp
import pytest

from tests.web.clients import browser, texts
from tests.web.sites import NOON, Served, served
from web.engine.site import Measures


async def test_a_word_is_kept_answered_and_only_then_confirmed(site: Served) -> None:
    async with browser(site.url) as client:
        greeting = await client.open("?lang=en")
        frames = await client.say("hello", "k1")
    moment = NOON.isoformat()
    assert greeting == [
        {
            "hello": {
                "new": True,
                "again": False,
                "seen": 0,
                "language": "en",
                "file_limit": 2**20,
                "text_limit": 4096,
                "caption_limit": 1024,
            }
        },
        {"commands": [{"command": "status", "description": "Where it stands"}]},
        {"history": [], "more": False, "change": 0},
        {"ready": True},
    ]
    assert frames == [
        {"message": {"id": 1, "at": moment, "mine": True, "text": "hello", "key": "k1"}, "change": 1},
        {"message": {"id": 2, "at": moment, "text": "echo: hello"}, "change": 2},
        {"got": "k1"},
    ]
    assert site.desk.effects == ["text hello"]


async def test_formatting_and_buttons_come_through(site: Served) -> None:
    async with browser(site.url) as client:
        await client.open()
        bold = (await client.say("bold 𠮷祥", "k1"))[1]["message"]
        offer = (await client.say("buttons", "k2"))[1]["message"]
    assert (bold["text"], bold["entities"]) == ("𠮷祥 and more", [{"type": "bold", "offset": 0, "length": 3}])
    assert offer["buttons"] == [
        [{"text": "Yes", "press": "a:yes"}, {"text": "No", "press": "a:no"}],
        [{"text": "The Measures", "url": "https://example.org/measures"}],
    ]


async def test_a_repeated_key_has_one_effect(site: Served) -> None:
    async with browser(site.url) as client:
        await client.open()
        await client.say("hello", "k1")
        assert await client.say("hello", "k1") == [{"got": "k1"}]
        await client.close()
        reopened = await client.open("?after=2")
        assert texts(reopened) == []
        assert await client.say("hello", "k1") == [{"got": "k1"}]
    assert site.desk.effects == ["text hello"]


async def test_a_key_sent_again_while_it_is_served_has_one_effect_and_one_answer(site: Served) -> None:
    site.desk.hold = asyncio.Event()
    async with browser(site.url) as client:
        await client.open()
        await client.send(text="hello", key="k1")
        await asyncio.sleep(0.1)
        await client.close()
        await client.open()
        await client.send(text="hello", key="k1")
        await asyncio.sleep(0.1)
        site.desk.hold.set()
        frames = await client.until("got", "k1")
        again = await client.open()
    assert texts(frames) == [">hello", "echo: hello"]
    assert texts(again) == [">hello", "echo: hello"]
    assert site.desk.effects == ["text hello"]


async def test_a_pressed_button_changes_its_message_and_has_one_effect(site: Served) -> None:
    async with browser(site.url) as client:
        await client.open()
        await client.say("buttons", "k1")
        frames = await client.press("a:yes", 2, "k2")
        repeated = await client.press("a:yes", 2, "k2")
    assert texts(frames) == ["~Chosen: a:yes", "next question"]
    assert frames[-2:] == [{"toast": "noted"}, {"got": "k2"}]
    assert repeated == [{"got": "k2"}]
    assert site.desk.effects == ["text buttons", "press a:yes of 2"]


@pytest.mark.parametrize(
    ("data", "message"),
    [("approve:app-1", 2), ("a:yes", 1), ("a:yes", 99), ("a:yes", 3), ("a:yes\0", 2), ("🏅", 2)],
)
async def test_a_button_that_the_message_does_not_have_presses_nothing(site: Served, data: str, message: int) -> None:
    async with browser(site.url) as client, browser(site.url) as other:
        await other.open()
        await other.say("hello", "o1")
        await other.say("buttons", "o2")
        await client.open("?lang=en")
        await client.say("buttons", "k1")
        frames = await client.press(data, message, "k2")
        frames.append(await client.next())
    assert frames == [
        {"got": "k2"},
        {"toast": "This button has been used or no longer exists; please look at the latest message."},
    ]
    assert site.desk.effects == ["text hello", "text buttons", "text buttons"]


async def test_what_could_not_be_kept_is_not_confirmed_and_succeeds_when_sent_again(
    site: Served, caplog: pytest.LogCaptureFixture
) -> None:
    site.desk.failures = 1
    async with browser(site.url) as client:
        await client.open("?lang=en")
        with caplog.at_level(logging.DEBUG):
            await client.send(text="620102199001011234", key="k1")
            missed = await client.until("toast")
        assert missed[0] == {"missed": "k1", "why": "failure"}
        assert missed[1]["toast"].startswith("This was not saved; the text is still on your side")
        assert site.desk.effects == []
        assert texts(await client.say("620102199001011234", "k1")) == [
            ">620102199001011234",
            "echo: 620102199001011234",
        ]
    assert "a frame of the web chat was not served: RuntimeError" in caplog.text
    assert "620102199001011234" not in caplog.text
    assert site.desk.effects == ["text 620102199001011234"]


async def test_a_frame_that_kept_nothing_is_still_taken_once(tmp_path: Path) -> None:
    async with served(tmp_path, keeps=False) as site, browser(site.url) as client:
        await client.open()
        assert texts(await client.say("hello", "k1")) == [">hello"]
        assert await client.say("hello", "k1") == [{"got": "k1"}]
        assert site.desk.effects == ["text hello"]


async def test_somebody_who_waits_sees_that_it_is_being_written(site: Served) -> None:
    site.desk.hold = asyncio.Event()
    async with browser(site.url) as client:
        await client.open()
        await client.send(text="hello", key="k1")
        first = await client.next()
        site.desk.hold.set()
        rest = await client.until("got", "k1")
        quick = await client.say("quick", "k2")
    assert first == {"typing": True}
    assert texts(rest) == [">hello", "echo: hello"]
    assert [frame for frame in quick if "typing" in frame] == []


async def test_frames_of_one_chat_are_served_in_order(site: Served) -> None:
    async with browser(site.url) as client:
        await client.open()
        for number in range(30):
            await client.send(text=f"{number}", key=f"k{number}")
        await client.until("got", "k29")
    assert site.desk.effects == [f"text {number}" for number in range(30)]


async def test_a_flood_waits_its_turn_and_nobody_else_does(tmp_path: Path) -> None:
    measures = Measures(waiting=20, burst=10, rate=5.0)
    async with served(tmp_path, measures=measures) as site, browser(site.url) as flood, browser(site.url) as calm:
        await flood.open()
        await calm.open()
        for number in range(200):
            await flood.send(text=f"{number}", key=f"k{number}")
        await calm.say("hello", "c1")
        told: set[str] = set()
        while len(told) < 200:
            frame = await flood.next()
            told |= {frame.get("got") or frame.get("missed") or ""} - {""}
        missed = [frame["missed"] for frame in flood.frames if "missed" in frame]
        assert {frame["why"] for frame in flood.frames if "missed" in frame} == {"wait"}
        assert len(site.desk.effects) == 201 - len(missed)
        assert 20 <= 200 - len(missed) < 200
        assert site.desk.effects[-1] != "text hello"  # others still waited when this was served
        assert texts(await flood.say("later", missed[0])) == [">later", "echo: later"]


async def test_a_shutdown_finishes_what_is_served_and_says_that_it_goes(tmp_path: Path) -> None:
    async with browser("http://unused") as client:
        async with served(tmp_path) as site:
            site.desk.hold = asyncio.Event()
            client.url = site.url
            client.http.headers["Origin"] = site.url
            await client.open()
            await client.send(text="last word", key="k1")
            await client.until("typing")
            closing = asyncio.create_task(client.ws.receive(timeout=60))
            asyncio.get_running_loop().call_later(0.3, site.desk.hold.set)
        assert (await closing).data == aiohttp.WSCloseCode.GOING_AWAY
        assert site.desk.effects == ["text last word"]


async def test_who_leaves_this_device_is_not_known_on_it_any_more(site: Served) -> None:
    async with browser(site.url) as client:
        await client.open()
        await client.say("mine alone", "k1")
        stolen = {cookie.key: cookie.value for cookie in client.http.cookie_jar}
        async with client.http.post(f"{site.url}/chat/leave") as left:
            assert left.status == 204
        closed = await client.ws.receive(timeout=60)
        assert (closed.type, closed.data) == (aiohttp.WSMsgType.CLOSE, 4001)
        client.http.cookie_jar.update_cookies(stolen)
        assert (await client.open())[0]["hello"]["new"]


async def test_a_page_is_closed_when_its_visitor_has_left_by_another_process_or_is_erased(site: Served) -> None:
    async with browser(site.url) as client, browser(site.url) as other:
        await client.open()
        (page,) = site.site.session.sockets.everyone()
        await other.open()
        async with site.site.store.work() as work:
            await work.visitors.leave(page.token)
            await work.commit()
        closed = await client.ws.receive(timeout=60)
        assert (closed.type, closed.data) == (aiohttp.WSMsgType.CLOSE, 4001)
        assert (await other.say("hello", "k1"))[-1] == {"got": "k1"}


async def test_a_visitor_cannot_open_pages_without_end(tmp_path: Path) -> None:
    async with served(tmp_path, measures=Measures(pages=2)) as site, browser(site.url) as client:
        pages = [await client.http.ws_connect(f"{site.url}/chat/ws") for _ in range(2)]
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await client.open()
        await pages[0].close()
        assert (await client.open())[-1] == {"ready": True}
        await pages[1].close()
        await client.close()
    assert refused.value.status == 429
