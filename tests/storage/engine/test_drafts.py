"""Every answer of a draft is kept as it is given; a draft is sent once."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from storage.engine.drafts import Draft, DraftState
from storage.store import Store

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=40)


async def _begun(store: Store, form: str = "objection", subject: str = "") -> Draft:
    async with store.work() as work:
        seat = await work.people.meet("telegram", 5, NOW, "zh")
        draft = await work.drafts.begin(seat.person.id, form, NOW, subject=subject, question="facts")
        await work.commit()
        return draft


async def test_a_draft_goes_on_where_it_was_left(store: Store) -> None:
    draft = await _begun(store)
    async with store.work() as work:
        assert await work.drafts.answer_and_move(draft.id, "facts", "事实", "evidence", LATER)
        await work.commit()
    moved = Draft(draft.id, draft.person_id, "objection", "", DraftState.OPEN, "evidence", NOW, LATER)
    async with store.work() as work:
        assert await work.drafts.get(draft.id) == moved
        assert await work.drafts.whole(draft.id) == (moved, {"facts": "事实"})


@pytest.mark.parametrize(
    "value",
    ["'; drop table answers--", "\0", "🏵", 0, 1.5, True, None, [], {"a": [1, {"b": "𠮷"}]}, date(2028, 2, 29), NOW],
)
async def test_an_answer_comes_back_as_it_was_given(store: Store, value: Any) -> None:
    draft = await _begun(store)
    async with store.work() as work:
        await work.drafts.answer(draft.id, "facts", value, NOW)
        await work.commit()
    async with store.work() as work:
        kept = await work.drafts.answers(draft.id)
    assert (kept, type(kept["facts"])) == ({"facts": value}, type(value))


async def test_a_new_answer_takes_the_place_of_the_old_one(store: Store) -> None:
    draft = await _begun(store)
    async with store.work() as work:
        for value in ("a", "b"):
            await work.drafts.answer_and_move(draft.id, "facts", value, "facts", NOW)
        assert await work.drafts.answers(draft.id) == {"facts": "b"}


async def test_answers_no_longer_asked_are_removed_and_others_stay(store: Store) -> None:
    draft = await _begun(store)
    async with store.work() as work:
        for question in ("a", "b", "c"):
            await work.drafts.answer(draft.id, question, question, NOW)
        await work.drafts.forget(draft.id, ["a", "c", "d"])
        await work.drafts.forget(draft.id, [])
        assert await work.drafts.answers(draft.id) == {"b": "b"}


async def test_there_is_no_draft_of_an_unknown_id(store: Store) -> None:
    async with store.work() as work:
        assert (await work.drafts.get(99), await work.drafts.whole(99), await work.drafts.answers(99)) == (
            None,
            None,
            {},
        )


async def test_a_draft_is_sent_once_however_often_it_is_tapped(store: Store) -> None:
    draft = await _begun(store)

    async def send() -> bool:
        async with store.work() as work:
            sent = await work.drafts.send(draft.id, LATER)
            await work.commit()
            return sent

    assert sorted(await asyncio.gather(*(send() for _ in range(20)))) == [False] * 19 + [True]
    async with store.work() as work:
        sent = await work.drafts.get(draft.id)
    assert sent == Draft(draft.id, draft.person_id, "objection", "", DraftState.SENT, None, NOW, LATER, LATER)


async def test_a_draft_that_was_sent_takes_no_more_moves(store: Store) -> None:
    draft = await _begun(store)
    async with store.work() as work:
        await work.drafts.send(draft.id, NOW)
        assert await work.drafts.move(draft.id, "facts", NOW) is False
        assert await work.drafts.answer(draft.id, "facts", "x", NOW) is False
        assert await work.drafts.answer_and_move(draft.id, "facts", "x", "evidence", NOW) is False
        assert await work.drafts.drop(draft.id, NOW) is False
        assert await work.drafts.answers(draft.id) == {}


async def test_a_dropped_draft_keeps_no_answers(store: Store) -> None:
    draft = await _begun(store)
    async with store.work() as work:
        await work.drafts.answer(draft.id, "facts", "事实", NOW)
        assert await work.drafts.drop(draft.id, NOW) is True
        assert await work.drafts.answers(draft.id) == {}
        assert await work.drafts.open_for(draft.person_id) == []


async def test_open_drafts_come_with_the_one_touched_last_first(store: Store) -> None:
    first, second, other = await _begun(store), await _begun(store), await _begun(store, "tip")
    async with store.work() as work:
        await work.drafts.move(first.id, None, LATER)
        every = await work.drafts.open_for(first.person_id)
        objections = await work.drafts.open_for(first.person_id, "objection")
    assert [draft.id for draft in every] == [first.id, other.id, second.id]
    assert [draft.id for draft in objections] == [first.id, second.id]


@pytest.mark.article(4)
async def test_everybody_who_holds_a_draft_about_an_edition_is_found(store: Store) -> None:
    draft = await _begun(store, "application", "edition:2027")
    await _begun(store, "application", "edition:2027")
    await _begun(store, "application", "edition:2029")
    async with store.work() as work:
        assert await work.drafts.holders("application", "edition:2027") == [draft.person_id]
        assert await work.drafts.holders("application", "edition:2031") == []
