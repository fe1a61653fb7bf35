"""The outbox as a delivery sees it: put off at night, fenced by its claim, and not held up by a damaged message."""

from datetime import UTC, datetime, timedelta

from storage.database.values import Say, pack, unpack
from storage.engine.outbox import LEASE
from storage.engine.owed import OwedState, Urgency
from storage.store import Store
from tests.storage import raw

NOW = datetime(2026, 7, 1, 14, tzinfo=UTC)
MORNING = NOW + timedelta(hours=10)


async def owe(store: Store, *keys: str, urgency: Urgency = Urgency.ORDINARY) -> None:
    async with store.work() as work:
        seat = await work.people.meet("telegram", 5, NOW, "zh")
        for key in keys:
            await work.outbox.owe(key, seat.person.id, "menu.open", now=NOW, values={"n": 1}, urgency=urgency)
        await work.commit()


async def test_at_night_what_is_due_is_put_off_and_answers_are_not(store: Store) -> None:
    await owe(store, "a", urgency=Urgency.ANSWER)
    await owe(store, "l", urgency=Urgency.LEGAL)
    await owe(store, "o")
    async with store.work() as work:
        assert await work.outbox.postpone(NOW, MORNING) == 2
        assert [owed.key for owed in await work.outbox.due(NOW, 9)] == ["a"]
        assert await work.outbox.postpone(MORNING, MORNING + LEASE) == 2
        assert [owed.key for owed in await work.outbox.due(MORNING + LEASE, 9)] == ["a", "l", "o"]


async def test_a_claim_that_runs_is_not_put_off_and_one_that_ran_out_is(store: Store) -> None:
    await owe(store, "k")
    async with store.work() as work:
        await work.outbox.due(NOW, 9)
        assert await work.outbox.postpone(NOW + LEASE - timedelta(seconds=1), MORNING) == 0
        assert await work.outbox.postpone(NOW + LEASE, MORNING) == 1
        owed = await work.outbox.get("k")
    assert owed is not None
    assert (owed.state, owed.next_try_at, owed.lease_until) == (OwedState.OWED, MORNING, None)


async def test_only_the_claim_that_holds_can_say_that_it_arrived(store: Store) -> None:
    await owe(store, "k")
    async with store.work() as work:
        (first,) = await work.outbox.due(NOW, 9)
        (second,) = await work.outbox.due(NOW + LEASE, 9)
        sent = [
            await work.outbox.sent(each.id, NOW, proof="x", channel_id=None, claim=each.claim)
            for each in (first, second, second)
        ]
    assert sent == [False, True, False]


async def test_a_message_that_was_damaged_says_nothing_and_the_others_go_on(store: Store) -> None:
    await owe(store, "bad", "good")
    await raw.execute(store, "UPDATE outbox SET buttons = values WHERE key = 'bad'".replace(" values", ' "values"'))
    async with store.work() as work:
        claimed = {owed.key: (owed.text, owed.values) for owed in await work.outbox.due(NOW, 9)}
        assert claimed == {"bad": ("", {}), "good": ("menu.open", {"n": 1})}
        assert len(await work.outbox.page()) == 2


async def test_somebody_is_known_before_they_write(store: Store) -> None:
    async with store.work() as work:
        one = await work.people.add(NOW, "zh")
        assert await work.people.get(one.id) == one
        assert await work.channels.of(one.id) == []


def test_unspoken_words_keep_their_values() -> None:
    words = {"last": Say("assessments.provisional", {"day": NOW.date()}), "task": Say("tasks.assessment")}
    assert unpack(pack(words)) == words
