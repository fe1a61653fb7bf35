"""Two accounts, one person: what either does in a case that the other sent ends once they are one (Art. 13, 15, 40)."""

import pytest

from rules.reviews.assignments import Standing
from storage.engine.drafts import DraftState
from storage.store import Store
from tests.handlers.applying import FORMS, Filler, apply, draft_of, link_of, open_edition, patient
from tests.handlers.reviewing import Review
from tests.handlers.reviews.test_consultations import DEPARTMENT, asked, endorsed
from tests.handlers.scoring import Scoring
from tests.handlers.towns import code_in
from tests.talking import Someone
from texts import say

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(40)]


async def joined(maker: Someone, other: Someone) -> None:
    """The other's chat becomes the maker's."""
    code = code_in((await maker.says("/link"))[-1])
    await other.says(f"/join {code}")
    assert say("zh", "people.joined") in (await other.presses_data("channel:join"))[-1]


async def test_a_sheet_that_was_locked_from_the_other_chat_counts_no_more_and_another_is_looked_for(
    store: Store,
) -> None:
    scoring = await Scoring.begin(store)
    await scoring.asks(500, 501)
    await scoring.locks(500)
    reviewer = scoring.person(500)
    await joined(reviewer, scoring.person(Review.APPLICANT))
    assert (await scoring.standings())[500][0] is Standing.EXCLUDED
    async with store.work() as work:
        assert scoring.ids[500] in await work.recusals.interested_in(scoring.about)
        assert "replacement" in [task.kind for task in await work.tasks.open()]
    assert (await reviewer.presses_data(f"review:open:{scoring.application}"))[0].startswith(
        say("zh", "people.not_yours")
    )


async def test_a_link_that_was_opened_before_is_answered_by_nobody_who_has_become_its_applicant(store: Store) -> None:
    review, clerk = await endorsed(store)
    token, _ = await asked(review, clerk)
    department = review.person(DEPARTMENT)
    await department.says(f"/start {token}")
    async with store.work() as work:
        consultation = (await work.consultations.of(review.about))[0]
    for answer in ("1", "马科长，法规股", "跳过"):
        await department.says(answer)
    await joined(review.person(Review.APPLICANT), department)
    await department.presses_data(f"f:{consultation.draft_id}:z")
    async with store.work() as work:
        assert all(one.awaited for one in await work.consultations.of(review.about))


async def test_an_employer_who_has_become_the_applicant_confirms_nothing(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, "individual")
    await filler.fill()
    boss = someone.town.person(6)
    await boss.says(f"/start {await link_of(someone)}")
    await Filler(boss, FORMS["confirmation"], {"checked": "yes", "decision": "recommend"}).fill()
    draft, _ = await draft_of(someone.town, boss, "confirmation")
    await joined(someone, boss)
    await boss.presses_data(f"f:{draft.id}:z")
    _, answers = await draft_of(someone.town, someone, "individual")
    async with store.work() as work:
        kept = await work.drafts.get(draft.id)
    assert kept is not None
    assert (kept.state, "confirmation" in answers) == (DraftState.DROPPED, False)


async def test_whoever_asks_a_department_does_not_reply_for_it_and_the_link_stays_good(store: Store) -> None:
    review, clerk = await endorsed(store)
    token, _ = await asked(review, clerk)
    for chat in (Review.CLERK, Review.COLLEAGUE):
        assert (await review.person(chat).says(f"/start {token}"))[0].startswith("这是给被征求意见部门的链接")
    assert "县税务局" in "".join(await review.person(DEPARTMENT).says(f"/start {token}"))
