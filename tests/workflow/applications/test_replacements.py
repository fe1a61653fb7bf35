"""Whoever no longer reviews writes and signs no report, and another heads the group (Art. 41)."""

import pytest

from rules.applications.lifecycle import State
from rules.people.roles import Role
from storage.store import Store
from tests.handlers.deciding import LEAD
from tests.handlers.visiting import HEAD, SECOND, THIRD, Visiting
from tests.workflow.desks import desk_of
from workflow.applications.gates import SIGNING, WRITING
from workflow.applications.replacements import end_reviewing

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(41)]


async def asked(visiting: Visiting, kind: str) -> list[int]:
    """The chats of those whose open task it is."""
    chats = {one: chat for chat, one in visiting.ids.items()}
    async with visiting.town.store.work() as work:
        return sorted(chats[one.person_id or 0] for one in await work.tasks.open() if one.kind == kind)


async def ends(visiting: Visiting, chat: int) -> None:
    """The role of a reviewer ends now."""
    async with visiting.town.store.work() as work:
        desk = await desk_of(work, LEAD, visiting.town.clock.now)
        await work.roles.end(visiting.ids[chat], Role.REVIEWER, desk.now)
        await end_reviewing(desk, visiting.ids[chat])
        await work.commit()


async def test_the_report_of_a_head_whose_role_ends_is_the_next_ones_and_nobody_else_loses_a_task(
    store: Store,
) -> None:
    visiting = await Visiting.begin(store, 3, state=State.ON_SITE)
    (case,) = visiting.cases
    await visiting.appoints(case)
    await visiting.held(case)
    await visiting.scored(case, 100, HEAD)
    assert await asked(visiting, WRITING) == [HEAD]
    await ends(visiting, HEAD)
    assert await asked(visiting, WRITING) == [SECOND]
    heads = {one.person_id: one.head for one in await visiting.sheets(case) if not one.marked}
    assert heads == {visiting.ids[SECOND]: True, visiting.ids[THIRD]: False}


async def test_a_signature_of_a_member_whose_role_ends_is_waited_for_no_longer(store: Store) -> None:
    visiting = await Visiting.begin(store, 3, state=State.ON_SITE)
    (case,) = visiting.cases
    await visiting.appoints(case)
    await visiting.held(case)
    await visiting.reported(case)
    assert await asked(visiting, SIGNING) == [SECOND, THIRD]
    await ends(visiting, THIRD)
    assert await asked(visiting, SIGNING) == [SECOND]
