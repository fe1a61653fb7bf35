"""The acts of a consultation keep their days, their unit and their record by themselves (Art. 15, 21)."""

from datetime import timedelta

import pytest

from rules.engine.refusals import Refusal
from rules.people.roles import Role
from storage.engine.tasks import TaskState
from storage.store import Store
from tests.handlers.reviewing import Review
from tests.handlers.reviews.test_consultations import asked, endorsed, reply
from tests.workflow.desks import desk_of
from workflow.reviews.consultations import ask_departments, files_with, sum_up
from workflow.reviews.unit_reviews import forward

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(15, 21)]


async def test_a_reply_is_noted_with_what_it_was(store: Store) -> None:
    review, clerk = await endorsed(store)
    taxes, _ = await asked(review, clerk)
    await reply(review, taxes, "1", "马科长，法规股")
    async with store.work() as work:
        noted = [one.details for one in await work.journal.of(review.about) if one.act == "department_replied"]
    assert [(one["answer"], one["late"]) for one in noted] == [("agrees", False)]


@pytest.mark.parametrize(("days", "refusal"), [(0, "consultations.still_time"), (1, None)])
async def test_the_sum_waits_for_the_last_day_and_its_files_are_read_with_the_replies(
    store: Store, days: int, refusal: str | None
) -> None:
    review, clerk = await endorsed(store)
    await asked(review, clerk)
    async with store.work() as work:
        due = (await work.consultations.of(review.about))[0].due_on
        now = review.town.clock.now + timedelta(days=(due - review.town.clock.now.date()).days + days)
        desk = await desk_of(work, Review.CLERK, now)
        draft = await work.drafts.begin(desk.person.id, "consultation_summary", now, subject=review.about)
        sent = await work.files.add(
            b"sum", owner=desk.person.id, name="sum.pdf", kind="pdf", subject=f"draft:{draft.id}", now=now
        )
        if refusal is None:
            assert await sum_up(desk, draft) == 2
            assert [one.id for one in await files_with(work, review.about)] == [sent.id]
        else:
            with pytest.raises(Refusal) as refused:
                await sum_up(desk, draft)
            assert (refused.value.key, refused.value.article) == (refusal, 15)


@pytest.mark.parametrize(("chat", "refusal"), [(Review.CLERK, None), (Review.STRANGER, ("people.not_yours", 15))])
async def test_the_units_clerk_asks_departments_and_nobody_else(
    store: Store, chat: int, refusal: tuple[str, int] | None
) -> None:
    review, _ = await endorsed(store)
    async with store.work() as work:
        desk = await desk_of(work, chat, review.town.clock.now)
        draft = await work.drafts.begin(desk.person.id, "consultation", desk.now, subject=review.about)
        if refusal is None:
            assert len(await ask_departments(desk, draft, {"departments": "县税务局"})) == 1
        else:
            with pytest.raises(Refusal) as refused:
                await ask_departments(desk, draft, {"departments": "县税务局"})
            assert (refused.value.key, refused.value.article) == refusal


async def test_what_is_forwarded_is_nobodys_task_any_more(store: Store) -> None:
    review = await Review.open(store)
    await review.declared(Review.CLERK)
    await review.on_notice(cleared=True)
    async with store.work() as work:
        desk = await desk_of(work, Review.CLERK, review.town.clock.now)
        key = f"{review.about}:forwarding"
        await work.tasks.assign(key, "forwarding", review.about, Role.CLERK, now=desk.now, unit="market_regulation")
        draft = await work.drafts.begin(desk.person.id, "forward", desk.now, subject=review.about)
        await work.drafts.answer(draft.id, "opinion", "材料完整，同意报送。", desk.now)
        await forward(desk, draft)
        (done,) = [task for task in await work.tasks.of(review.about) if task.kind == "forwarding"]
        assert done.state is TaskState.DONE
