"""The memory of a conversation is part of the Work: read once, written once, undone with it."""

from datetime import UTC, date, datetime

from sqlalchemy import event

from storage.engine.conversations import Talk
from storage.store import Store

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)
TALK = Talk(8_000_000_001, -1_002_000_000_000_000, 2**62)


async def _remember(store: Store, state: str | None, data: dict[str, object], talk: Talk = TALK) -> None:
    async with store.work() as work:
        await work.conversations.set_state(talk, state, NOW)
        await work.conversations.set_data(talk, data, NOW)
        await work.commit()


async def _memory(store: Store, talk: Talk = TALK) -> tuple[str | None, dict[str, object]]:
    async with store.work() as work:
        return await work.conversations.state(talk), await work.conversations.data(talk)


async def test_a_conversation_begins_with_nothing(store: Store) -> None:
    assert await _memory(store) == (None, {})


async def test_state_and_data_are_remembered(store: Store) -> None:
    await _remember(store, "form", {"draft": 5, "on": date(2026, 7, 1)})
    assert await _memory(store) == ("form", {"draft": 5, "on": date(2026, 7, 1)})


async def test_conversations_of_other_bots_chats_and_users_do_not_mix(store: Store) -> None:
    await _remember(store, "form", {"draft": 5})
    for other in (TALK._replace(bot_id=1), TALK._replace(chat_id=1), TALK._replace(user_id=1)):
        assert await _memory(store, other) == (None, {})


async def test_a_change_that_is_not_committed_is_forgotten(store: Store) -> None:
    await _remember(store, "form", {"draft": 5})
    async with store.work() as work:
        await work.conversations.set_state(TALK, "menu", NOW)
        assert await work.conversations.state(TALK) == "menu"
    assert await _memory(store) == ("form", {"draft": 5})


async def test_changing_the_copy_that_was_read_changes_nothing(store: Store) -> None:
    await _remember(store, "form", {"draft": 5})
    async with store.work() as work:
        (await work.conversations.data(TALK))["draft"] = 6
        assert await work.conversations.data(TALK) == {"draft": 5}


async def test_a_work_reads_once_and_writes_once_and_only_if_something_changed(store: Store) -> None:
    await _remember(store, "form", {"draft": 5})
    said: list[str] = []
    listen = (store._engine.sync_engine, "before_cursor_execute", lambda *seen: said.append(seen[2].split()[0]))
    event.listen(*listen)
    async with store.work() as work:
        for number in range(3):
            await work.conversations.set_data(TALK, {"draft": number}, NOW)
        await work.conversations.set_data(TALK, {"draft": 5}, NOW)
        await work.commit()
    async with store.work() as work:
        await work.conversations.set_state(TALK, "menu", NOW)
        await work.conversations.set_data(TALK, {"draft": 7}, NOW)
        await work.commit()
    event.remove(*listen)
    assert [word for word in said if word != "BEGIN"] == ["SELECT", "SELECT", "INSERT"]
    assert await _memory(store) == ("menu", {"draft": 7})


async def test_a_conversation_at_rest_leaves_no_row(store: Store) -> None:
    await _remember(store, "form", {"draft": 5})
    await _remember(store, None, {})
    async with store.work() as work:
        await work.conversations.set_state(TALK, "form", NOW)
        await work.commit()
    assert await _memory(store) == ("form", {})
