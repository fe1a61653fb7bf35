"""The yearly note of a unit on each of its holders, and who did not write one (Art. 35)."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.awards import affair_forms as questions
from rules.awards.affairs import Kind, State
from rules.awards.validity import Ending
from storage.store import Store
from tests.handlers.holding import plans, sends_list, texts_owed
from tests.handlers.yearly import OTHER, Years

OPENS = datetime(2026, 10, 8, 2, tzinfo=UTC)
DUE = datetime(2026, 11, 30, 2, tzinfo=UTC)


async def asked(store: Store) -> Years:
    """The unit has two holders to note."""
    years = await Years.begin(store)
    await more(years)
    return years


async def more(years: Years) -> None:
    """Another holder is on the register, and the day comes on which the notes are asked for."""
    years.town.clock.now = OPENS - timedelta(days=1)
    await sends_list(years.officer, [OTHER])
    await years.officer.presses("确认导入")
    years.town.clock.now = OPENS
    for _ in range(2):
        await plans(years.town)


@pytest.mark.article(35)
async def test_each_year_a_unit_has_one_task_and_notes_each_of_its_holders(store: Store) -> None:
    years = await Years.begin(store)
    years.town.clock.now = OPENS - timedelta(days=1)
    await plans(years.town)
    assert await years.of(Kind.SUPERVISION) == []
    await more(years)
    assert [one.state for one in await years.of(Kind.SUPERVISION)] == [State.AWAITED] * 2
    assert await texts_owed(store, "supervision:2026:industry:given") == ["tasks.given"]
    assert "填写获奖者年度监督情况" in (await years.clerk.says("/tasks"))[0]
    (year,) = await years.clerk.presses_data("affair:year:2026")
    assert year.startswith("2026年监督：已填写0家，还缺2家")
    one, other = (each.id for each in await years.of(Kind.SUPERVISION))
    await years.does(years.clerk, "inspect", one, questions.supervision(), violation="no")
    assert await texts_owed(store, f"affair:{one}:affair_violation") == []
    await years.does(years.clerk, "inspect", other, questions.supervision(), violation="yes")
    assert await texts_owed(store, f"affair:{other}:affair_violation") == ["tasks.given"]
    assert (await years.officer.presses_data("affair:year:2026"))[0].startswith("2026年监督：已填写2家，还缺0家")
    await years.opens(years.officer, other)
    assert any("立案处理" in label for label in years.officer.buttons())
    await plans(years.town)
    async with store.work() as work:
        assert [task.state.value for task in await work.tasks.of("supervision:2026")] == ["done"]
    assert (await years.holder.presses_data(f"affair:open:{one}"))[0].startswith("这件事")


@pytest.mark.article(35)
async def test_what_is_missing_after_the_last_day_is_told_to_the_office_once(store: Store) -> None:
    years = await asked(store)
    one = (await years.of(Kind.SUPERVISION))[0].id
    await years.does(years.clerk, "inspect", one, questions.supervision(), violation="no")
    for days in (0, 1, 1, 5):
        years.town.clock.now = DUE + timedelta(days=days)
        await plans(years.town)
        told = await texts_owed(store, "supervision:2026:missing")
        assert told == (["affairs.notes_missing"] if days else [])
    assert "还缺1家" in (await years.officer.presses_data("affair:year:2026"))[0]


@pytest.mark.article(35)
async def test_where_an_award_has_ended_no_note_is_awaited(store: Store) -> None:
    years = await asked(store)
    async with store.work() as work:
        await work.awards.end(1, Ending.REVOKED, OPENS.date())
        await work.commit()
    await plans(years.town)
    assert sorted(one.state.value for one in await years.of(Kind.SUPERVISION)) == ["awaited", "closed"]
