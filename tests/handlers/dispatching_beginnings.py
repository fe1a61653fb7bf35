"""How the form is begun in which a sealed scan comes back: a letter has gone out and was printed (Art. 17)."""

from collections.abc import Awaitable, Callable, Mapping

from storage.store import Store
from tests.handlers.reviewing import Review
from tests.handlers.scoring import Scoring
from tests.talking import Someone


async def approved(store: Store) -> tuple[Scoring, Someone]:
    """The lead has approved a letter of non-acceptance: it has gone out, and its slot is open."""
    scoring = await Scoring.begin(store)
    await scoring.failed()
    lead = await scoring.declared(Review.LEAD)
    await lead.presses_data("letter:yes:1:not_accepted")
    return scoring, lead


async def scan(store: Store, _form: str) -> Someone:
    """The lead hands in the sealed pages of the letter."""
    _, lead = await approved(store)
    await lead.presses_data("dispatch:scan:1")
    return lead


BEGINNINGS: Mapping[str, Callable[[Store, str], Awaitable[Someone]]] = {"sealed_scan": scan}
