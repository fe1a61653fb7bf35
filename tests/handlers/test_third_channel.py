"""A channel that nobody has described is trusted with nothing: no private answer, no tip, and nothing is promised."""

from dataclasses import replace
from typing import Any

import pytest
from aiogram.methods import DeleteMessage, EditMessageText
from aiogram.types import Update

from handlers.senders import Sender
from handlers.updates import Receiver
from rules.channels import CAREFUL, CHANNELS, Traits
from storage.store import Store
from storage.work import Work
from tests.handlers.towns import town_with_web
from tests.talking import ListOutlet, Someone, Town
from texts import say
from workflow.desk import Attachment, Desk, Places, traits_of

SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
PAGER = "pager"


class Paging(Receiver):
    """Receives everything over a channel of its own."""

    async def _seat(self, work: Work, sender: Sender, update: Update, attachment: Attachment | None) -> Desk:
        return await super()._seat(work, replace(sender, channel=PAGER), update, attachment)


def paging(store: Store, **channels: Traits) -> Town:
    town = town_with_web(store)
    town.office = replace(town.office, places=replace(town.places, channels={**CHANNELS, **channels}))
    outlets = {42: ListOutlet(town.session)}
    town.receive = Paging(town.office, town.receive.dispatcher, outlets=outlets, resume=town.receive.resume)
    return town


async def at_the_phone(town: Town, someone: Someone) -> int:
    """Somebody at the private question of the small form."""
    await someone.says("/start")
    async with town.store.work() as work:
        channel = await work.channels.find(PAGER, someone.chat_id)
        assert channel is not None
        draft = await work.drafts.begin(channel.person_id, "small", town.clock.now)
        await work.commit()
    await someone.presses_data(f"f:{draft.id}:g")
    await someone.says("兴盛公司")
    return draft.id


def done(town: Town, *kinds: type[Any]) -> list[Any]:
    return [call for call in town.session.said if isinstance(call, kinds)]


@SQLITE
async def test_it_takes_no_private_answer_and_is_asked_to_delete_nothing(store: Store) -> None:
    town = paging(store)
    someone = town.person(20)
    draft = await at_the_phone(town, someone)
    assert "🔒 在网页上填写" in someone.buttons()
    assert say("zh", "forms.private_on_web") in (await someone.says("13812345678"))[-1]
    async with store.work() as work:
        assert "phone" not in await work.drafts.answers(draft)
    assert done(town, DeleteMessage, EditMessageText) == []


@SQLITE
async def test_what_it_is_said_to_do_it_does(store: Store) -> None:
    town = paging(store, pager=Traits(private=True))
    someone = town.person(20)
    draft = await at_the_phone(town, someone)
    await someone.says("13812345678")
    async with store.work() as work:
        assert (await work.drafts.answers(draft))["phone"] == "13812345678"
    assert done(town, DeleteMessage) == []


@SQLITE
async def test_no_tip_is_written_there(store: Store) -> None:
    town = paging(store)
    someone = town.person(20)
    (told,) = await someone.says("/tip")
    assert told.startswith(say("zh", "tip.page", address=f"{town.places.url}/tip")[:20])
    assert await someone.presses_data("tp:whom") == []
    assert done(town, DeleteMessage, EditMessageText) == []


@SQLITE
async def test_contact_details_are_corrected_elsewhere(store: Store) -> None:
    town = paging(store)
    someone = town.person(20)
    await someone.says("/start")
    assert (await someone.presses_data("m:phone"))[-1] == say("zh", "personal.correct_on_web")


def test_only_what_is_described_is_trusted() -> None:
    places = Places("https://award.example")
    assert traits_of(places, PAGER) == CAREFUL == Traits()
    assert not any(getattr(CAREFUL, name) for name in Traits.__slots__)
    assert (traits_of(places, "web").at_home, traits_of(places, "telegram").at_home) == (True, False)
