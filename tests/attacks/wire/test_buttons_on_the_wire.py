"""Buttons that nobody offered, pressed on the wire of the running service: a staff button by others, another person's

draft by its number, a button copied into a group, nonsense. Each gets its word, and nothing else happens.
"""

import asyncio
import os
import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

from storage.database.seals import Keys
from storage.engine.drafts import DraftState
from storage.store import Store
from tests.faults.talk import TOKEN, on_telegram
from tests.handlers.reviewing import NOW, Review
from tests.moments import Clock
from tests.processes import Serving
from tests.standin import StandIn, until
from tests.stories.chats import WireTalker
from tests.stories.guided import Page
from tests.stories.towns import opened_data
from texts import say

VERBS = ("open", "files", "numbers", "ask_supplement", "endorse", "turn_down")
GUESSER, GROUP, FIRST = 600, -1001, 700
REFUSALS = 20
BY_NIGHT = NOW + timedelta(hours=12)
"""Whoever asks is answered, and no reminder comes between."""
NUMBERS = 1000 if "LONG" in os.environ else 100
POINTER = say("zh", "talk.privately", link="https://t.me/stand_in_bot")
NOISE = random.Random(8)
ODD = (
    NOISE.randbytes(64).decode("latin-1"),
    "\x00" * 64,
    "x" * 65,
    "review:open:" + "9" * 57,
    "review:open:\x00",
    "🎉" * 16,
    "f:🎉:w",
    "objection:open:²",
    "::::",
    "help:see:../../",
)


async def test_a_button_serves_whom_it_was_offered_to_and_nobody_else(tmp_path: Path) -> None:
    async with StandIn(token=TOKEN) as standin:
        service = Serving(tmp_path, settings=on_telegram(standin), clock=Clock.at(BY_NIGHT))
        review, draft = await _settled(service)
        async with service:
            await asyncio.gather(
                _staff_buttons(standin),
                _numbers_of_drafts(standin, draft),
                _in_a_group(standin),
                *(_nonsense(standin, FIRST + place, data) for place, data in enumerate(ODD)),
            )
            assert "Traceback" not in service.said()
            assert '"level": "error"' not in service.said()
            await service.stop()
        await _look(service, review, draft)


async def _settled(service: Serving) -> tuple[Review, int]:
    """A case in review, of which one clerk has an interest and one has none; and a draft that its applicant writes."""
    service.data.mkdir(parents=True, exist_ok=True)
    keys, _ = Keys.load_or_make(service.data / "keys.json")
    store = await Store.open(f"sqlite:///{service.data / 'award.db'}", keys, service.data)
    review = await Review.open(store)
    async with store.work() as work:
        for chat, interest in ((Review.CLERK, True), (Review.COLLEAGUE, False)):
            await work.recusals.declare(review.ids[chat], review.about, interest=interest, now=NOW)
        draft = await work.drafts.begin(review.ids[Review.APPLICANT], "eligibility", NOW)
        await work.drafts.answer(draft.id, "who", "individual", NOW)
        await work.commit()
    await store.close()
    return review, draft.id


async def _arrived(standin: StandIn, number: int) -> WireTalker:
    talker = WireTalker(standin, number)
    await talker.says("/start")
    await until(lambda: talker.pages, 60)
    return talker


async def _forged(talker: WireTalker, data: str) -> Page:
    """What is said to a press that no button here offers."""
    read = len(talker.pages)
    await talker.forges(data)
    await until(lambda: len(talker.pages) > read, 60)
    return talker.pages[read]


async def _staff_buttons(standin: StandIn) -> None:
    refused = {Review.APPLICANT: "people.not_yours", Review.STRANGER: "people.not_yours"}
    refused |= {Review.REVIEWER: "people.not_yours", Review.CLERK: "people.not_yours"}

    async def tries(chat: int, key: str) -> None:
        talker = await _arrived(standin, chat)
        for verb in VERBS:
            page = await _forged(talker, f"review:{verb}:1")
            assert page.text.startswith(say("zh", key)), (chat, verb)
            assert not any(word in page.text for word in ("马小花", "2026-0001"))

    await asyncio.gather(*(tries(chat, key) for chat, key in refused.items()))


async def _numbers_of_drafts(standin: StandIn, draft: int) -> None:
    """Everything that ends a draft, then one number after another: each is refused until the gate is shut."""
    talker = await _arrived(standin, GUESSER)
    read = len(talker.pages)
    tries = [f"f:{draft}:{verb}" for verb in ("z", "D", "w")] + [f"f:{draft + n}:z" for n in range(1, NUMBERS + 1)]
    await asyncio.gather(*(talker.person.forges(data) for data in tries))
    await talker.served()
    await until(lambda: say("zh", "talk.too_fast") in talker.last.text, 60)
    said = [page.text.splitlines()[0] for page in talker.pages[read:]]
    assert said == [say("zh", "people.not_yours")] * REFUSALS + [say("zh", "talk.too_fast")]


async def _in_a_group(standin: StandIn) -> None:
    """The clerk's own buttons work in the clerk's chat, and their copy in a group does not."""
    clerk, group = await _arrived(standin, Review.COLLEAGUE), standin.group(GROUP)
    opened = await _forged(clerk, "review:open:1")
    assert opened.data("review:endorse:1") is not None
    await clerk.person.says("你好", chat=group)
    await until(lambda: group.texts == [POINTER], 60)
    read = len(clerk.pages)
    for data in ("review:open:1", "review:endorse:1", "f:1:w"):
        query = await clerk.person.forges(data, chat=group)
        await clerk.served()
        (answer,) = [one for one in standin.made("answerCallbackQuery") if one.values["callback_query_id"] == query]
        assert answer.values["text"] == POINTER
    assert (group.texts, len(clerk.pages)) == ([POINTER], read)


async def _nonsense(standin: StandIn, number: int, data: str) -> None:
    page = await _forged(await _arrived(standin, number), data)
    assert page.text.startswith((say("zh", "talk.old_button"), say("zh", "people.not_yours"))), data


async def _look(service: Serving, review: Review, draft: int) -> None:
    async with opened_data(service) as work:
        entries = await work.journal.page(limit=500)
        refused = Counter((one.person_id, one.subject) for one in entries if one.act == "refused")
        of = {chat: review.ids[chat] for chat in (100, 200, 300, 500, GUESSER)}
        assert {who: refused[who] for who in refused if who[0] in of.values()} == {
            (of[Review.APPLICANT], "people.not_yours"): len(VERBS),
            (of[Review.STRANGER], "people.not_yours"): len(VERBS),
            (of[Review.REVIEWER], "people.not_yours"): len(VERBS),
            (of[Review.CLERK], "people.not_yours"): len(VERBS),
            (of[GUESSER], "people.not_yours"): REFUSALS,
        }
        application = await work.applications.get(review.application)
        assert application is not None
        assert (application.state.value, application.supplemented) == ("in_review", False)
        assert [task.state.value for task in await work.tasks.of(review.about)] == ["open"]
        kept = await work.drafts.whole(draft)
        assert kept is not None
        assert (kept[0].state, kept[1]) == (DraftState.OPEN, {"who": "individual"})
        assert await work.journal.verify() is None
