"""The inbox keeps a chat's messages in order, under numbers that are never given twice, and forgets what it must."""

import asyncio
from datetime import UTC, datetime, timedelta

from storage.engine.inbox import Entry, Frame, SentFile
from storage.store import Store

NOW = datetime(2026, 9, 17, 4, 0, tzinfo=UTC)
CHAT, OTHER = 7, 2**52 - 1


async def put(store: Store, chat: int, *contents: str) -> list[Entry]:
    async with store.work() as work:
        entries = [await work.inbox.add(chat, content, at=NOW) for content in contents]
        await work.commit()
    return entries


async def test_messages_are_numbered_in_order_and_each_chat_for_itself(store: Store) -> None:
    first = await put(store, CHAT, "one", "two")
    other = await put(store, OTHER, "their one")
    third = await put(store, CHAT, "three")
    assert [(entry.message, entry.change) for entry in (*first, *third)] == [(1, 1), (2, 2), (3, 3)]
    assert [(entry.chat, entry.message, entry.content) for entry in other] == [(OTHER, 1, "their one")]


async def test_what_is_not_committed_is_not_there(store: Store) -> None:
    async with store.work() as work:
        await work.inbox.add(CHAT, "never", at=NOW)
    assert [entry.message for entry in await put(store, CHAT, "first")] == [1]
    async with store.work() as work:
        assert [entry.content for entry in await work.inbox.latest(CHAT, 10)] == ["first"]


async def test_a_number_that_was_given_out_keeps_its_place(store: Store) -> None:
    async with store.work() as work:
        number = await work.inbox.number(CHAT)
        await work.inbox.add(CHAT, "answer", at=NOW)
        await work.inbox.add(CHAT, "question", at=NOW, mine=True, message=number)
        await work.commit()
    async with store.work() as work:
        latest = await work.inbox.latest(CHAT, 10)
    assert [(entry.message, entry.mine, entry.content) for entry in latest] == [
        (1, True, "question"),
        (2, False, "answer"),
    ]


async def test_the_latest_are_given_oldest_first_and_earlier_ones_on_demand(store: Store) -> None:
    await put(store, CHAT, *(f"m{number}" for number in range(1, 8)))
    async with store.work() as work:
        assert [entry.content for entry in await work.inbox.latest(CHAT, 3)] == ["m5", "m6", "m7"]
        assert [entry.content for entry in await work.inbox.latest(CHAT, 3, before=5)] == ["m2", "m3", "m4"]
        assert [entry.content for entry in await work.inbox.latest(CHAT, 3, before=2)] == ["m1"]
        assert await work.inbox.latest(CHAT, 3, before=1) == []


async def test_what_changed_since_is_told_once_in_the_order_of_the_changes(store: Store) -> None:
    await put(store, CHAT, "one", "two", "three")
    async with store.work() as work:
        edited = await work.inbox.change(CHAT, 1, "one, better")
        taken_back = await work.inbox.change(CHAT, 2, None)
        await work.commit()
    assert (edited and edited.change, taken_back and taken_back.change) == (4, 5)
    async with store.work() as work:
        changed = await work.inbox.changed(CHAT, since=2, limit=10)
        assert [(entry.message, entry.content) for entry in changed] == [(3, "three"), (1, "one, better"), (2, None)]
        assert [entry.message for entry in await work.inbox.changed(CHAT, since=2, limit=1)] == [3]
        assert [entry.message for entry in await work.inbox.latest(CHAT, 10)] == [1, 3]
        assert await work.inbox.positions([CHAT, OTHER]) == {CHAT: 5}


async def test_a_message_that_is_not_there_cannot_be_changed(store: Store) -> None:
    await put(store, CHAT, "one")
    async with store.work() as work:
        assert await work.inbox.change(CHAT, 9, "nothing") is None
        assert await work.inbox.change(OTHER, 1, "nothing") is None
        assert await work.inbox.change(CHAT, 1, None) is not None
        assert await work.inbox.change(CHAT, 1, "back again") is None
        await work.commit()


async def test_a_frame_holds_one_number_and_is_taken_once(store: Store) -> None:
    async with store.work() as work:
        assert await work.inbox.frame(CHAT, "key") is None
        assert await work.inbox.claim(CHAT, "key", at=NOW) == Frame(message=1, taken=False)
        assert await work.inbox.claim(CHAT, "key", at=NOW) == Frame(message=1, taken=False)
        assert await work.inbox.take(CHAT, "key", at=NOW)
        assert not await work.inbox.take(CHAT, "key", at=NOW)
        assert await work.inbox.frame(CHAT, "key") == Frame(message=1, taken=True)
        assert await work.inbox.take(CHAT, "a press, never claimed", at=NOW)
        assert not await work.inbox.take(CHAT, "a press, never claimed", at=NOW)
        assert await work.inbox.take(OTHER, "key", at=NOW)
        await work.commit()


async def test_old_keys_are_forgotten_and_newer_ones_kept(store: Store) -> None:
    async with store.work() as work:
        await work.inbox.take(CHAT, "old", at=NOW - timedelta(seconds=1))
        await work.inbox.take(CHAT, "new", at=NOW)
        assert await work.inbox.forget_frames(before=NOW) == 1
        await work.commit()
    async with store.work() as work:
        assert await work.inbox.frame(CHAT, "old") is None
        assert await work.inbox.frame(CHAT, "new") == Frame(message=0, taken=True)


async def test_a_file_belongs_to_its_chat_and_goes_with_its_message(store: Store) -> None:
    async with store.work() as work:
        number = await work.inbox.number(CHAT)
        file = await work.inbox.add_file(CHAT, number, name="回执.pdf", content=b"%PDF")
        await work.inbox.add(CHAT, "receipt", at=NOW, message=number)
        await work.commit()
    async with store.work() as work:
        assert await work.inbox.file(CHAT, file) == SentFile(name="回执.pdf", content=b"%PDF")
        assert await work.inbox.file(OTHER, file) is None
        await work.inbox.change(CHAT, number, None)
        await work.commit()
    async with store.work() as work:
        assert await work.inbox.file(CHAT, file) is None


async def test_seen_only_moves_forward_and_not_beyond_the_last_message(store: Store) -> None:
    await put(store, CHAT, "one", "two", "three")
    seen = []
    for message in (2, 1, 9, 3):
        async with store.work() as work:
            await work.inbox.saw(CHAT, message)
            seen.append(await work.inbox.seen(CHAT))
            await work.commit()
    assert seen == [2, 2, 2, 3]


async def test_an_erased_chat_leaves_nothing_and_gives_no_number_twice(store: Store) -> None:
    await put(store, CHAT, "one", "two")
    await put(store, OTHER, "stays")
    async with store.work() as work:
        file = await work.inbox.add_file(CHAT, 2, name="n", content=b"c")
        await work.inbox.take(CHAT, "key", at=NOW)
        await work.inbox.erase(CHAT)
        await work.commit()
    async with store.work() as work:
        assert await work.inbox.latest(CHAT, 10) == []
        assert await work.inbox.file(CHAT, file) is None
        assert await work.inbox.frame(CHAT, "key") is None
        assert [entry.content for entry in await work.inbox.latest(OTHER, 10)] == ["stays"]
    assert [entry.message for entry in await put(store, CHAT, "again")] == [3]


async def test_many_at_once_lose_no_message_and_share_no_number(store: Store) -> None:
    await asyncio.gather(*(put(store, CHAT, f"m{number}", f"n{number}") for number in range(20)))
    async with store.work() as work:
        latest = await work.inbox.latest(CHAT, 100)
        changed = await work.inbox.changed(CHAT, since=0, limit=100)
    assert [entry.message for entry in latest] == list(range(1, 41))
    assert [entry.change for entry in changed] == list(range(1, 41))
