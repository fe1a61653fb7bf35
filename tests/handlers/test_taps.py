"""How many messages it takes to apply, and that nothing is asked twice (U7); objections count theirs themselves."""

import pytest

from storage.store import Store
from tests.handlers.applying import apply, confirm, open_edition, patient, send

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
LINK, SENT = 1, 1
OWED_TO_CONDITIONS = 29
"""What an organisation says more than a person: six conditions for three, its indicators, two contacts, its notice."""


@pytest.mark.parametrize(
    ("kind", "given", "most"),
    [("individual", {}, 45), ("organisation", {"indicator1.more": "no"}, 45 + OWED_TO_CONDITIONS)],
)
async def test_an_application_takes_no_more_messages_than_it_must(
    store: Store, kind: str, given: dict[str, str], most: int
) -> None:
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, kind)
    filler.given |= given
    await filler.fill()
    messages = next(town.updates) - 1
    if kind == "individual":
        await confirm(someone)
        again = next(town.updates)
        await filler.fill()
        messages += LINK + next(town.updates) - 1 - again
    messages += SENT
    assert "编号：2026-0001" in (await send(someone, kind))[0]
    assert len(filler.asked) == len(set(filler.asked))
    assert messages <= most, messages
