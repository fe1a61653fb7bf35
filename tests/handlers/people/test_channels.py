"""Two chats become one person by a code, and go on at the same question."""

from datetime import timedelta

import pytest

from handlers.engine.guides import Guide
from rules.engine.forms import Form, Kind, Question
from rules.people.roles import Role
from storage.store import Store
from tests.handlers.towns import begin, code_in, ended, last_url, on_web, town_with_web
from tests.talking import Someone, Town
from texts import say
from workflow.engine.records import Link


async def test_a_code_joins_another_channel_and_the_same_question_is_one_tap_away(store: Store) -> None:
    town = town_with_web(store)
    here, there = town.person(10), on_web(town, 5005)
    await here.says("/start")
    draft = await begin(town, 10)
    await here.presses_data(f"f:{draft}:g")
    asked = (await here.says("兴盛公司"))[-1]
    code = code_in((await here.says("/link"))[-1])
    assert len(code.replace(" ", "")) == 8
    assert "生成这个码的聊天" in (await there.says(f"/join {code.lower()}"))[-1]
    joined = await there.presses("我自己生成的")
    assert "两边现在看到同样的内容" in joined[-1]
    town.clock.now += timedelta(days=40)
    on = await there.presses("继续")
    assert on[-1].splitlines()[:3] == asked.splitlines()[:3]
    async with store.work() as work:
        one, other = await work.channels.find("telegram", 10), await work.channels.find("web", 5005)
        assert one is not None
        assert other is not None
        assert one.person_id == other.person_id


async def test_what_was_begun_in_the_other_chat_comes_along(store: Store) -> None:
    town = town_with_web(store)
    here, there = town.person(10), town.person(11)
    await here.says("/start")
    await there.says("/start")
    draft = await begin(town, 11)
    code = code_in((await here.says("/link"))[-1])
    await there.says(f"/start {code.replace(' ', '')}")
    await there.presses("我自己生成的")
    assert "▶ 继续：" in " ".join(there.buttons())
    assert (await here.presses_data(f"f:{draft}:g"))[-1] != ""
    async with store.work() as work:
        kept = await work.drafts.get(draft)
        channel = await work.channels.find("telegram", 10)
    assert kept is not None
    assert channel is not None
    assert kept.person_id == channel.person_id


async def test_a_code_lasts_ten_minutes_and_works_once(store: Store) -> None:
    town = town_with_web(store)
    here = town.person(10)
    code = code_in((await here.says("/link"))[-1])
    town.clock.now += timedelta(minutes=10)
    there, late = town.person(11), town.person(12)
    assert "过期" in (await there.says(f"/join {code}"))[0]
    code = code_in((await here.says("/link"))[-1])
    second = code_in((await here.says("/link"))[-1])
    assert "没有找到" in (await there.says(f"/join {code}"))[0]
    await there.says(f"/join {second}")
    await there.presses("我自己生成的")
    assert "已经用过" in (await late.says(f"/join {second}"))[0]


async def test_a_role_does_not_travel_to_somebody_elses_code(store: Store) -> None:
    town = town_with_web(store)
    thief, lead = town.person(66), town.person(10)
    await lead.says("/start")
    async with store.work() as work:
        channel = await work.channels.find("telegram", 10)
        assert channel is not None
        await work.roles.grant(channel.person_id, Role.LEAD)
        await work.commit()
    code = code_in((await thief.says("/link"))[-1])
    await lead.says(f"/join {code}")
    assert "不能用别人的码连接" in (await lead.presses("我自己生成的"))[0]
    async with store.work() as work:
        after = await work.channels.find("telegram", 10)
        assert after is not None
        assert after.person_id == channel.person_id


async def test_whoever_made_the_code_is_told_and_can_take_the_chat_away(store: Store) -> None:
    town = town_with_web(store)
    here, there = town.person(10), town.person(11)
    code = code_in((await here.says("/link"))[-1])
    await there.says(f"/join {code}")
    await there.presses("我自己生成的")
    async with store.work() as work:
        (owed,) = [each for each in await work.outbox.due(town.clock.now, 10) if each.text == "people.told_joined"]
    assert "已断开" in (await here.presses_data(owed.buttons[0][0]["press"]))[0]
    async with store.work() as work:
        one, other = await work.channels.find("telegram", 10), await work.channels.find("telegram", 11)
    assert one is not None
    assert other is not None
    assert one.person_id != other.person_id
    assert "不归您办理" in (await there.presses_data(f"channel:separate:{one.id}"))[0]


@pytest.mark.parametrize("required", [False, True])
async def test_a_private_question_in_telegram_offers_its_web_page_and_can_require_it(
    store: Store, required: bool
) -> None:
    town = town_with_web(store, private_on_web=required)
    here = town.person(20)
    await here.says("/start")
    draft = await begin(town, 20)
    await here.presses_data(f"f:{draft}:g")
    await here.says("兴盛公司")
    if required:
        assert "请在网页上填写" in (await here.says("13812345678"))[-1]
    link = await linked(town, here)
    assert link.values["page"] == f"/forms/{draft}?at=phone"
    async with store.work() as work:
        channel = await work.channels.find("telegram", 20)
    assert channel is not None
    assert (link.purpose, link.subject) == ("form", f"person:{channel.person_id}")


async def linked(town: Town, someone: Someone) -> Link:
    """The one-time link to the page, which somebody asks for at a question."""
    (told,) = await someone.presses(say("zh", "forms.on_page"))
    address = last_url(town)
    assert address.startswith("https://award.example/forms/sign-in?key=")
    assert address in told
    async with town.store.work() as work:
        found = await work.links.look(address.partition("key=")[2], town.clock.now)
    assert found.link is not None
    return found.link


@pytest.mark.parametrize("text", ["/join", "/join   "])
async def test_join_without_a_code_says_how(store: Store, text: str) -> None:
    assert "/link" in (await Town(store).person(1).says(text))[0]


async def test_it_is_said_in_english_too(store: Store) -> None:
    town = town_with_web(store)
    here, there = town.person(10, "en"), town.person(11, "en")
    code = code_in((await here.says("/link"))[-1])
    assert "the one that made the code" in (await there.says(f"/join {code}"))[-1]
    assert "Linked: both chats" in (await there.presses("I made it myself"))[-1]


async def test_a_file_too_large_for_telegram_can_be_uploaded_on_the_web_page(store: Store) -> None:
    town = town_with_web(store)
    question = Question(key="form_scan", kind=Kind.FILES, section="materials", text="apply.form_scan", most=5)
    town.guides["small"] = Guide(form=lambda _pack, _facts: Form("small", (question,)), subject="apply", ending=ended)  # type: ignore[index]  # the guides of the town are a dict
    here = town.person(20)
    await here.says("/start")
    draft = await begin(town, 20)
    await here.presses_data(f"f:{draft}:g")
    refused = (await here.sends_file("材料.pdf", b"%PDF-" + b"0" * (21 * 1024 * 1024)))[-1]
    assert "最多 20 MB" in refused
    assert (await linked(town, here)).values["page"] == f"/forms/{draft}?at=form_scan"
