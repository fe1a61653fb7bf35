"""In a group there is one pointer a minute, and nothing else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Chat, Message, Update, User

from storage.store import Store
from tests.handlers.towns import begin, guides
from tests.talking import Town

GROUP = -100500
WORDS = "请私下给我写信：https://t.me/award_bot\n在群里我不办理任何事项。"


def named(store: Store, **rest: Any) -> Town:
    """A town whose bot Telegram has told its name."""
    town = Town(store, **rest)
    town.receive.office = replace(town.office, places=replace(town.places, telegram="award_bot"))
    return town


def message(town: Town, text: str, update_id: int) -> Message:
    user = User(id=1, is_bot=False, first_name="某")
    chat = Chat(id=GROUP, type="supergroup")
    return Message(message_id=update_id, date=town.clock.now, chat=chat, from_user=user, text=text)


async def arrives(town: Town, update_id: int, **content: Any) -> list[str]:
    """The update comes; what is read in the group."""
    before = len(town.session.said)
    await town.receive(town.bot, Update(update_id=update_id, **content).as_(town.bot))
    new = town.session.said[before:]
    return [call.text for call in new if getattr(call, "chat_id", None) == GROUP]  # type: ignore[attr-defined]


async def test_a_group_is_pointed_to_the_private_chat_once_a_minute(store: Store) -> None:
    town = named(store)
    for n, text in enumerate(("/start", "/apply", "你好", "/mydata", "1"), start=1):
        read = await arrives(town, n, message=message(town, text, n))
        assert read == ([WORDS] if n == 1 else [])
    town.clock.now += timedelta(seconds=59)
    assert await arrives(town, 6, message=message(town, "你好", 6)) == []
    town.clock.now += timedelta(seconds=1)
    assert await arrives(town, 7, message=message(town, "你好", 7)) == [WORDS]


async def test_a_repeated_update_shows_nothing_in_a_group(store: Store) -> None:
    town = named(store)
    await arrives(town, 1, message=message(town, "你好", 1))
    assert await arrives(town, 1, message=message(town, "你好", 1)) == []


async def test_a_button_copied_into_a_group_does_nothing(store: Store) -> None:
    town = named(store, guides=guides())
    someone = town.person(1)
    await someone.says("/start")
    draft = await begin(town, 1)
    await someone.presses_data(f"f:{draft}:g")
    await someone.says("兴盛公司")
    user = User(id=1, is_bot=False, first_name="某")
    for n, data in enumerate(
        (f"f:{draft}:D", "menu:home", "consent:agree:application:begin", "person:list"), start=500
    ):
        query = CallbackQuery(
            id=f"g{n}", from_user=user, chat_instance="1", data=data, message=message(town, "副本", n)
        )
        assert await arrives(town, n, callback_query=query) == []
        answer = town.session.said[-1]
        assert isinstance(answer, AnswerCallbackQuery)
        assert (answer.text, answer.show_alert) == (WORDS, True)
    async with store.work() as work:
        assert await work.drafts.answers(draft) == {"name": "兴盛公司"}
        group = await work.channels.find("telegram", GROUP)
        assert group is not None
        person = await work.people.get(group.person_id)
    assert person is not None
    assert person.consent is None


async def test_while_the_bots_name_is_unknown_the_pointer_leads_to_the_web_chat(store: Store) -> None:
    town = Town(store)
    read = await arrives(town, 1, message=message(town, "你好", 1))
    assert read == ["请私下给我写信：http://127.0.0.1:8080\n在群里我不办理任何事项。"]
