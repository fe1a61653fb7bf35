"""What is kept of a holder goes over to its successor whole, sealed to its new place."""

from datetime import date

import pytest

from storage.database.failures import Damaged
from storage.store import Store
from tests.storage import raw
from tests.storage.awards.test_awards import CODE, enter

HEIR, NAME = "91622921MAEXAMPL8J", "临夏县㐂和食品集团有限公司"


async def reports(store: Store, one: int, *years: int) -> None:
    async with store.work() as work:
        award = await work.awards.get(one)
        assert award is not None
        for year in years:
            await work.assessments.open(award, year, date(year, 7, 31), provisional=False)
            report = await work.assessments.of_year(award.holder, year)
            assert report is not None
            await work.assessments.excuse(report.id, f"{year}年停产检修")
        await work.commit()


async def taken_over(store: Store) -> bool:
    async with store.work() as work:
        done = await work.successions.take_over(work.awards.holder(CODE), HEIR, NAME)
        await work.commit()
    return done


@pytest.mark.article(32)
async def test_awards_and_reports_are_the_successors_and_open_under_its_code(store: Store) -> None:
    one = await enter(store) or 0
    await reports(store, one, 2026, 2027)
    assert await taken_over(store)
    async with store.work() as work:
        (award,) = await work.awards.held_by(HEIR)
        assert await work.awards.held_by(CODE) == []
        assert (award.name, award.former) == (NAME, "临夏县某某食品有限公司")
        told = [(report.year, report.words) for report in await work.assessments.of_holder(award.holder)]
    assert told == [(2027, "2027年停产检修"), (2026, "2026年停产检修")]


@pytest.mark.article(32)
async def test_a_year_for_which_the_successor_has_a_report_itself_keeps_both(store: Store) -> None:
    theirs = await enter(store, HEIR, decided_on=date(2022, 9, 28), certificate_key="lxq02") or 0
    await reports(store, await enter(store) or 0, 2026, 2027)
    await reports(store, theirs, 2026)
    assert await taken_over(store)
    async with store.work() as work:
        both = [await work.assessments.of_holder(work.awards.holder(code)) for code in (HEIR, CODE)]
        assert len(await work.awards.held_by(HEIR)) == 2
    assert [[report.year for report in each] for each in both] == [[2027, 2026], [2026]]


@pytest.mark.article(4)
async def test_nobody_holds_two_awards_of_one_decision(store: Store) -> None:
    await enter(store)
    await enter(store, HEIR, certificate_key="lxq02")
    assert not await taken_over(store)
    async with store.work() as work:
        assert [len(await work.awards.held_by(code)) for code in (CODE, HEIR)] == [1, 1]


async def test_what_does_not_open_is_not_written_over(store: Store) -> None:
    one = await enter(store)
    await raw.execute(store, f"UPDATE awards SET name = number WHERE id = {one}")
    with pytest.raises(Damaged):
        await taken_over(store)
