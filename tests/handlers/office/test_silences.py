"""A last day passes: whoever waits is told that morning, once, with who owes what; nobody else is (Art. 15, 17, 23)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rules.applications.lifecycle import State
from rules.people.roles import Role
from storage.database.values import Say
from storage.engine.owed import Owed
from storage.store import Store
from tests.handlers.holding import plans
from tests.handlers.objecting import Case
from tests.handlers.office.test_inquiries import asks
from tests.handlers.reviewing import NOW, UNIT, Review
from tests.talking import Town
from workflow.engine.ladders import DEPUTY_CHAIR
from workflow.engine.planning import Planning
from workflow.office.owed import still_owed
from workflow.office.silences import tell_silences

LAST = date(2026, 9, 15)
"""The tenth working day after the application was sent."""


def morning(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + (hour - 8) * timedelta(hours=1)


async def lives_at(town: Town, now: datetime) -> None:
    town.clock.now = now
    for _ in range(2):
        await plans(town)


async def silences(store: Store, person_id: int) -> list[Owed]:
    async with store.work() as work:
        return [one for one in await work.outbox.of(person_id) if one.kind == "silence"]


async def deputy(review: Review, chat: int = 600) -> int:
    async with review.town.store.work() as work:
        await work.roles.grant(review.ids[chat], Role.COMMITTEE, unit=DEPUTY_CHAIR)
        await work.commit()
    return review.ids[chat]


@pytest.mark.article(15, 17)
async def test_the_morning_after_the_units_last_day_the_applicant_is_told_once(store: Store) -> None:
    review = await Review.open(store)
    chair, applicant, lead = await deputy(review), review.ids[review.APPLICANT], review.ids[review.LEAD]
    await lives_at(review.town, morning(LAST, 20))
    assert [await silences(store, one) for one in (applicant, lead, chair)] == [[], [], []]
    await lives_at(review.town, morning(LAST, 23))  # at night it waits for the morning
    await lives_at(review.town, morning(LAST + timedelta(days=1)))
    await lives_at(review.town, morning(LAST + timedelta(days=2)))
    (told,) = await silences(store, applicant)
    assert told.text == "silences.told"
    assert (told.values["number"], told.values["due"], told.values["who"]) == (
        "2026-0001",
        LAST,
        "临夏县市场监督管理局",
    )
    assert told.values["what"] == Say("silences.what.unit_review")
    assert [button["press"] for row in told.buttons for button in row] == ["inquiry:ask", "status:all"]
    assert [[one.text for one in await silences(store, each)] for each in (lead, chair)] == [["silences.above"]] * 2
    assert [await silences(store, review.ids[chat]) for chat in (200, 300, 401, 500)] == [[], [], [], []]
    async with store.work() as work:
        now, calendar = morning(LAST + timedelta(days=2)), await work.calendar.load()
        again = Planning(work=work, pack=review.town.office.pack, calendar=calendar, now=now, said_at=now)
        assert await tell_silences(again) == 0  # what was told takes no place of what was not


@pytest.mark.article(15)
async def test_what_was_done_overnight_is_not_said_to_be_late(store: Store) -> None:
    review = await Review.open(store)
    await lives_at(review.town, morning(LAST, 23))
    (told,) = await silences(store, review.ids[review.APPLICANT])
    async with store.work() as work:
        town, now = review.town, morning(LAST + timedelta(days=1), 8)
        calendar = await work.calendar.load()
        assert await still_owed(work, told, now, calendar, town.office.pack)
        assert not await still_owed(work, told, morning(LAST, 23), calendar, town.office.pack)
        await work.tasks.done(f"{review.about}:unit_review", now)
        assert not await still_owed(work, told, now, calendar, town.office.pack)


@pytest.mark.article(15)
async def test_my_progress_never_shows_a_past_day_as_to_come(store: Store) -> None:
    review = await Review.open(store)
    applicant = review.person(review.APPLICANT)
    for day, said, picture in (
        (LAST, "最迟：2026年9月15日（周二）", "progress_picture"),
        (
            LAST + timedelta(days=1),
            "原定最迟2026年9月15日（周二），已经过期，受理单位还没有办完",
            "progress_picture_late",
        ),
    ):
        review.town.clock.now = morning(day)
        (shown,) = await applicant.says("/status")
        assert said in shown
        async with store.work() as work:
            owed = await work.outbox.of(review.ids[review.APPLICANT])
        papers = {one.paper.name for one in owed if one.paper is not None and one.created_at == morning(day)}
        assert papers == {picture}
    assert "最迟：" not in shown


@pytest.mark.article(17)
async def test_behind_a_result_that_is_hidden_everybody_hears_the_same(store: Store) -> None:
    review = await Review.open(store)
    async with store.work() as work:
        found = await work.applications.get(review.application)
        assert found is not None
        ids = [review.ids[100]]
        edition = found.edition_id
        await work.applications.move(found, State.LISTED, NOW)
        for place, (chat, state) in enumerate(((201, State.UNLISTED), (300, State.MATERIAL_REVIEW)), start=2):
            draft = await work.drafts.begin(review.ids[chat], "individual", NOW, subject=f"edition:{edition}")
            begun = await work.applications.begin(
                edition_id=edition, kind="individual", person_id=review.ids[chat], draft_id=draft.id, now=NOW
            )
            await work.applications.move(begun, state, NOW, number=f"2026-000{place}", name="某", unit=UNIT)
            ids.append(review.ids[chat])
        for task in await work.tasks.of(review.about):
            await work.tasks.drop(task.key, NOW)
        about = f"edition:{edition}"
        await work.tasks.assign("list", "acceptance_list", about, Role.OFFICE, now=NOW, due_on=LAST)
        await work.tasks.assign("letter", "refusal_letter", "application:2", Role.LEAD, now=NOW, due_on=LAST)
        await work.commit()
    await lives_at(review.town, morning(LAST + timedelta(days=1)))
    told = [await silences(store, one) for one in ids]
    assert [len(each) for each in told] == [1, 1, 1]
    assert {(one.text, str(one.values["what"])) for (one,) in told} == {
        ("silences.told", str(Say("silences.what.acceptance")))
    }


@pytest.mark.article(23)
async def test_an_objector_is_told_when_the_five_days_pass_and_nobody_learns_who(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    due = (await case.the_objection()).examine_by
    await lives_at(case.town, morning(due))
    assert await silences(store, case.ids[5]) == []
    shown = await case.objector.says("/status")
    assert "原定" not in "".join(shown)
    await lives_at(case.town, morning(due + timedelta(days=1)))
    (told,) = await silences(store, case.ids[5])
    assert (told.text, told.values["words"].values["what"]) == (
        "objections.told.silence",
        Say("silences.what.objection_examination"),
    )
    shown = await case.objector.says("/status")
    assert "原定最迟2026年9月23日（周三）审查完毕，已经过期" in "".join(shown)
    async with store.work() as work:
        above = [one for one in await work.outbox.of(case.ids[900]) if "late" in one.key]
    assert [one.text for one in above] == ["reminders.task.waiting"]
    assert [await silences(store, case.ids[chat]) for chat in (900, 100, 6, 903)] == [[], [], [], []]


@pytest.mark.article(40)
async def test_a_lead_with_an_interest_hears_nothing(store: Store) -> None:
    review = await Review.open(store)
    await review.declared(review.LEAD, interest=True)
    await lives_at(review.town, morning(LAST + timedelta(days=1)))
    assert len(await silences(store, review.ids[review.APPLICANT])) == 1
    assert await silences(store, review.ids[review.LEAD]) == []


@pytest.mark.article(44)
async def test_whoever_asked_is_told_when_the_answer_is_late(store: Store) -> None:
    case = await Case.open(store)
    await asks(case.objector)
    async with store.work() as work:
        affair = await work.affairs.get(1)
    assert affair is not None
    assert affair.due_on is not None
    await lives_at(case.town, morning(affair.due_on))
    assert await silences(store, case.ids[5]) == []
    await lives_at(case.town, morning(affair.due_on + timedelta(days=1)))
    (told,) = await silences(store, case.ids[5])
    assert told.values["what"] == Say("silences.what.affair_inquiry")
    assert "已经过期" in "".join(await case.objector.says("/status"))
    above = [one for one in await silences(store, case.ids[900]) if one.key.startswith("silence:affair:1:")]
    assert [one.text for one in above] == ["silences.above"]
