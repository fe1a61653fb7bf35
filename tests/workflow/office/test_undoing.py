"""The lead takes back the last step where nobody was told of it, and everything is as it was before (Art. 9)."""

from decimal import Decimal
from typing import Any

import pytest

from rules.applications.lifecycle import ACTS, State
from rules.engine.calendar import office_day
from rules.engine.refusals import Forbidden, Refusal
from rules.engine.rubrics import Part
from rules.people.roles import Role
from rules.reviews.evaluation import Honour
from storage.engine.tasks import TaskState
from storage.reviews.candidates import Candidate
from storage.store import Store
from tests.handlers.reviewing import NOW
from tests.workflow.advancing import APPLICANT, LEAD, OFFICE, PEOPLE, STRANGER, Life, life
from workflow.applications.cases import advance, start_waiting
from workflow.interests.recusals import Undeclared
from workflow.office.undoing import undo_last, undoable

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
UNDONE = [name for name, step in ACTS.items() if step.undone]


async def ready(one: Life, act: str) -> None:
    """The application stands before the act: its task is given, its sheets are in, the report is closed."""
    (before,) = ACTS[act].sources
    application = await one.at(before, ACTS[act].kinds[0])
    (came,) = [name for name, step in ACTS.items() if step.target is before]
    await one.work.journal.write(f"application_{came}", f"application:{one.id}", now=NOW)
    await start_waiting(await one.desk(OFFICE), application, office_day(NOW))
    await one.work.assignments.assign(one.id, Part.MATERIAL, one.ids[STRANGER], head=False, by=one.ids[LEAD], now=NOW)
    for sheet in await one.work.assignments.of(one.id):
        await one.work.assignments.lock(sheet.id, scores={"leadership": 100}, words={"overall": "好"}, now=NOW)
    report = await one.work.drafts.begin(one.ids[OFFICE], "evaluation", NOW)
    await one.work.candidates.close(application.edition_id, draft_id=report.id, by=one.ids[OFFICE], now=NOW)


async def done(one: Life, act: str) -> None:
    """The office takes the step."""
    desk = await one.desk(OFFICE)
    moved = await advance(desk, await one.now(), act)
    if act == "nominate":
        put = Candidate(moved.id, moved.edition_id, Honour.AWARD, Decimal(700), 1, desk.person.id, NOW)
        await one.work.candidates.put(put)


async def waiting(one: Life) -> dict[str, Any]:
    """Whom the case waits for, and until when."""
    application = await one.now()
    abouts = (f"application:{one.id}", f"edition:{application.edition_id}")
    tasks = [task for about in abouts for task in await one.work.tasks.of(about)]
    deadlines = [each for about in abouts for each in await one.work.deadlines.of(about)]
    return {
        "state": application.state,
        "tasks": {(task.kind, task.role, task.unit, task.due_on) for task in tasks if task.state is TaskState.OPEN},
        "deadlines": {(each.kind, each.count.last) for each in deadlines if each.ended_at is None},
        "candidate": await one.work.candidates.get(one.id),
    }


@pytest.mark.article(9)
@pytest.mark.parametrize("act", UNDONE)
async def test_what_nobody_was_told_of_is_taken_back_and_all_waits_as_before(store: Store, act: str) -> None:
    async with life(store) as one:
        await ready(one, act)
        before = await waiting(one)
        await done(one, act)
        assert (await waiting(one)) != before
        one.minutes += 2 * 24 * 60  # two days later nobody has more time than before
        lead = await one.desk(LEAD)
        assert await undoable(lead, await one.now()) == act
        again, undone = await undo_last(lead, one.id)
        assert (again.state, undone) == (before["state"], act)
        assert await waiting(one) == before
        await one.work.journal.flush()
        last = (await one.work.journal.of(f"application:{one.id}"))[-1]
        assert (last.act, last.person_id, last.details) == ("application_undone", one.ids[LEAD], {"act": act})
        assert await one.work.outbox.of(one.ids[APPLICANT]) == []


@pytest.mark.article(9)
@pytest.mark.parametrize("act", UNDONE)
async def test_it_is_taken_back_once_and_can_be_done_again(store: Store, act: str) -> None:
    async with life(store) as one:
        await ready(one, act)
        await done(one, act)
        lead = await one.desk(LEAD)
        await undo_last(lead, one.id)
        assert await undoable(lead, await one.now()) is None
        with pytest.raises(Refusal, match="applications.not_undone"):
            await undo_last(lead, one.id)
        await done(one, act)
        assert (await one.now()).state is ACTS[act].target
        assert (await undo_last(lead, one.id))[1] == act


@pytest.mark.article(9)
@pytest.mark.parametrize("act", UNDONE)
async def test_nobody_but_the_lead_takes_a_step_back(store: Store, act: str) -> None:
    async with life(store) as one:
        await ready(one, act)
        await done(one, act)
        before = await one.all_of_it()
        for chat in set(PEOPLE) - {LEAD}:
            with pytest.raises(Forbidden):
                await undo_last(await one.desk(chat), one.id)
        assert await one.all_of_it() == before


@pytest.mark.article(40)
async def test_a_lead_with_an_interest_takes_nothing_back(store: Store) -> None:
    async with life(store, declared=False) as one:
        about = f"application:{one.id}"
        await one.work.recusals.declare(one.ids[OFFICE], about, interest=False, now=NOW)
        await ready(one, "pass_material")
        await done(one, "pass_material")
        lead = await one.desk(LEAD)
        with pytest.raises(Undeclared):
            await undo_last(lead, one.id)
        await one.work.recusals.declare(lead.person.id, about, interest=True, now=NOW)
        with pytest.raises(Forbidden):
            await undo_last(lead, one.id)
        assert (await one.now()).state is State.LISTED


@pytest.mark.parametrize("act", sorted(set(ACTS) - set(UNDONE)))
async def test_what_was_told_or_posted_is_not_taken_back(store: Store, act: str) -> None:
    async with life(store) as one:
        await one.at(ACTS[act].target)
        about = f"application:{one.id}"
        await one.work.journal.write(f"application_{act}", about, now=NOW, person_id=one.ids[OFFICE])
        before, lead = await one.all_of_it(), await one.desk(LEAD)
        assert await undoable(lead, await one.now()) is None
        with pytest.raises(Refusal, match="applications.not_undone"):
            await undo_last(lead, one.id)
        assert await one.all_of_it() == before


@pytest.mark.parametrize(("act", "then"), [("pass_material", "post_acceptance"), ("nominate", "propose")])
async def test_a_step_on_which_the_next_rests_is_not_taken_back(store: Store, act: str, then: str) -> None:
    async with life(store) as one:
        await ready(one, act)
        await done(one, act)
        await one.at(ACTS[then].target)
        await one.work.journal.write(f"application_{then}", f"application:{one.id}", now=NOW)
        with pytest.raises(Refusal, match="applications.not_undone"):
            await undo_last(await one.desk(LEAD), one.id)
        assert (await one.now()).state is ACTS[then].target


async def test_a_case_that_has_not_begun_to_move_has_nothing_to_take_back(store: Store) -> None:
    async with life(store) as one:
        assert await undoable(await one.desk(LEAD), await one.at(State.MATERIAL_REVIEW)) is None
        with pytest.raises(Forbidden):
            await undo_last(await one.desk(LEAD), one.id + 1)


async def test_the_letter_that_was_to_be_mended_is_nobodys_task_after_the_failing_was_taken_back(store: Store) -> None:
    async with life(store) as one:
        await ready(one, "fail_material")
        await done(one, "fail_material")
        key = f"application:{one.id}:letter_mending:1"
        about = f"application:{one.id}"
        await one.work.tasks.assign(key, "letter_mending", about, Role.OFFICE, now=NOW)
        await undo_last(await one.desk(LEAD), one.id)
        task = await one.work.tasks.get(key)
        assert task is not None
        assert task.state is TaskState.DROPPED
