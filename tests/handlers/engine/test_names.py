"""Names as people type them: in the form, in their own data, and two that look the same, as a clerk sees them."""

import pytest

from rules.applications.lifecycle import State
from storage.store import Store
from tests.handlers.applying import apply, draft_of, open_edition, patient
from tests.handlers.reviewing import NOW, UNIT, Review
from texts import say

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


async def another(review: Review, name: str, number: str, *, shut: bool = False) -> None:
    """One more application of the edition, from somebody else."""
    async with review.town.store.work() as work:
        draft = await work.drafts.begin(review.ids[600], "individual", NOW, subject="edition:1")
        begun = await work.applications.begin(
            edition_id=1, kind="individual", person_id=review.ids[600], draft_id=draft.id, now=NOW
        )
        await work.applications.move(begun, State.IN_REVIEW, NOW, number=number, name=name, unit=UNIT)
        if shut:
            await work.recusals.declare(review.ids[Review.CLERK], f"application:{begun.id}", interest=True, now=NOW)
        await work.commit()


async def test_a_clerk_is_shown_who_is_likely_the_same(store: Store) -> None:
    review = await Review.open(store)
    await another(review, "马⼩花", "2026-0002")
    await another(review, "马小花", "2026-0003", shut=True)
    await another(review, "马大花", "2026-0004")
    clerk = await review.declared(Review.CLERK)
    cover = (await clerk.presses_data(f"review:open:{review.application}"))[0]
    assert say("zh", "reviews.look_alike", names=["2026-0002 马⼩花"]) in cover.splitlines()
    assert [number for number in ("2026-0003", "2026-0004") if number in cover] == []


async def test_a_number_is_not_taken_for_a_name_in_the_form_and_radicals_become_letters(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, "individual")
    await filler.fill(until=lambda question: question.key == "name")
    for typed, key in (("622921199001010008", "no_letters"), ("马小花622921199001010008", "number_as_name")):
        assert say("zh", f"answers.{key}") in (await someone.says(typed))[-1]
    await someone.says("⼩⻢兰")
    _, answers = await draft_of(town, someone, "individual")
    assert answers["name"] == "小马兰"


async def test_a_person_is_not_called_by_a_number(store: Store) -> None:
    review = await Review.open(store)
    clerk = review.person(Review.CLERK)
    await clerk.presses_data("correction:name")
    assert say("zh", "answers.no_letters") in (await clerk.says("13812345678"))[-1]
    assert say("zh", "answers.empty") in (await clerk.says("\u3164\u3164"))[-1]
