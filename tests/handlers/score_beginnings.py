"""How the forms of the material review are begun: a sheet, a letter, its return, a reason to pass (Art. 17)."""

from collections.abc import Awaitable, Callable, Mapping

from storage.store import Store
from tests.handlers.reviewing import Review
from tests.handlers.scoring import Scoring
from tests.talking import Someone


async def sheet(store: Store, _form: str) -> Someone:
    """A reviewer who was asked opens the sheet from the case."""
    scoring = await Scoring.begin(store)
    await scoring.asks(500, 501)
    reviewer = await scoring.declared(Review.REVIEWER)
    await reviewer.presses_data(f"sheet:open:material:{scoring.application}")
    return reviewer


async def letter(store: Store, form: str) -> Someone:
    """The office fails an application above the mark, passes one below it, or the lead sends the letter back."""
    scoring = await Scoring.begin(store, mark=500)
    if form == "letter_return":
        await scoring.failed(300, 300)
        lead = await scoring.declared(Review.LEAD)
        await lead.presses_data(f"letter:back:{scoring.application}:not_accepted")
        return lead
    above = form == "letter"
    officer = await scoring.scored(*((600, 600) if above else (300, 300)))
    await officer.presses("材料评审不通过" if above else "材料评审通过")
    return officer


BEGINNINGS: Mapping[str, Callable[[Store, str], Awaitable[Someone]]] = {
    "sheet": sheet,
    "letter": letter,
    "letter_return": letter,
    "pass_reason": letter,
}
