"""What was said is found again: on another page, after a break, after a restart, and only by whom it was said to."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aiogram.types import BotCommand, BotCommandScopeChat

from storage.work import Work
from tests.web.clients import browser, texts
from tests.web.sites import NOON, Served, everybodys, served
from web.engine.site import Measures


async def test_the_last_fifty_come_first_and_earlier_ones_when_asked_for(site: Served) -> None:
    async with browser(site.url) as client:
        await client.open()
        await client.say("many 118", "k1")
        await client.close()
        history = (await client.open())[2]
        await client.send(earlier=history["history"][0]["id"])
        before = await client.next()
        await client.send(earlier=before["history"][0]["id"])
        first = await client.next()
    assert [message["id"] for message in history["history"]] == list(range(70, 120))
    assert (history["more"], history["change"]) == (True, 119)
    assert [message["id"] for message in before["history"]] == list(range(20, 70))
    assert (before["more"], before["before"]) == (True, 70)
    assert [message["id"] for message in first["history"]] == list(range(1, 20))
    assert (first["more"], first["before"]) == (False, 20)


async def test_a_page_that_comes_back_is_told_what_it_missed_and_nothing_else(site: Served) -> None:
    async with browser(site.url) as client, browser(site.url) as second:
        await client.open()
        await client.say("buttons", "k1")
        await client.close()
        second.http.cookie_jar.update_cookies({c.key: c.value for c in client.http.cookie_jar})
        await second.open()
        await second.press("a:no", 2, "k2")
        await second.say("secret word", "k3")
        back = await client.open("?after=2")
    assert back[0]["hello"]["again"]
    assert texts(back) == ["Chosen: a:no", "next question", "-4", "kept and taken away"]
    assert back[-1] == {"ready": True}


async def test_a_page_that_was_away_for_very_long_begins_anew(site: Served) -> None:
    async with browser(site.url) as client:
        await client.open()
        await client.say("hello", "k1")
        await client.say("many 505", "k2")
        await client.close()
        near, far = await client.open("?after=8"), await client.open("?after=2")
        unknown = await client.open("?after=9999")
    assert (near[0]["hello"]["again"], len(texts(near))) == (True, 500)
    assert (far[0]["hello"]["again"], len(texts(far))) == (False, 50)
    assert (unknown[0]["hello"]["again"], len(texts(unknown))) == (False, 50)


async def test_every_open_page_of_a_person_sees_the_same(site: Served) -> None:
    async with browser(site.url) as client:
        await client.open()
        second = await client.http.ws_connect(f"{site.url}/chat/ws")
        frames = await client.say("hello", "k1")
        seen = [json.loads(await second.receive_str(timeout=60)) for _ in range(6)]
        await second.close()
    assert seen[4:] == frames[:2]


async def test_nobody_sees_the_chat_of_another(site: Served) -> None:
    async with browser(site.url) as client, browser(site.url) as other:
        await client.open()
        await other.open()
        await client.say("for the office only", "k1")
        frames = await other.say("hello", "k1")
    assert texts(frames) == [">hello", "echo: hello"]


async def test_what_another_process_put_into_the_inbox_is_told_soon(site: Served) -> None:
    async with browser(site.url) as client:
        await client.open()
        await client.say("hello", "k1")
        chat = next(iter(site.site.session.sockets.everyone())).chat
        async with site.site.store.work() as work:
            await work.inbox.add(chat, json.dumps({"text": "from elsewhere"}), at=NOON)
            await work.commit()
        assert texts([await client.next()]) == ["from elsewhere"]
        assert texts(await client.say("and on", "k2")) == [">and on", "echo: and on"]


async def test_a_page_that_missed_something_is_told_it_before_what_came_after(tmp_path: Path) -> None:
    async with served(tmp_path, measures=Measures(look_every=3600)) as site, browser(site.url) as client:
        await client.open()
        await client.say("hello", "k1")
        chat = next(iter(site.site.session.sockets.everyone())).chat
        async with site.site.store.work() as work:
            await work.inbox.add(chat, json.dumps({"text": "from elsewhere"}), at=NOON)
            await work.commit()
        frames = await client.say("and on", "k2")
    assert texts(frames) == ["from elsewhere", ">and on", "echo: and on"]
    assert [frame["change"] for frame in frames if "change" in frame] == [3, 4, 5]


async def test_a_message_owed_to_somebody_without_an_open_page_waits_for_them(site: Served) -> None:
    async with browser(site.url) as client:
        await client.open()
        await client.say("hello", "k1")
        chat = next(iter(site.site.session.sockets.everyone())).chat
        await client.close()
        sent = await site.bot.send_message(chat, "Your objection was admitted.")
        back = await client.open("?after=2")
    assert sent.message_id == 3
    assert texts(back) == ["Your objection was admitted."]


async def test_what_follows_start_is_a_secret_and_is_not_kept(site: Served) -> None:
    async with browser(site.url) as client:
        await client.open()
        frames = await client.say("/start Abc-123_xyz", "k1")
        await client.close()
        history = texts(await client.open())
    assert texts(frames)[0] == ">/start"
    assert history[0] == ">/start"
    assert site.desk.effects == ["text /start Abc-123_xyz"]


async def test_a_message_taken_away_by_the_service_is_gone_from_the_history(site: Served) -> None:
    async with browser(site.url) as client:
        await client.open()
        frames = await client.say("secret 620102199001011234", "k1")
        again = await client.open()
    assert texts(frames) == [">secret 620102199001011234", "-1", "kept and taken away"]
    assert texts(again) == ["kept and taken away"]


async def test_what_was_seen_is_noted(site: Served) -> None:
    async with browser(site.url) as client:
        await client.open()
        await client.say("hello", "k1")
        chat = next(iter(site.site.session.sockets.everyone())).chat
        await client.send(seen=2)
        await client.say("hello", "k2")
        async with site.site.store.work() as work:
            assert await work.inbox.seen(chat) == 2


async def test_the_chat_goes_on_after_a_restart(tmp_path: Path) -> None:
    async with served(tmp_path) as before, browser(before.url) as client:
        await client.open()
        await client.say("hello", "k1")
        cookies = {cookie.key: cookie.value for cookie in client.http.cookie_jar}
    async with served(tmp_path) as after, browser(after.url) as client:
        client.http.cookie_jar.update_cookies(cookies)
        assert texts(await client.open()) == [">hello", "echo: hello"]
        assert await client.say("hello", "k1") == [{"got": "k1"}]
        assert after.desk.effects == []


async def test_the_command_menu_is_told_when_it_changes_and_at_every_opening_as_it_is_then(tmp_path: Path) -> None:
    mine = [BotCommand(command="tasks", description="My tasks")]
    own: set[int] = set()

    async def menu(work: Work, chat: int, language: str) -> Sequence[BotCommand]:
        return mine if chat in own else await everybodys(work, chat, language)

    async with served(tmp_path, menu=menu) as site, browser(site.url) as client:
        first = await client.open("?lang=en")
        chat = next(iter(site.site.session.sockets.everyone())).chat
        own.add(chat)
        await site.bot.set_my_commands(mine, scope=BotCommandScopeChat(chat_id=chat))
        told: Any = await client.next()
        cookies = {cookie.key: cookie.value for cookie in client.http.cookie_jar}
    async with served(tmp_path, menu=menu) as site, browser(site.url) as client:
        client.http.cookie_jar.update_cookies(cookies)
        restarted = await client.open("?lang=en")
    assert first[1] == {"commands": [{"command": "status", "description": "Where it stands"}]}
    assert told == {"commands": [{"command": "tasks", "description": "My tasks"}]}
    assert restarted[1] == told
