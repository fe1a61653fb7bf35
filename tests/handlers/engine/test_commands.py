"""Commands work in the midst of a form, help answers with articles, and nothing that is sent meets with silence."""

import re
from typing import Any

import pytest
from aiogram.methods import SetMyCommands
from aiogram.types import BotCommandScopeChat, Location, PhotoSize, Sticker, Voice

from handlers.engine.commands import announce_commands, commands_for, web_commands
from handlers.engine.helps import STAFFS
from rules.engine.pack import load_pack
from rules.office.guidance import QUESTIONS
from rules.people.roles import Role
from storage.store import Store
from tests.handlers.towns import begin, code_in, give_role, guides
from tests.talking import Someone, Town
from texts import say
from workflow.office.invitations import invite

ODD: dict[str, dict[str, Any]] = {
    "unknown words": {"text": "到底怎么回事呀"},
    "unknown command": {"text": "/nosuchthing"},
    "sticker": {
        "sticker": Sticker(
            file_id="s", file_unique_id="s", type="regular", width=1, height=1, is_animated=False, is_video=False
        )
    },
    "voice": {"voice": Voice(file_id="v", file_unique_id="v", duration=1)},
    "location": {"location": Location(latitude=35.5, longitude=102.9)},
}
STATES = ("new", "home", "question", "list", "offer", "own name", "guest name", "joining", "my name", "my phone")


async def at(town: Town, state: str) -> Someone:
    """Somebody who stands there."""
    someone = town.person(1)
    if state == "new":
        return someone
    await someone.says("/start")
    match state:
        case "question":
            await someone.presses_data(f"f:{await begin(town, 1)}:g")
        case "list":
            await someone.presses_data(f"f:{await begin(town, 1)}:t")
        case "offer" | "own name":
            async with town.store.work() as work:
                token = await invite(work, Role.REVIEWER, None, town.clock.now)
                await work.commit()
            await someone.says(f"/start {token}")
            if state == "own name":
                await someone.presses("接受")
        case "guest name":
            await give_role(town, 1, Role.LEAD)
            await someone.presses_data("invitation:role:office")
        case "joining":
            code = code_in((await town.person(2).says("/link"))[-1])
            await someone.says(f"/join {code}")
        case "my name":
            await someone.presses_data("correction:name")
        case "my phone":
            await someone.presses_data("correction:phone")
    return someone


@pytest.mark.parametrize("state", STATES)
async def test_whatever_is_sent_at_whatever_place_is_answered_with_a_way_on(store: Store, state: str) -> None:
    town = Town(store, guides=guides())
    for content in ODD.values():
        someone = await at(town, state)
        before = len(town.session.said)
        read = await someone._send(message=someone._message(**content))
        assert len(town.session.said) > before
        assert read[-1].strip() != ""
        assert someone.buttons() != []


async def test_a_photo_without_a_form_is_answered(store: Store) -> None:
    town = Town(store)
    town.session.uploads["p"] = b"\xff\xd8\xff\xe0" + bytes(100)
    photo = PhotoSize(file_id="p", file_unique_id="p", width=1, height=1, file_size=104)
    someone = town.person(1)
    assert (await someone._send(message=someone._message(photo=[photo])))[-1] != ""


async def test_a_command_in_a_form_is_no_answer(store: Store) -> None:
    town = Town(store, guides=guides())
    someone = await at(town, "question")
    draft = await draft_of(town)
    question = (await someone.says("/where"))[-1]
    assert question.startswith("〔")
    assert question in (await someone.says("/nosuchthing"))[-1]
    await someone.says("/mydata")
    await someone.presses_data(f"f:{draft}:g")
    async with store.work() as work:
        assert await work.drafts.answers(draft) == {}


@pytest.mark.parametrize("state", ["own name", "guest name", "my name", "my phone"])
async def test_a_command_is_no_name_and_no_number(store: Store, state: str) -> None:
    town = Town(store, guides=guides())
    someone = await at(town, state)
    assert "请选择" in (await someone.says("/menu"))[-1]
    assert "没有看懂" in (await someone.says("马小兰"))[-1]


async def draft_of(town: Town) -> int:
    async with town.store.work() as work:
        channel = await work.channels.find("telegram", 1)
        assert channel is not None
        (draft,) = await work.drafts.open_for(channel.person_id)
    return draft.id


async def test_cancel_leaves_a_form_saved(store: Store) -> None:
    town = Town(store, guides=guides())
    someone = await at(town, "question")
    await someone.says("兴盛公司")
    assert "已存好" in (await someone.says("/cancel"))[0]
    draft = await draft_of(town)
    async with store.work() as work:
        assert await work.drafts.answers(draft) == {"name": "兴盛公司"}
    assert "没有打开的表" in (await someone.says("/cancel"))[0]


async def test_the_language_changes_in_the_midst_of_a_question_and_back(store: Store) -> None:
    town = Town(store, guides=guides())
    someone = await at(town, "question")
    changed = await someone.says("/language")
    assert changed[-1].startswith("The language is now English.")
    assert "Save" in " ".join(someone.buttons())
    menu = [call for call in town.session.said if isinstance(call, SetMyCommands)][-1]
    assert menu.scope == BotCommandScopeChat(chat_id=1)
    assert menu.commands[1].description == "Menu"
    assert (await someone.presses_data("menu:language"))[-1].startswith("已改为中文。")


async def test_everybodys_commands_are_announced_in_each_language(store: Store) -> None:
    town = Town(store)
    await announce_commands(town.bot, load_pack())
    said = [call for call in town.session.said if isinstance(call, SetMyCommands)]
    assert [call.language_code for call in said] == [None, "zh", "en"]
    names = [command.command for command in said[0].commands]
    assert names[:7] == ["start", "menu", "apply", "object", "tip", "status", "where"]
    assert "tasks" not in names


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_common_question_has_an_answer_with_its_article(store: Store, language: str) -> None:
    town = Town(store)
    someone = town.person(1, language)
    await someone.says("/help")
    for page in range(9):
        read = await someone.presses_data(f"help:page:{page}")
        if not any(say(language, f"help.{QUESTIONS[-1]}.question") in label for label in someone.buttons()):
            assert read != []
        else:
            break
    assert page == (len(QUESTIONS) - 1) // 6
    for name in QUESTIONS:
        answer = (await someone.presses_data(f"help:see:{name}"))[-1]
        assert re.search("第.+条" if language == "zh" else r"Articles? \d+", answer) is not None
        assert "{" not in answer
    assert say(language, "help.fee.question") in (await someone.presses_data("help:see:fee"))[-1]


async def test_help_in_the_midst_of_a_question_leaves_the_question_open(store: Store) -> None:
    town = Town(store, guides=guides())
    someone = await at(town, "question")
    draft = await draft_of(town)
    asked = (await someone.says("/where"))[-1]
    assert await someone.presses_data("help:see") == [(await at_help(town))[0], asked]
    assert (await someone.presses_data("help:see:fee"))[1:] == [asked]
    await someone.says("12")  # no button of the help, but a name: free text is awaited
    async with store.work() as work:
        assert await work.drafts.answers(draft) == {"name": "12"}


async def at_help(town: Town) -> list[str]:
    """What somebody reads who asks for help and fills in nothing."""
    someone = town.person(9)
    await someone.says("/start")
    return await someone.presses_data("help:see")


async def test_a_page_of_the_web_chat_opens_with_the_commands_of_whoever_it_is(store: Store) -> None:
    pack = load_pack()
    async with store.work() as work:
        assert await web_commands(pack, work, 7, "en") == commands_for("en", (), pack)
        seat = await work.people.meet("web", 7, Town(store).clock.now, "zh")
        lead = await work.roles.grant(seat.person.id, Role.LEAD)
        assert await web_commands(pack, work, 7, "en") == commands_for("zh", (lead,), pack)


async def test_staff_are_helped_by_role(store: Store) -> None:
    town = Town(store)
    someone = town.person(1)
    await someone.says("/help")
    assert "我的任务在哪里？" not in someone.buttons()
    assert "前面的内容" in (await someone.presses_data("help:see:invite"))[0]
    await give_role(town, 1, Role.LEAD)
    await someone.says("/help")
    assert someone.buttons()[: len(STAFFS) - 2] == [
        "我的任务在哪里？",
        "和申报方有利害关系怎么办？",
        "评分有什么要求？",
        "怎样邀请和停用人员？",
    ]
