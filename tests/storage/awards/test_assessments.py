"""One report of each holder and year: opened once, told by steps, and in one state after another (Art. 32)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from rules.awards.validity import Assessment, AssessmentState, Ending
from rules.engine.pack import load_pack
from storage.store import Store
from tests.storage.awards.test_awards import enter

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)
PACK = load_pack()
DUE = date(2026, 7, 31)
STATE = AssessmentState


async def opened(store: Store, number: str = "91622921MA71ABCD0X", **award: Any) -> Assessment:
    one = await enter(store, number, certificate_key=None, **award)
    async with store.work() as work:
        award_ = await work.awards.get(one or 0)
        assert award_ is not None
        await work.assessments.open(award_, 2026, DUE, provisional=False)
        found = await work.assessments.of_year(award_.holder, 2026)
        await work.commit()
    assert found is not None
    return found


@pytest.mark.article(32)
@pytest.mark.parametrize(
    ("changed", "owed"),
    [
        ({}, True),
        ({"award": "nomination"}, True),
        ({"organisation": False}, False),
        ({"decided_on": date(2026, 6, 30), "valid_until": date(2031, 6, 30)}, True),
        ({"decided_on": date(2026, 7, 1), "valid_until": date(2031, 7, 1)}, False),
        ({"decided_on": date(2021, 7, 1), "valid_until": date(2026, 7, 1)}, True),
        ({"decided_on": date(2021, 6, 30), "valid_until": date(2026, 6, 30)}, False),
        ({"entered_on": date(2026, 7, 31)}, True),
        ({"entered_on": date(2026, 8, 1)}, False),
    ],
)
async def test_a_report_is_opened_for_whoever_owes_one(store: Store, changed: dict[str, Any], owed: bool) -> None:
    await enter(store, **changed)
    async with store.work() as work:
        assert len(await work.july.to_open(2026, DUE, PACK, limit=9)) == owed


@pytest.mark.article(32)
async def test_a_holder_of_two_awards_owes_one_report(store: Store) -> None:
    await enter(store, certificate_key=None)
    await enter(store, certificate_key=None, decided_on=date(2025, 9, 28), valid_until=date(2030, 9, 28))
    async with store.work() as work:
        found = await work.july.to_open(2026, DUE, PACK, limit=9)
        assert [await work.assessments.open(award, 2026, DUE, provisional=False) for award in found] == [True, False]
        assert await work.july.to_open(2026, DUE, PACK, limit=9) == []
        assert await work.assessments.counts(2026) == {STATE.AWAITED: 1}


async def test_a_report_is_received_accepted_and_no_more(store: Store) -> None:
    one = await opened(store)
    async with store.work() as work:
        assert not await work.assessments.accept(one.id)
        assert await work.assessments.receive(one.id, None, "自评〔2026〕1号", date(2026, 8, 3))
        assert not await work.assessments.receive(one.id, None, "自评〔2026〕2号", date(2026, 8, 4))
        assert await work.assessments.accept(one.id)
        assert not await work.assessments.excuse(one.id, "为什么")
        kept = await work.assessments.get(one.id)
        assert await work.assessments.late(2026) == 1
    assert kept is not None
    assert (kept.state, kept.number, kept.received_on, kept.late) == (
        STATE.ACCEPTED,
        "自评〔2026〕1号",
        date(2026, 8, 3),
        True,
    )


async def test_a_returned_report_has_its_points_and_a_day_and_counts_from_when_it_first_came(store: Store) -> None:
    one = await opened(store)
    async with store.work() as work:
        await work.assessments.receive(one.id, None, "n", date(2026, 7, 20))
        assert await work.assessments.give_back(one, "请补指标", date(2026, 7, 29), date(2026, 8, 5))
        (back,) = await work.july.returned()
        assert (back.words, back.round, back.last_on) == ("请补指标", 1, date(2026, 8, 5))
        assert await work.assessments.receive(one.id, None, "n", date(2026, 8, 4))
        kept = await work.assessments.get(one.id)
    assert kept is not None
    assert (kept.state, kept.received_on, kept.late, kept.back_by) == (STATE.RECEIVED, date(2026, 7, 20), False, None)


async def test_a_step_is_told_once_and_the_clock_may_go_back(store: Store) -> None:
    one = await opened(store)

    async def untold(day: date) -> list[int]:
        async with store.work() as work:
            return [each.id for each in await work.july.untold(2026, day, limit=9)]

    assert await untold(date(2026, 7, 15)) == [one.id]
    async with store.work() as work:
        assert [await work.assessments.tell(one.id, date(2026, 7, day)) for day in (15, 15, 1)] == [True, False, False]
        await work.commit()
    assert [await untold(date(2026, 7, day)) for day in (1, 15, 25)] == [[], [], [one.id]]


async def test_what_did_not_come_is_missed_once_and_not_before_its_day_is_certain(store: Store) -> None:
    one = await opened(store)
    async with store.work() as work:
        assert await work.july.overdue(DUE, limit=9) == []
        assert [each.id for each in await work.july.overdue(date(2026, 8, 1), limit=9)] == [one.id]
        await work.assessments.redate(one.id, DUE, provisional=True)
        assert await work.july.overdue(date(2026, 8, 1), limit=9) == []
        await work.assessments.redate(one.id, DUE, provisional=False)
        assert [await work.assessments.miss(one.id, date(2026, 8, 1)) for _ in range(2)] == [True, False]
        assert await work.july.overdue(date(2026, 8, 2), limit=9) == []


async def test_a_last_day_computed_before_the_calendar_changed_is_found(store: Store) -> None:
    one = await opened(store)
    async with store.work() as work:
        assert await work.july.misdated(2026, DUE, provisional=False, limit=9) == []
        assert [each.id for each in await work.july.misdated(2026, DUE, provisional=True, limit=9)] == [one.id]
        assert [each.id for each in await work.july.misdated(2026, date(2026, 8, 3), provisional=False, limit=9)] == [
            one.id
        ]
        await work.assessments.receive(one.id, None, "n", DUE)
        assert await work.july.misdated(2026, date(2026, 8, 3), provisional=False, limit=9) == []


@pytest.mark.parametrize(
    ("changed", "adrift"),
    [
        ({}, False),
        ({"valid_until": date(2026, 7, 14)}, False),  # the main award is pending, not over
        ({"award": "nomination", "valid_until": date(2026, 7, 15)}, False),
        ({"award": "nomination", "valid_until": date(2026, 7, 14)}, True),
    ],
)
async def test_a_report_is_adrift_when_its_holder_has_no_award_any_more(
    store: Store, changed: dict[str, Any], adrift: bool
) -> None:
    one = await opened(store, **changed)
    async with store.work() as work:
        assert [each.id for each in await work.july.adrift(date(2026, 7, 15), PACK, limit=9)] == [one.id] * adrift


async def test_a_revoked_award_sets_its_report_adrift_unless_the_holder_has_another(store: Store) -> None:
    one = await opened(store)
    async with store.work() as work:
        await work.awards.end(one.award_id, Ending.REVOKED, date(2026, 7, 10))
        assert [each.id for each in await work.july.adrift(date(2026, 7, 9), PACK, limit=9)] == []
        assert [each.id for each in await work.july.adrift(date(2026, 7, 10), PACK, limit=9)] == [one.id]
        await work.commit()
    await enter(store, certificate_key=None, decided_on=date(2025, 9, 28), valid_until=date(2030, 9, 28))
    async with store.work() as work:
        assert await work.july.adrift(date(2026, 7, 10), PACK, limit=9) == []


async def test_lists_and_counts_are_by_year_state_and_unit(store: Store) -> None:
    first = await opened(store, "91622921MA71ABCD0X", name="甲公司", unit="commerce")
    second = await opened(store, "91622921MA71ABCD1X", name="乙公司", unit="industry")
    async with store.work() as work:
        await work.assessments.receive(second.id, None, "n", DUE)
        assert await work.assessments.counts(2026) == {STATE.AWAITED: 1, STATE.RECEIVED: 1}
        assert await work.assessments.counts(2026, "industry") == {STATE.RECEIVED: 1}
        assert (await work.july.units_waiting(2026), await work.july.waiting_names(2026, limit=9)) == (
            ["commerce"],
            ["甲公司"],
        )
        page = await work.assessments.page(2026, [STATE.AWAITED, STATE.RECEIVED], limit=1, after=1)
        assert [(one.id, award.name) for one, award in page] == [(second.id, "乙公司")]
        assert [one.id for one, _ in await work.assessments.page(2026, [STATE.AWAITED], limit=9)] == [first.id]
        assert (await work.assessments.years(), await work.assessments.years()) == ([2026], [2026])
