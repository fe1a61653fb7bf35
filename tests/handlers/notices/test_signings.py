"""The sign-off comes after the end, entry by entry; an objection holds its own and nobody else's (Art. 15-25)."""

from datetime import UTC, date, datetime

import pytest

from reminders.letters import written
from rules.applications.lifecycle import State
from rules.engine.refusals import Refusal
from rules.notices.postings import NoticeKind
from storage.store import Store
from tests.handlers.publishing import NAMES, NOW, OVER, UNIT, Board
from tests.workflow.desks import desk_of
from workflow.applications.cases import advance
from workflow.applications.entries import correct_for_objection
from workflow.notices.signings import sign_no_objection

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
S, K = State, NoticeKind
OBJECTED = "还有异议没有办结，或者异议成立，不能签署（第二十三条）。请先了结异议。"
TITLE = "第3届临夏县政府质量奖受理名单公示"


async def accepted(store: Store, count: int = 3) -> Board:
    """An acceptance list hangs until 23 September 2026."""
    board = await Board.open(store, *[S.LISTED] * count)
    await board.posts(Board.LEAD, K.ACCEPTANCE)
    return board


async def move(board: Board, application_id: int, to: State) -> None:
    """The application is taken off by somebody, as its own act would."""
    async with board.town.store.work() as work:
        chat = 101 + application_id - 1 if to is S.WITHDRAWN else Board.LEAD
        desk = await desk_of(work, chat, board.town.clock.now)
        application = await work.applications.get(application_id)
        assert application is not None
        await advance(desk, application, "withdraw" if to is S.WITHDRAWN else "strike")
        await work.commit()


@pytest.mark.article(17)
@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2026, 9, 23, 15, 59, tzinfo=UTC), "公示到2026年9月23日（周三）结束，不能提前签署。请期满以后再签。"),
        (
            datetime(2026, 9, 23, 16, 0, tzinfo=UTC),
            f"已签署“无异议”：{TITLE}。可以进入下一步的有：{'、'.join(NAMES[:3])}。",
        ),
    ],
)
async def test_the_next_step_opens_on_the_first_day_after_the_last(store: Store, now: datetime, said: str) -> None:
    board = await accepted(store)
    board.town.clock.now = now
    assert (await board.signs(Board.OFFICE))[0].splitlines()[0] == said
    opened = [S.DEFENCE, S.DEFENCE, S.ON_SITE]
    assert await board.states() == (opened if said.startswith("已") else [S.ACCEPTANCE_NOTICE] * 3)


@pytest.mark.article(18, 19)
async def test_what_was_signed_is_signed_once_and_the_clock_ends(store: Store) -> None:
    board = await accepted(store)
    board.town.clock.now = OVER
    await board.plans()
    assert await board.tasks("notice:1") == [("notice_signing", "office", None, date(2026, 9, 24))]
    await board.signs(Board.OFFICE)
    assert await board.tasks("notice:1") == []
    assert (await board.signs(Board.OFFICE))[0].splitlines()[0] == "这份公示已经签署过了，不用再签。"
    async with store.work() as work:
        assert await work.deadlines.running("notice") == []
    assert await board.owed(103) == ["applications.told.acceptance_notice", "applications.told.on_site"]


@pytest.mark.article(15)
async def test_the_task_to_sign_comes_when_the_last_day_has_passed_and_once(store: Store) -> None:
    board = await Board.open(store, S.CONSULTING)
    await board.posts(Board.CLERK, K.UNIT)
    board.town.clock.now = datetime(2026, 9, 23, 15, 59, tzinfo=UTC)
    await board.plans()
    assert await board.tasks("notice:1") == []
    board.town.clock.now = datetime(2026, 9, 23, 16, 0, tzinfo=UTC)
    await board.plans()
    await board.plans()
    assert await board.tasks("notice:1") == [("notice_signing", "clerk", UNIT, date(2026, 9, 24))]
    assert (await board.owed(Board.CLERK)).count("tasks.given") == 1


@pytest.mark.article(15)
async def test_the_units_clerk_signs_and_is_asked_to_forward(store: Store) -> None:
    board = await Board.open(store, S.CONSULTING, S.CONSULTING)
    await board.posts(Board.CLERK, K.UNIT)
    board.town.clock.now = OVER
    for chat in (Board.LEAD, Board.OFFICE, Board.STRANGER, 101):
        refused = await board.person(chat).presses_data("notice:sign:1")
        assert refused[0].splitlines()[0] == "这件事不归您办理，没有改动任何内容。如有疑问，请联系评委办。"
    await board.signs(Board.COLLEAGUE)
    assert await board.marks() == "cc"
    assert await board.states() == [S.UNIT_NOTICE] * 2
    assert await board.tasks("application:1") == [("forwarding", "clerk", UNIT, date(2026, 10, 9))]


@pytest.mark.article(23)
async def test_an_objection_holds_its_application_and_the_others_go_on(store: Store) -> None:
    board = await accepted(store)
    await board.object(against="2")
    board.town.clock.now = OVER
    await board.plans()
    read = await board.signs(Board.OFFICE)
    assert read[0].splitlines() == [
        f"已签署“无异议”：{TITLE}。可以进入下一步的有：{NAMES[0]}、{NAMES[2]}。",
        f"还有异议没有办结或者异议成立，暂缓的有：{NAMES[1]}（第二十三条）。了结后再签署一次。",
    ]
    assert (await board.marks(), await board.states()) == ("coc", [S.DEFENCE, S.ACCEPTANCE_NOTICE, S.ON_SITE])
    assert [task[0] for task in await board.tasks("notice:1")] == ["notice_signing"]
    assert (await board.signs(Board.OFFICE))[0].splitlines()[0] == OBJECTED
    await board.person(Board.OBJECTOR).presses_data("objection:gone:1")
    assert "可以进入下一步的有" in (await board.signs(Board.OFFICE))[0]
    assert (await board.marks(), await board.tasks("notice:1")) == ("ccc", [])


NOBODY_OBJECTED = ("没有异议", "无异议", "no objection", "nobody objected", "without objection")


@pytest.mark.article(15, 18, 25)
@pytest.mark.parametrize(
    ("state", "kind", "text"),
    [
        (S.CONSULTING, K.UNIT, "applications.told.forwarded"),
        (S.LISTED, K.ACCEPTANCE, "applications.told.defence"),
        (S.PROPOSED, K.AWARD, "applications.told.government"),
    ],
)
async def test_whoever_was_objected_to_is_told_that_the_notice_is_over_and_not_that_nobody_objected(
    store: Store, state: State, kind: NoticeKind, text: str
) -> None:
    board = await Board.open(store, state)
    await board.posts(Board.CLERK if kind is K.UNIT else Board.LEAD, kind)
    await board.object(against="1")
    board.town.clock.now = OVER
    await board.plans()
    signer = Board.CLERK if kind is K.UNIT else Board.OFFICE
    assert (await board.signs(signer))[0].splitlines()[0] == OBJECTED
    assert text not in await board.owed(101)
    await board.person(Board.OBJECTOR).presses_data("objection:gone:1")
    await board.signs(signer)
    if kind is K.UNIT:
        clerk = board.person(Board.CLERK)
        await clerk.presses_data("review:forward:1")
        await clerk.says("材料完整，与原件核对一致，公示期满，同意报送。")
        await clerk.presses("发送")
    async with store.work() as work:
        (told,) = [one for one in await work.outbox.of(board.ids[101]) if one.text == text]
    for language, over in (("zh", "期满"), ("en", "over")):
        read = written(told, language, board.town.clock.now).text
        assert over in read
        assert [words for words in NOBODY_OBJECTED if words in read] == []


@pytest.mark.article(23)
async def test_an_objection_that_names_nobody_holds_the_whole_list(store: Store) -> None:
    board = await accepted(store)
    await board.object(against="4", against_words="名单没有在门户网站公布")
    board.town.clock.now = OVER
    assert (await board.signs(Board.OFFICE))[0].splitlines()[0] == OBJECTED
    assert await board.marks() == "ooo"
    await board.person(Board.OBJECTOR).presses_data("objection:gone:1")
    await board.signs(Board.OFFICE)
    assert await board.marks() == "ccc"


@pytest.mark.article(25)
async def test_the_awards_list_is_reported_together(store: Store) -> None:
    board = await Board.open(store, S.PROPOSED, S.PROPOSED)
    await board.posts(Board.LEAD, K.AWARD)
    await board.object(against="1")
    board.town.clock.now = OVER
    await board.plans()
    await board.signs(Board.OFFICE)
    assert (await board.marks(), await board.states()) == ("oc", [S.AWARD_NOTICE] * 2)
    await board.person(Board.OBJECTOR).presses_data("objection:gone:1")
    await board.signs(Board.OFFICE)
    assert (await board.marks(), await board.states()) == ("cc", [S.GOVERNMENT] * 2)
    assert await board.tasks("notice:1") == []
    assert await board.tasks("edition:1") == [("government", "lead", None, date(2026, 10, 22))]


@pytest.mark.article(25)
async def test_when_the_last_held_one_is_struck_the_others_are_reported(store: Store) -> None:
    board = await Board.open(store, S.PROPOSED, S.PROPOSED)
    await board.posts(Board.LEAD, K.AWARD)
    await board.object(against="1")
    board.town.clock.now = OVER
    await board.plans()
    await board.signs(Board.OFFICE)
    await move(board, 1, S.STRUCK)
    assert await board.marks() == "sc"
    assert [task[0] for task in await board.tasks("notice:1")] == ["notice_signing", "notice_correction"]
    read = await board.signs(Board.OFFICE)
    assert read[0] == "第3届临夏县政府质量奖获奖建议名单公示：名单上的都已了结，已一并报县政府审定（第二十五条）。"
    assert await board.states() == [S.STRUCK, S.GOVERNMENT]
    assert await board.tasks("notice:1") == []  # nobody posts a list anew for what has been reported


@pytest.mark.article(15)
@pytest.mark.parametrize("to", [S.WITHDRAWN, S.STRUCK])
async def test_whoever_goes_from_a_list_shortens_nothing(store: Store, to: State) -> None:
    board = await accepted(store)
    before = await board.notice()
    await move(board, 2, to)
    assert (await board.marks(), await board.notice()) == ("oso", before)
    asked = [("notice_correction", "office", None, date(2026, 9, 18))] if to is S.STRUCK else []
    assert await board.tasks("notice:1") == asked
    read = await board.person(6).presses_data("notice:see:1")
    assert f"· {NAMES[1]}（已不在名单内）" in read[0].splitlines()
    refused = (await board.signs(Board.OFFICE))[0]
    assert refused.splitlines()[0] == "公示到2026年9月23日（周三）结束，不能提前签署。请期满以后再签。"


@pytest.mark.article(17)
async def test_a_list_that_all_have_left_waits_for_nobody(store: Store) -> None:
    board = await accepted(store, 1)
    await move(board, 1, S.WITHDRAWN)
    board.town.clock.now = OVER
    await board.plans()
    assert await board.tasks("notice:1") == []
    async with store.work() as work:
        assert await work.deadlines.running("notice") == []


@pytest.mark.article(23)
async def test_what_an_objection_decided_to_correct_is_corrected_when_the_list_is_settled_too(store: Store) -> None:
    board = await accepted(store, 2)
    notice = await board.notice()
    async with store.work() as work:
        await correct_for_objection(await desk_of(work, Board.LEAD, NOW), notice, 1)
        await work.commit()
    await move(board, 1, S.STRUCK)
    assert [task[0] for task in await board.tasks("notice:1")] == ["notice_correction"] * 2
    await move(board, 2, S.WITHDRAWN)
    assert [task[0] for task in await board.tasks("notice:1")] == ["notice_correction"]


@pytest.mark.article(40)
async def test_whoever_has_an_interest_leaves_that_entry_to_a_colleague(store: Store) -> None:
    board = await accepted(store)
    board.town.clock.now = OVER
    office = board.person(Board.OFFICE)
    shown = await office.presses_data("notice:sign:1")
    assert shown[0].splitlines()[0] == "办理这份名单前，请说明您与下列申报有没有利害关系（第四十条）："
    await office.presses_data("review:interest:1")
    read = await board.signs(Board.OFFICE)
    assert read[0].splitlines()[1] == f"与您有利害关系、要由同事签署的有：{NAMES[0]}（第四十条）。"
    assert await board.marks() == "occ"
    await board.signs(Board.LEAD)
    assert await board.marks() == "ccc"


@pytest.mark.article(17)
async def test_a_provisional_end_is_not_signed(store: Store) -> None:
    board = await Board.open(store, S.LISTED)
    board.town.clock.now = datetime(2026, 12, 25, 3, tzinfo=UTC)
    await board.posts(Board.LEAD, K.ACCEPTANCE, posted_on="2026-12-25")
    board.town.clock.now = datetime(2027, 1, 15, 3, tzinfo=UTC)
    await board.plans()
    assert await board.tasks("notice:1") == []
    said = "公示的最后一天还是暂定的：该年放假安排没有录入，不能签署。请先录入。"
    assert (await board.signs(Board.OFFICE))[0].splitlines()[0] == said
    assert (await board.notice()).provisional is True


@pytest.mark.article(15)
async def test_no_step_goes_on_before_its_notice_is_signed(store: Store) -> None:
    await Board.open(store, S.UNIT_NOTICE, S.ACCEPTANCE_NOTICE, S.ACCEPTANCE_NOTICE, S.AWARD_NOTICE)
    acts = (
        (1, Board.CLERK, "forward"),
        (2, Board.OFFICE, "invite_defence"),
        (3, Board.OFFICE, "invite_on_site"),
        (4, Board.OFFICE, "report"),
    )
    for application_id, chat, act in acts:
        async with store.work() as work:
            desk = await desk_of(work, chat, NOW)
            await work.recusals.declare(desk.person.id, f"application:{application_id}", interest=False, now=NOW)
            application = await work.applications.get(application_id)
            assert application is not None
            with pytest.raises(Refusal) as refused:
                await advance(desk, application, act)
        assert refused.value.key == "notices.uncleared"


@pytest.mark.article(15, 17, 21, 40)
@pytest.mark.parametrize(("interest", "signed"), [(False, True), (True, False)])
async def test_nobody_with_an_interest_in_one_of_the_award_list_signs_it(
    store: Store, *, interest: bool, signed: bool
) -> None:
    board = await Board.open(store, S.PROPOSED, S.PROPOSED)
    await board.posts(Board.LEAD, K.AWARD)
    async with store.work() as work:
        await work.recusals.declare(board.ids[Board.OFFICE], "application:1", interest=interest, now=NOW)
        await work.recusals.declare(board.ids[Board.OFFICE], "application:2", interest=False, now=NOW)
        desk = await desk_of(work, Board.OFFICE, OVER)
        if signed:
            assert len((await sign_no_objection(desk, 1)).cleared) == 2
        else:
            with pytest.raises(Refusal):
                await sign_no_objection(desk, 1)
