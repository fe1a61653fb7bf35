"""Who does not serve the case gets nothing of it and changes nothing, whatever is pressed, however often (15, 40)."""

import random

import pytest
from aiogram.types import CallbackQuery, Chat, Message, Update

from rules.applications.lifecycle import State
from rules.people.roles import Role
from storage.engine.drafts import DraftState
from storage.store import Store
from tests.handlers.reviewing import NUMBER, UNIT, Review
from tests.talking import Someone

VERBS = (
    "open", "none", "sure", "interest", "section:{}:person:0", "files", "file:{}:{file}", "numbers", "number:{}:2",
    "supplement", "ask_supplement", "endorse", "turn_down", "forward", "unit", "clerk", "give:{}:1",
)  # fmt: skip
OUTSIDERS = {"applicant": 100, "clerk of another unit": 300, "reviewer": 500, "nobody": 600}


def press(review: Review, verb: str) -> str:
    if "{" not in verb:
        verb += ":{}"
    return f"review:{verb.format(review.application, file=review.file)}"


@pytest.mark.article(15)
@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("verb", VERBS)
async def test_an_outsider_is_refused_and_it_is_written_down(store: Store, who: str, verb: str) -> None:
    review = await Review.open(store)
    chat = OUTSIDERS[who]
    someone = review.person(chat)
    read = await someone.presses_data(press(review, verb))
    assert read[0].startswith("这件事不归您办理，没有改动任何内容。")
    assert not any(word in "".join(read) for word in ("马小花", "2026-0001", NUMBER, "材料.pdf"))
    assert [(one.person_id, one.subject) for one in await review.refusals()] == [(review.ids[chat], "people.not_yours")]
    assert await review.acts() == []
    assert await review.state() is State.IN_REVIEW
    assert await review.open_tasks() != []


@pytest.mark.article(40)
@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in ("clerk", "give:{}:1")])
async def test_a_clerk_in_conflict_is_refused_on_every_path(store: Store, verb: str) -> None:
    review = await Review.open(store)
    clerk = await review.declared(Review.CLERK, interest=True)
    before = await review.acts()
    read = await clerk.presses_data(press(review, verb))
    assert read[0].startswith("这件事不归您办理")
    assert "马小花" not in "".join(read)
    assert [one.subject for one in await review.refusals()] == ["people.not_yours"]
    assert await review.acts() == before
    assert await review.state() is State.IN_REVIEW


@pytest.mark.article(40)
async def test_a_clerk_in_conflict_cannot_send_what_was_begun_before(store: Store) -> None:
    review = await Review.open(store)
    clerk = await review.declared(Review.CLERK)
    await clerk.presses_data(f"review:endorse:{review.application}")
    await clerk.says("1")
    async with store.work() as work:
        draft = (await work.drafts.open_for(review.ids[Review.CLERK], "checklist"))[0]
    await clerk.presses_data(f"review:interest:{review.application}")
    await clerk.presses_data(f"f:{draft.id}:z")
    assert await review.state() is State.IN_REVIEW
    async with store.work() as work:
        begun = await work.drafts.get(draft.id)
        assert begun is not None
        assert (begun.state, await work.drafts.answers(draft.id)) == (DraftState.DROPPED, {})


@pytest.mark.article(40)
async def test_an_applicant_who_is_clerk_of_the_unit_never_reviews_their_own_case(store: Store) -> None:
    review = await Review.open(store)
    async with store.work() as work:
        await work.roles.grant(review.ids[Review.APPLICANT], Role.CLERK, unit="market_regulation")
        await work.commit()
    someone = review.person(Review.APPLICANT)
    for verb in ("open", "none", "endorse"):
        read = await someone.presses_data(press(review, verb))
        assert read[0].startswith("这件事不归您办理")
    assert await review.state() is State.IN_REVIEW


async def test_a_role_that_has_ended_opens_nothing(store: Store) -> None:
    review = await Review.open(store)
    clerk = await review.declared(Review.CLERK)
    async with store.work() as work:
        await work.roles.end(review.ids[Review.CLERK], Role.CLERK, review.town.clock.now, unit=UNIT)
        await work.commit()
    assert (await clerk.presses_data(press(review, "open")))[0].startswith("这件事不归您办理")


async def test_trying_one_number_after_another_is_refused_and_shut_after_twenty(store: Store) -> None:
    review = await Review.open(store)
    stranger = review.person(600)
    read = [await stranger.presses_data(f"review:open:{one}") for one in range(1, 1001)]
    assert [words[0].startswith("这件事不归您办理") for words in read[:20]] == [True] * 20
    assert read[20][0].startswith("您发得太快了")
    assert [words for words in read[21:] if words] == []
    assert len(await review.refusals()) == 20


@pytest.mark.parametrize("verb", ["open", "endorse", "files"])
async def test_a_staff_button_in_a_group_does_nothing(store: Store, verb: str) -> None:
    review = await Review.open(store)
    clerk = await review.declared(Review.CLERK)
    before, said = await review.acts(), len(review.town.session.said)
    await _pressed_in_group(clerk, press(review, verb))
    assert await review.acts() == before
    assert await review.state() is State.IN_REVIEW
    told = "".join(str(getattr(call, "text", "")) for call in review.town.session.said[said:])
    assert not any(word in told for word in ("马小花", "2026-0001"))


async def _pressed_in_group(someone: Someone, data: str) -> None:
    town = someone.town
    message = Message(message_id=9, date=town.clock.now, chat=Chat(id=-100, type="group"), from_user=someone._user())
    query = CallbackQuery(id="g", from_user=someone._user(), chat_instance="1", data=data, message=message)
    update = Update(update_id=next(town.updates), callback_query=query)
    await town.receive(town.bot, update.model_validate(update.model_dump(), context={"bot": town.bot}))


def odd_data() -> list[str]:
    some = random.Random(8)
    noise = [bytes(some.randrange(256) for _ in range(64)).decode("latin-1") for _ in range(5)]
    plain = "rv review: review:::: review:open rv:open:-1 review:open:1.5 review:endorse: "
    plain += "review:section:1 rv:give:1:x su su: t t: t:list:x t:what"
    made = [
        "review:\0",
        "review:open:\0",
        "review:open:🙂",
        "review:open:１",
        "review:open:²",
        "supplement:fill:🙂",
        "task:list:-5",
        "task:list:999999",
    ]
    long = ["\0" * 64, "🙂" * 16, "review:open:" + "9" * 56, "supplement:fill:" + "9" * 61, "review:file:1:" + "f" * 40]
    return [*noise, *plain.split(), *made, *long]


@pytest.mark.parametrize("chat", [Review.CLERK, Review.LEAD, 600])
async def test_data_that_no_button_has_gets_a_neutral_answer(store: Store, chat: int) -> None:
    review = await Review.open(store)
    someone = await review.declared(Review.CLERK) if chat == Review.CLERK else review.person(chat)
    before = await review.acts()
    for data in odd_data():
        read = await someone.presses_data(data)
        assert len(read) >= 1
        assert "Error" not in "".join(read)
    assert [act for act in await review.acts() if act not in before and act != "application_read"] == []
    assert await review.state() is State.IN_REVIEW
