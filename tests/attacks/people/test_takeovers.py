"""Taking over an account: its owner is told in their own chats, as delivered, and takes it back there by one press."""

from datetime import timedelta
from typing import Any

import pytest

from rules.people.roles import Role
from storage.engine.owed import OwedState
from storage.store import Store
from tests.handlers.towns import begin, code_in, on_web, token_in, town_with_web
from tests.reminders.mail import Office
from tests.talking import Someone, Town
from texts import say
from workflow.engine.sending import Unreachable
from workflow.people.sign_ins import seated, sign_in

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
OWNER, THIEF = 10, 66
CHANNELS = pytest.mark.parametrize(("owners", "thiefs"), [("telegram", "web"), ("web", "telegram")])
TOLD, ASKED = say("zh", "people.told_joined"), say("zh", "people.ask_allow")


class Trial:
    """A town whose messages are delivered, on two channels."""

    def __init__(self, store: Store) -> None:
        self.town = town_with_web(store)
        self.office = Office(store)

    def person(self, bot: str, chat: int) -> Someone:
        return on_web(self.town, chat) if bot == "web" else self.town.person(chat)

    async def arrives(self, chat: int) -> list[str]:
        """What delivery has brought to the chat, whichever channel it is on."""
        await self.office.delivery.deliver_once(self.town.clock.now)
        return [*self.office.telegram.texts(chat), *await self.office.read(chat)]


async def person_of(town: Town, bot: str, chat: int) -> int:
    async with town.store.work() as work:
        channel = await work.channels.find(bot, chat)
    assert channel is not None
    return channel.person_id


async def buttons_of(town: Town, person_id: int, text: str) -> list[str]:
    """The presses of the last message with this sentence that was owed to the person."""
    async with town.store.work() as work:
        last = max((one for one in await work.outbox.of(person_id) if one.text == text), key=lambda one: one.id)
    return [str(button["press"]) for row in last.buttons for button in row]


async def joins(owner: Someone, thief: Someone, *, after: timedelta = timedelta(0)) -> list[str]:
    code = code_in((await owner.says("/link"))[-1])
    owner.town.clock.now += after
    await thief.says(f"/join {code}")
    return await thief.presses_data("channel:join")


@CHANNELS
async def test_the_owner_is_told_in_the_chat_that_made_the_code_and_takes_it_back_there(
    store: Store, owners: str, thiefs: str
) -> None:
    trial = Trial(store)
    owner, thief = trial.person(owners, OWNER), trial.person(thiefs, THIEF)
    await owner.says("/start")
    await joins(owner, thief)
    assert (await trial.arrives(OWNER), await trial.arrives(THIEF)) == ([TOLD], [])
    me = await person_of(trial.town, owners, OWNER)
    (press,) = await buttons_of(trial.town, me, "people.told_joined")
    assert say("zh", "people.separated") in (await owner.presses_data(press))[0]
    assert await person_of(trial.town, thiefs, THIEF) != me


@CHANNELS
async def test_it_goes_there_even_at_night_and_when_the_new_chat_is_used_last(
    store: Store, owners: str, thiefs: str
) -> None:
    trial = Trial(store)
    trial.town.clock.now += timedelta(hours=15)  # one in the morning
    owner, thief = trial.person(owners, OWNER), trial.person(thiefs, THIEF)
    await owner.says("/start")
    await joins(owner, thief)
    trial.town.clock.now += timedelta(hours=2)
    await thief.says("/start")
    assert (await trial.arrives(OWNER), await trial.arrives(THIEF)) == ([TOLD], [])


async def test_the_new_chat_is_not_told_when_the_owners_is_gone_and_the_office_phones(store: Store) -> None:
    trial = Trial(store)
    owner, thief = trial.person("telegram", OWNER), trial.person("web", THIEF)
    await owner.says("/start")
    await joins(owner, thief)
    trial.office.telegram.script[OWNER] = [Unreachable("blocked")]
    assert (await trial.arrives(OWNER), await trial.arrives(THIEF)) == ([], [])
    me = await person_of(trial.town, "web", THIEF)
    async with store.work() as work:
        assert [one.state for one in await work.outbox.of(me)] == [OwedState.FAILED]
        assert [task.kind for task in await work.tasks.open()] == ["unreachable"]


async def test_every_chat_of_the_owner_is_told_and_every_chat_that_came_is_taken_away(store: Store) -> None:
    trial = Trial(store)
    owner, second = trial.person("telegram", OWNER), trial.person("web", OWNER + 1)
    thiefs = [trial.person("web", THIEF + place) for place in range(6)]
    await owner.says("/start")
    await joins(owner, second)
    await thiefs[0].says("/start")
    for one in thiefs[1:]:
        await joins(thiefs[0], one)
    me = await person_of(trial.town, "telegram", OWNER)
    await joins(second, thiefs[-1])
    assert (await trial.arrives(OWNER), await trial.arrives(OWNER + 1)) == ([TOLD, TOLD], [TOLD])
    for press in await buttons_of(trial.town, me, "people.told_joined"):
        await owner.presses_data(press)
    left = {await person_of(trial.town, "web", THIEF + place) for place in range(6)}
    assert (me in left, await person_of(trial.town, "web", OWNER + 1)) == (False, me)


@CHANNELS
async def test_a_code_that_is_used_after_two_minutes_shows_nothing_before_the_owner_confirmed(
    store: Store, owners: str, thiefs: str
) -> None:
    trial = Trial(store)
    owner, thief = trial.person(owners, OWNER), trial.person(thiefs, THIEF)
    await owner.says("/start")
    me = await person_of(trial.town, owners, OWNER)
    said = await joins(owner, thief, after=timedelta(minutes=2, seconds=1))
    assert said == [say("zh", "people.join_asked")]
    assert await person_of(trial.town, thiefs, THIEF) != me
    assert (await trial.arrives(OWNER), await trial.arrives(THIEF)) == ([ASKED], [])
    allow, refuse = await buttons_of(trial.town, me, "people.ask_allow")
    assert refuse == "menu:home"
    assert say("zh", "people.not_yours") in (await thief.presses_data(allow))[0]
    assert await person_of(trial.town, thiefs, THIEF) != me
    assert say("zh", "people.joined") in (await owner.presses_data(allow))[0]
    assert await person_of(trial.town, thiefs, THIEF) == me
    assert (await trial.arrives(OWNER), await trial.arrives(THIEF)) == ([ASKED], [say("zh", "people.joined")])


async def test_two_minutes_still_join_at_once(store: Store) -> None:
    trial = Trial(store)
    owner, thief = trial.person("telegram", OWNER), trial.person("web", THIEF)
    assert say("zh", "people.joined") in (await joins(owner, thief, after=timedelta(minutes=2)))[0]


async def test_the_owners_answer_is_asked_for_ten_minutes_and_of_a_chat_without_a_role(store: Store) -> None:
    trial = Trial(store)
    owner, thief = trial.person("telegram", OWNER), trial.person("web", THIEF)
    await owner.says("/start")
    me = await person_of(trial.town, "telegram", OWNER)
    await joins(owner, thief, after=timedelta(minutes=3))
    (allow, _) = await buttons_of(trial.town, me, "people.ask_allow")
    other = await person_of(trial.town, "web", THIEF)
    async with store.work() as work:
        await work.roles.grant(other, Role.CLERK)
        await work.commit()
    assert say("zh", "links.unknown") in (await owner.presses_data(allow))[0]
    async with store.work() as work:
        await work.roles.end(other, Role.CLERK, trial.town.clock.now)
        await work.commit()
    trial.town.clock.now += timedelta(minutes=10)
    assert say("zh", "links.expired") in (await owner.presses_data(allow))[0]
    assert await person_of(trial.town, "web", THIEF) != me


async def test_a_chat_that_was_taken_away_reads_no_draft_and_no_code_made_in_it_works(store: Store) -> None:
    trial = Trial(store)
    owner, thief, third = trial.person("telegram", OWNER), trial.person("web", THIEF), trial.person("web", 67)
    await owner.says("/start")
    draft = await begin(trial.town, OWNER)
    await joins(owner, thief)
    me = await person_of(trial.town, "telegram", OWNER)
    await thief.presses_data(f"f:{draft}:g")
    code = code_in((await thief.says("/link"))[-1])
    (press,) = await buttons_of(trial.town, me, "people.told_joined")
    await owner.presses_data(press)
    assert say("zh", "links.unknown") in (await third.says(f"/join {code}"))[0]
    assert say("zh", "forms.already_sent") in (await thief.says("兴盛公司"))[0]
    assert say("zh", "people.not_yours") in (await thief.presses_data(f"f:{draft}:g"))[0]
    async with store.work() as work:
        assert await work.drafts.answers(draft) == {}


async def test_a_link_to_the_web_is_no_way_around(store: Store) -> None:
    trial = Trial(store)
    trial.town = town_with_web(store, private_on_web=True)
    owner, thief = trial.person("telegram", OWNER), trial.person("web", THIEF)
    await owner.says("/start")
    await owner.presses_data("data:copy")
    address = next(data for call in reversed(owner._mine()) for data in presses(call) if "/chat?start=" in data)
    trial.town.clock.now += timedelta(minutes=5)
    await thief.says(f"/start {token_in(address)}")
    assert await thief.presses_data("channel:join") == [say("zh", "people.join_asked")]
    assert (await trial.arrives(OWNER), await trial.arrives(THIEF)) == ([ASKED], [])


def presses(call: Any) -> list[str]:
    markup = getattr(call, "reply_markup", None)
    return [button.url or "" for row in (markup.inline_keyboard if markup else []) for button in row]


@pytest.mark.parametrize("bot", ["telegram", "web"])
async def test_a_sign_in_to_the_pages_is_told_in_the_chat_of_its_link_and_ended_there(store: Store, bot: str) -> None:
    trial = Trial(store)
    clerk = trial.person(bot, OWNER)
    await clerk.says("/start")
    me = await person_of(trial.town, bot, OWNER)
    async with store.work() as work:
        await work.roles.grant(me, Role.OFFICE)
        await work.commit()
    said = (await clerk.presses_data("office:pages"))[-1]
    key = said.partition("key=")[2].split()[0]
    async with store.work() as work:
        secret = await sign_in(work, key, "Firefox", trial.town.clock.now)
        await work.commit()
    assert await trial.arrives(OWNER) == [say("zh", "pages.told_signed_in")]
    (press,) = await buttons_of(trial.town, me, "pages.told_signed_in")
    assert say("zh", "pages.unseated") in (await clerk.presses_data(press))[0]
    async with store.work() as work:
        now = trial.town.clock.now
        assert await seated(work, secret, now, pack=trial.town.office.pack, places=trial.town.places) is None
