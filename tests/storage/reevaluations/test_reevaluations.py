"""Re-evaluations are found when they are due, go on once, and what is said in them lies sealed (Art. 5)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rules.awards.validity import AssessmentState, Award, Ending
from rules.reevaluations.cases import Reevaluation, State, Verdict
from storage.store import Store
from storage.work import Work
from tests.storage.awards.test_awards import enter
from tests.storage.raw import execute

NOW = datetime(2026, 12, 15, 2, tzinfo=UTC)
TODAY, UNTIL, DAY = NOW.date(), date(2026, 11, 30), timedelta(days=1)
KINDS = ("award",)
DEMAND = "两台检验设备完成校准"


async def award_until(store: Store, number: str, until: date, **values: object) -> Award:
    decided_on = date(until.year - 5, until.month, until.day)
    about = {"decided_on": decided_on, "valid_until": until, "entered_on": date(2025, 1, 1), **values}
    one = await enter(store, number, certificate_key=None, **about)
    async with store.work() as work:
        found = await work.awards.get(one or 0)
    assert found is not None
    return found


async def opened(work: Work, award: Award, number: str = "复评〔2026〕1号") -> Reevaluation:
    case = await work.reevaluations.open(award, number, NOW)
    assert case is not None
    return case


@pytest.mark.article(5)
async def test_what_has_ended_is_opened_once_and_what_ends_within_a_year_is_prepared(store: Store) -> None:
    ended = await award_until(store, "N1", TODAY - DAY)
    today = await award_until(store, "N2", TODAY)
    later = await award_until(store, "N3", TODAY + 365 * DAY)
    await award_until(store, "N4", TODAY + 366 * DAY)
    await award_until(store, "N5", TODAY - DAY, award="nomination")
    await award_until(store, "N6", TODAY - DAY, entered_on=TODAY)
    async with store.work() as work:
        due = await work.reevaluations.to_open(KINDS, TODAY, limit=9)
        assert [one.id for one in due] == [ended.id]
        await opened(work, ended)
        assert await work.reevaluations.open(ended, "复评〔2026〕2号", NOW) is None
        assert await work.reevaluations.to_open(KINDS, TODAY, limit=9) == []
        found = await work.reevaluations.prepared(KINDS, TODAY, TODAY + 365 * DAY, limit=9)
        assert [one.id for one in found][-2:] == [today.id, later.id]
        assert await work.reevaluations.count_prepared(KINDS, TODAY, TODAY + 365 * DAY) == len(found) == 4
        await work.awards.renew(ended.id, TODAY + 1825 * DAY, TODAY)
        assert len(await work.reevaluations.prepared(KINDS, TODAY, TODAY + 365 * DAY)) == 3
        await work.awards.end(ended.id, Ending.REVOKED, TODAY)
        assert [one.award_id for one in await work.reevaluations.to_close(TODAY, limit=9)] == [ended.id]


@pytest.mark.article(5)
async def test_a_case_goes_on_once_and_its_words_are_sealed(store: Store) -> None:
    award = await award_until(store, "N1", UNTIL)
    async with store.work() as work:
        seat = await work.people.meet("telegram", 5, NOW, "zh")
        case = await opened(work, award)
        later = NOW + DAY
        assert await work.reevaluations.move(case, State.REPORTING, later, report_by=TODAY, matter={"a": DEMAND})
        assert not await work.reevaluations.move(case, State.CLOSED, later)
        assert [one.id for one in await work.reevaluations.lapsed(State.REPORTING, TODAY + DAY)] == [case.id]
        assert await work.reevaluations.lapsed(State.REPORTING, TODAY) == []
        assert [one.matter for one in await work.reevaluations.busy()] == [{"a": DEMAND}]
        assert await work.reevaluation_opinions.name(case.id, 0, seat.person.id, by=seat.person.id, now=NOW)
        assert not await work.reevaluation_opinions.name(case.id, 0, seat.person.id, by=seat.person.id, now=NOW)
        draft = await work.drafts.begin(seat.person.id, "reevaluation_opinion", NOW)
        (part,) = await work.reevaluation_opinions.awaited_of(seat.person.id)
        assert await work.reevaluation_opinions.hand_in(part.id, Verdict.KEEP, draft.id, NOW)
        assert not await work.reevaluation_opinions.release(part.id, NOW)
        item = await work.rectifications.add(case.id, DEMAND, TODAY)
        assert await work.rectifications.postpone(item.id, TODAY + DAY)
        assert await work.rectifications.prove(item.id, draft.id, TODAY)
        assert not await work.rectifications.postpone(item.id, TODAY)
        assert [(one.place, one.demand, one.due_on) for one in await work.rectifications.of(case.id)] == [
            (1, DEMAND, TODAY + DAY)
        ]
        await work.commit()
    rows = [*await execute(store, "SELECT * FROM reevaluations"), *await execute(store, "SELECT * FROM rectifications")]
    kept = " ".join(repr(bytes(value) if isinstance(value, memoryview) else value) for row in rows for value in row)
    assert (DEMAND in kept, DEMAND.encode() in kept.encode()) == (False, False)
    assert "复评〔2026〕1号" in kept  # what is not sealed could have been found


@pytest.mark.article(32)
async def test_july_is_counted_by_year_state_and_fate(store: Store) -> None:
    award = await award_until(store, "N1", UNTIL)
    async with store.work() as work:
        for year in (2024, 2025):
            await work.assessments.open(award, year, date(year, 7, 31), provisional=False)
        await work.assessments.miss(1, date(2024, 8, 1))
        await work.assessments.receive(2, None, "自评〔2025〕1号", date(2025, 8, 4))
        tally = await work.july.tally()
        assert sorted(tally) == [
            (2024, AssessmentState.AWAITED, False, True, 1),
            (2025, AssessmentState.RECEIVED, True, False, 1),
        ]
        assert [one.id for one in await work.july.holders()] == [award.id]
        assert await work.july.count_holders() == 1
        assert [one.year for one in (await work.july.of_holders([award.holder]))[award.holder]] == [2024, 2025]
