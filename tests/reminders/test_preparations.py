"""An edition is opened in time, and an entrustment that runs out is told in time (Art. 4, 14)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from reminders.planner import plan
from rules.engine.pack import load_pack
from rules.engine.parts import Unit, UnitKind
from rules.people.roles import Role
from storage.store import Store
from tests.reminders.mail import Office, at

OPENS, CLOSES = date(2026, 7, 20), date(2026, 9, 30)
UNTIL = date(2026, 8, 31)
UNIT = Unit("guild", UnitKind.ENTRUSTED_ASSOCIATION, "临夏县食品行业协会", "Food Guild", date(2025, 1, 1), UNTIL)
LEAD, REVIEWER, WORKING = 8, 12, date(2026, 7, 6)
TERM = date(2026, 12, 31)
"""WORKING is the tenth working day before the edition opens."""


async def an_office(store: Store, *, opened_at: datetime | None = None) -> Office:
    """An edition that is set up with a lead to open it, under a pack with one association."""
    office = Office(store)
    office.pack = replace(office.pack, units=(*load_pack().units, UNIT))
    await office.seed()
    await office.staff(LEAD, Role.LEAD)
    async with store.work() as work:
        await work.editions.add(
            number=3, year=2026, opens_on=OPENS, closes_on=CLOSES, pack="linxia-2023:1", opened_at=opened_at
        )
        await work.commit()
    return office


async def looks(office: Office, *days: date) -> None:
    for day in days:
        await plan(office.store, office.pack, at(day))
        office.now = at(day)
        await office.delivery.deliver_once(office.now)


@pytest.mark.article(4)
async def test_ten_working_days_before_the_lead_hears_once_what_still_lacks(store: Store) -> None:
    office = await an_office(store)
    await looks(office, WORKING - timedelta(days=1))
    assert office.telegram.texts(LEAD) == []
    await looks(office, WORKING, WORKING, WORKING + timedelta(days=1))
    (told,) = office.telegram.texts(LEAD)
    assert told.startswith("第3届定于2026年7月20日（周一）开始受理申报，现在还没有开放（第四条）。")
    assert "评分标准没有确认" in told
    assert "权重、合格线、名额没有设置" in told


@pytest.mark.article(4)
async def test_an_edition_that_is_open_is_not_spoken_of(store: Store) -> None:
    office = await an_office(store, opened_at=at(date(2026, 6, 1)))
    await looks(office, WORKING, OPENS)
    async with store.work() as work:
        (seat,) = await work.people.with_role(Role.LEAD, at(OPENS))
        assert await work.outbox.of(seat.id) == []


@pytest.mark.article(4)
async def test_opened_between_planning_and_delivery_nobody_is_told(store: Store) -> None:
    office = await an_office(store)
    await plan(store, office.pack, at(WORKING))
    async with store.work() as work:
        await work.editions.open(1, pack="linxia-2023:1", text="", now=at(WORKING))
        await work.commit()
    office.now = at(WORKING)
    await office.delivery.deliver_once(office.now)
    assert office.telegram.texts(LEAD) == []


@pytest.mark.article(14)
async def test_thirty_days_before_an_entrustment_ends_the_lead_hears_once_which_edition_it_touches(
    store: Store,
) -> None:
    office = await an_office(store, opened_at=at(date(2026, 6, 1)))
    await looks(office, date(2026, 7, 31))
    assert office.telegram.texts(LEAD) == []
    await looks(office, date(2026, 8, 1), date(2026, 8, 1), date(2026, 8, 10), UNTIL)
    (told,) = office.telegram.texts(LEAD)
    assert told.startswith("临夏县食品行业协会的委托到2026年8月31日（周一）期满（第十四条），那时第3届还在受理和审核")


@pytest.mark.article(14)
async def test_that_an_entrustment_is_over_is_told_once_and_not_after_two_months(store: Store) -> None:
    office = await an_office(store, opened_at=at(date(2026, 6, 1)))
    await looks(office, UNTIL + timedelta(days=61))
    assert office.telegram.texts(LEAD) == []
    await looks(office, UNTIL + timedelta(days=1), UNTIL + timedelta(days=2), UNTIL + timedelta(days=40))
    (told,) = office.telegram.texts(LEAD)
    assert told.startswith("临夏县食品行业协会的委托已于2026年8月31日（周一）期满（第十四条）")


@pytest.mark.article(9, 14)
@pytest.mark.parametrize(("days", "told"), [(59, 1), (60, 1), (61, 0)])
async def test_that_an_entrustment_is_over_is_told_up_to_the_sixtieth_day(store: Store, days: int, told: int) -> None:
    office = await an_office(store, opened_at=at(date(2026, 6, 1)))
    await looks(office, UNTIL + timedelta(days=days))
    assert len(office.telegram.texts(LEAD)) == told


@pytest.mark.article(9)
async def test_a_role_that_runs_out_is_told_to_whoever_has_it_and_to_the_lead_once_before_and_once_after(
    store: Store,
) -> None:
    office = await an_office(store, opened_at=at(date(2026, 6, 1)))
    await office.staff(REVIEWER, Role.REVIEWER)
    async with store.work() as work:
        (one,) = await work.people.with_role(Role.REVIEWER, at(WORKING))
        await work.roles.grant(one.id, Role.REVIEWER, until_on=TERM)
        await work.commit()
    before = TERM - timedelta(days=30)
    await looks(office, before - timedelta(days=1))
    assert office.telegram.texts(REVIEWER) == []
    await looks(office, before, before, before + timedelta(days=5), TERM)
    assert [text[:9] for text in office.telegram.texts(REVIEWER)] == ["您担任的评审人员到"]
    assert [text[:8] for text in terms_told(office)] == ["未留姓名担任的评"]
    await looks(office, TERM + timedelta(days=1), TERM + timedelta(days=3))
    assert [text[:9] for text in office.telegram.texts(REVIEWER)[1:]] == ["您担任的评审人员已"]
    assert [text[:14] for text in terms_told(office)[1:]] == ["未留姓名担任的评审人员已于2"]


def terms_told(office: Office) -> list[str]:
    """What the lead heard of roles."""
    return [text for text in office.telegram.texts(LEAD) if "担任的" in text]
