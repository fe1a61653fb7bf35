"""A marked sheet is excluded by the lead alone, from an open form (Art. 41)."""

import pytest

from rules.applications.lifecycle import State
from rules.engine.refusals import Forbidden, Refusal
from rules.reviews.assignments import Standing
from storage.store import Store
from tests.attacks.interests.caseload import LEAD, OFFICE, ON_SITE
from tests.handlers.excluding import ends, opened, standings
from tests.handlers.reviewing import NOW
from tests.workflow.desks import desk_of
from workflow.engine.drafts import begun
from workflow.reviews.exclusions import EXCLUSION, begin_exclusion, exclude_sheet

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(41)]


async def test_the_lead_alone_excludes_a_marked_sheet_by_an_open_form(store: Store) -> None:
    town = await opened(store)
    await ends(town, ON_SITE)
    case = town.cases[State.EVALUATED]["case"]
    async with store.work() as work:
        sheets = await work.assignments.of(case)
        (marked,) = [one for one in sheets if one.marked]
        officer, lead = [await desk_of(work, chat, NOW) for chat in (OFFICE, LEAD)]
        with pytest.raises(Forbidden) as forbidden:
            await exclude_sheet(officer, await begun(officer, EXCLUSION, f"{EXCLUSION}:{marked.id}"))
        assert forbidden.value.article == 41
        unmarked = next(one for one in sheets if not one.marked)
        for one, key in ((10**6, "talk.old_button"), (unmarked.id, "interests.not_marked")):
            with pytest.raises(Refusal) as refused:
                await begin_exclusion(lead, one)
            assert refused.value.key == key
        given_up = await begun(lead, EXCLUSION, f"{EXCLUSION}:{marked.id}")
        await work.drafts.drop(given_up.id, NOW)
        with pytest.raises(Refusal) as sent:
            await exclude_sheet(lead, given_up)
        assert sent.value.key == "forms.already_sent"
        await work.commit()
    assert (await standings(town, State.EVALUATED))[ON_SITE] == (Standing.ACTIVE, True)
    async with store.work() as work:
        lead = await desk_of(work, LEAD, NOW)
        await exclude_sheet(lead, await begin_exclusion(lead, marked.id))
        await work.commit()
    assert (await standings(town, State.EVALUATED))[ON_SITE] == (Standing.EXCLUDED, True)
