"""Who scores does not alone decide: whoever reviewed a case neither passes, nominates nor announces it (Art. 16-21)."""

from collections.abc import Awaitable, Callable

import pytest

from rules.applications.lifecycle import State
from rules.reviews.meetings import Vote
from storage.store import Store
from tests.attacks.interests.caseload import CHAIR, LEAD, MEMBER, OFFICE, ON_SITE, OTHER_OFFICE
from tests.attacks.interests.conflicting import Conflicts
from tests.handlers.excluding import DEPUTY, opened, reviews
from tests.handlers.reviewing import NOW

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
REVIEWED = "您是这份申报的评审人员"


async def voting(town: Conflicts) -> Callable[[int], Awaitable[list[str]]]:
    meeting, case = town.cases[State.CANDIDATE]["meeting"], town.cases[State.CANDIDATE]["case"]
    for chat in (MEMBER, CHAIR, DEPUTY):
        await town.town.person(chat).presses_data(f"meeting:vote:{meeting}:{case}:for")
    return lambda chat: town.town.person(chat).presses_data(f"meeting:decide:{meeting}:{case}")


@pytest.mark.article(16, 21)
async def test_a_chair_who_reviewed_a_candidate_votes_and_leaves_the_word_to_a_deputy(store: Store) -> None:
    town = await opened(store)
    await reviews(town, CHAIR, State.CANDIDATE)
    decides = await voting(town)
    assert (await decides(CHAIR))[-1].startswith(REVIEWED)
    async with store.work() as work:
        assert await work.meetings.outcome(town.cases[State.CANDIDATE]["case"]) is None
    await decides(DEPUTY)
    async with store.work() as work:
        outcome = await work.meetings.outcome(town.cases[State.CANDIDATE]["case"])
    assert outcome is not None
    assert (outcome.decided_by, outcome.ballot.votes[Vote.FOR]) == (town.ids[DEPUTY], 3)


@pytest.mark.article(16, 20)
@pytest.mark.parametrize(
    "press", ["evaluation:see:{}", "evaluation:put:{}:award", "evaluation:out:{}", "result:see:on_site:{}"]
)
async def test_an_officer_who_reviewed_a_case_neither_reads_the_other_sheets_nor_nominates_it(
    store: Store, press: str
) -> None:
    town = await opened(store)
    officer = await reviews(town, OFFICE, State.EVALUATED)
    case = town.cases[State.EVALUATED]["case"]
    assert (await officer.presses_data(press.format(case)))[-1].startswith(REVIEWED)
    assert not (await town.town.person(OTHER_OFFICE).presses_data(press.format(case)))[-1].startswith(REVIEWED)


@pytest.mark.article(16, 18, 19)
@pytest.mark.parametrize(
    ("press", "chat", "state"),
    [
        ("result:pass:{}", OFFICE, State.MATERIAL_REVIEW),
        ("visit:pass:{}", OFFICE, State.ON_SITE),
        ("visit:pass:{}", LEAD, State.DEFENCE),
        ("letter:yes:{}:not_passed", LEAD, State.ON_SITE),
    ],
)
async def test_whoever_reviewed_a_case_does_not_pass_or_fail_it(
    store: Store, press: str, chat: int, state: State
) -> None:
    town = await opened(store)
    if state is State.DEFENCE:
        await town.town.person(OFFICE).presses_data(f"visit:held:{town.cases[state]['visit']}")
    someone = await reviews(town, chat, state)
    if state is State.ON_SITE:
        async with store.work() as work:
            await work.visits.sign(town.cases[state]["case"], town.ids[ON_SITE], words=None, now=NOW)
            await work.commit()
    assert (await someone.presses_data(press.format(town.cases[state]["case"])))[-1].startswith(REVIEWED)
