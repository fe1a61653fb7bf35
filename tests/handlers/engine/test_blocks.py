"""Several answers in one message: kept line by line, named where they do not fit, in both languages and channels."""

from dataclasses import replace

import pytest
from aiogram.methods import DeleteMessage, SendMessage

from rules.objections.forms import objection
from storage.store import Store
from tests.handlers.applying import apply, draft_of, open_edition, patient
from tests.handlers.objecting import FOOD, NUMBER, PHONE, Case, Objecting
from tests.rules.every_form import pack
from tests.talking import Someone
from workflow.engine.desk import Places

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
ADDRESS = "甘肃省临夏州临夏县土桥镇示例村3社"
FACTS = "公示材料说没有处罚，\n时间：去年8月，它被处罚过。"


async def objector(store: Store, *, until: str = "notice", language: str = "zh") -> tuple[Case, Someone]:
    """Somebody whose objection stands at this question."""
    case = await Case.open(store, language)
    await case.objector.says("/object")
    await case.objector.presses_data("consent:agree:objection:begin")
    filler = Objecting(case.objector, objection(pack()), {"who": "individual"})
    await filler.fill(until=lambda question: question.key == until)
    case.objector.reads()
    return case, case.objector


def deleted(someone: Someone) -> list[int]:
    return [call.message_id for call in someone._mine() if isinstance(call, DeleteMessage)]


def block(someone: Someone) -> str:
    """The lines offered by the last message, as the mark on them says."""
    last = next(call for call in reversed(someone._mine()) if isinstance(call, SendMessage))
    text = (last.text or "").encode("utf-16-le")
    marks = [one for one in last.entities or () if one.type == "pre"]
    return "".join(text[2 * one.offset : 2 * (one.offset + one.length)].decode("utf-16-le") for one in marks)


@pytest.mark.article(22)
async def test_what_fits_is_kept_and_what_does_not_is_named_with_its_reason(store: Store) -> None:
    case, someone = await objector(store)
    matter = f"事实和理由：{FACTS}\n希望怎么处理：无\n自己办还是代办：代别人"
    read = (await someone.says(f"2）针对谁：示例食品\n1）公示：1\n姓名：李平\n电话：139000056\n微信：a\n{matter}"))[0]
    assert read.split("\n\n")[0].splitlines() == [
        "已记下6项。",
        "·“电话”没有记下：手机号码应为11位，以13到19开头；现在是9位。请核对。（例：13900005678）",
        "· 没有“微信”这一项，已略过。",
    ]
    draft, answers = await draft_of(case.town, someone, "objection")
    assert draft.question == "phone"  # what did not fit is asked at once
    assert answers == {
        "who": "individual",
        "notice": "1",
        "against": "application:1",
        "facts": FACTS,
        "request": None,
        "name": "李平",
        "acting": "agent",
    }
    assert len(deleted(someone)) == 1  # a phone number was in it
    await someone.says(PHONE)
    draft, answers = await draft_of(case.town, someone, "objection")
    assert (answers["phone"], draft.question) == (PHONE, "address")


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_lines_are_offered_once_and_understood_in_either_language(store: Store, language: str) -> None:
    case, someone = await objector(store, language=language)
    assert len(block(someone).splitlines()) == 8
    await someone.says("1")
    assert block(someone) == ""  # one by one, once begun
    await someone.says(f"Against: {FOOD}\n电话: {PHONE}\nPostal address：{ADDRESS}")
    draft, answers = await draft_of(case.town, someone, "objection")
    assert (answers["against"], answers["phone"], answers["address"]) == ("application:1", PHONE, ADDRESS)
    assert draft.question == "facts"


async def test_whoever_comes_from_a_notice_is_offered_the_rest(store: Store) -> None:
    case = await Case.open(store)
    await case.objector.presses_data("consent:agree:objection:begin:1")
    await case.objector.says("1")
    assert block(case.objector).splitlines()[0] == "针对谁（写名单上的名称）："


@pytest.mark.article(22)
async def test_a_number_and_its_kind_come_in_one_message_that_does_not_stay(store: Store) -> None:
    case, someone = await objector(store, until="identity_consent")
    lines = f"证件种类：居民身份证\n证件号码：{NUMBER}"
    refused = (await someone.says(lines))[0].split("\n\n")[0]
    assert refused.splitlines()[0] == "已记下0项。"  # the consent is given by itself, and first
    assert refused.count("要等前面的确认作出以后才能填") == 2
    assert set((await draft_of(case.town, someone, "objection"))[1]) & {"document_kind", "document_number"} == set()
    await someone.says("1")
    before = len(deleted(someone))
    assert block(someone).splitlines()[1] == "证件号码："
    assert (await someone.says(lines))[0].startswith("已记下2项。")
    draft, answers = await draft_of(case.town, someone, "objection")
    assert (answers["document_kind"], answers["document_number"]) == ("resident", NUMBER)
    assert (len(deleted(someone)), draft.question) == (before + 1, "proof")


@pytest.mark.article(22)
async def test_a_number_of_another_kind_is_asked_again(store: Store) -> None:
    case, someone = await objector(store, until="document_kind")
    read = (await someone.says(f"证件种类：身份证\n证件号码：{NUMBER}"))[0]
    assert "请写其中一项的序号或文字：1 居民身份证／2 港澳台居民居住证" in read  # two kinds are called so
    await someone.says("4")  # a passport: the number was read as a resident's
    draft, answers = await draft_of(case.town, someone, "objection")
    assert (draft.question, "document_number" in answers) == ("document_number", False)


@pytest.mark.article(22)
async def test_where_numbers_are_for_the_web_a_block_gives_none_in_telegram(store: Store) -> None:
    case, someone = await objector(store)
    places = Places("https://award.example", private_on_web=True)
    case.town.receive.office = replace(case.town.office, places=places)
    await someone.presses_data(f"f:{(await draft_of(case.town, someone, 'objection'))[0].id}:w")
    assert [line.partition("：")[0] for line in block(someone).splitlines()][3:] == [
        "希望怎么处理（可不填）",
        "自己办还是代办（1 自己办／2 代别人办）",
    ]
    read = (await someone.says(f"公示：1\n电话：{PHONE}"))[0]
    assert "·“电话”没有记下：为保护个人信息，这一项请在网页上填写" in read
    assert "phone" not in (await draft_of(case.town, someone, "objection"))[1]
    assert len(deleted(someone)) == 1


@pytest.mark.article(12)
async def test_an_organisation_fills_in_its_first_part_at_once_and_in_any_order(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, "organisation")
    await filler.fill(until=lambda question: question.key == "name")
    lines = block(someone).splitlines()
    assert lines[0] == "全称："
    assert lines[5].startswith("行业（1 农业及农产品加工／2 制造业／")
    written = ("126", "马晓明", "2", ADDRESS, "2016-05-20", "是", "91622921MAEXAMPL8J", "临夏县示例食品有限公司")
    reversed_lines = [line.partition("：")[0] for line in reversed(lines)]
    read = await someone.says("\n".join(f"{label}:{said}" for label, said in zip(reversed_lines, written, strict=True)))
    draft, answers = await draft_of(town, someone, "organisation")
    assert read[0].startswith("已记下8项。\n\n〔保密确认〕")
    assert (answers["industry"], answers["staff"], answers["registered_on"]) == ("manufacturing", "126", "2016-05-20")
    assert draft.question == "state_secret"
    assert "已记下1项。" in (await someone.says("行业：3"))[0]  # an answer may be changed so too
    assert (await draft_of(town, someone, "organisation"))[1]["industry"] == "construction"


@pytest.mark.article(11)
async def test_a_long_text_with_lines_like_a_block_stays_one_answer(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, "individual")
    await filler.fill(until=lambda question: question.key == "deeds")
    deeds = (
        "主要做法是建立首件检验制度，\n岗位：质量部主任，\n电话：随时接听客户的来电，"
        + "三年来每一单都有记录可查，" * 4
    )
    await someone.says(deeds)
    draft, answers = await draft_of(town, someone, "individual")
    assert (answers["deeds"], answers["post"]) == (deeds, "质量部主任")
    assert draft.question != "deeds"


@pytest.mark.article(13)
async def test_a_day_that_rests_on_another_is_looked_at_again(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, "organisation")
    await filler.fill(until=lambda question: question.key == "notice_place")
    read = (await someone.says("公示地点：公示栏\n公示开始日期：过几天\n公示结束日期：2026-08-24"))[0]
    assert read.startswith("已记下2项。")
    await someone.says("2026-08-21")  # one working day before the end that was given
    draft, answers = await draft_of(town, someone, "organisation")
    assert ("notice_until" in answers, draft.question) == (False, "notice_until")
