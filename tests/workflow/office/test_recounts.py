"""When the calendar learns of a year, what ran into it is counted anew, and whoever knew the old day is told once."""

from datetime import UTC, date, datetime

import pytest

from rules.engine.calendar import Why
from rules.people.roles import Role
from storage.store import Store
from tests.rules.every_form import pack
from tests.rules.holiday_texts import NOTICES
from tests.workflow.recounting import IN_2027, INTO_2027, NOW, Desks, day_of
from workflow.engine.planning import Planning
from workflow.office.deadlines import DATED
from workflow.office.recounts import recount_provisional


@pytest.mark.article(23)
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("objection_examination", "异议审查期限"),
        ("completion", "异议补齐期限"),
        ("confirmation", "对处理结果的答复期限"),
    ],
)
async def test_an_objections_days_move_with_its_row_and_its_objector_is_told(
    store: Store, kind: str, words: str
) -> None:
    desks = await Desks.open(store)
    await desks.objection()
    before = await desks.run("objection:1", kind, INTO_2027)
    assert (before.last, before.provisional) == (date(2026, 12, 31), True)

    assert await desks.learn() == 1

    after = await desks.count("objection:1", kind)
    assert (after.last, after.provisional, after.worked_weekends) == (date(2027, 1, 3), False, (date(2027, 1, 3),))
    assert day_of(await desks.the_objection(), kind) == date(2027, 1, 3)
    (told,) = await desks.told("objector")
    assert told.splitlines() == [
        "2027年的放假安排已经录入，以下日期重新计算：",
        f"{words} 2026-001：原来是2026年12月31日（周四），改为2027年1月3日（周日）",
    ]


@pytest.mark.article(15)
async def test_a_supplements_day_moves_for_the_applicant_and_for_the_unit_that_waits(store: Store) -> None:
    desks = await Desks.open(store)
    await desks.notice(date(2026, 12, 31))
    theirs = {"role": Role.CLERK, "unit": "industry", "person_id": desks.ids["applicant"]}
    await desks.run("application:1", "supplement", INTO_2027, task="supplement", **theirs)
    await desks.run("application:1", "supplement", INTO_2027, task="supplement_wait", role=Role.CLERK, unit="industry")
    await desks.run("application:1", "supplement", INTO_2027, task="recusal")

    await desks.learn()

    async with store.work() as work:
        found = await work.supplements.get(1)
    assert found is not None
    assert found.due == date(2027, 1, 3)
    assert await desks.due("application:1") == [date(2027, 1, 3), date(2027, 1, 3), date(2026, 12, 31)]
    line = "申报补正期限 2026-0001：原来是2026年12月31日（周四），改为2027年1月3日（周日）"
    assert [len(await desks.told(name)) for name in ("applicant", "clerk", "officer")] == [1, 1, 0]
    assert (await desks.told("clerk"))[0].endswith(f"\n{line}")


@pytest.mark.article(22)
async def test_a_posted_notice_moves_on_and_an_objection_that_was_late_is_in_time(store: Store) -> None:
    desks = await Desks.open(store)
    await desks.notice(date(2026, 12, 31))
    await desks.run("notice:1", "notice", INTO_2027)
    await desks.objection(notice_id=1, late=True, received_at=datetime(2027, 1, 3, 15, 59, tzinfo=UTC))

    await desks.learn()

    async with store.work() as work:
        notice = await work.notices.get(1)
    assert notice is not None
    assert (notice.last_day, notice.provisional) == (date(2027, 1, 3), False)
    assert (await desks.the_objection()).late is False
    assert [len(await desks.told(name)) for name in ("applicant", "clerk", "officer")] == [1, 1, 0]


@pytest.mark.article(39)
async def test_a_hearing_moves_for_its_party_who_sees_nothing_else_of_the_case(store: Store) -> None:
    desks = await Desks.open(store)
    heard = await desks.run("sanction:1", "hearing", INTO_2027, task="sanction_case")
    await desks.run("heard:1", "own", INTO_2027, task="sanction_hearing", person_id=desks.ids["clerk"])
    async with store.work() as work:
        about = {"person_id": desks.ids["clerk"], "opened_by": desks.ids["officer"], "hear_by": heard.last}
        await work.sanctions.open(matter={"facts": "泄密"}, now=NOW, number="2026-1", article=41, **about)
        await work.deadlines.end("heard:1", "own", NOW)
        await work.commit()

    await desks.learn()

    async with store.work() as work:
        found = await work.sanctions.get(1)
    assert found is not None
    assert (found.hear_by, await desks.due("heard:1")) == (date(2027, 1, 3), [date(2027, 1, 3)])
    assert [len(await desks.told(name)) for name in ("clerk", "officer")] == [1, 0]


@pytest.mark.article(22)
async def test_an_objection_after_the_new_end_stays_late(store: Store) -> None:
    desks = await Desks.open(store)
    await desks.notice(date(2026, 12, 31))
    await desks.run("notice:1", "notice", INTO_2027)
    await desks.objection(notice_id=1, late=True, received_at=datetime(2027, 1, 3, 16, 0, tzinfo=UTC))

    await desks.learn()

    assert (await desks.the_objection()).late is True


@pytest.mark.article(22)
@pytest.mark.parametrize("name", [name for name, each in DATED.items() if each.announced])
async def test_what_was_announced_is_not_shortened_and_says_why(store: Store, name: str) -> None:
    desks = await Desks.open(store)
    noun, _, kind = name.partition(":")
    await desks.run(f"{noun}:1", kind, IN_2027)

    await desks.learn()

    after = await desks.count(f"{noun}:1", kind)
    assert (after.last, after.days, after.provisional) == (date(2027, 1, 8), 5, False)
    assert after.off(Why.ANNOUNCED) == (date(2027, 1, 3),)


@pytest.mark.article(23)
async def test_the_offices_own_days_are_what_the_count_says(store: Store) -> None:
    desks = await Desks.open(store)
    await desks.run("objection:1", "objection_examination", IN_2027, task="objection_examination")

    await desks.learn()

    assert (await desks.count("objection:1", "objection_examination")).last == date(2027, 1, 7)
    assert await desks.due("objection:1") == [date(2027, 1, 7)]


async def test_a_day_that_stays_and_is_certain_now_is_told_as_such(store: Store) -> None:
    desks = await Desks.open(store)
    await desks.objection()
    await desks.run("objection:1", "confirmation", IN_2027)

    await desks.learn()

    assert (await desks.told("objector"))[0].splitlines()[1] == (
        "对处理结果的答复期限 2026-001：2027年1月8日（周五），已确定，不再是暂定"
    )


async def test_a_kind_that_nobody_registered_moves_its_task_and_tells_whoever_has_to_do_it(store: Store) -> None:
    desks = await Desks.open(store)
    await desks.run("visit:7", "visit", INTO_2027, task="visit", role=Role.CLERK, unit="industry")

    await desks.learn()

    assert await desks.due("visit:7") == [date(2027, 1, 3)]
    assert [len(await desks.told(name)) for name in ("clerk", "officer", "applicant")] == [1, 0, 0]


async def test_one_person_is_told_of_everything_in_one_message_once(store: Store) -> None:
    desks = await Desks.open(store)
    for place in range(3):
        await desks.run(f"visit:{place}", "visit", INTO_2027, task="visit")

    await desks.learn()

    (message,) = await desks.told("officer")
    assert message.count("原来是2026年12月31日（周四）") == 3
    assert await desks.learn() == 0
    assert await desks.told("officer") == [message]


async def test_a_paper_objectors_new_day_is_passed_on_by_phone(store: Store) -> None:
    desks = await Desks.open(store)
    await desks.objection(at_counter=True, person_id=desks.ids["officer"])
    await desks.run("objection:1", "confirmation", INTO_2027)

    await desks.learn()

    assert (await desks.told("officer"))[0].endswith("改为2027年1月3日（周日）（异议人不在线，请打电话转告）")


async def test_what_has_ended_and_what_is_counted_the_same_stay_as_they_are(store: Store) -> None:
    desks = await Desks.open(store)
    ended = await desks.run("visit:1", "visit", INTO_2027)
    same = await desks.run("visit:2", "visit", date(2026, 9, 17))
    async with store.work() as work:
        await work.deadlines.end("visit:1", "visit", NOW)
        await work.commit()

    assert await desks.learn() == 0

    assert [await desks.count(f"visit:{n}", "visit") for n in (1, 2)] == [ended, same]


async def test_a_corrected_year_that_leaves_the_day_is_told_to_nobody(store: Store) -> None:
    desks = await Desks.open(store)
    before = await desks.run("visit:1", "visit", date(2026, 5, 5), task="visit")

    assert await desks.learn(NOTICES[2026].replace("5月9日（周六）上班", "5月10日（周日）上班")) == 1

    after = await desks.count("visit:1", "visit")
    assert (before.last, before.worked_weekends) == (date(2026, 5, 11), (date(2026, 5, 9),))
    assert (after.last, after.worked_weekends) == (date(2026, 5, 11), (date(2026, 5, 10),))
    assert await desks.told("officer") == []


async def test_the_journal_says_from_which_day_to_which(store: Store) -> None:
    desks = await Desks.open(store)
    await desks.run("visit:1", "visit", INTO_2027)

    await desks.learn()

    async with store.work() as work:
        (entry,) = await work.journal.of("visit:1")
    assert (entry.act, entry.details) == (
        "deadline_recounted",
        {"kind": "visit", "from": date(2026, 12, 31), "to": date(2027, 1, 3), "cause": "calendar-1"},
    )


async def test_what_another_process_counted_meanwhile_is_caught_up_by_the_planner_once(store: Store) -> None:
    desks = await Desks.open(store)
    await desks.objection()
    async with store.work() as work:
        counted_before = (await work.calendar.load()).after(INTO_2027, 5)
    await desks.learn()
    async with store.work() as work:
        await work.deadlines.set("objection:1", "confirmation", counted_before, NOW)
        await work.commit()

    done = []
    for _ in range(2):
        async with store.work() as work:
            calendar = await work.calendar.load()
            planning = Planning(work=work, pack=pack(), calendar=calendar, now=NOW, said_at=NOW)
            done.append(await recount_provisional(planning))
            await work.commit()

    assert done == [1, 0]
    assert (await desks.the_objection()).confirm_by == date(2027, 1, 3)
    assert len(await desks.told("objector")) == 1
