"""What the clock does for tips, and that nobody but their handlers is told when a handler cannot be reached."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from rules.tips.cases import About, Kind, Subject
from storage.engine import boxes
from storage.store import Store
from storage.tips.handlers import Sitting
from tests.attacks.tips.tipped import PACK, tell
from tests.reminders.mail import NOON, Office, at
from tests.web.tipping import PASSPHRASE, entered, settle
from workflow.engine.sending import Unreachable
from workflow.tips.handlers import read_tip
from workflow.tips.senders import add_words, begin_tip, new_code, send_tip, thread_of, write_more

pytestmark = [pytest.mark.article(24), pytest.mark.parametrize("url", ["sqlite"], indirect=True)]
APPLICANT = Subject(About.APPLICANT)
LEAD, OFFICER = 100, 101


async def office(store: Store) -> Office:
    """An office with everybody in it on Telegram."""
    place = Office(store)
    await place.seed()
    await settle(store, channel="telegram")
    return place


async def test_handlers_are_told_again_every_three_working_days_until_one_has_opened_it(store: Store) -> None:
    place = await office(store)
    sent_on = date(2026, 7, 1)  # a Wednesday
    tip, _ = await tell(store, APPLICANT, at(sent_on))
    told = {}
    for day in (1, 3, 4, 5, 6, 8, 9):
        await place.tick(at(date(2026, 7, day)))
        told[day] = len(place.telegram.texts(LEAD))
    assert told == {1: 1, 3: 1, 4: 1, 5: 1, 6: 2, 8: 2, 9: 3}
    assert len(place.telegram.texts(OFFICER)) == 3
    async with store.work() as work:
        await work.tips.opened(tip)
        await work.commit()
    await place.tick(at(date(2026, 7, 20)))
    assert len(place.telegram.texts(LEAD)) == 3


async def test_what_is_added_before_anybody_has_read_tells_nobody_again(store: Store) -> None:
    place = await office(store)
    _, code = await tell(store, APPLICANT, NOON)
    async with store.work() as work:
        thread = await thread_of(work, await work.tips.stretch(code))
        assert thread is not None
        await send_tip(work, add_words(write_more(NOON - timedelta(days=1), thread), "还有一件。"))
    await entered(store, NOON)
    await place.tick()
    assert len(place.telegram.texts(LEAD)) == 1


async def test_letters_enter_on_the_day_after_and_their_handlers_are_told_in_the_morning(store: Store) -> None:
    place, codes = await office(store), [new_code() for _ in range(3)]
    late, midnight = datetime(2026, 7, 1, 15, 59, tzinfo=UTC), datetime(2026, 7, 1, 16, 1, tzinfo=UTC)
    for code in codes:
        async with store.work() as work:
            writing = await begin_tip(work, place.pack, late, APPLICANT, await work.tips.stretch(code))
            assert writing is not None
            await send_tip(work, add_words(writing, code))
    await place.tick(late)
    async with store.work() as work:
        assert (await work.tips.waiting(), len(await work.tips.letters.names(date.max))) == ([], 3)
    for _ in range(2):  # again, as after a kill between the commit and the file
        await place.tick(midnight)
        assert place.telegram.texts(LEAD) == []
        async with store.work() as work:
            assert [since for _, since in await work.tips.waiting()] == [date(2026, 7, 2)] * 3
            said = [await thread_of(work, await work.tips.stretch(code)) for code in codes]
        assert [[one.words for one in each.messages] if each else [] for each in said] == [["", code] for code in codes]
    async with store.work() as work:
        assert await work.tips.letters.names(date.max) == []
    await place.tick(at(date(2026, 7, 2)))
    assert len(place.telegram.texts(LEAD)) == 3


async def test_what_told_a_handler_is_erased_once_it_arrived(store: Store) -> None:
    place = await office(store)
    await tell(store, APPLICANT, NOON)
    async with store.work() as work:
        owed = [one.id for one in await work.outbox.of(1)]
        assert (len(owed), await work.outbox.page()) == (1, [])  # in nobody's list meanwhile, and counted nowhere
        assert set((await work.figures.messages()).values()) == {0}
        assert await work.figures.oldest_due_at(NOON) is None
    await place.tick()
    await place.tick(NOON + timedelta(minutes=1))
    async with store.work() as work:
        assert [await work.outbox.of(person) for person in (1, 2)] == [[], []]


async def test_a_handler_whom_no_channel_reaches_is_on_no_list_and_in_no_task(store: Store) -> None:
    place = await office(store)
    place.telegram.script[LEAD] = [Unreachable("blocked")]
    await tell(store, APPLICANT, NOON)
    await place.tick()
    async with store.work() as work:
        assert (await work.outbox.unreachable(), await work.tasks.open()) == ([], [])
    assert len(place.telegram.texts(OFFICER)) == 1


async def test_a_closed_tip_is_erased_after_the_packs_months_and_not_a_day_before(store: Store) -> None:
    place = await office(store)
    tip, code = await tell(store, APPLICANT, NOON)
    async with store.work() as work:
        await work.tips.close(tip, date(2026, 7, 1))
        await work.commit()
    kept = {}
    for day in (date(2029, 7, 1), date(2029, 7, 2)):
        await place.tick(at(day))
        async with store.work() as work:
            kept[day] = await thread_of(work, await work.tips.stretch(code)) is not None
    assert list(kept.values()) == [True, False]
    assert place.pack.retention.tips == 36


async def test_letters_enter_in_no_order_not_even_in_that_of_their_names(store: Store) -> None:
    await office(store)
    for number in range(8):
        async with store.work() as work:
            writing = await begin_tip(work, PACK, NOON, APPLICANT, await work.tips.stretch(new_code()))
            assert writing is not None
            await send_tip(work, add_words(writing, f"第{number}件"))
    await entered(store, NOON + timedelta(days=1))
    async with store.work() as work:
        kept = list((await work._db.execute(text("SELECT id FROM tips ORDER BY rowid"))).scalars())
    assert len(kept) == 8
    assert kept != sorted(kept)  # by chance it is, once in 40,320 nights


async def test_a_reading_is_noted_once_a_day_and_ends_the_waiting(store: Store) -> None:
    await office(store)
    _, code = await tell(store, APPLICANT, NOON)
    async with store.work() as work:
        assert len(await work.tips.waiting()) == 1
        handler = await work.tip_handlers.of(1)
        stretched = boxes.stretched("".join(PASSPHRASE.split()), handler.salt if handler else b"")
        private = boxes.unlock(stretched.key, handler.box) if handler else None
        assert handler is not None
        assert private is not None
        thread = await thread_of(work, await work.tips.stretch(code))
        assert thread is not None
        sitting = Sitting("s", handler.id, 1, private)
        for hours, readings in ((0, 1), (1, 1), (24, 2)):
            case = await read_tip(work, PACK, sitting, thread.tip.id, NOON + timedelta(hours=hours))
            found = [(one.kind, one.person_id) for one in case.thread.messages if one.kind is Kind.OPENED]
            assert found == [(Kind.OPENED, 1)] * readings
            assert await work.tips.waiting() == []
