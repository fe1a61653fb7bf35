"""A case begins with what was found of a holder, by lead or office alone (Art. 34)."""

import pytest

from rules.engine.refusals import Forbidden, Refusal
from storage.store import Store
from tests.handlers.holding import JULY
from tests.handlers.yearly import HOLDER, OFFICE, STRANGER, Years
from tests.workflow.desks import desk_of
from workflow.awards.uses import begin_case

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(34)]


async def test_whoever_told_of_misuse_begins_no_case_and_the_office_does(store: Store) -> None:
    years = await Years.begin(store)
    await years.writes(years.town.person(STRANGER), "misuse", None, certificate="ZL-2021-01")
    await years.opens(years.officer, 1)
    for chat in (STRANGER, HOLDER):
        async with store.work() as work:
            with pytest.raises(Forbidden) as refused:
                await begin_case(await desk_of(work, chat, JULY), 1)
        assert (refused.value.key, refused.value.article) == ("people.not_yours", 34)
    async with store.work() as work:
        draft = await begin_case(await desk_of(work, OFFICE, JULY), 1)
        assert (await work.drafts.answers(draft.id))["certificate"] == "ZL-2021-01"


async def test_no_case_begins_where_no_holder_was_named(store: Store) -> None:
    years = await Years.begin(store)
    await years.writes(years.town.person(STRANGER), "misuse", None, certificate="ZL-2021-99")
    await years.opens(years.officer, 1)
    async with store.work() as work:
        with pytest.raises(Refusal) as refused:
            await begin_case(await desk_of(work, OFFICE, JULY), 1)
    assert (refused.value.key, refused.value.article) == ("affairs.no_holder", 34)
