"""Double taps, stale buttons and forged ones, over the wire: one effect, and a word for each of the others."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.pacing import Gate
from rules.people.roles import Role
from tests.standin import Fault, until
from tests.stories.chats import WireTalker
from tests.stories.guided import Filler
from tests.stories.wires import Town, open_town
from texts import say

OBJECTOR, OFFICE, STRANGER = 201, 202, 203
TAPS = 20


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with open_town(tmp_path) as town:
        yield town


async def _to_the_end(talker: WireTalker) -> str:
    """An objection up to the button that sends it: the button's data."""
    await talker.begin("objection:begin", say("zh", "forms.go_on"))
    page = await Filler(talker).fill()
    data = page.data(say("zh", "forms.send"))
    assert data is not None
    return data


async def _objections(town: Town) -> int:
    async with town.service.office.store.work() as work:
        return len(await work.objections.these(range(1, 100)))


async def test_twenty_taps_on_send_send_once(town: Town) -> None:
    objector = town.person(OBJECTOR)
    send = await _to_the_end(objector)
    read = len(objector.pages)
    await asyncio.gather(*(objector.person.forges(send) for _ in range(TAPS)))
    await objector.served()
    texts = [page.text for page in objector.pages[read:]]
    receipts = [text for text in texts if text.startswith("异议已收到")]
    already = [text for text in texts if text.startswith(say("zh", "forms.already_sent"))]
    assert (len(receipts), len(already)) == (1, TAPS - 1)
    assert await _objections(town) == 1


async def test_an_old_button_changes_nothing_and_shows_where_one_is(town: Town) -> None:
    objector = town.person(OBJECTOR)
    await objector.begin("objection:begin", say("zh", "forms.go_on"))
    first = objector.asked()
    assert first is not None
    filler = Filler(objector)
    for _ in range(3):
        page = objector.asked()
        assert page is not None
        await filler.answer(page)
    here = objector.asked()
    assert here is not None
    for old in (first.options()[1][1], first.data("f:1:b:*") or ""):
        await objector.presses(old)
        shown = objector.asked()
        assert shown is not None
        assert shown.text.startswith(say("zh", "talk.old_button"))
        assert shown.place() == here.place()


async def test_what_was_withdrawn_can_not_be_examined_any_more(town: Town) -> None:
    office = await town.employ(OFFICE, Role.OFFICE, "李科员")
    objector = town.person(OBJECTOR)
    await objector.forges(await _to_the_end(objector))
    await office.hears("objection:open:*")
    await office.push("objection:open:*")
    await office.push(say("zh", "objections.no_interest"))
    await objector.forges("objection:gone:1")
    await office.push("objection:examine:*")
    assert office.last.text.startswith(say("zh", "objections.not_now"))


FORGED = ("objection:open:1", "objection:examine:1", "objection:gone:1", "objection:mine:1", "review:open:1", "f:1:z")
NONSENSE = ("x" * 64, "f:1", "f:-1:a", "objection:mine:" + "9" * 50, "\0", "🎉", "::::", "menu:home:../../")


async def test_a_forged_button_opens_nothing_of_somebody_elses(town: Town) -> None:
    objector, stranger = town.person(OBJECTOR), town.person(STRANGER)
    await objector.forges(await _to_the_end(objector))
    await stranger.says("/start")
    for data in FORGED:
        await stranger.forges(data)
        assert stranger.last.text.startswith(say("zh", "people.not_yours")), data
    async with town.service.office.store.work() as work:
        assert [entry.act for entry in await work.journal.page(limit=len(FORGED))] == ["refused"] * len(FORGED)
        assert await work.journal.verify() is None


async def test_nonsense_under_a_button_gets_a_word_and_no_failure(town: Town) -> None:
    stranger = town.person(STRANGER)
    await stranger.says("/start")
    for data in NONSENSE:
        read = len(stranger.pages)
        await stranger.forges(data)
        assert len(stranger.pages) == read + 1, data
    async with town.service.office.store.work() as work:
        assert "quarantined" not in [entry.act for entry in await work.journal.page()]


@pytest.mark.parametrize("held", [False, True])
async def test_every_one_of_ten_quick_presses_is_answered_though_its_reply_waits(town: Town, held: bool) -> None:
    presser = town.person(STRANGER)
    await presser.says("/start")
    if held:
        town.standin.faults.add(Fault.TOO_MANY, method="sendMessage", chat=STRANGER, times=1, seconds=60)
    else:
        outlet = town.service.outlet
        assert outlet is not None
        outlet._gate = Gate()
    read = len(presser.pages)
    pressed = [await presser.person.forges("help:see") for _ in range(10)]
    answers = town.standin.made
    await until(lambda: len(answers("answerCallbackQuery", outcome="ok")) == len(pressed), 60)
    answered = [call.values["callback_query_id"] for call in answers("answerCallbackQuery")]
    assert (sorted(answered), len(presser.pages) - read < len(pressed)) == (sorted(pressed), True)
