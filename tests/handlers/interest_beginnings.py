"""How the forms of interests are begun: a statement, an interest found later, a sheet excluded (Art. 40, 41)."""

from collections.abc import Awaitable, Callable, Mapping

from storage.store import Store
from tests.handlers.reviewing import Review
from tests.handlers.scoring import Scoring
from tests.talking import Someone


async def statement(store: Store, _form: str) -> Someone:
    """A reviewer states whom they have worked for."""
    reviewer = (await Review.open(store)).person(Review.REVIEWER)
    await reviewer.presses_data("interest:state")
    return reviewer


async def found(store: Store, _form: str) -> Someone:
    """The lead has found that the clerk has an interest."""
    review = await Review.open(store)
    await review.declared(Review.CLERK)
    lead = await review.declared(Review.LEAD)
    await lead.presses_data(f"interest:late:{review.application}:{review.ids[Review.CLERK]}")
    return lead


async def excluded(store: Store, _form: str) -> Someone:
    """A reviewer's role has ended, and the lead excludes the sheet that was locked before."""
    scoring = await Scoring.begin(store)
    await scoring.scored(600, 700)
    lead = await scoring.declared(Review.LEAD)
    await ends_role(scoring, Scoring.REVIEWERS[0])
    await lead.presses_data(f"interest:drop:{(await scoring.sheets())[0].id}")
    return lead


async def ends_role(scoring: Review, chat: int) -> None:
    """The lead ends somebody's only role."""
    async with scoring.town.store.work() as work:
        (held,) = await work.roles.of(scoring.ids[chat])
    await scoring.person(Review.LEAD).presses_data(f"person:end:{held.id}")


BEGINNINGS: Mapping[str, Callable[[Store, str], Awaitable[Someone]]] = {
    "interests": statement,
    "found_later": found,
    "exclusion": excluded,
}
