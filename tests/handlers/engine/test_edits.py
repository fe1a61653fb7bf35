"""An edited message corrects the answer that it gave while its form is open; for every other the way is told."""

from typing import Any

import pytest
from aiogram.types import Chat, Location

from storage.store import Store
from tests.handlers.applying import FORMS, apply, draft_of, open_edition, patient, ready, send
from tests.rules.every_form import spoken
from tests.talking import Someone
from texts import say

ADDRESS = "甘肃省临夏州临夏县韩集镇新路9号"
FORM = "organisation"


async def filled(store: Store, until: str) -> Someone:
    """An organisation applies, and stands at this question."""
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, FORM)
    await filler.fill(until=lambda question: question.key == until)
    return someone


async def answers(someone: Someone) -> dict[str, Any]:
    return (await draft_of(someone.town, someone, FORM))[1]


async def message_of(someone: Someone, key: str) -> int:
    """The number of the message that gave the answer to this question."""
    async with someone.town.store.work() as work:
        seat = await work.people.meet("telegram", someone.chat_id, someone.town.clock.now, "zh")
        for number in range(1, 500):
            found = await work.drafts.said(seat.person.id, f"{seat.channel.id}:{number}")
            if found is not None and key in found[1]:
                return number
    raise AssertionError(key)


async def test_an_edit_corrects_the_answer_and_leaves_the_person_where_they_are(store: Store) -> None:
    someone = await filled(store, "industry")
    place = (await someone.says("/where"))[-1]
    number, before = await message_of(someone, "address"), await answers(someone)
    (told,) = await someone.edits(number, ADDRESS)
    asked = spoken("zh", FORMS[FORM].questions[FORMS[FORM].index("address")])
    assert told == f"{say('zh', 'forms.edited', question=asked, answer=ADDRESS)}\n\n{place}"
    assert await answers(someone) == {**before, "address": ADDRESS}
    assert await someone.edits(number, ADDRESS) == []  # no word was changed


async def test_an_edit_that_does_not_fit_is_said_and_changes_nothing(store: Store) -> None:
    someone = await filled(store, "industry")
    before = await answers(someone)
    (told,) = await someone.edits(await message_of(someone, "credit_code"), "12")
    assert told.startswith(say("zh", "forms.edit_unfit", question="", reason="").splitlines()[0])
    assert await answers(someone) == before


async def test_an_edited_number_chooses_another_answer(store: Store) -> None:
    someone = await filled(store, "address")
    before = await answers(someone)
    number = await message_of(someone, "kind")
    (told,) = await someone.edits(number, "2")
    assert told.startswith("已照您改过的消息更正：")
    assert (await answers(someone))["kind"] != before["kind"]
    (told,) = await someone.edits(number, "99")
    assert told.startswith("您改过的消息没有更正答复")


async def test_what_was_answered_anew_is_corrected_by_its_new_message_alone(store: Store) -> None:
    someone = await filled(store, "industry")
    old, draft = await message_of(someone, "address"), (await draft_of(someone.town, someone, FORM))[0]
    await someone.presses_data(f"f:{draft.id}:q:{FORMS[FORM].index('address')}")
    await someone.says(ADDRESS)
    (told,) = await someone.edits(old, "别处")
    assert told.startswith(say("zh", "forms.edit_unused"))
    assert (await answers(someone))["address"] == ADDRESS


async def test_from_the_menu_an_edit_corrects_too_and_leads_back(store: Store) -> None:
    someone = await filled(store, "industry")
    await someone.says("/menu")
    (told,) = await someone.edits(await message_of(someone, "address"), ADDRESS)
    assert told.startswith("已照您改过的消息更正：")
    assert (await answers(someone))["address"] == ADDRESS
    assert someone.buttons()[0].startswith("▶ 继续")


async def test_an_edited_block_is_read_again_line_by_line(store: Store) -> None:
    someone = await filled(store, "address")
    await someone.says("地址：甲路东1号院\n成立日期：2001-05-20")
    number = await message_of(someone, "address")
    assert await message_of(someone, "registered_on") == number
    (told,) = await someone.edits(number, f"地址：{ADDRESS}\n成立日期：昨天的昨天")
    assert told.startswith("已记下1项。\n·“登记日期”没有记下")
    found = await answers(someone)
    assert (found["address"], found["registered_on"]) == (ADDRESS, "2001-05-20")


async def test_after_the_form_is_sent_the_way_is_told(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone = await ready(town, FORM)
    number = await message_of(someone, "address")
    draft, before = await draft_of(town, someone, FORM)
    await send(someone, FORM)
    (told,) = await someone.edits(number, ADDRESS)
    assert told.startswith(say("zh", "forms.edit_late"))
    async with store.work() as work:
        assert await work.drafts.answers(draft.id) == before


@pytest.mark.parametrize("number", [1, 400])
async def test_an_edit_of_what_was_no_answer_is_never_met_with_silence(store: Store, number: int) -> None:
    town = patient(store)
    someone = town.person(5)
    await someone.says("/start")
    (told,) = await someone.edits(number, "/object")
    assert told.startswith(say("zh", "forms.edit_unused"))


async def test_a_phone_that_walks_and_a_group_hear_nothing(store: Store) -> None:
    town = patient(store)
    someone = town.person(5)
    await someone.says("/start")
    walked = someone._message(location=Location(latitude=35.5, longitude=102.9))
    assert await someone._send(edited_message=walked) == []
    group = town.person(-100500)
    said = group._message(text="x").model_copy(update={"chat": Chat(id=group.chat_id, type="group")})
    assert await group._send(edited_message=said) == []


async def test_somebody_elses_message_of_the_same_number_corrects_nothing(store: Store) -> None:
    someone = await filled(store, "industry")
    before = await answers(someone)
    stranger = someone.town.person(77)
    await stranger.says("/start")
    (told,) = await stranger.edits(await message_of(someone, "address"), ADDRESS)
    assert told.startswith(say("zh", "forms.edit_unused"))
    assert await answers(someone) == before
