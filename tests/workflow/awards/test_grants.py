"""The government's decision is recorded by the lead, from an open form, and stands in the journal (Art. 25)."""

import pytest

from rules.applications.lifecycle import State
from rules.engine.refusals import Forbidden, Refusal
from rules.reviews.evaluation import Honour
from storage.store import Store
from tests.handlers.deciding import LEAD, NOW, OFFICE
from tests.handlers.granting import DECISION, Granting
from tests.workflow.desks import desk_of
from workflow.awards.grants import DECISION as FORM
from workflow.awards.grants import REJECTION, record_decision, record_rejection
from workflow.engine.drafts import begun

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(25)]
ANSWERS = {"number": DECISION, "decided_on": "2026-09-01"}


async def test_the_decision_is_recorded_by_the_lead_from_an_open_form_and_the_journal_says_so(store: Store) -> None:
    granting = await Granting.begin(store, Honour.AWARD)
    about = f"edition:{granting.edition}"
    async with store.work() as work:
        officer, lead = [await desk_of(work, chat, NOW) for chat in (OFFICE, LEAD)]
        with pytest.raises(Forbidden) as forbidden:
            await record_decision(officer, await begun(officer, FORM, about), ANSWERS)
        assert forbidden.value.article == 25
        draft = await begun(lead, FORM, about)
        assert (await record_decision(lead, draft, ANSWERS)).number == DECISION
        with pytest.raises(Refusal) as sent:
            await record_decision(lead, draft, ANSWERS)
        with pytest.raises(Refusal) as recorded:
            await record_decision(lead, await begun(lead, FORM, about), ANSWERS)
        assert (sent.value.key, recorded.value.key) == ("forms.already_sent", "grants.recorded")
        kept = [(one.act, one.article, one.details["number"]) for one in await work.journal.of(about)]
    assert kept == [("decision_recorded", 25, DECISION)]


@pytest.mark.parametrize("open_form", [False, True])
async def test_whoever_was_not_approved_is_turned_down_by_an_open_form(store: Store, *, open_form: bool) -> None:
    granting = await Granting.begin(store, Honour.AWARD)
    await granting.decides()
    (case,) = granting.cases
    async with store.work() as work:
        lead = await desk_of(work, LEAD, NOW)
        draft = await begun(lead, REJECTION, f"application:{case}")
        if open_form:
            await record_rejection(lead, draft)
        else:
            await work.drafts.drop(draft.id, NOW)
            with pytest.raises(Refusal) as refused:
                await record_rejection(lead, draft)
            assert refused.value.key == "forms.already_sent"
        await work.commit()
    assert await granting.state(case) is (State.NOT_APPROVED if open_form else State.GOVERNMENT)
