"""Awards are entered once, found by number and certificate, and their persons are known before and after they come."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from rules.awards.validity import Ending, rungs
from rules.engine.pack import load_pack
from storage.store import Store
from tests.storage import raw

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)
PACK = load_pack()
CODE = "91622921MA71ABCD0X"
DAY = timedelta(days=1)


async def enter(store: Store, number: str = CODE, **given: Any) -> int | None:
    values: dict[str, Any] = {
        "award": "award",
        "organisation": True,
        "name": "临夏县某某食品有限公司",
        "decision": "临县府发〔2023〕60号",
        "decided_on": date(2023, 9, 28),
        "valid_until": date(2028, 9, 28),
        "certificate": "LXQ-01",
        "certificate_key": "lxq01",
        "plaque": "P-01",
        "unit": "market_regulation",
        "entered_on": date(2026, 7, 1),
    }
    async with store.work() as work:
        one = await work.awards.add(number=number, **values | given)
        await work.commit()
        return one


@pytest.mark.article(5)
async def test_an_award_is_found_by_its_holders_number_and_by_its_certificate(store: Store) -> None:
    one = await enter(store)
    async with store.work() as work:
        (held,) = await work.awards.held_by(CODE)
        assert await work.awards.held_by("91622921MA71ABCD1X") == []
        assert await work.awards.by_certificate("lxq01") == held
        assert await work.awards.get(one or 0) == held
        assert await work.awards.number_of(held.id) == CODE
    assert (held.name, held.plaque, held.valid_until, held.ending) == (
        "临夏县某某食品有限公司",
        "P-01",
        date(2028, 9, 28),
        None,
    )


async def test_the_same_holder_and_day_or_the_same_certificate_is_entered_once(store: Store) -> None:
    assert await enter(store) is not None
    assert await enter(store) is None
    assert await enter(store, "91622921MA71ABCD1X") is None  # the certificate has an owner
    assert await enter(store, certificate_key="lxq02") is None  # nobody gets two awards by one decision
    assert await enter(store, "91622921MA71ABCD2X", certificate_key=None) is not None
    assert (
        await enter(store, "91622921MA71ABCD3X", certificate_key=None) is not None
    )  # no number is not the same number
    async with store.work() as work:
        assert await work.awards.count() == 3


async def test_names_and_numbers_of_holders_lie_sealed(store: Store) -> None:
    await enter(store, "622921198001011234", organisation=False, name="马某某")
    ((name, number, holder),) = await raw.execute(store, "SELECT name, number, holder FROM awards")
    assert not any(found in bytes(name) + bytes(number) + holder.encode() for found in ("马某某".encode(), b"622921"))
    async with store.work() as work:
        (award,) = await work.awards.held_by("622921198001011234")
        assert (award.name, await work.awards.number_of(award.id)) == ("马某某", "622921198001011234")


async def test_the_register_is_paged_from_the_latest_decision(store: Store) -> None:
    for year in (2019, 2023, 2021):
        await enter(store, f"91622921MA71ABCD{year % 10}X", decided_on=date(year, 9, 28), certificate_key=None)
    async with store.work() as work:
        first = await work.awards.page(limit=2)
        second = await work.awards.page(limit=2, after=2)
    assert [award.decided_on.year for award in (*first, *second)] == [2023, 2021, 2019]


@pytest.mark.article(5)
async def test_an_award_is_told_of_each_rung_once_and_never_of_an_earlier_one(store: Store) -> None:
    one = await enter(store) or 0

    async def due(day: date) -> list[int]:
        async with store.work() as work:
            return [award.id for award in await work.awards.untold(("award",), rungs(day, PACK), limit=9)]

    async def tell(left: int) -> bool:
        async with store.work() as work:
            fresh = await work.awards.tell(one, left)
            await work.commit()
            return fresh

    last = date(2028, 9, 28)
    assert await due(last - 366 * DAY) == []
    assert await due(last - 365 * DAY) == [one]
    assert [await tell(180), await tell(180), await tell(365)] == [True, False, False]
    assert (await due(last - 365 * DAY), await due(last - 91 * DAY), await due(last - 90 * DAY)) == ([], [], [one])
    assert [await tell(-1), await due(last + 400 * DAY)] == [True, []]


@pytest.mark.article(5)
async def test_an_award_that_is_kept_is_told_of_its_new_end(store: Store) -> None:
    one = await enter(store) or 0
    async with store.work() as work:
        await work.awards.tell(one, -1)
        assert await work.awards.renew(one, date(2033, 9, 28), date(2028, 10, 20))
        found = await work.awards.untold(("award",), rungs(date(2033, 9, 21), PACK), limit=9)
        assert [award.valid_until for award in found] == [date(2033, 9, 28)]


@pytest.mark.article(32)
async def test_an_award_that_is_kept_owes_no_report_whose_last_day_was_over_before(store: Store) -> None:
    one = await enter(store, valid_until=date(2026, 11, 30)) or 0
    async with store.work() as work:
        await work.awards.renew(one, date(2031, 11, 30), date(2027, 9, 1))
        assert await work.july.to_open(2027, date(2027, 8, 2), PACK, limit=9) == []
        assert [award.id for award in await work.july.to_open(2028, date(2028, 7, 31), PACK, limit=9)] == [one]


@pytest.mark.article(39)
async def test_an_award_ends_once_and_is_told_of_nothing_more(store: Store) -> None:
    one = await enter(store) or 0
    async with store.work() as work:
        assert await work.awards.end(one, Ending.REVOKED, date(2026, 8, 1))
        assert not await work.awards.end(one, Ending.CANCELLED, date(2026, 9, 1))
        assert not await work.awards.renew(one, date(2040, 1, 1), date(2028, 10, 20))
        assert await work.awards.untold(("award",), rungs(date(2028, 9, 21), PACK), limit=9) == []
        award = await work.awards.get(one)
    assert award is not None
    assert (award.ending, award.ended_on, award.valid_until) == (Ending.REVOKED, date(2026, 8, 1), date(2028, 9, 28))


async def test_persons_are_listed_claim_and_go_with_a_merge(store: Store) -> None:
    one = await enter(store) or 0
    async with store.work() as work:
        listed = await work.people.add(NOW, "zh")
        seat = await work.people.meet("web", 7, NOW, "zh")
        await work.holders.add(one, 1, listed.id)
        await work.holders.add(one, 2, seat.person.id, claimed_at=NOW)
        assert [(c.place, c.person_id) for c in await work.holders.unclaimed()] == [(1, listed.id)]
        assert await work.holders.count_unclaimed() == 1
        await work.people.merge(listed.id, seat.person.id)
        assert await work.holders.claim(seat.person.id, NOW) == 1
        assert await work.holders.count_unclaimed() == 0
        assert [c.person_id for c in await work.holders.of(one)] == [seat.person.id] * 2
        await work.holders.leave(one, 2)
        award = await work.awards.get(one)
        assert award is not None
        assert [c.place for c in await work.holders.of_holder(award.holder)] == [1]
