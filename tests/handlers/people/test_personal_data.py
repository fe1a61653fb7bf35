"""What is held of a person is shown, copied, corrected and erased, and taken only with consent."""

import hashlib
import json
import re
import zipfile
from io import BytesIO
from typing import Any

import pytest
from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile, CallbackQuery
from sqlalchemy import update

from handlers.engine.finding import Dispatcher
from handlers.engine.presses import Topic
from handlers.engine.speech import tell
from handlers.people.personal_data import require_consent
from rules.people.roles import CONSENT_VERSION, Person, Role
from storage.objections.cases import objections
from storage.store import Store
from tests.handlers.objecting import NUMBER, PHONE, Case
from tests.handlers.towns import begin, give_role, guides, on_web, town_with_web
from tests.talking import Town
from texts import say
from workflow.engine.desk import Desk

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


def guarded() -> Router:
    """A conversation that needs consent."""
    here = Router(name="guarded")

    @here.callback_query(Topic("xx"))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext) -> None:
        if await require_consent(bot, desk, state, "xx:begin"):
            await tell(bot, desk, "personal.corrected")

    return here


async def person_of(town: Town, chat_id: int) -> Person:
    async with town.store.work() as work:
        channel = await work.channels.find("telegram", chat_id)
        assert channel is not None
        person = await work.people.get(channel.person_id)
    assert person is not None
    return person


CONSENTED = {"applications": 24, "identities": 6, "objections": 60, "messages": 12, "people": 24}


def town_with_guard(store: Store) -> Town:
    town = Town(store, guides=guides())
    town.receive.dispatcher = Dispatcher((guarded(), *town.receive.dispatcher.routers))
    return town


@pytest.mark.parametrize(("language", "agree"), [("zh", "同意，继续"), ("en", "I agree")])
async def test_consent_is_asked_once_and_agreeing_goes_on_where_the_person_wanted(
    store: Store, language: str, agree: str
) -> None:
    town = town_with_guard(store)
    someone = town.person(1, language)
    asked = await someone.presses_data("xx:begin")
    assert CONSENT_VERSION in asked[0]
    assert (await person_of(town, 1)).consent is None
    went_on = await someone.presses(agree)
    assert went_on == ["Corrected." if language == "en" else "已更正。"]
    assert (await person_of(town, 1)).consent == CONSENT_VERSION
    assert await someone.presses_data("xx:begin") == went_on


async def test_a_consent_to_an_earlier_text_is_asked_again(store: Store) -> None:
    town = town_with_guard(store)
    someone = town.person(1)
    await someone.presses_data("xx:begin")
    person = await person_of(town, 1)
    async with store.work() as work:
        await work.people.set_consent(person.id, "0", town.clock.now)
        await work.commit()
    assert "同意吗" in (await someone.presses_data("xx:begin"))[0]


@pytest.mark.parametrize(("version", "begins"), [("1", "（第 1 版）"), ("2", "（第2版）"), ("0", "（第2版）")])
async def test_the_text_that_was_agreed_to_is_shown_in_its_version(store: Store, version: str, begins: str) -> None:
    town = town_with_guard(store)
    someone = town.person(1)
    await someone.says("/mydata")
    person = await person_of(town, 1)
    async with store.work() as work:
        await work.people.set_consent(person.id, version, town.clock.now)
        details = {"version": version, "periods": {**CONSENTED, "drafts": 77}}
        await work.journal.write(
            "consent_given", f"person:{person.id}", now=town.clock.now, person_id=person.id, details=details
        )
        await work.commit()
    shown = (await someone.presses("同意书"))[0]
    assert f"个人信息处理告知书{begins}" in shown
    assert ("77" in shown) is (version != "0")  # the periods are those that stood in it then
    await someone.presses_data("xx:begin")
    assert ("同意，继续" in " ".join(someone.buttons())) is (version != CONSENT_VERSION)


async def test_not_now_goes_to_the_menu_and_keeps_nothing(store: Store) -> None:
    town = town_with_guard(store)
    someone = town.person(1)
    await someone.presses_data("xx:begin")
    assert "请选择" in (await someone.presses("暂不"))[0]
    assert (await person_of(town, 1)).consent is None


@pytest.mark.parametrize("bot", ["telegram", "web"])
async def test_the_privacy_notice_leads_to_ones_data_by_a_tap_in_every_chat(store: Store, bot: str) -> None:
    town = town_with_web(store)
    someone = on_web(town, 900) if bot == "web" else town.person(1)
    for press in ("application:new:individual", "help:see:privacy"):
        read = await someone.presses_data(press)
        assert "我的信息" in read[0]
        assert "/mydata" not in read[0]
        assert (await someone.presses("我的信息"))[0].startswith("我们保存的您的信息")


async def test_consent_is_taken_back_and_asked_for_again(store: Store) -> None:
    town = town_with_guard(store)
    someone = town.person(1)
    await someone.presses_data("xx:begin")
    await someone.presses("同意，继续")
    await someone.says("/mydata")
    told = await someone.presses("同意书")
    assert "之前已经办理的仍然有效" in told[-1]
    assert "已撤回同意" in (await someone.presses("撤回同意"))[0]
    assert (await person_of(town, 1)).consent is None
    assert "同意吗" in (await someone.presses_data("xx:begin"))[0]


async def test_name_and_phone_are_corrected_and_shown_masked(store: Store) -> None:
    town = Town(store)
    someone = town.person(1)
    await someone.says("/mydata")
    await someone.presses("更正姓名")
    assert "例：马小兰" in (await someone.says("🙂"))[0]
    held = await someone.says("马小兰")
    assert "姓名：马**" in held[0]
    await someone.presses("更正电话")
    assert "例：13812345678" in (await someone.says("12"))[0]
    held = await someone.says("+86 138 1234 5678")
    assert "13812345678" not in held[0]
    person = await person_of(town, 1)
    assert (person.name, person.phone) == ("马小兰", "13812345678")


def archive_of(town: Town) -> zipfile.ZipFile:
    sent = [call for call in town.session.said if isinstance(call, SendDocument)][-1]
    assert isinstance(sent.document, BufferedInputFile)
    return zipfile.ZipFile(BytesIO(sent.document.data))


async def copy_of(town: Town) -> dict[str, Any]:
    copied: dict[str, Any] = json.loads(archive_of(town).read("my-data.json"))
    return copied


async def test_a_copy_holds_all_of_ones_own_answers_and_nobody_elses(store: Store) -> None:
    town = Town(store, guides=guides())
    mine, other = town.person(1), town.person(2)
    for someone, name in ((mine, "兴盛公司"), (other, "别家公司")):
        await someone.says("/start")
        draft = await begin(town, someone.chat_id)
        await someone.presses_data(f"f:{draft}:g")
        await someone.says(name)
    await mine.says("/mydata")
    assert (await mine.presses("导出一份"))[0].startswith("[my-data.zip]")
    copied = await copy_of(town)
    assert [form["answers"] for form in copied["forms"]] == [{"name": "兴盛公司"}]
    assert "别家公司" not in json.dumps(copied, ensure_ascii=False)
    person = await person_of(town, 1)
    async with store.work() as work:
        acts = [entry.act for entry in await work.journal.of(f"person:{person.id}")]
    assert acts == ["data_exported"]


async def test_a_number_in_an_old_name_is_shown_to_its_owner_alone(store: Store) -> None:
    town = Town(store, guides=guides())
    mine = town.person(1)
    await mine.says("/start")
    one = await person_of(town, 1)
    async with store.work() as work:
        await work.people.set_name(one.id, "马丽13812345678")
        await work.commit()
    await mine.says("/mydata")
    await mine.presses("导出一份")
    assert (await copy_of(town))["person"]["name"] == "马丽13812345678"
    assert (await person_of(town, 1)).name == "马丽1*********8"


async def test_the_copy_of_somebody_with_a_role_leaves_out_what_others_told_them(store: Store) -> None:
    town = Town(store, guides=guides())
    clerk = town.person(1)
    await clerk.says("/start")
    draft = await begin(town, 1)
    await clerk.presses_data(f"f:{draft}:g")
    await clerk.says("柜台来人")
    await give_role(town, 1, Role.OFFICE)
    await clerk.presses_data("data:copy")
    copied = await copy_of(town)
    assert [form["answers"] for form in copied["forms"]] == [None]


async def test_where_data_stay_at_home_the_copy_is_given_on_the_web_only(store: Store) -> None:
    town = town_with_web(store, private_on_web=True)
    here, there = town.person(1), on_web(town, 900)
    assert "只在网页上提供" in (await here.presses_data("data:copy"))[0]
    assert (await there.presses_data("data:copy"))[0].startswith("[my-data.zip]")


async def test_a_copy_holds_the_files_that_were_handed_in_and_what_was_done_and_told(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await case.objector.presses_data("data:copy")
    archive, copied = archive_of(case.town), await copy_of(case.town)
    files = [name for name in archive.namelist() if name != "my-data.json"]
    assert files == [f"files/{n:03} {one['name']}" for n, one in enumerate(copied["files"], start=1)]
    digests = [hashlib.sha256(archive.read(name)).hexdigest() for name in files]
    assert digests == [one["sha256"] for one in copied["files"]]
    (objected,) = copied["objections"]
    known = objected["identity"]
    assert (known["document_number"], known["phone"], objected["number"]) == (NUMBER, PHONE, "YY2026-001")
    assert [entry["act"] for entry in copied["journal"]] == ["consent_given", "objection_filed", "data_exported"]
    assert [one["about"] for one in copied["notifications"]] == [
        "objections.told.receipt",
        "objections.told.calendar",
    ]


async def test_an_objection_entered_for_somebody_else_is_not_the_clerks_data(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    async with store.work() as work:
        await work.rotation._db.execute(update(objections).values(at_counter=True))
        await work.commit()
    await case.objector.presses_data("data:copy")
    assert (await copy_of(case.town))["objections"] == [{"number": "YY2026-001", "at_counter": True}]


async def test_files_too_many_for_one_message_come_in_parts(store: Store) -> None:
    town = Town(store)
    someone = town.person(1)
    await someone.says("/start")
    async with store.work() as work:
        person = await work.people.meet("telegram", 1, town.clock.now, "zh")
        for n in range(3):
            about = {"owner": person.person.id, "name": f"{n}.pdf", "kind": "pdf", "subject": "draft:1"}
            await work.files.add(bytes(20 * 1024 * 1024), now=town.clock.now, **about)  # type: ignore[arg-type]
        await work.commit()
    assert (await someone.presses_data("data:copy"))[0].startswith("[my-data-1.zip]")
    assert len(archive_of(town).namelist()) == 3
    assert (await someone.presses("下一份（还有1份）"))[0].startswith("[my-data-2.zip]")
    assert len(archive_of(town).namelist()) == 1
    assert "属于前面的内容" in (await someone.presses_data("data:copy:2"))[0]


@pytest.mark.parametrize(("language", "words"), [("zh", "看得到|能看到"), ("en", "Seen by")])
async def test_the_list_says_of_each_kind_what_for_who_reads_it_and_for_how_long(
    store: Store, language: str, words: str
) -> None:
    case = await Case.open(store, language)
    await case.object()
    (listed,) = await case.objector.presses_data("data:list")
    first, *kinds, last = listed.split("\n\n")
    assert (len(kinds), "12" in kinds[2], "60" in kinds[2]) == (6, True, True)  # who objects, what was objected
    told = [kind for kind in kinds if re.search(words, kind)]
    assert (len(told) > 2, "Reports" in last or "举报" in last, first) == (True, True, say(language, "personal.list"))
