"""A result that nobody answers is closed as served, once it was delivered and its days are over (Art. 23)."""

from datetime import UTC, date, datetime

import pytest

from rules.objections.cases import State
from storage.store import Store
from tests.handlers.objecting import FINDINGS, Case
from tests.rules.every_form import pack
from workflow.engine.planning import Planning
from workflow.objections.examinations import close_unanswered


async def decided(store: Store, *, sent_at: datetime | None) -> Case:
    """A case whose result of 17 September waits for an answer until the 23rd."""
    case = await Case.open(store)
    await case.object()
    await case.examines("1")
    await case.decides("2", FINDINGS)
    if sent_at is not None:
        async with store.work() as work:
            owed = await work.outbox.get("objection:1:result")
            assert owed is not None
            await work.outbox.due(sent_at, 100)
            await work.outbox.sent(owed.id, sent_at, proof="77", channel_id=None)
            await work.commit()
    return case


async def plan(store: Store, now: datetime) -> int:
    async with store.work() as work:
        calendar = await work.calendar.load()
        done = await close_unanswered(Planning(work=work, pack=pack(), calendar=calendar, now=now, said_at=now))
        await work.commit()
    return done


@pytest.mark.article(23)
@pytest.mark.parametrize(
    ("sent", "now", "state"),
    [
        (17, datetime(2026, 9, 23, 15, 59, tzinfo=UTC), State.DECIDED),
        (17, datetime(2026, 9, 23, 16, 0, tzinfo=UTC), State.SERVED),
        (18, datetime(2026, 9, 23, 16, 0, tzinfo=UTC), State.DECIDED),  # it came a day later: so do its days
        (18, datetime(2026, 9, 24, 16, 0, tzinfo=UTC), State.SERVED),
    ],
)
async def test_a_result_without_an_answer_is_closed_after_five_working_days(
    store: Store, sent: int, now: datetime, state: State
) -> None:
    case = await decided(store, sent_at=datetime(2026, 9, sent, 3, tzinfo=UTC))
    assert await plan(store, now) == (state is State.SERVED)
    assert (await case.the_objection()).state is state
    assert await plan(store, now) == 0


@pytest.mark.article(23)
async def test_the_proof_of_delivery_is_in_the_journal(store: Store) -> None:
    case = await decided(store, sent_at=datetime(2026, 9, 17, 3, tzinfo=UTC))
    await plan(store, datetime(2026, 9, 28, tzinfo=UTC))
    (entry,) = await case.journal("objection_closed_as_served")
    assert (entry[0], entry[1]["proof"], entry[1]["sent_at"]) == (None, "77", "2026-09-17 03:00:00+00:00")


@pytest.mark.article(23)
async def test_a_result_that_never_arrived_becomes_a_task_and_counts_from_its_delivery(store: Store) -> None:
    case = await decided(store, sent_at=None)
    late = datetime(2026, 9, 24, 2, tzinfo=UTC)
    assert [await plan(store, late), await plan(store, late)] == [1, 0]
    assert (await case.tasks())[-1] == ("objection_delivery", "office", date(2026, 10, 9), "open")
    assert (await case.the_objection()).state is State.DECIDED
    case.town.clock.now = late
    await case.office.presses_data("objection:deliver:1")
    await case.says_all(case.office, "objection_delivery", "今天在窗口当面交给本人，已签收")
    one = await case.the_objection()
    assert (one.confirm_by, (await case.tasks())[-1][3]) == (date(2026, 10, 9), "done")
    assert await plan(store, datetime(2026, 10, 9, 2, tzinfo=UTC)) == 0
    assert await plan(store, datetime(2026, 10, 9, 16, tzinfo=UTC)) == 1
    assert (await case.the_objection()).state is State.SERVED
    (noted,), (closed,) = await case.journal("objection_delivered"), await case.journal("objection_closed_as_served")
    assert closed == (None, {"draft": noted[1]["draft"], "on": date(2026, 9, 24)})


@pytest.mark.article(23)
async def test_an_answered_result_is_left_alone(store: Store) -> None:
    case = await decided(store, sent_at=datetime(2026, 9, 17, 3, tzinfo=UTC))
    await case.objector.presses_data("objection:confirm:1")
    assert await plan(store, datetime(2026, 10, 28, tzinfo=UTC)) == 0
    assert (await case.the_objection()).state is State.CONFIRMED
