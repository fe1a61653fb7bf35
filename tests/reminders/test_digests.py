"""The morning digest: once a working day when the office opens, where something is to be said, and only what is so."""

from datetime import date, timedelta

import pytest

from reminders.planner import plan
from rules.engine.pack import load_pack
from rules.people.roles import Role
from storage.engine.owed import OwedState
from storage.store import Store
from tests.reminders.mail import Office, at
from workflow.engine.planning import Planning
from workflow.engine.sending import Unreachable
from workflow.office.agenda import tell_mornings

FRIDAY, SATURDAY, MONDAY = date(2026, 7, 3), date(2026, 7, 4), date(2026, 7, 6)
NINE = 9
LEAD, OFFICER, COLLEAGUE = 8, 9, 10
CASE = "sanction:1"


async def an_office(store: Store) -> Office:
    """Two officers with two tasks, one late and one due on the Friday, and nothing for the lead."""
    office = Office(store, pack=load_pack(), now=at(FRIDAY, 7))
    await office.seed()
    for chat, role in ((LEAD, Role.LEAD), (OFFICER, Role.OFFICE), (COLLEAGUE, Role.OFFICE)):
        await office.staff(chat, role)
    async with store.work() as work:
        given = at(FRIDAY - timedelta(days=10))
        for key, kind, due in (("late", "assessment", FRIDAY - timedelta(days=2)), ("due", "sanction_case", FRIDAY)):
            subject = CASE if key == "due" else "assessment:1"
            await work.tasks.assign(key, kind, subject, Role.OFFICE, now=given, due_on=due)
        await work.commit()
    return office


def mornings(office: Office, chat: int) -> list[str]:
    return [text for text in office.telegram.texts(chat) if text.startswith("☀")]


@pytest.mark.article(9)
async def test_when_the_office_opens_everybody_hears_once_what_is_late_due_and_new(store: Store) -> None:
    office = await an_office(store)
    await office.tick(at(FRIDAY, 8))
    assert mornings(office, OFFICER) == []
    await office.tick(at(FRIDAY, NINE))
    await office.tick(at(FRIDAY, NINE) + timedelta(minutes=1))
    (told,) = mornings(office, OFFICER)
    head, late, due, every, _, journal = told.splitlines()
    assert (head, late) == ("☀ 早上好，2026年7月3日（周五）的待办：", "🔴 已经过期1项：审看年度自评报告")
    assert due.startswith("🟡 今天到期1项：")
    assert (every, journal.partition("：")[0]) == ("📥 待办共2项。", "日志存证")
    assert (len(mornings(office, COLLEAGUE)), mornings(office, LEAD)) == (1, [])
    async with store.work() as work:
        now, calendar = at(FRIDAY, NINE) + timedelta(minutes=2), await work.calendar.load()
        again = Planning(work=work, pack=load_pack(), calendar=calendar, now=now, said_at=now)
        assert await tell_mornings(again) == 0  # nobody who was told takes the place of somebody who was not


async def test_days_off_have_no_morning_and_a_service_that_comes_back_tells_todays_alone(store: Store) -> None:
    office = await an_office(store)
    await office.tick(at(SATURDAY, NINE))
    assert mornings(office, OFFICER) == []
    await office.tick(at(MONDAY + timedelta(days=3), 15))
    (told,) = mornings(office, OFFICER)
    assert told.startswith("☀ 早上好，2026年7月9日（周四）的待办：")


async def test_nobody_is_phoned_for_a_morning_that_did_not_arrive(store: Store) -> None:
    office = await an_office(store)
    office.telegram.script = {OFFICER: [Unreachable("403")] * 9, COLLEAGUE: [Unreachable("403")] * 9}
    await office.tick(at(FRIDAY, NINE))
    async with store.work() as work:
        assert [owed.kind for owed in await work.outbox.unreachable() if owed.kind == "digest"] == []
        assert {owed.state for owed in await work.outbox.page() if owed.kind == "digest"} == {OwedState.DROPPED}


@pytest.mark.article(40)
async def test_what_is_shut_to_somebody_is_neither_named_nor_counted(store: Store) -> None:
    office = await an_office(store)
    async with store.work() as work:
        channel = await work.channels.find("telegram", COLLEAGUE)
        assert channel is not None
        await work.recusals.declare(channel.person_id, CASE, interest=True, barred=True, now=at(FRIDAY, 8))
        await work.commit()
    await office.tick(at(FRIDAY, NINE))
    assert "📥 待办共2项。" in mornings(office, OFFICER)[0]
    (told,) = mornings(office, COLLEAGUE)
    assert "📥 待办共1项。" in told
    assert "今天到期" not in told


async def test_it_says_what_is_so_when_it_is_sent(store: Store) -> None:
    office = await an_office(store)
    await plan(store, office.pack, at(FRIDAY, NINE))
    async with store.work() as work:
        await work.tasks.done("late", at(FRIDAY, NINE))
        await work.commit()
    later = at(FRIDAY, NINE) + timedelta(minutes=1)
    for _ in range(2):
        await office.delivery.deliver_once(later)
    (told,) = mornings(office, OFFICER)
    assert "已经过期" not in told
    async with store.work() as work:
        states = [owed.state for owed in await work.outbox.page() if owed.kind == "digest"]
        assert sorted(states) == [OwedState.DROPPED] * 2 + [OwedState.SENT] * 2
        for key in ("late", "due"):
            await work.tasks.done(key, later)
        await work.commit()
    await office.tick(at(MONDAY, NINE))
    assert len(mornings(office, OFFICER)) == 1
