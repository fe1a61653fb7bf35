"""A statement of interests is sealed, and the latest counts; a recusal says how it came to light (Art. 40)."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.interests.statements import Source
from storage.store import Store
from tests.storage.raw import execute

NOW = datetime(2026, 9, 1, 2, tzinfo=UTC)
FOOD = "临夏县示例食品有限公司"


async def people(store: Store, count: int) -> list[int]:
    async with store.work() as work:
        found = [(await work.people.meet("telegram", chat, NOW, "zh")).person.id for chat in range(1, count + 1)]
        await work.commit()
    return found


@pytest.mark.article(40)
async def test_a_statement_is_read_as_it_was_made_and_a_later_one_takes_its_place(store: Store) -> None:
    one, other = await people(store, 2)
    async with store.work() as work:
        await work.interests.state(one, employers=("旧单位",), kin=(), now=NOW)
        await work.interests.state(other, employers=(), kin=("丁大山",), now=NOW)
        await work.interests.state(one, employers=(FOOD,), kin=("马小花",), now=NOW + timedelta(days=1))
        await work.commit()
    async with store.work() as work:
        mine = await work.interests.of(one)
        assert mine is not None
        assert (mine.employers, mine.kin, mine.stated_at) == ((FOOD,), ("马小花",), NOW + timedelta(days=1))
        assert [each.person_id for each in await work.interests.all()] == [other, one]
        await work.interests.forget(one)
        assert await work.interests.of(one) is None
        assert [each.person_id for each in await work.interests.all()] == [other]


async def test_nothing_of_a_statement_can_be_read_without_the_keys(store: Store) -> None:
    (one,) = await people(store, 1)
    async with store.work() as work:
        await work.interests.state(one, employers=(FOOD,), kin=("马小花",), now=NOW)
        await work.commit()
    (row,) = await execute(store, "SELECT * FROM interests")
    kept = bytes(row[-1])
    assert not any(word.encode() in kept or word in str(row[:-1]) for word in (FOOD, "马小花"))


async def test_what_does_not_open_says_nothing_and_stops_nothing(store: Store) -> None:
    (one,) = await people(store, 1)
    async with store.work() as work:
        await work.interests.state(one, employers=(FOOD,), kin=(), now=NOW)
        await work.commit()
    damaged = "x'00'" if store._engine.dialect.name == "sqlite" else "'\\x00'"
    await execute(store, f"UPDATE interests SET words = {damaged}")
    async with store.work() as work:
        mine = await work.interests.of(one)
        assert mine is not None
        assert (mine.employers, mine.kin) == ((), ())


async def test_two_people_made_one_keep_the_latest_statement(store: Store) -> None:
    old, new = await people(store, 2)
    async with store.work() as work:
        await work.interests.state(old, employers=("旧单位",), kin=(), now=NOW)
        await work.interests.state(new, employers=(FOOD,), kin=(), now=NOW)
        await work.people.merge(old, new)
        mine = await work.interests.of(new)
        assert mine is not None
        assert mine.employers == (FOOD,)


@pytest.mark.article(40)
async def test_only_what_bars_shuts_and_it_stands_before_all_other_words(store: Store) -> None:
    one, other = await people(store, 2)
    about = "application:7"
    async with store.work() as work:
        recusals = work.recusals
        await recusals.declare(one, about, interest=False, now=NOW)
        await recusals.declare(one, about, interest=True, now=NOW, barred=False)
        stands = await recusals.of(one, about)
        assert stands is not None
        assert (stands.interest, stands.barred, stands.source) == (True, False, Source.DECLARED)
        assert (await recusals.interests_of(one), await recusals.interested_in(about)) == (frozenset(), frozenset())
        await recusals.declare(one, about, interest=True, now=NOW, source=Source.FOUND_LATER)
        await recusals.declare(one, about, interest=False, now=NOW)
        stands = await recusals.of(one, about)
        assert stands is not None
        assert (stands.barred, stands.source) == (True, Source.FOUND_LATER)
        assert (await recusals.interests_of(one), await recusals.interested_in(about)) == (
            frozenset({about}),
            frozenset({one}),
        )
        assert await recusals.interests_of(other) == frozenset()
