"""Letters to tips: read by their senders at once, in the tables on the day after, and once."""

from dataclasses import replace
from datetime import date, timedelta

from rules.tips.cases import Kind, Message
from storage.engine import boxes
from storage.store import Store
from storage.tips.cases import Tips
from storage.tips.letters import Letter, Sealed, sealed_to
from tests.storage.tips.test_tips import DAY, NOW, handler, quick


async def test_a_letter_is_read_by_its_sender_at_once_and_enters_once(store: Store) -> None:
    letter, private = _letter(store, "mine")
    async with store.work() as work:
        await work.tips.letters.hand_in(letter)
        tip = await work.tips.find(quick("mine"))
        assert tip is not None
        assert [one.words for one in await work.tips.read(tip, private)] == ["第一句"]
        assert await work.tips.letters.names(DAY) == []  # not before its day is over
        assert await work.tips.get(tip.id) is None
        (name,) = await work.tips.letters.names(DAY + timedelta(days=1))
        assert await work.tips.enter(name, DAY) == await work.tips.get(tip.id)
        assert [one.words for one in await work.tips.read(tip, private)] == ["第一句"]  # and not twice
        assert await work.tips.enter(name, DAY) is None
        assert await work.tips.letters.names(date.max) == []
        assert [one.words for one in await work.tips.read(tip, private)] == ["第一句"]


async def test_a_letter_brings_its_files_and_the_keys_of_those_who_still_have_one(store: Store) -> None:
    letter, private = _letter(store, "mine")
    async with store.work() as work:
        (one, _), (gone, _) = await handler(work, 1), await handler(work, 2)
        held = await work.tip_handlers.keyed()
        keys = {held[each].id: boxes.seal_to(held[each].public_key, private) for each in (one, gone)}
        await handler(work, 2)  # has a new key
        content = boxes.seal_to(boxes.public_of(private), b"evidence" * 300_000)
        await work.tips.letters.hand_in(replace(letter, keys=keys, files=(Sealed("f" * 32, 8, content),)))
        (name,) = await work.tips.letters.names(date.max)
        tip = await work.tips.enter(name, DAY)
        assert tip is not None
        assert await work.tip_handlers.who(tip.id) == [one]
        assert await work.tips.file(tip, "f" * 32, private) == b"evidence" * 300_000
        assert await work.tips.file(tip, "f" * 32, boxes.pair().private) is None


def _letter(store: Store, code: str) -> tuple[Letter, bytes]:
    letter, private = Tips(None, store.seal, None).new(quick(code), DAY)  # type: ignore[arg-type]  # neither is used
    return replace(letter, boxes=(sealed_to(private, Message(Kind.WORDS, NOW, "第一句")),)), private


async def test_a_letter_to_a_tip_that_is_gone_goes_with_it(store: Store) -> None:
    async with store.work() as work:
        await work.tips.letters.hand_in(Letter("0" * 32, DAY, 3, boxes=(b"x",)))
        (name,) = await work.tips.letters.names(date.max)
        assert await work.tips.enter(name, DAY) is None
        assert await work.tips.letters.names(date.max) == []
