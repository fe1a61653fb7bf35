"""Days that the prefecture alone has off: empty until two people of the office have agreed, and taken back likewise."""

from datetime import date

import pytest

from storage.store import Store
from tests.handlers.calendaring import LEAD, OBJECTOR, Calendaring, said
from texts import say

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


async def test_the_suggested_day_counts_only_when_a_second_person_agrees_and_can_be_taken_back(store: Store) -> None:
    town = await Calendaring.open(store)
    await town.office.presses_data("calendar:home")
    assert "💡 建议：2027年11月19日（周五）放假" in town.office.buttons()

    (shown,) = await town.office.presses("建议")
    assert shown.endswith("自治州放假：2027年11月19日（周五）")
    assert (await town.office.presses_data("calendar:suggest:20271119"))[0].startswith(say("zh", "talk.old_button"))
    await town.office.presses_data("calendar:home")
    assert [label for label in town.office.buttons() if "建议" in label] == []

    async def local() -> frozenset[date]:
        async with store.work() as work:
            return (await work.calendar.load()).local

    assert await local() == frozenset()
    await town.second.presses_data("calendar:confirm:1")
    assert await local() == {date(2027, 11, 19)}
    await town.second.presses_data("calendar:year:2027")
    await town.second.presses("改为上班")
    assert await local() == {date(2027, 11, 19)}
    await town.office.presses_data("calendar:confirm:2")
    assert await local() == frozenset()


@pytest.mark.article(23)
async def test_a_festival_of_the_prefecture_moves_deadlines_and_says_why(store: Store) -> None:
    town = await Calendaring.open(store)
    (shown,) = await town.gives_days("2026年12月29日至30日", "州庆，州政办发〔2026〕8号")
    assert shown.splitlines()[0] == (
        "自治州放假州庆，州政办发〔2026〕8号：2026年12月29日（周二）、2026年12月30日（周三）（等另一人确认）"
    )

    await town.person(LEAD).presses_data("calendar:confirm:1")

    (told,) = said(await town.owed(OBJECTOR, "recount:"))
    assert told.splitlines() == [
        "自治州放假（2026年12月29日（周二）、2026年12月30日（周三））已经录入，以下日期重新计算：",
        "异议审查期限 YY2026-001：原来是2027年1月5日（周二），改为2027年1月7日（周四）",
    ]
