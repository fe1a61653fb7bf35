"""Whoever stands back leaves no form about the case behind, and declares upon their own cases alone (Art. 40)."""

import pytest

from rules.engine.refusals import Forbidden, Refusal
from storage.engine.drafts import DraftState
from storage.store import Store
from tests.handlers.deciding import LEAD, NOW, OFFICE, REVIEWERS, Chamber
from tests.workflow.desks import desk_of
from workflow.applications.replacements import hand_over
from workflow.reviews.assignments import declare_free, mark_of

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(40)]


async def test_their_forms_about_the_case_are_dropped_and_no_others(store: Store) -> None:
    chamber = await Chamber.open(store, 90)
    about, officer, lead = f"application:{chamber.cases[0]}", chamber.ids[OFFICE], chamber.ids[LEAD]
    async with store.work() as work:
        application = await work.applications.get(chamber.cases[0])
        assert application is not None
        begun = [
            await work.drafts.begin(who, "passing", NOW, subject=subject)
            for who, subject in (
                (officer, about),
                (officer, f"{about}:struck"),
                (officer, f"{about}0"),
                (officer, f"edition:{chamber.edition}"),
                (lead, about),
            )
        ]
        await hand_over(await desk_of(work, LEAD, NOW), application, officer)
        left = [await work.drafts.get(one.id) for one in begun]
    gone, there = DraftState.DROPPED, DraftState.OPEN
    assert [one.state for one in left if one is not None] == [gone, gone, there, there, there]


@pytest.mark.parametrize(("chat", "serves"), [(OFFICE, True), (REVIEWERS[0], True), (100, False)])
async def test_nobody_declares_upon_a_case_that_is_none_of_theirs(store: Store, chat: int, *, serves: bool) -> None:
    chamber = await Chamber.open(store, 90)
    async with store.work() as work:
        application = await work.applications.get(chamber.cases[0])
        assert application is not None
        desk, mark = await desk_of(work, chat, NOW), mark_of([str(application.id)])
        if serves:
            await declare_free(desk, [application], mark)
        else:
            with pytest.raises(Forbidden):
                await declare_free(desk, [application], mark)
        with pytest.raises(Refusal) as refused:
            await declare_free(desk, [application], mark_of(["other"]))
        assert refused.value.key == "assignments.changed"
        declared = await work.recusals.of(desk.person.id, f"application:{application.id}")
        assert (declared is not None) == serves
