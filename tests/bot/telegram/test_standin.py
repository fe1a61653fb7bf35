"""The stand-in behaves as the Bot API does: what it takes, what it refuses, what it forgets."""

import asyncio
import sys
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.bot.telegram.clients import Client, keyboard
from tests.standin import Fault, StandIn, busiest, until

DOCUMENT = {"chat_id": "1", "caption": "回执"}


@pytest.fixture
async def standin() -> AsyncIterator[StandIn]:
    async with StandIn(seed=1) as standin:
        yield standin


@pytest.fixture
async def call(standin: StandIn) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(standin, session)


async def test_someone_says_and_reads(standin: StandIn, call: Client) -> None:
    ada = standin.user(1, "Ada")
    await ada.says("/start")
    (update,) = await call("getUpdates")
    assert update["message"]["from"] == {
        "id": 1, "is_bot": False, "first_name": "Ada", "language_code": "zh-hans"
    }  # fmt: skip
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    await call("sendMessage", chat_id=1, text="Welcome")
    assert (await ada.reads()).text == "Welcome"
    assert [note.text for note in ada.chat] == ["/start", "Welcome"]


async def test_an_offset_confirms_all_before_it(standin: StandIn, call: Client) -> None:
    for number in range(3):
        await standin.user(1).says(str(number))
    first, second, third = [update["update_id"] for update in await call("getUpdates")]
    assert (second, third) == (first + 1, first + 2)
    assert [update["update_id"] for update in await call("getUpdates", offset=second)] == [second, third]
    assert [update["update_id"] for update in await call("getUpdates")] == [second, third]
    assert await call("getUpdates", offset=third + 1) == []


async def test_no_answer_holds_more_than_a_hundred_updates(standin: StandIn, call: Client) -> None:
    for number in range(120):
        await standin.user(1).says(str(number))
    assert len(await call("getUpdates", limit=500)) == 100
    assert len(await call("getUpdates", limit=7)) == 7


async def test_a_long_poll_ends_with_the_first_update(standin: StandIn, call: Client) -> None:
    polling = asyncio.create_task(call("getUpdates", timeout=20))
    await until(lambda: standin.made("getUpdates"))
    await standin.user(1).says("hello")
    async with asyncio.timeout(15):
        assert [update["message"]["text"] for update in await polling] == ["hello"]


async def test_a_second_poller_ends_the_first(standin: StandIn, call: Client) -> None:
    first = asyncio.create_task(call("getUpdates", timeout=20))
    await until(lambda: standin.made("getUpdates"))
    assert await call("getUpdates", timeout=0) == []
    code, text = await first
    assert (code, text.split(";")[0]) == (409, "Conflict: terminated by other getUpdates request")


async def test_a_poll_beside_a_webhook_is_a_conflict(call: Client) -> None:
    await call("setWebhook", url="http://127.0.0.1:9/nobody")
    code, _ = await call("getUpdates")
    assert code == 409
    assert (await call("getWebhookInfo"))["url"] == "http://127.0.0.1:9/nobody"
    await call("deleteWebhook")
    assert await call("getUpdates") == []


async def test_only_the_kinds_asked_for_are_queued(standin: StandIn, call: Client) -> None:
    await call("getUpdates", allowed_updates=["callback_query"])
    await standin.user(1).says("hello")
    await standin.user(1).forges("x")
    assert [sorted(update) for update in await call("getUpdates")] == [["callback_query", "update_id"]]


async def test_a_button_is_pressed_by_its_label_or_its_data(standin: StandIn, call: Client) -> None:
    ada = standin.user(1, started=True)
    await call("sendMessage", chat_id=1, text="Old", reply_markup=keyboard(callback_data="old"))
    old = await ada.reads()
    await call("sendMessage", chat_id=1, text="New", reply_markup=keyboard(callback_data="new"))
    for press in (ada.presses("Begin"), ada.presses("old"), ada.presses("Begin", note=old)):
        await press
    queries = [update["callback_query"] for update in await call("getUpdates")]
    assert [(query["data"], query["message"]["text"]) for query in queries] == [
        ("new", "New"), ("old", "Old"), ("old", "Old")
    ]  # fmt: skip
    assert await call("answerCallbackQuery", callback_query_id=queries[0]["id"], text="Done") is True
    assert await ada.toast() == "Done"
    with pytest.raises(AssertionError, match="no button 'End'"):
        await ada.presses("End")


async def test_a_reply_keyboard_types_for_the_person_and_is_no_part_of_the_answer(
    standin: StandIn, call: Client
) -> None:
    ada = standin.user(1, started=True)
    answer = await call("sendMessage", chat_id=1, text="Well?", reply_markup={"keyboard": [[{"text": "Yes"}, "No"]]})
    assert "reply_markup" not in answer
    assert (await ada.reads()).labels == ["Yes", "No"]
    await ada.presses("No")
    assert [update["message"]["text"] for update in await call("getUpdates")] == ["No"]


async def test_an_edit_is_seen_in_its_place_and_a_deletion_is_gone(standin: StandIn, call: Client) -> None:
    ada = standin.user(1)
    mine = await ada.says("620…3")
    sent = await call("sendMessage", chat_id=1, text="One", reply_markup=keyboard(callback_data="x"))
    await call("editMessageText", chat_id=1, message_id=sent["message_id"], text="Two")
    assert [(note.text, note.edits) for note in (await ada.reads(), await ada.reads())] == [("One", 0), ("Two", 1)]
    assert (ada.chat.spoken[0].text, ada.chat.spoken[0].buttons) == ("Two", [])
    same = await call("editMessageText", chat_id=1, message_id=sent["message_id"], text="Two")
    assert (same[0], same[1].split(":")[1]) == (400, " message is not modified")
    assert await call("deleteMessage", chat_id=1, message_id=mine.id) is True
    assert [note.text for note in ada.chat] == ["Two"]


async def test_files_go_both_ways_whole(standin: StandIn, call: Client) -> None:
    ada = standin.user(1)
    await ada.sends_file("材料.pdf", b"%PDF-1.7", "上报材料", album="a")
    (update,) = await call("getUpdates")
    document = update["message"]["document"]
    assert (document["file_name"], document["file_size"], update["message"]["media_group_id"]) == ("材料.pdf", 8, "a")
    path = (await call("getFile", file_id=document["file_id"]))["file_path"]
    async with call.session.get(f"{standin.url}/file/bot1:x/{path}") as answer:
        assert await answer.read() == b"%PDF-1.7"
    form = aiohttp.FormData(DOCUMENT | {"document": "attach://f"}, quote_fields=False)
    form.add_field("f", b"\x00\xff" * 5_000, filename="回执.pdf")
    await call("sendDocument", form)
    received = await ada.reads()
    assert (received.text, received.file_name, received.content) == ("回执", "回执.pdf", b"\x00\xff" * 5_000)
    await call("sendDocument", chat_id=1, document=received.raw["document"]["file_id"])
    assert (await ada.reads()).content == b"\x00\xff" * 5_000


async def test_a_file_over_twenty_megabytes_cannot_be_fetched(standin: StandIn, call: Client) -> None:
    for size in (20 * 1024 * 1024, 20 * 1024 * 1024 + 1):
        await standin.user(1).sends_file("large.pdf", b"x" * size)
    small, large = [update["message"]["document"]["file_id"] for update in await call("getUpdates")]
    assert (await call("getFile", file_id=small))["file_size"] == 20 * 1024 * 1024
    assert await call("getFile", file_id=large) == (400, "Bad Request: file is too big")


async def test_a_bot_that_was_blocked_is_told_and_cannot_speak(standin: StandIn, call: Client) -> None:
    ada = standin.user(1, started=True)
    await ada.blocks()
    assert await call("sendMessage", chat_id=1, text="x") == (403, "Forbidden: bot was blocked by the user")
    await ada.unblocks()
    assert (await call("sendMessage", chat_id=1, text="x"))["text"] == "x"
    changes = [update["my_chat_member"]["new_chat_member"]["status"] for update in await call("getUpdates")]
    assert changes == ["kicked", "member"]


async def test_a_wrong_token_and_an_unknown_method_are_refused(standin: StandIn, call: Client) -> None:
    standin.token = "2:y"
    assert await call("getMe") == (401, "Unauthorized")
    standin.token = None
    assert await call("sendTelepathy") == (404, "Not Found: method not found")


async def test_a_chat_told_to_wait_is_refused_until_then_and_the_haste_is_noted(standin: StandIn, call: Client) -> None:
    standin.user(1, started=True)
    standin.faults.add(Fault.TOO_MANY, times=1, seconds=1)
    refused = (429, "Too Many Requests: retry after 1")
    assert [await call("sendMessage", chat_id=1, text="x") for _ in range(2)] == [refused, refused]
    await asyncio.sleep(1.01)
    assert (await call("sendMessage", chat_id=1, text="x"))["text"] == "x"
    assert [(made.outcome, made.early) for made in standin.calls] == [("429", False), ("429", True), ("ok", False)]


@pytest.mark.parametrize(("fault", "arrives"), [(Fault.RESET_BEFORE, []), (Fault.RESET_AFTER, ["x"])])
async def test_a_reset_cuts_the_line_before_or_after_the_effect(
    standin: StandIn, call: Client, fault: Fault, arrives: list[str]
) -> None:
    ada = standin.user(1, started=True)
    standin.faults.add(fault, method="sendMessage")
    with pytest.raises(aiohttp.ClientError):
        await call("sendMessage", chat_id=1, text="x")
    assert ada.chat.texts == arrives


async def test_faults_fall_as_the_seed_says() -> None:
    async def struck(seed: int) -> list[bool]:
        standin = StandIn(seed=seed)
        standin.faults.add(Fault.BAD_GATEWAY, method="sendMessage", probability=0.2)
        return [standin.faults.pick("sendMessage", 1) is not None for _ in range(500)]

    assert await struck(7) == await struck(7)
    assert await struck(7) != await struck(8)
    assert 70 < sum(await struck(7)) < 130


async def test_old_updates_come_again_when_they_are_replayed(standin: StandIn, call: Client) -> None:
    for number in range(3):
        await standin.user(1).says(str(number))
    last = (await call("getUpdates"))[-1]["update_id"]
    assert await call("getUpdates", offset=last + 1) == []
    standin.updates.replay(2)
    assert [update["message"]["text"] for update in await call("getUpdates")] == ["1", "2"]


def test_the_busiest_window_is_found() -> None:
    assert [busiest(moments, 1.0) for moments in ([], [5.0], [0, 0.5, 0.99, 1.0], [0, 1, 2])] == [0, 1, 3, 1]


async def test_it_runs_by_itself_and_people_are_moved_over_http() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.standin", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    try:
        url = (await process.stdout.readline()).decode().split()[-1]
        async with aiohttp.ClientSession(url) as client:
            await client.post("/people/7/says", json={"text": "hello"})
            await client.post(
                "/bot1:x/sendMessage", json={"chat_id": 7, "text": "hi", "reply_markup": keyboard(url="tg://x")}
            )
            async with client.post("/people/7/presses", json={"label": "End"}) as answer:
                assert answer.status == 409
            async with client.get("/people/7/chat") as answer:
                assert [(note["who"], note["text"], note["buttons"]) for note in await answer.json()] == [
                    ("person", "hello", []), ("bot", "hi", ["Begin"])
                ]  # fmt: skip
    finally:
        process.terminate()
        await process.wait()
