"""A channel that nobody has described is trusted with nothing: no private answer, no tip, and nothing is promised."""

import ast
from dataclasses import replace
from typing import Any

import pytest
from aiogram.methods import DeleteMessage, EditMessageText
from aiogram.types import Update

from handlers.updates import Receiver
from reminders.delivery import Delivery
from rules.people.channels import CAREFUL, CHANNELS, Traits
from storage.engine.owed import OwedState
from storage.store import Store
from tests.handlers.towns import town_with_web
from tests.house.sources import ROOT, SOURCES, modules, tree
from tests.reminders.mail import DAY, NOON, Office, Wire
from tests.talking import ListOutlet, Someone, Town
from texts import say
from workflow.engine.desk import Places, traits_of

SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
PAGER = "pager"


def paging(store: Store, **channels: Traits) -> Town:
    town = town_with_web(store)
    town.office = replace(town.office, places=replace(town.places, channels={**CHANNELS, **channels}))
    outlets = {42: ListOutlet(town.session, channel=PAGER)}
    town.receive = Receiver(town.office, town.receive.dispatcher, outlets=outlets, resume=town.receive.resume)
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
    assert say("zh", "forms.on_page") in someone.buttons()
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
    assert await someone.presses_data("tip:ask:whom") == []
    assert done(town, DeleteMessage, EditMessageText) == []


@SQLITE
async def test_contact_details_are_corrected_elsewhere(store: Store) -> None:
    town = paging(store)
    someone = town.person(20)
    await someone.says("/start")
    assert (await someone.presses_data("correction:phone"))[-1] == say("zh", "personal.correct_on_web")


@SQLITE
async def test_files_are_no_larger_there_than_the_smaller_limit(store: Store) -> None:
    town = paging(store)
    someone = town.person(20)
    await someone.says("/start")
    uploads = town.office.pack.uploads
    too_large = Update.model_validate(filed(uploads.telegram_bytes + 1))
    assert uploads.telegram_bytes + 1 < uploads.web_bytes
    kept = await town.receive._file(town.bot, too_large)
    assert kept is not None
    assert (kept.unfit and kept.unfit.key) == "uploads.too_large"


def filed(size: int) -> dict[str, Any]:
    document = {"file_id": "f", "file_unique_id": "f", "file_name": "plan.pdf", "file_size": size}
    chat = {"id": 20, "type": "private"}
    return {"update_id": 1, "message": {"message_id": 1, "date": 0, "chat": chat, "document": document}}


@SQLITE
async def test_whoever_asks_what_is_held_is_told_of_it_without_its_name(store: Store) -> None:
    town = paging(store)
    someone = town.person(20)
    await someone.says("/start")
    assert say("zh", "personal.channel.other") in (await someone.says("/mydata"))[-1]


@SQLITE
async def test_what_lies_unread_there_for_a_day_goes_by_email_too(store: Store) -> None:
    pages = Wire()
    for bot, copies in ((PAGER, 1), ("telegram", 0)):
        post = Wire()
        office = Office(store, email=post)
        office.delivery.routes = replace(
            office.delivery.routes, senders={**office.delivery.routes.senders, PAGER: pages}
        )
        office.delivery = Delivery(store, office.pack, office.delivery.routes, lambda: NOON)
        one = await office.person(7, bot=bot, seen=NOON - 2 * DAY)
        await office.emailed(one, f"{bot}@example.com")
        await office.owe(f"k:{bot}", one)
        await office.delivery.deliver_once(NOON)
        assert (await office.state(f"k:{bot}"), len(post.sent)) == (OwedState.SENT, copies)


@pytest.mark.parametrize("room", SOURCES)
def test_no_condition_asks_for_a_channel_by_its_name(room: str) -> None:
    """The adapters of a channel know their own name; nobody else compares one."""
    asked = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules(room)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Compare)
        for one in ast.walk(node)
        if (isinstance(one, ast.Constant) and one.value in CHANNELS)
        or (isinstance(one, ast.Name) and one.id == "WEB_BOT")
    ]
    assert [one for one in asked if "identity_in_telegram" not in line(one)] == []


def line(place: str) -> str:
    path, _, number = place.partition(":")
    return (ROOT / path).read_text("utf-8").splitlines()[int(number) - 1]


def test_only_what_is_described_is_trusted() -> None:
    places = Places("https://award.example")
    assert traits_of(places, PAGER) == CAREFUL == Traits()
    assert not any(getattr(CAREFUL, name) for name in Traits.__slots__)
    assert (traits_of(places, "web").at_home, traits_of(places, "telegram").at_home) == (True, False)
