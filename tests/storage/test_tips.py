"""Tips in the database: what a code and a handler's key open, what nothing else opens, and what is left of them."""

import asyncio
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from rules.tips import Kind, Message
from storage import boxes
from storage.boxes import Pair, Stretched
from storage.failures import Damaged
from storage.store import Store
from storage.tips import Tip
from storage.work import Work

NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
DAY = date(2026, 9, 1)
SALT = bytes(boxes.SALT_BYTES)


def quick(code: str) -> Stretched:
    """A code stretched as a token is: the slow way has its own test."""
    return boxes.of_token(code)


async def begun(work: Work, code: str = "c") -> tuple[Tip, bytes]:
    made = await work.tips.begin(quick(code), DAY)
    assert made is not None
    return made


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
        assert [await work.tips.add(tip, message) for message in said] == [1, 2, 3]
        assert await work.tips.read(tip, private) == said
        with pytest.raises(Damaged):
            await work.tips.read(tip, boxes.pair().private)


async def test_two_who_add_at_once_have_a_place_each(store: Store) -> None:
    async with store.work() as work:
        tip, private = await begun(work)
        await work.commit()

    async def add(words: str) -> None:
        async with store.work() as work:
            await work.tips.add(tip, Message(Kind.WORDS, NOW, words))
            await work.commit()

    await asyncio.gather(*(add(f"第{n}句") for n in range(8)))
    async with store.work() as work:
        assert {one.words for one in await work.tips.read(tip, private)} == {f"第{n}句" for n in range(8)}


async def test_a_message_put_in_anothers_place_is_noticed(store: Store) -> None:
    async with store.work() as work:
        tip, private = await begun(work)
        for words in ("先", "后"):
            await work.tips.add(tip, Message(Kind.WORDS, NOW, words))
        for change in ("3 WHERE place = 1", "1 WHERE place = 2", "2 WHERE place = 3"):
            await work._db.execute(text(f"UPDATE tip_messages SET place = {change}"))
        with pytest.raises(Damaged):
            await work.tips.read(tip, private)


async def test_a_code_finds_its_tip_opens_it_and_makes_only_one(store: Store) -> None:
    async with store.work() as work:
        tip, private = await begun(work, "mine")
        assert await work.tips.begin(quick("mine"), DAY) is None
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
        await work.tip_handlers.share(tip.id, private, [held[mine]])
        await work.tip_handlers.share(tip.id, private, [held[mine]])
        assert await work.tip_handlers.who(tip.id) == [mine]
        box = (await work.tip_handlers.keys_of(held[mine].id))[tip.id]
        assert boxes.open_sealed(keys.private, box) == private
        assert boxes.open_sealed(boxes.pair().private, box) is None
        assert await work.tip_handlers.keys_of(held[other].id) == {}


async def test_a_new_key_takes_the_old_ones_place_and_opens_nothing_of_its(store: Store) -> None:
    async with store.work() as work:
        tip, private = await begun(work)
        one, _ = await handler(work, 1)
        await work.tip_handlers.share(tip.id, private, [(await work.tip_handlers.keyed())[one]])
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


async def test_a_file_is_sealed_to_its_tip_and_counted(store: Store) -> None:
    async with store.work() as work:
        tip, private = await begun(work)
        other, key = await begun(work, "other")
        file_id = await work.tips.add_file(tip, b"evidence")
        assert await work.tips.file(tip, file_id, private) == b"evidence"
        assert await work.tips.file(tip, file_id, key) is None
        assert await work.tips.file(other, file_id, key) is None
        assert (await work.tips.weight(tip), await work.tips.weight(other)) == ((0, 8), (0, 0))


async def test_it_waits_until_a_handler_opens_it_and_again_when_something_is_added(store: Store) -> None:
    async with store.work() as work:
        tip, _ = await begun(work)
        assert [await work.tips.wait(tip, DAY), await work.tips.wait(tip, DAY)] == [True, False]
        assert [since for _, since in await work.tips.waiting()] == [DAY]
        await work.tips.reminded(tip, date(2026, 9, 4))
        assert [since for _, since in await work.tips.waiting()] == [date(2026, 9, 4)]
        await work.tips.opened(tip)
        assert await work.tips.waiting() == []
        await work.tips.close(tip, DAY)
        assert await work.tips.wait(tip, date(2026, 9, 8))
        after = await work.tips.get(tip.id)
        assert after is not None
        assert (after.closed_on, after.waiting_since) == (None, date(2026, 9, 8))


async def test_those_that_wait_come_first_and_those_that_are_closed_last(store: Store) -> None:
    async with store.work() as work:
        found = [(await begun(work, code))[0] for code in "abcd"]
        for tip in found[:3]:
            await work.tips.wait(tip, DAY)
        await work.tips.close(found[0], DAY)
        await work.tips.opened(found[1])
        listed = await work.tips.of([tip.id for tip in found])
        assert [tip.id for tip in listed] == [found[2].id, found[1].id, found[0].id]


async def test_what_is_over_or_was_never_sent_is_erased_with_all_that_hung_on_it(store: Store) -> None:
    async with store.work() as work:
        unsent, closed, kept = [(await begun(work, code))[0] for code in "abc"]
        one, _ = await handler(work, 1)
        for tip in (closed, kept):
            await work.tips.wait(tip, DAY)
            await work.tips.close(tip, DAY if tip is closed else date(2026, 9, 2))
        await work.tips.add(closed, Message(Kind.WORDS, NOW, "旧"))
        await work.tips.add_file(closed, b"old")
        await work.tip_handlers.share(closed.id, bytes(32), [(await work.tip_handlers.keyed())[one]])
        edges = {"closed_before": DAY, "begun_before": DAY}
        assert await work.tips.erase(**edges) == 0
        assert await work.tips.erase(closed_before=date(2026, 9, 2), begun_before=DAY) == 1
        assert await work.tips.erase(closed_before=DAY, begun_before=date(2026, 9, 2)) == 1
        left = [await work.tips.get(tip.id) for tip in (unsent, closed, kept)]
        assert [one is not None for one in left] == [False, False, True]
        assert await work.tips.find(quick("b")) is None
        for table in ("tip_messages", "tip_files", "tip_keys"):
            assert (await work._db.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() == 0


async def test_a_tip_that_was_sent_is_not_dropped(store: Store) -> None:
    async with store.work() as work:
        (sent, _), (unsent, _) = await begun(work, "a"), await begun(work, "b")
        await work.tips.wait(sent, DAY)
        for tip in (sent, unsent):
            await work.tips.drop(tip)
        assert [await work.tips.get(tip.id) is not None for tip in (sent, unsent)] == [True, False]


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
