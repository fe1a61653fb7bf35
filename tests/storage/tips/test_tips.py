"""Tips in the database: what a code and a handler's key open, what nothing else opens, and what is left of them."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from rules.tips.cases import Kind, Message
from storage.database.failures import Damaged
from storage.engine import boxes
from storage.engine.boxes import Pair, Stretched
from storage.store import Store
from storage.tips.cases import Tip
from storage.tips.letters import Letter, sealed_to
from storage.work import Work

NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
DAY = date(2026, 9, 1)
SUBJECT = Message(Kind.SUBJECT, NOW, values={"about": "other", "unit": None})
SALT = bytes(boxes.SALT_BYTES)


def quick(code: str) -> Stretched:
    """A code stretched as a token is: the slow way has its own test."""
    return boxes.of_token(code)


async def begun(work: Work, code: str = "c", on: date = DAY) -> tuple[Tip, bytes]:
    """A tip that was handed in on the day before and has entered."""
    letter, private = work.tips.new(quick(code), on - timedelta(days=1))
    await work.tips.letters.hand_in(replace(letter, boxes=(sealed_to(private, SUBJECT),)))
    for name in await work.tips.letters.names(on):
        await work.tips.enter(name, on)
        await work.tips.letters.remove(name)
    tip = await work.tips.find(quick(code))
    assert tip is not None
    return tip, private


async def person(work: Work, chat: int) -> int:
    return (await work.people.meet("web", chat, NOW, "zh")).person.id


async def handler(work: Work, chat: int, key: bytes = bytes(32)) -> tuple[int, Pair]:
    keys, one = boxes.pair(), await person(work, chat)
    await work.tip_handlers.make(one, keys, salt=SALT, key=key, on=DAY)
    return one, keys


async def test_what_was_said_is_read_with_the_tips_key_in_its_order(store: Store) -> None:
    async with store.work() as work:
        tip, private = await begun(work)
        said = [Message(Kind.WORDS, NOW, f"第{n}句", values={"once": "x"}) for n in (1, 2, 3)]
        for message in said:
            await work.tips.add(tip, private, message)
        assert await work.tips.read(tip, private) == [SUBJECT, *said]
        with pytest.raises(Damaged):
            await work.tips.read(tip, boxes.pair().private)


async def test_two_who_add_at_once_have_a_place_each(store: Store) -> None:
    async with store.work() as work:
        tip, private = await begun(work)
        await work.commit()

    async def add(words: str) -> None:
        async with store.work() as work:
            await work.tips.add(tip, private, Message(Kind.WORDS, NOW, words))
            await work.commit()

    await asyncio.gather(*(add(f"第{n}句") for n in range(8)))
    async with store.work() as work:
        said = await work.tips.read(tip, private)
        assert {one.words for one in said[1:]} == {f"第{n}句" for n in range(8)}


async def test_a_message_put_in_anothers_place_is_noticed(store: Store) -> None:
    async with store.work() as work:
        tip, private = await begun(work)
        for words in ("先", "后"):
            await work.tips.add(tip, private, Message(Kind.WORDS, NOW, words))
        for change in ("4 WHERE place = 2", "2 WHERE place = 3", "3 WHERE place = 4"):
            await work._db.execute(text(f"UPDATE tip_messages SET place = {change}"))
        with pytest.raises(Damaged):
            await work.tips.read(tip, private)


async def test_a_code_finds_its_tip_and_opens_it(store: Store) -> None:
    async with store.work() as work:
        tip, private = await begun(work, "mine")
        found = await work.tips.find(quick("mine"))
        assert found == tip
        assert boxes.unlock(quick("mine").key, tip.code_box) == private
        assert boxes.unlock(quick("another").key, tip.code_box) is None
        assert await work.tips.find(quick("another")) is None


async def test_a_code_is_stretched_the_same_every_time_and_by_its_installation(store: Store) -> None:
    async with store.work() as work:
        first, again = await work.tips.stretch("0" * 16), await work.tips.stretch("0" * 16)
    assert first == again
    assert first != boxes.stretched("0" * 16, SALT)


async def test_only_those_to_whom_it_is_sealed_open_it(store: Store) -> None:
    async with store.work() as work:
        tip, private = await begun(work)
        (mine, keys), (other, _) = await handler(work, 1), await handler(work, 2)
        held = await work.tip_handlers.keyed()
        await work.tip_handlers.share(tip.id, private, held[mine])
        await work.tip_handlers.share(tip.id, private, held[mine])
        assert await work.tip_handlers.who(tip.id) == [mine]
        box = (await work.tip_handlers.keys_of(held[mine].id))[tip.id]
        assert boxes.open_sealed(keys.private, box) == private
        assert boxes.open_sealed(boxes.pair().private, box) is None
        assert await work.tip_handlers.keys_of(held[other].id) == {}


async def test_a_new_key_takes_the_old_ones_place_and_opens_nothing_of_its(store: Store) -> None:
    async with store.work() as work:
        tip, private = await begun(work)
        one, _ = await handler(work, 1)
        await work.tip_handlers.share(tip.id, private, (await work.tip_handlers.keyed())[one])
        before = await work.tip_handlers.of(one)
        await handler(work, 1)
        after = await work.tip_handlers.of(one)
        assert before is not None
        assert after is not None
        assert before.id != after.id
        assert (await work.tip_handlers.who(tip.id), await work.tip_handlers.keys_of(after.id)) == ([], {})


async def test_a_sitting_holds_the_key_for_its_token_alone_and_ends(store: Store) -> None:
    early, late = NOW.replace(hour=1), NOW.replace(hour=3)
    async with store.work() as work:
        one, keys = await handler(work, 1)
        mine = await work.tip_handlers.of(one)
        assert mine is not None
        token = await work.tip_handlers.sit(mine, keys.private, until=late)
        sitting = await work.tip_handlers.sitting(token, NOW, until=late)
        assert sitting is not None
        assert (sitting.person_id, sitting.private) == (one, keys.private)
        assert await work.tip_handlers.sitting(token + "x", NOW, until=late) is None
        assert await work.tip_handlers.sitting(token, late, until=late) is None
        await work.tip_handlers.rise(before=early)
        assert await work.tip_handlers.sitting(token, NOW, until=late) is not None
        await work.tip_handlers.rise(sitting=sitting.id)
        assert await work.tip_handlers.sitting(token, NOW, until=late) is None


async def test_it_waits_until_a_handler_opens_it_and_again_when_something_is_added(store: Store) -> None:
    async with store.work() as work:
        tip, private = await begun(work)
        assert [since for _, since in await work.tips.waiting()] == [DAY]
        await work.tips.reminded(tip, date(2026, 9, 4))
        assert [since for _, since in await work.tips.waiting()] == [date(2026, 9, 4)]
        await work.tips.opened(tip)
        assert await work.tips.waiting() == []
        await work.tips.close(tip, DAY)
        box = sealed_to(private, Message(Kind.WORDS, NOW, "还有"))
        await work.tips.letters.hand_in(Letter(tip.id, date(2026, 9, 7), 1, boxes=(box,)))
        (name,) = await work.tips.letters.names(date(2026, 9, 8))
        after = await work.tips.enter(name, date(2026, 9, 8))
        assert after is not None
        assert (after.closed_on, after.waiting_since) == (None, date(2026, 9, 8))


async def test_those_that_wait_come_first_and_those_that_are_closed_last(store: Store) -> None:
    async with store.work() as work:
        found = [(await begun(work, code))[0] for code in "abc"]
        await work.tips.close(found[0], DAY)
        await work.tips.opened(found[1])
        listed = await work.tips.of([tip.id for tip in found])
        assert [tip.id for tip in listed] == [found[2].id, found[1].id, found[0].id]


async def test_what_is_over_is_erased_with_all_that_hung_on_it(store: Store) -> None:
    async with store.work() as work:
        (closed, private), (kept, _) = await begun(work, "b"), await begun(work, "c")
        one, _ = await handler(work, 1)
        await work.tips.close(closed, DAY)
        await work.tips.close(kept, date(2026, 9, 2))
        await work.tips.add(closed, private, Message(Kind.WORDS, NOW, "旧"))
        await work.tip_handlers.share(closed.id, bytes(32), (await work.tip_handlers.keyed())[one])
        assert await work.tips.erase(closed_before=DAY, begun_before=DAY) == 0
        assert await work.tips.erase(closed_before=date(2026, 9, 2), begun_before=DAY) == 1
        assert [await work.tips.get(tip.id) is not None for tip in (closed, kept)] == [False, True]
        assert await work.tips.find(quick("b")) is None
        for table, left in (("tip_messages", 1), ("tip_files", 0), ("tip_keys", 0)):
            assert (await work._db.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() == left


@pytest.mark.parametrize(
    "change", ["box = x'00'", "proof = NULL", "proof = (SELECT proof FROM tip_messages WHERE place = 2)"]
)
async def test_a_message_that_was_written_without_the_keys_is_noticed(store: Store, change: str) -> None:
    async with store.work() as work:
        tip, private = await begun(work)
        await work.tips.add(tip, private, Message(Kind.WORDS, NOW, "真的"))
        if work._db.dialect.name == "postgresql":
            change = change.replace("x'00'", "'\\x00'::bytea")
        await work._db.execute(text(f"UPDATE tip_messages SET {change} WHERE place = 1"))
        with pytest.raises(Damaged):
            await work.tips.read(tip, private)


async def test_two_chats_made_one_person_do_not_stumble_over_their_keys(store: Store) -> None:
    async with store.work() as work:
        (old, _), (kept, _) = await handler(work, 1), await handler(work, 2)
        await work.people.merge(old, kept)
        assert await work.tip_handlers.of(kept) is not None


@pytest.mark.parametrize("spoilt", [b"", b"short", bytes(80)])
def test_a_box_that_was_changed_does_not_open(spoilt: bytes) -> None:
    keys = boxes.pair()
    assert boxes.open_sealed(keys.private, spoilt) is None
    assert boxes.unlock(bytes(32), spoilt) is None
    assert boxes.open_sealed(keys.private, boxes.seal_to(keys.public, b"x")) == b"x"
    assert boxes.unlock(bytes(32), boxes.lock(bytes(32), b"x")) == b"x"
