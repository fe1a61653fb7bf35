"""The act itself lets the lead alone invite, and to a unit that there is (Art. 8, 9, 14)."""

import pytest

from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Role
from storage.store import Store
from tests.handlers.deciding import CHAIR, LEAD, NOW, OFFICE, Chamber
from tests.workflow.desks import desk_of
from workflow.office.invitations import INVITE, invite_person

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(8, 9, 14)]


@pytest.mark.parametrize("chat", [LEAD, OFFICE, CHAIR, 100])
async def test_nobody_but_the_lead_invites_to_the_committee(store: Store, chat: int) -> None:
    await Chamber.open(store, 90)
    async with store.work() as work:
        desk = await desk_of(work, chat, NOW)
        if chat == LEAD:
            assert await invite_person(desk, Role.COMMITTEE, name="新成员")
        else:
            with pytest.raises(Forbidden) as refused:
                await invite_person(desk, Role.COMMITTEE, name="新成员")
            assert (refused.value.key, refused.value.article) == ("people.not_yours", 9)
        assert len(await work.links.good(INVITE, NOW)) == (chat == LEAD)


@pytest.mark.parametrize(("unit", "article"), [("industry", None), ("nowhere", 14)])
async def test_a_clerk_is_invited_to_a_unit_of_the_pack(store: Store, unit: str, article: int | None) -> None:
    await Chamber.open(store, 90)
    async with store.work() as work:
        desk = await desk_of(work, LEAD, NOW)
        if article is None:
            assert await invite_person(desk, Role.CLERK, unit=unit)
        else:
            with pytest.raises(Refusal) as refused:
                await invite_person(desk, Role.CLERK, unit=unit)
            assert (refused.value.key, refused.value.article) == ("invitations.no_such_unit", article)
