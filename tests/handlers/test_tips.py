"""The door for tips in the chat: told plainly, sealed at once, and gone from the chat."""

from dataclasses import replace
from io import BytesIO

import pytest
from aiogram.methods import AnswerCallbackQuery, DeleteMessage, SendMessage
from PIL import Image

from rules.tips import Kind
from storage.conversations import Talk
from storage.store import Store
from tests.handlers.applying import picture
from tests.handlers.tipping import SENDER, code, composing, said, shown, thread, town
from tests.talking import Someone, buttons
from tests.web.tipping import WORDS
from texts import say
from workflow.desk import Places
from workflow.tips import stretch

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@pytest.mark.article(24)
async def test_the_door_tells_what_the_channel_knows_and_offers_the_page_first(store: Store) -> None:
    place, _ = await town(store)
    someone = place.person(SENDER)
    (told,) = await someone.says("/tip")
    assert say("zh", "tip.knows.telegram") in told
    assert "http://127.0.0.1:8080/tip" in told
    assert buttons(someone._mine()[-1])[0] == (say("zh", "tip.door_web"), "http://127.0.0.1:8080/tip")
    place.receive.office = replace(place.office, places=Places(url="http://localhost"))
    await someone.says("/tip")
    assert someone.buttons()[0] == say("zh", "tip.door_here")  # Telegram takes no button to a host without a dot


@pytest.mark.article(24)
async def test_a_tip_is_written_in_the_chat_and_nothing_of_it_stays_there(store: Store) -> None:
    place, people = await town(store)
    someone = place.person(SENDER)
    receipt = await composing(someone)
    assert receipt not in shown(someone).replace(" ", "")
    for words in (WORDS, "还有一次是在五月。"):
        await someone.says(words)
    assert say("zh", "tip.kept_some", count=2) in shown(someone)
    await someone.presses("寄出")
    assert shown(someone) == say("zh", "tip.neutral")
    calls = someone._mine()
    deleted = [call for call in calls if isinstance(call, DeleteMessage)]
    assert len(deleted) == 3  # "/tip" and the two messages
    sent = [call for call in calls if isinstance(call, SendMessage)]
    assert len(sent) == 1  # everything else was a change of this one
    assert await said(store, receipt) == [WORDS, "还有一次是在五月。"]
    async with store.work() as work:
        owed = {name: [each.text for each in await work.outbox.of(one)] for name, one in people.items()}
    assert {name for name, texts in owed.items() if texts} == {"lead", "officer"}
    assert owed["lead"] == ["tips.told"]


async def test_after_it_is_sent_the_chat_does_not_know_which_it_was(store: Store) -> None:
    place, _ = await town(store)
    someone = place.person(SENDER)
    receipt, talk = await composing(someone), Talk(42, SENDER, SENDER)
    await someone.says(WORDS)
    async with store.work() as work:
        assert "composing" in await work.conversations.data(talk)
    await someone.presses("寄出")
    async with store.work() as work:
        assert "composing" not in await work.conversations.data(talk)
        assert await work.drafts.of((await work.people.meet("telegram", SENDER, place.clock.now, "zh")).person.id) == []
    for data in ("tp:send", "tp:drop", "tp:saved"):
        (told,) = await someone.presses_data(data)
        assert say("zh", "talk.old_button") in told
    assert await said(store, receipt) == [WORDS]


async def test_the_sender_is_told_in_passing_that_it_was_sent(store: Store) -> None:
    place, _ = await town(store)
    someone = place.person(SENDER)
    await composing(someone)
    await someone.says(WORDS)
    await someone.presses("寄出")
    toasts = [call for call in place.session.said if isinstance(call, AnswerCallbackQuery)]
    assert toasts[-1].text == say("zh", "tip.sent_toast")


@pytest.mark.article(6)
async def test_somebody_who_was_asked_for_money_needs_no_words(store: Store) -> None:
    place, _ = await town(store)
    someone = place.person(SENDER)
    await someone.says("/help")
    await someone.presses("要交钱吗")
    receipt = await composing_fee(someone)
    await someone.presses("寄出")
    found = await thread(store, receipt)
    assert found is not None
    assert [one.kind for one in found.messages] == [Kind.SUBJECT, Kind.FEE]


async def composing_fee(someone: Someone) -> str:
    await someone.presses("有人向我要钱")
    await someone.presses("评审人员")
    receipt = code(someone)
    await someone.presses("我已记下")
    return receipt


@pytest.mark.article(24)
async def test_the_unit_that_is_chosen_decides_who_is_told(store: Store) -> None:
    place, people = await town(store)
    someone = place.person(SENDER)
    await someone.says("/tip")
    for step in ("在这里写", "受理单位", "后一页", "前一页", "市场监督"):
        await someone.presses(step)
    receipt = code(someone)
    await someone.presses("我已记下")
    await someone.says(WORDS)
    await someone.presses("寄出")
    found = await thread(store, receipt)
    assert found is not None
    assert found.subject.unit == "market_regulation"
    async with store.work() as work:
        told = {name for name, one in people.items() if await work.outbox.of(one)}
    assert told == {"chair", "deputy", "inspector"}


async def test_typed_words_press_the_buttons_that_are_shown_and_numbers_do_not(store: Store) -> None:
    place, _ = await town(store)
    someone = place.person(SENDER)
    await someone.says("/tip")
    assert (await someone.says("1"))[0].startswith(say("zh", "talk.number"))
    await someone.says("/tip")
    await someone.says(say("zh", "tip.door_here"))
    assert shown(someone) == say("zh", "tip.whom")
    await someone.says(someone.buttons()[5])
    receipt = code(someone)
    await someone.says(say("zh", "tip.saved"))
    await someone.says(WORDS)
    await someone.says("1")  # is text here
    await someone.presses("寄出")
    assert await said(store, receipt) == [WORDS, "1"]


async def test_a_picture_is_kept_without_what_its_camera_wrote_and_files_alone_are_not_enough(store: Store) -> None:
    place, _ = await town(store)
    someone = place.person(SENDER)
    receipt = await composing(someone)
    out, notes = BytesIO(), Image.Exif()
    notes[0x010F] = "CAMERA-OF-ZHANG"
    Image.new("RGB", (8, 8)).save(out, "JPEG", exif=notes)
    await someone.sends_file("现场.jpg", out.getvalue())
    await someone.presses("寄出")
    assert say("zh", "tip.files_only") in shown(someone)
    await someone.says(WORDS)
    await someone.presses("寄出")
    found = await thread(store, receipt)
    assert found is not None
    (kept,) = [one.values for one in found.messages if one.kind is Kind.FILE]
    async with store.work() as work:
        content = await work.tips.file(found.tip, kept["file"], found.private)
        assert await work.files.owned_by(1) == []
    assert content is not None
    assert b"CAMERA-OF-ZHANG" not in content


async def test_words_beside_a_file_are_words_of_the_tip_and_no_command(store: Store) -> None:
    place, _ = await town(store)
    someone = place.person(SENDER)
    receipt = await composing(someone)
    await someone.sends_file("现场.png", picture(1), caption=WORDS)
    await someone.sends_file("现场.png", picture(2), caption="/menu")
    await someone.presses("寄出")
    assert await said(store, receipt) == [WORDS, "/menu"]
    found = await thread(store, receipt)
    assert found is not None
    assert len([one for one in found.messages if one.kind is Kind.FILE]) == 2


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [("a.pdf", b"MZ programme", "uploads.kind"), ("a.pdf", b"", "uploads.empty")],
)
async def test_what_does_not_fit_is_said_where_one_is_and_nothing_is_lost(
    store: Store, name: str, content: bytes, key: str
) -> None:
    place, _ = await town(store)
    someone = place.person(SENDER)
    receipt = await composing(someone)
    await someone.says(WORDS)
    await someone.sends_file(name, content)
    assert say("zh", key) in shown(someone)
    await someone.says("。。。")
    assert say("zh", "answers.no_words") in shown(someone)
    await someone.presses("寄出")
    assert await said(store, receipt) == [WORDS]


async def test_with_nothing_written_nothing_is_sent(store: Store) -> None:
    place, _ = await town(store)
    someone = place.person(SENDER)
    receipt = await composing(someone)
    await someone.presses("寄出")
    assert say("zh", "tip.nothing_written") in shown(someone)
    assert await thread(store, receipt) is None


async def test_a_change_of_language_and_a_repeated_update_keep_the_place(store: Store) -> None:
    place, _ = await town(store)
    someone = place.person(SENDER)
    receipt = await composing(someone)
    await someone.says(WORDS, update_id=900)
    await someone.says(WORDS, update_id=900)
    assert say("zh", "tip.kept_some", count=1) in shown(someone)
    await someone.says("/language")
    assert say("en", "tip.kept_some", count=1) in shown(someone)
    await someone.says("One more thing.")
    await someone.presses("Send")
    assert await said(store, receipt) == [WORDS, "One more thing."]


async def test_who_thinks_better_of_it_leaves_nothing(store: Store) -> None:
    place, _ = await town(store)
    someone = place.person(SENDER)
    receipt = await composing(someone)
    await someone.says(WORDS)
    await someone.presses("不寄了")
    assert shown(someone) == say("zh", "tip.neutral")
    stretched = await stretch(store.seal, receipt)
    async with store.work() as work:
        assert await work.tips.find(stretched) is None


async def test_when_nobody_could_read_it_that_is_said(store: Store) -> None:
    place, _ = await town(store, "lead")
    someone = place.person(SENDER)
    await someone.says("/tip")
    await someone.presses("在这里写")
    (told,) = await someone.presses("评委办")
    assert say("zh", "tip.nobody") in told
