"""What is owed is owed once, claimed by one delivery at a time, and ends in a state that a person can see."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

from storage.database.values import Say
from storage.engine.outbox import LEASE
from storage.engine.owed import Owed, OwedState, Paper, Urgency
from storage.store import Store

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def _person(store: Store, chat: int = 5) -> int:
    async with store.work() as work:
        seat = await work.people.meet("telegram", chat, NOW, "zh")
        await work.commit()
        return seat.person.id


async def _owe(store: Store, key: str, person_id: int, **owed: Any) -> bool:
    async with store.work() as work:
        fresh = await work.outbox.owe(key, person_id, "objections.filed", now=NOW, **owed)
        await work.commit()
        return fresh


async def _due(store: Store, now: datetime = NOW, limit: int = 100) -> list[Owed]:
    async with store.work() as work:
        claimed = await work.outbox.due(now, limit)
        await work.commit()
        return claimed


async def _keys(store: Store, now: datetime = NOW) -> list[str]:
    return [owed.key for owed in await _due(store, now)]


async def _state(store: Store, key: str) -> OwedState | None:
    async with store.work() as work:
        owed = await work.outbox.get(key)
        return None if owed is None else owed.state


async def _changed(store: Store, change: str, *values: datetime) -> list[bool]:
    """What holding or letting go the message "k" says, and what it says a second time."""
    async with store.work() as work:
        owed = await work.outbox.get("k")
        assert owed is not None
        done = [await getattr(work.outbox, change)(owed.id, *values) for _ in range(2)]
        await work.commit()
    return done


async def test_a_message_comes_back_as_it_was_owed(store: Store) -> None:
    person = await _person(store)
    values = {"due_on": date(2026, 7, 8), "at": NOW, "who": Say("roles.office"), "number": "异〔2026〕3号"}
    buttons = [[{"text": "menu.status", "press": "status:12"}]]
    fresh = await _owe(
        store, "k", person, values=values, buttons=buttons, paper=Paper("receipt", "objection:12"), kind="o"
    )
    assert fresh
    (owed,) = await _due(store)
    assert (owed.text, owed.values, owed.buttons) == ("objections.filed", values, buttons)
    assert (owed.paper, owed.kind, owed.urgency, owed.tries) == (
        Paper("receipt", "objection:12"),
        "o",
        Urgency.ORDINARY,
        1,
    )


async def test_owing_twice_changes_nothing(store: Store) -> None:
    person = await _person(store)
    assert [await _owe(store, "k", person, values={"n": number}) for number in range(3)] == [True, False, False]
    assert [owed.values for owed in await _due(store)] == [{"n": 0}]
    assert await _owe(store, "k", person) is False


async def test_what_is_undone_is_not_owed(store: Store) -> None:
    person = await _person(store)
    async with store.work() as work:
        await work.outbox.owe("k", person, "objections.filed", now=NOW)
    assert await _due(store) == []


async def test_nothing_is_due_before_its_moment(store: Store) -> None:
    person = await _person(store)
    await _owe(store, "k", person, due_at=NOW + MINUTE)
    async with store.work() as work:
        assert await work.outbox.next_due_at() == NOW + MINUTE
    assert await _keys(store, NOW + MINUTE - timedelta(microseconds=1)) == []
    assert await _keys(store, NOW + MINUTE) == ["k"]


async def test_answers_come_before_legal_messages_and_those_before_the_rest(store: Store) -> None:
    person = await _person(store)
    for key, urgency, minutes in (("o1", "ordinary", 0), ("o2", "ordinary", 1), ("l", "legal", 2), ("a", "answer", 3)):
        await _owe(store, key, person, urgency=Urgency(urgency), due_at=NOW + minutes * MINUTE)
    async with store.work() as work:
        assert [owed.key for owed in await work.outbox.due(NOW + 3 * MINUTE, 3)] == ["a", "l", "o1"]
    assert await _keys(store, NOW + 3 * MINUTE) == ["a", "l", "o1", "o2"]


async def test_a_claimed_message_is_nobody_elses_until_the_lease_ends(store: Store) -> None:
    await _owe(store, "k", await _person(store))
    assert await _keys(store) == ["k"]
    assert await _keys(store, NOW + LEASE - timedelta(microseconds=1)) == []
    async with store.work() as work:
        assert await work.outbox.next_due_at() == NOW + LEASE
    (again,) = await _due(store, NOW + LEASE)
    assert (again.key, again.tries) == ("k", 2)


async def test_deliveries_at_once_claim_each_message_once(store: Store) -> None:
    person = await _person(store)
    for number in range(40):
        await _owe(store, f"k{number}", person)
    claimed = await asyncio.gather(*(_due(store, limit=5) for _ in range(10)))
    assert sorted(owed.key for some in claimed for owed in some) == sorted(f"k{number}" for number in range(40))


async def test_a_message_ends_sent_with_its_proof(store: Store) -> None:
    await _owe(store, "k", await _person(store))
    (owed,) = await _due(store)
    async with store.work() as work:
        await work.outbox.sent(owed.id, NOW, proof="4711", channel_id=None)
        kept = await work.outbox.get("k")
        await work.commit()
    assert kept is not None
    assert (kept.state, kept.proof, kept.sent_at, kept.lease_until) == (OwedState.SENT, "4711", NOW, None)
    assert await _due(store, NOW + timedelta(days=400)) == []


async def test_a_message_that_did_not_arrive_is_tried_again_at_its_moment(store: Store) -> None:
    await _owe(store, "k", await _person(store))
    (owed,) = await _due(store)
    async with store.work() as work:
        await work.outbox.retry(owed.id, NOW + MINUTE, error="429")
        await work.commit()
    assert await _keys(store, NOW + MINUTE - timedelta(microseconds=1)) == []
    (again,) = await _due(store, NOW + MINUTE)
    assert (again.tries, again.error) == (2, "429")


async def test_what_cannot_arrive_is_on_the_list_until_it_is_settled(store: Store) -> None:
    await _owe(store, "k", await _person(store))
    (owed,) = await _due(store)
    async with store.work() as work:
        await work.outbox.fail(owed.id, error="blocked")
        assert [(each.key, each.error) for each in await work.outbox.unreachable()] == [("k", "blocked")]
        assert await work.outbox.settle(owed.id, NOW, proof="by phone") is True
        assert await work.outbox.settle(owed.id, NOW, proof="by phone") is False
        assert await work.outbox.unreachable() == []
        await work.commit()
    assert await _state(store, "k") is OwedState.SENT


async def test_a_message_settled_meanwhile_is_not_sent(store: Store) -> None:
    await _owe(store, "k", await _person(store))
    (owed,) = await _due(store)
    async with store.work() as work:
        await work.outbox.skip(owed.id, error="done")
        await work.commit()
    assert (await _state(store, "k"), await _due(store, NOW + 2 * LEASE)) == (OwedState.DROPPED, [])


async def test_a_held_message_waits_for_its_release(store: Store) -> None:
    await _owe(store, "k", await _person(store))
    assert await _changed(store, "hold") == [True, False]
    assert await _due(store, NOW + MINUTE) == []
    assert await _changed(store, "release", NOW + MINUTE) == [True, False]
    assert [await _keys(store, moment) for moment in (NOW, NOW + MINUTE)] == [[], ["k"]]


async def test_a_message_released_early_still_waits_for_its_moment(store: Store) -> None:
    await _owe(store, "k", await _person(store), due_at=NOW + MINUTE)
    assert (await _changed(store, "hold"), await _changed(store, "release", NOW)) == ([True, False], [True, False])
    assert [await _keys(store, moment) for moment in (NOW, NOW + MINUTE)] == [[], ["k"]]


async def test_what_is_being_sent_is_neither_held_nor_dropped(store: Store) -> None:
    person = await _person(store)
    await _owe(store, "k", person)
    await _due(store)
    assert await _changed(store, "hold") == [False, False]
    await _owe(store, "k:2", person)
    async with store.work() as work:
        assert await work.outbox.drop_prefix("k") == 1
        await work.commit()
    assert [await _state(store, key) for key in ("k", "k:2")] == [OwedState.SENDING, OwedState.DROPPED]


async def test_what_is_held_can_still_be_dropped(store: Store) -> None:
    await _owe(store, "k", await _person(store))
    await _changed(store, "hold")
    async with store.work() as work:
        assert await work.outbox.drop_prefix("k") == 1
        await work.commit()
    assert await _changed(store, "release", NOW) == [False, False]


async def test_a_prefix_is_taken_literally(store: Store) -> None:
    person = await _person(store)
    for key in ("objection:1:a", "objection:1:b", "objection:12:a", "OBJECTION:1:a", "objection%1:a"):
        await _owe(store, key, person)
    async with store.work() as work:
        assert await work.outbox.drop_prefix("objection:1:") == 2
        assert await work.outbox.drop_prefix("objection%") == 1
        await work.commit()
    assert await _keys(store) == ["objection:12:a", "OBJECTION:1:a"]


async def test_what_was_said_is_erased_when_it_is_long_over_and_stays_said(store: Store) -> None:
    person = await _person(store)
    for key in ("old", "new", "failed"):
        await _owe(store, key, person, values={"n": 1}, buttons=[[{"text": "x"}]])
    for owed in await _due(store):
        async with store.work() as work:
            if owed.key == "failed":
                await work.outbox.fail(owed.id, error="blocked")
            else:
                await work.outbox.sent(owed.id, NOW if owed.key == "old" else NOW + MINUTE, proof="1", channel_id=None)
            await work.commit()
    async with store.work() as work:
        assert [await work.outbox.forget(NOW + MINUTE) for _ in range(2)] == [1, 0]
        kept = {owed.key: (owed.values, owed.buttons) for owed in await work.outbox.page()}
        await work.commit()
    assert kept == {"old": ({}, []), **dict.fromkeys(("new", "failed"), ({"n": 1}, [[{"text": "x"}]]))}
    assert await _owe(store, "old", person) is False


async def test_pages_go_from_the_newest_back(store: Store) -> None:
    person = await _person(store)
    for number in range(5):
        await _owe(store, f"k{number}", person)
    async with store.work() as work:
        first = await work.outbox.page(limit=3)
        second = await work.outbox.page(limit=3, before=first[-1].id)
    assert [owed.key for owed in (*first, *second)] == ["k4", "k3", "k2", "k1", "k0"]
