"""Whatever the clock does, each duty is told once in its present step, and nothing is told twice."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reminders.planner import PARTS, plan
from reminders.quiet import may_remind_at
from rules.awards.validity import july_ladder
from rules.engine.calendar import WorkingCalendar, office_day
from rules.engine.deadlines import present_step
from rules.office.provisions import ProvisionKind
from rules.people.roles import Role
from storage.database.seals import Keys
from storage.engine.owed import OwedState
from storage.store import Store
from tests.reminders.mail import DAY, HOUR, NOON, PACK, Office, at


async def owed(store: Store, prefix: str) -> list[str]:
    async with store.work() as work:
        return [one.key for one in reversed(await work.outbox.page(limit=999)) if one.key.startswith(prefix)]


async def assign(
    store: Store, key: str = "t", kind: str = "assessment", subject: str = "assessment:1", **task: object
) -> None:
    async with store.work() as work:
        await work.tasks.assign(key, kind, subject, Role.OFFICE, now=NOON, **task)  # type: ignore[arg-type]
        await work.commit()


async def staffed(store: Store) -> Office:
    office = Office(store)
    await office.seed()
    await office.staff(9, Role.OFFICE)
    await office.staff(7, Role.LEAD)
    return office


async def test_a_task_is_reminded_three_days_before_on_the_day_and_twice_after_the_last_time_to_the_lead_too(
    store: Store,
) -> None:
    office = await staffed(store)
    await assign(store, due_on=date(2026, 7, 10))
    for day in range(1, 25):
        await office.tick(at(date(2026, 7, day)))
    assert [key.split(":")[3] for key in await owed(store, "task:")] == [
        "before-3",
        "due",
        "late-1",
        "late-3",
        "late-3",
    ]
    assert [text[:4] for text in office.telegram.texts(9)] == ["待办提醒", "待办提醒", "已过期限", "已过期限"]
    assert [text[:4] for text in office.telegram.texts(7)] == ["请关注："]


async def test_a_task_given_late_is_not_reminded_of_what_giving_it_said(store: Store) -> None:
    office = await staffed(store)
    await assign(store, due_on=date(2026, 7, 2))  # given on the day before
    await office.tick(NOON)
    assert office.telegram.sent == []
    await office.tick(NOON + DAY)
    assert [key.split(":")[3] for key in await owed(store, "task:")] == ["due"]


async def test_a_task_that_is_done_is_not_reminded_of_any_more(store: Store) -> None:
    office = await staffed(store)
    await assign(store, due_on=date(2026, 7, 10))
    await office.tick(at(date(2026, 7, 7)))
    async with store.work() as work:
        await work.tasks.done("t", NOON)
        await work.commit()
    for day in range(8, 25):
        await office.tick(at(date(2026, 7, day)))
    assert len(office.telegram.texts(9)) == 1


async def test_a_task_whose_day_was_moved_is_reminded_by_the_new_day(store: Store) -> None:
    office = await staffed(store)
    await assign(store, due_on=date(2026, 7, 10))
    await office.tick(at(date(2026, 7, 10)))
    async with store.work() as work:
        await work.tasks.move("t", date(2026, 7, 20))
        await work.commit()
    for day in range(11, 21):
        await office.tick(at(date(2026, 7, day)))
    assert [key.split(":")[2:4] for key in await owed(store, "task:")] == [
        ["2026-07-10", "due"],
        ["2026-07-20", "before-3"],
        ["2026-07-20", "due"],
    ]


@pytest.mark.article(23)
async def test_an_objection_calls_on_its_third_fourth_and_fifth_day_and_the_deputy_chair_when_late(
    store: Store,
) -> None:
    office = await staffed(store)
    await office.staff(6, Role.COMMITTEE, "deputy_chair")
    await assign(store, kind="objection_examination", due_on=date(2026, 7, 8))  # received on Wednesday 1 July
    for day in range(1, 12):
        await office.tick(at(date(2026, 7, day)))
    found = {key.split(":")[3] for key in await owed(store, "task:")}
    assert found == {"day-3", "day-4", "day-5", "late"}
    assert [len(office.telegram.texts(chat)) for chat in (9, 7, 6)] == [4, 1, 1]


@pytest.mark.article(5)
async def test_the_end_of_an_award_is_told_to_holder_and_office_and_becomes_a_task(store: Store) -> None:
    office = await staffed(store)
    one = await office.holder(1, await office.person(101), decided_on=date(2021, 8, 3), now=at(date(2025, 1, 1)))
    last, told = date(2026, 8, 3), []
    for left in (366, 365, 364, 200, 181, 180, 179, 91, 90, 89, 31, 30, 29, 8, 7, 6, 1, 0, -1, -2, -30):
        before = len(await owed(store, f"award:{one}:"))
        await office.tick(at(last - left * DAY))
        told += [left] * (len(await owed(store, f"award:{one}:")) - before)
    assert told == [left for left in (365, 180, 90, 30, 7, -1) for _ in range(2)]
    assert "等待复评" in [text for text in office.telegram.texts(101) if "有效期" in text][-1]
    async with store.work() as work:
        assert [task.kind for task in await work.tasks.of("reevaluation:1")] == ["reevaluation"]


@pytest.mark.article(43)
async def test_the_end_of_the_measures_is_told_to_the_lead_three_times_before_and_once_after(store: Store) -> None:
    office = await staffed(store)
    for left in (366, 365, 364, 181, 180, 100, 90, 3, 0):
        await office.tick(at(PACK.last_day - left * DAY))
    before = [f"before-{left}" for left in (365, 365, 180, 180, 90, 90)]
    assert [key.split(":")[2] for key in await owed(store, "measures:")] == before
    for after in (1, 9):
        await office.tick(at(PACK.last_day + after * DAY))
    keys = await owed(store, "measures:")
    assert [key.split(":")[2] for key in keys] == [*before, "ended", "ended"]
    assert {(await office.message(key)).text for key in keys[-2:]} == {"reminders.measures.ended"}


@pytest.mark.article(43)
async def test_awards_go_on_after_the_measures_and_longer_measures_are_told_of_by_their_own_days(store: Store) -> None:
    office = await staffed(store)
    one = await office.holder(1, await office.person(101), decided_on=date(2027, 6, 1), now=at(date(2028, 1, 1)))
    async with store.work() as work:
        (lead,) = await work.people.with_role(Role.LEAD, at(PACK.last_day))
        longer, now = PACK.last_day.replace(year=2033), at(date(2028, 8, 1))
        await work.provisions.add(ProvisionKind.PROLONGATION, PACK.name, by=lead.id, now=now, until_on=longer)
        await work.commit()
    for after in (1, 30):
        await office.tick(at(PACK.last_day + after * DAY))
    assert await owed(store, "measures:") == []
    await office.tick(at(date(2032, 6, 1) - 365 * DAY))
    assert len(await owed(store, f"award:{one}:")) == 2


async def test_nothing_is_owed_into_the_night(store: Store) -> None:
    office = await staffed(store)
    await assign(store, due_on=date(2026, 7, 10))
    late = at(date(2026, 7, 9), 22)  # what is said of the tenth is said in its morning
    await plan(store, PACK, late)
    (message,) = [await office.message(key) for key in await owed(store, "task:")]
    assert (message.key.split(":")[3], message.due_at) == ("due", at(date(2026, 7, 10), 8))
    assert await office.delivery.deliver_once(late) == 0
    assert await office.delivery.deliver_once(message.due_at) == 1


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)  # a file of its own: the table stays away
async def test_a_part_that_fails_stops_no_other(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    office = await staffed(store)
    await assign(store, subject="calendar:2027", due_on=date(2026, 7, 10))
    async with store.work() as work:  # a holder without anybody in the register it belongs to: july cannot be planned
        await work.awards._db.exec_driver_sql("DROP TABLE self_assessments")
        await work.commit()
    await plan(store, PACK, at(date(2026, 7, 10)))
    assert len(await owed(store, "task:")) == 1
    assert "planning open_assessments" in caplog.text
    assert office.telegram.sent == []


def expected(looks: list[datetime], calendar: WorkingCalendar) -> list[tuple[str, bool]]:
    """By the rule alone: at each look the step present when it is read, if it is a later one than was ever told.

    It arrives if it is still the present one when it may be sent: who was down for weeks says what holds by then.
    """
    told: list[tuple[str, bool]] = []
    last, ladder = date.min, july_ladder(2026, calendar, PACK)
    for place, now in enumerate(looks[:-1]):
        may = may_remind_at(now, PACK)
        step = present_step(ladder, office_day(may))
        if step is not None and step.on > last and office_day(may) < date(2027, 6, 20):
            sent = next(look for look in looks[place:] if look >= may)
            told.append((step.name, present_step(ladder, office_day(sent)) == step))
            last = step.on
    return told


LEAPS = st.sampled_from([HOUR, 2 * HOUR, DAY, 3 * DAY, 11 * DAY, 40 * DAY, -2 * HOUR, -DAY, -9 * DAY, timedelta(0)])


@settings(max_examples=12, deadline=None)
@given(leaps=st.lists(LEAPS, min_size=1, max_size=12))
@example(leaps=[DAY, 3 * DAY, 40 * DAY])
async def test_whatever_the_clock_does_what_is_sent_is_what_is_due_and_nothing_twice(leaps: list[timedelta]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        store = await Store.open(f"sqlite:///{folder}/award.db", Keys.fresh(), Path(folder), create=True)
        office = Office(store)
        await office.seed()
        await office.holder(1, await office.person(101), now=at(date(2026, 6, 1)))
        now, ticks = at(date(2026, 6, 15)), []
        for leap in leaps:
            now += leap
            ticks.append(now)
            await office.tick(now)
        await office.delivery.deliver_once(may_remind_at(max(ticks) + DAY, PACK))  # what waits for the morning
        async with store.work() as work:
            calendar = await work.calendar.load()
            states = {one.key.split(":")[3]: one.state for one in await work.outbox.page(limit=99)}
        keys = [key.split(":")[3] for key in await owed(store, "self-assessment:2026:")]
        await store.close()
    assert set(states.values()) <= {OwedState.SENT, OwedState.DROPPED}
    came = [(key, states[key] is OwedState.SENT) for key in keys]
    assert came == expected([*ticks, may_remind_at(max(ticks) + DAY, PACK)], calendar)
    assert len(office.telegram.texts(101)) == sum(arrived for _, arrived in came)


def test_reports_are_opened_before_anybody_is_reminded_and_counted_after() -> None:
    order = [part.__name__ for part in PARTS]
    assert order.index("open_assessments") < order.index("remind_holders") < order.index("remind_around")
