"""From the office's pages into the chat: a link presses one button, once, for the one who asked for it."""

import re

import pytest

from rules.people.roles import Role
from storage.store import Store
from tests.handlers.towns import give_role, lead_of, town_with_web
from tests.workflow.desks import desk_of
from texts import say
from workflow.people.sign_ins import LINK_VALID, press_link

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


async def test_a_link_presses_its_button_once_for_its_person_within_ten_minutes(store: Store) -> None:
    town = town_with_web(store)
    lead, other = await lead_of(town), town.person(101)
    await other.says("/start")
    await give_role(town, 101, Role.OFFICE)
    async with store.work() as work:
        desk = await desk_of(work, 100, town.clock.now)
        token, late = await press_link(desk, "task:list"), await press_link(desk, "task:list")
        await work.commit()
    assert say("zh", "pages.not_your_link") in "".join(await other.says(f"/start {token}"))
    assert say("zh", "tasks.title", count=1) in "".join(await lead.says(f"/start {token}"))
    assert say("zh", "links.used") in "".join(await lead.says(f"/start {token}"))
    town.clock.now += LINK_VALID
    assert say("zh", "links.expired") in "".join(await lead.says(f"/start {late}"))


async def test_whoever_serves_cases_is_given_a_link_to_the_pages_and_nobody_else(store: Store) -> None:
    town = town_with_web(store)
    lead, clerk, stranger = await lead_of(town), town.person(101), town.person(102)
    for one in (clerk, stranger):
        await one.says("/start")
    await give_role(town, 101, Role.CLERK, "industry")
    for one in (lead, clerk):
        await one.says("/office" if one is lead else "/menu")
        assert re.search(r"/office/sign-in\?key=[\w-]{32}", "".join(await one.presses(say("zh", "pages.title"))))
    assert say("zh", "people.not_yours") in "".join(await stranger.presses_data("office:pages"))
