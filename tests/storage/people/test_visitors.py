"""A browser is known by the hash of its secret and by nothing else."""

from datetime import UTC, datetime, timedelta

from storage.store import Store
from tests.storage.raw import execute

NOW = datetime(2026, 9, 17, 4, 0, tzinfo=UTC)


async def add(store: Store) -> tuple[str, int]:
    async with store.work() as work:
        visitor = await work.visitors.add(at=NOW)
        await work.commit()
    return visitor


async def test_a_visitor_is_found_by_the_secret_alone(store: Store) -> None:
    token, chat = await add(store)
    async with store.work() as work:
        assert await work.visitors.find(token) == chat
        assert await work.visitors.find(token[:-1]) is None
        assert await work.visitors.find("") is None


async def test_chats_are_random_positive_and_below_two_to_the_52nd(store: Store) -> None:
    chats = [(await add(store))[1] for _ in range(20)]
    assert len(set(chats)) == 20
    assert [chat for chat in chats if not 0 < chat < 2**52] == []
    assert max(chats) > 2**40


async def test_the_secret_is_not_in_the_database(store: Store) -> None:
    token, chat = await add(store)
    rows = await execute(store, "SELECT * FROM visitors")
    assert [row.chat for row in rows] == [chat]
    assert token not in str(rows)


async def test_who_left_is_not_known_any_more_and_others_are(store: Store) -> None:
    token, _ = await add(store)
    other, chat = await add(store)
    async with store.work() as work:
        await work.visitors.leave(token)
        await work.commit()
    async with store.work() as work:
        assert await work.visitors.find(token) is None
        assert await work.visitors.find(other) == chat


async def test_who_never_said_a_word_is_forgotten_after_a_while(store: Store) -> None:
    silent, _ = await add(store)
    speaking, chat = await add(store)
    async with store.work() as work:
        await work.inbox.add(chat, "hello", at=NOW)
        assert await work.visitors.forget_silent(before=NOW) == 0
        assert await work.visitors.forget_silent(before=NOW + timedelta(seconds=1)) == 1
        await work.commit()
    async with store.work() as work:
        assert (await work.visitors.find(silent), await work.visitors.find(speaking)) == (None, chat)
