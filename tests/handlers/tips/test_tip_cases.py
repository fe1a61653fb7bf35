"""The handlers' way to the page on which tips are read, and a sender's way from a tip to an objection."""

import re

import pytest

from rules.people.roles import Role
from storage.store import Store
from tests.handlers.tipping import SENDER, town
from tests.web.tipping import WORDS
from texts import say

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@pytest.mark.article(24)
async def test_a_handler_gets_a_link_and_nobody_else_does(store: Store) -> None:
    place, _ = await town(store)
    (told,) = await place.person(100).says("/tips")
    assert re.search(r"http://127\.0\.0\.1:8080/tips\?key=[\w-]{32}", told)
    (told,) = await place.person(102).says("/tips")
    assert say("zh", "people.not_yours") in told


async def test_the_menu_says_who_still_has_to_set_a_passphrase(store: Store) -> None:
    place, _ = await town(store, "lead")
    shown = []
    for chat in (100, 101, 102):  # the lead with a key, the officer without, a clerk
        someone = place.person(chat)
        await someone.says("/menu")
        shown.append([label for label in someone.buttons() if label.startswith("🔏")])
    assert shown == [[say("zh", "tips.menu")], [say("zh", "tips.menu_key")], []]


async def test_whoever_takes_a_post_that_handles_tips_is_asked_for_a_passphrase_at_once(store: Store) -> None:
    place, _ = await town(store)
    lead = place.person(100)
    await lead.presses_data("invitation:role:inspector")
    (told,) = await lead.says("郑书记")
    token = re.findall(r"start=([\w-]+)", told)[0]
    newcomer = place.person(300)
    await newcomer.says(f"/start {token}")
    read = await newcomer.presses_data("invitation:accept")
    assert read[-1] == say("zh", "tips.new_handler")
    async with store.work() as work:
        inspectors = [person.name for person in await work.people.with_role(Role.INSPECTOR, place.clock.now)]
    assert inspectors == ["inspector", "郑书记"]
    (told,) = await newcomer.presses(say("zh", "tips.open"))
    assert "/tips?key=" in told


@pytest.mark.article(24, 22)
async def test_what_a_sender_wrote_goes_with_them_into_the_objection(store: Store) -> None:
    place, _ = await town(store)
    async with store.work() as work:
        token = await work.links.make(
            "tip_objection",
            "tip_objection",
            now=place.clock.now,
            expires_at=place.clock.now.replace(year=2027),
            values={"facts": WORDS},
        )
        await work.commit()
    someone = place.person(SENDER)
    await someone.says(f"/start {token}")
    await someone.presses("同意")
    async with store.work() as work:
        person = (await work.people.meet("telegram", SENDER, place.clock.now, "zh")).person
        (draft,) = await work.drafts.open_for(person.id, "objection")
        assert await work.drafts.answers(draft.id) == {"facts": WORDS}
    (told,) = await someone.says(f"/start {token}")
    assert say("zh", "links.used") in told
