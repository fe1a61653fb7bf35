"""Pictures in the chat: the words are said at once, the picture is owed to the same chat and drawn afterwards (U8)."""

import struct
from datetime import timedelta

import pytest

from handlers.drawings import shares
from handlers.papers import render
from reminders.letters import written
from rules.engine.pack import load_pack
from rules.objections.cases import days_of as objection_days
from rules.people.roles import Channel
from storage.engine.owed import PICTURE, Owed
from storage.store import Store
from tests.handlers.applying import apply, open_edition, owed_to, patient, ready, send
from tests.handlers.awards.test_july_matrix import july
from tests.handlers.deciding import LEAD, MEMBER, OFFICE, REVIEWERS, Chamber
from tests.handlers.objecting import FINDINGS, Case
from tests.talking import Someone, Town
from workflow.engine.desk import Books
from workflow.office.drawings import days_of
from workflow.reviews.ranks import ranking_of

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


async def pictures(town: Town, someone: Someone) -> list[Owed]:
    return [owed for owed in await owed_to(town, someone) if owed.kind == PICTURE]


async def drawn(town: Town, owed: Owed, language: str = "zh") -> tuple[str, int, int]:
    """The picture's name, width and height."""
    assert owed.paper is not None
    name, content = await render(town.store, load_pack(), owed.paper, language)
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    return (name, *struct.unpack(">II", content[16:24]))


@pytest.mark.article(15)
async def test_the_status_is_one_picture_and_one_sentence_with_stage_next_step_and_day(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone = await ready(town, "organisation")
    await send(someone, "organisation")
    (words,) = await someone.says("/status")
    (owed,) = await pictures(town, someone)
    letter = written(owed, "zh", town.clock.now)
    assert letter.text.endswith(
        "现在到“受理单位审核”。下一步：给出审核结果，或者请您补正一次。最迟：2026年9月15日（周二）。"
    )
    assert "2026年9月15日（周二）" in words
    name, width, height = await drawn(town, owed)
    assert (name, width) == ("办理进度-2026-0001.png", 780)
    assert height > 400
    assert owed.channel_id is not None
    async with store.work() as work:
        channel = await work.channels.get(owed.channel_id)
        application = await work.applications.get(1)
        assert isinstance(channel, Channel)
        assert channel.chat_id == someone.chat_id
        assert application is not None
        days = await days_of(Books(work, load_pack()), application)
    assert [stage.value for stage in days] == ["write", "unit"]
    assert (
        "Next: The result of the review, or one request for a supplement." in written(owed, "en", town.clock.now).text
    )


@pytest.mark.article(15)
async def test_a_draft_is_drawn_until_the_last_day_and_nothing_is_drawn_of_nothing(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone, _ = await apply(town, "individual")
    await someone.says("/status")
    (owed,) = await pictures(town, someone)
    assert written(owed, "zh", town.clock.now).text.startswith("申报（还没有发送）：未填名称，现在到“填写”。")
    assert (await drawn(town, owed, "en"))[0] == "progress-not-sent.png"
    other = town.person(9)
    await other.says("/status")
    assert await pictures(town, other) == []


@pytest.mark.article(22, 23)
async def test_an_objection_is_drawn_stage_by_stage_for_its_objector_alone(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    told = []
    for act in (case.examines("1"), case.decides("2", FINDINGS), case.objector.presses_data("objection:confirm:1")):
        await case.objector.says("/status")
        *_, owed = [each for each in await case.owed(5) if each.kind == PICTURE]
        told.append(written(owed, "zh", case.town.clock.now).text)
        await act
        case.town.clock.now += timedelta(days=1)
    assert told == [
        "异议 YY2026-001，现在到“审查”。下一步：评委办告诉您是否受理，或者请您补齐一次。最迟：2026年9月23日（周三）。",
        "异议 YY2026-001，现在到“调查”。下一步：评委办查明情况，作出结果并书面告诉您。最迟：2026年10月14日（周三）。",
        "异议 YY2026-001，现在到“确认结果”。下一步：由您确认结果，或者写明不同意见。最迟：2026年9月24日（周四）。",
    ]
    assert (await drawn(case.town, owed, "en"))[:2] == ("objection-YY2026-001.png", 780)
    one = await case.the_objection()
    days = {stage.value: day.day for stage, day in objection_days(one).items()}
    assert days == {"file": 17, "examine": 17, "investigate": 18, "decide": 18, "confirm": 19}
    await case.objector.says("/status")
    *_, owed = [each for each in await case.owed(5) if each.kind == PICTURE]
    assert written(owed, "zh", case.town.clock.now).text == "异议 YY2026-001，到“确认结果”为止全部办完，已经结案。"
    await case.person(6).says("/status")
    assert [each for each in await case.owed(6) if each.kind == PICTURE] == []


@pytest.mark.article(32)
async def test_the_july_matrix_is_drawn_for_the_office_page_by_page_and_for_nobody_else(store: Store) -> None:
    officer = await july(store)
    await officer.presses_data("assessment:matrix")
    await officer.presses("画成图")
    (owed,) = await pictures(officer.town, officer)
    first = await drawn(officer.town, owed)
    await officer.presses_data("paper:print:july_picture:1")
    second = await drawn(officer.town, (await pictures(officer.town, officer))[-1])
    assert (first[:2], second[:2]) == (("七月自评报告-1.png", 780), ("七月自评报告-2.png", 780))
    assert first[2] > second[2]
    stranger = officer.town.person(77)
    assert (await stranger.presses_data("paper:print:july_picture:0"))[0].startswith("这件事不归您办理")
    assert await pictures(officer.town, stranger) == []


@pytest.mark.article(20)
@pytest.mark.article(40)
async def test_the_scores_are_drawn_for_whoever_may_see_the_ranking(store: Store) -> None:
    chamber = await Chamber.open(store, 80, 90)
    office = chamber.person(OFFICE)
    await office.presses_data(f"evaluation:list:{chamber.edition}")
    await office.presses("画成图")
    (owed,) = await pictures(chamber.town, office)
    assert (await drawn(chamber.town, owed))[:2] == ("综合得分.png", 780)
    async with store.work() as work:
        settings, lines = await ranking_of(Books(work, load_pack()), chamber.edition)
    for line in lines:
        (total,) = {tally.total for tally in line.tallies.values()}
        bar = shares(settings.weights(line.application.kind), line.tallies)
        assert total != 100
        assert sum(bar) == pytest.approx(float(100 * line.ranked.score / total))
        assert 0 < sum(bar) < 100
    await chamber.interested(LEAD, chamber.cases[0])
    for chat in (LEAD, MEMBER, REVIEWERS[0]):
        await chamber.person(chat).presses_data(f"paper:print:scores_picture:{chamber.edition}")
        assert await pictures(chamber.town, chamber.person(chat)) == []
