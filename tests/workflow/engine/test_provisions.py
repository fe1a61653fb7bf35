"""How all are reached and how long the Measures hold is said by the lead, from an open form (Art. 14, 43, 44)."""

from typing import Any

import pytest

from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Role
from storage.store import Store
from tests.handlers.applying import give_role, patient
from tests.workflow.desks import desk_of
from workflow.engine.drafts import begun
from workflow.engine.provisions import prolong, set_contact

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(14, 43, 44)]
LEAD, OFFICE = 8, 10
LONGER = {"document": "临县府发〔2028〕30号", "decided_on": "2028-09-01", "until_on": "2033-10-19"}
REACHED = {"phone": "0930-3220000", "address": "统办楼201室", "hours": "工作日"}
ACTS: dict[str, tuple[Any, str, dict[str, str], int, str, str]] = {
    "prolongation": (prolong, "", LONGER, 43, "measures_prolonged", "measures:linxia-2023"),
    "contact": (set_contact, "office", REACHED, 14, "contact_set", "unit:office"),
}


@pytest.mark.parametrize("form", ACTS)
async def test_the_lead_alone_provides_once_by_a_form_and_the_journal_says_so(store: Store, form: str) -> None:
    act, about, answers, article, noted, subject = ACTS[form]
    town = patient(store)
    await give_role(town, town.person(LEAD), Role.LEAD)
    await give_role(town, town.person(OFFICE), Role.OFFICE)
    async with store.work() as work:
        officer, lead = [await desk_of(work, chat, town.clock.now) for chat in (OFFICE, LEAD)]
        with pytest.raises(Forbidden) as forbidden:
            await act(officer, await begun(officer, form, about), answers)
        assert (forbidden.value.key, forbidden.value.article) == ("people.not_yours", article)
        draft = await begun(lead, form, about)
        await act(lead, draft, answers)
        with pytest.raises(Refusal) as again:
            await act(lead, draft, answers)
        assert again.value.key == "forms.already_sent"
        entries = [(one.act, one.person_id) for one in await work.journal.of(subject)]
        assert entries == [(noted, lead.person.id)]
        assert len(await work.provisions.all()) == 1
