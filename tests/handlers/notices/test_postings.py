"""A notice lists whoever has come so far, and they go on with it; nobody reaches that state without it (Art. 15-21)."""

from datetime import date

import pytest

from rules.applications.lifecycle import State
from rules.notices.postings import NoticeKind, notice
from storage.store import Store
from tests.handlers.applying import Filler
from tests.handlers.publishing import ADDRESS, NAMES, NOW, PHONE, UNIT, Board
from tests.rules.every_form import pack
from texts import say

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
S, K = State, NoticeKind
NOT_YOURS = "这件事不归您办理，没有改动任何内容。如有疑问，请联系评委办。"


@pytest.mark.article(15)
async def test_a_clerk_posts_what_the_unit_has_consulted_on(store: Store) -> None:
    board = await Board.open(store, S.CONSULTING, S.IN_REVIEW, S.CONSULTING)
    read = await board.posts(Board.CLERK, K.UNIT)
    assert read[0].splitlines()[:3] == [
        "公示已登记：第3届临夏县政府质量奖申报材料审核公示（GS2026-001）",
        "贴出：2026年9月17日（周四）",
        "最早可以结束：2026年9月23日（周三）当天结束（第二十二条）。任何人都不能提前结束。",
    ]
    one = await board.notice()
    assert (one.kind, one.unit, one.posted_on, one.last_day) == (K.UNIT, UNIT, date(2026, 9, 17), date(2026, 9, 23))
    assert [(e.name, e.application_id) for e in await board.entries()] == [(NAMES[0], 1), (NAMES[2], 3)]
    assert await board.states() == [S.UNIT_NOTICE, S.IN_REVIEW, S.UNIT_NOTICE]
    assert await board.owed(101) == ["applications.told.unit_notice"]
    assert await board.owed(102) == []


@pytest.mark.article(15)
async def test_a_clerk_whose_departments_were_not_asked_is_told_so(store: Store) -> None:
    board = await Board.open(store)
    async with store.work() as work:
        await board._apply(work, 0, S.CONSULTING)
        await work.commit()
    read = await board.person(Board.CLERK).presses_data("notice:new")
    assert read[0].splitlines()[0] == "现在没有可以发布的公示。"
    assert "受理单位公示（第十五条）：" in read[0]
    refused = await board.person(Board.CLERK).presses_data("notice:unit:1")
    assert refused[0].splitlines()[0] in read[0]
    assert await board.state(1) is S.CONSULTING


@pytest.mark.article(17)
@pytest.mark.parametrize(
    ("chat", "press"),
    [
        (Board.OFFICE, "notice:new:unit"),
        (Board.CLERK, "notice:new:acceptance"),
        (Board.CLERK, "notice:new:award"),
        (Board.CLERK, "notice:new:other"),
        (101, "notice:new:acceptance"),
        (101, "notice:new"),
        (Board.OFFICE, "notice:draft:1"),
        (Board.OFFICE, "notice:take:1"),
    ],
)
async def test_each_notice_has_its_own_poster(store: Store, chat: int, press: str) -> None:
    board = await Board.open(store, S.LISTED)
    read = await board.person(chat).presses_data(press)
    assert read[0].splitlines()[0] == NOT_YOURS
    assert await board.states() == [S.LISTED]


@pytest.mark.article(17)
async def test_the_acceptance_list_has_all_and_each_goes_on(store: Store) -> None:
    board = await Board.open(store, S.LISTED, S.LISTED, S.LISTED)
    await board.posts(Board.LEAD, K.ACCEPTANCE)
    assert [e.name for e in await board.entries()] == list(NAMES[:3])
    assert await board.states() == [S.ACCEPTANCE_NOTICE] * 3
    assert await board.owed(103) == ["applications.told.acceptance_notice"]


@pytest.mark.article(17)
async def test_letters_of_non_acceptance_come_before_the_list(store: Store) -> None:
    board = await Board.open(store, S.LISTED, S.UNLISTED)
    read = await board.person(Board.LEAD).presses_data("notice:acceptance:1")
    assert read[0].splitlines()[0] == "还有1件不予受理告知书没有批准，不能公示受理名单（第十七条）。请负责人先批准。"
    assert await board.state(1) is S.LISTED


@pytest.mark.article(17, 21)
@pytest.mark.parametrize("behind", [S.FORWARDED, S.MATERIAL_REVIEW])
async def test_a_list_that_is_not_whole_needs_a_reason(store: Store, behind: State) -> None:
    board = await Board.open(store, S.LISTED, behind)
    await board.begins(Board.LEAD, K.ACCEPTANCE)
    assert "还有1件没有走到这一步" in "\n".join(await board.begins(Board.LEAD, K.ACCEPTANCE))
    await board.fills(Board.LEAD, kind=K.ACCEPTANCE, behind=1)
    assert await board.states() == [S.ACCEPTANCE_NOTICE, behind]


@pytest.mark.article(23)
async def test_one_on_hold_is_left_for_a_further_list(store: Store) -> None:
    board = await Board.open(store, S.CONSULTING, S.CONSULTING)
    await board.posts(Board.CLERK, K.UNIT)
    await board.object(against="1")
    async with store.work() as work:
        for one in await work.applications.of_edition(1):
            await work.applications.move(one, S.LISTED, NOW)
        await work.commit()
    await board.begins(Board.LEAD, K.ACCEPTANCE)
    await board.fills(Board.LEAD, kind=K.ACCEPTANCE, behind=1)
    assert await board.states() == [S.LISTED, S.ACCEPTANCE_NOTICE]


@pytest.mark.article(21)
async def test_the_award_list_stands_under_its_awards_and_those_left_out_hear_at_once(store: Store) -> None:
    board = await Board.open(store, S.PROPOSED, S.PROPOSED, S.PROPOSED, S.LEFT_OUT)
    assert await board.owed(104) == []
    await board.posts(Board.LEAD, K.AWARD)
    read = await board.person(6).presses_data("notice:see:1")
    listed = read[0].split("\n\n")[3].splitlines()
    assert listed == [
        "▍临夏县人民政府质量奖",
        f"· {NAMES[0]}",
        f"· {NAMES[2]}",
        "▍临夏县人民政府质量奖提名奖",
        f"· {NAMES[1]}",
    ]
    assert await board.states() == [S.AWARD_NOTICE] * 3 + [S.NOT_PROPOSED]
    assert await board.owed(104) == ["applications.told.not_proposed"]


@pytest.mark.article(21)
async def test_where_nobody_is_proposed_the_notice_says_so(store: Store) -> None:
    board = await Board.open(store, S.LEFT_OUT)
    await board.posts(Board.LEAD, K.AWARD)
    assert (await board.entries(), await board.states()) == ([], [S.NOT_PROPOSED])


@pytest.mark.article(9)
async def test_the_office_drafts_and_the_lead_posts(store: Store) -> None:
    board = await Board.open(store, S.LISTED)
    await board.begins(Board.OFFICE, K.ACCEPTANCE)
    read = await board.fills(Board.OFFICE, kind=K.ACCEPTANCE, posts=False, given={"place": "县政府网站"})
    assert read[0] == "已送负责人：第3届临夏县政府质量奖受理名单公示。负责人看过后公示。"
    async with store.work() as work:
        task = next(task for task in await work.tasks.open() if task.kind == "notice_posting")
        assert await work.notices.newest(limit=9) == []
    lead, press = board.person(Board.LEAD), f"notice:draft:{task.subject.removeprefix('draft:')}"
    shown = await lead.presses_data(press)
    assert f"· {NAMES[0]}" in shown[0].splitlines()
    assert "拟贴在：县政府网站" in shown[0].splitlines()
    await lead.presses("核对并公示")
    await lead.presses("与这些申报都没有利害关系")
    await board.fills(Board.LEAD, kind=K.ACCEPTANCE)
    one = await board.notice()
    assert (one.place, await board.states()) == ("县政府网站", [S.ACCEPTANCE_NOTICE])
    assert await board.tasks(task.subject) == []


WHY = "两件材料还在评审，处理完毕后另行公示。"


async def moves(board: Board, application_id: int, state: State) -> None:
    async with board.town.store.work() as work:
        found = await work.applications.get(application_id)
        assert found is not None
        await work.applications.move(found, state, NOW)
        await work.commit()


async def drafted(board: Board, **given: str) -> str:
    """The office drafts the acceptance list with the reason for what it lacks; the press that shows it to the lead."""
    await board.begins(Board.OFFICE, K.ACCEPTANCE)
    await board.fills(Board.OFFICE, kind=K.ACCEPTANCE, behind=2, posts=False, given={"further": WHY, **given})
    async with board.town.store.work() as work:
        task = next(task for task in await work.tasks.open() if task.kind == "notice_posting")
    return f"notice:draft:{task.subject.removeprefix('draft:')}"


@pytest.mark.article(9, 17)
async def test_a_reason_for_a_shorter_list_is_asked_for_again_when_the_lead_takes_it_over(store: Store) -> None:
    board = await Board.open(store, S.LISTED, S.MATERIAL_REVIEW, S.MATERIAL_REVIEW)
    press = await drafted(board)
    await moves(board, 2, S.LISTED)
    lead = board.person(Board.LEAD)
    shown = await lead.presses_data(press)
    assert say("zh", "notices.drafted_changed", count=1, reason=WHY) in shown[0].splitlines()
    await lead.presses("核对并公示")
    asked = await lead.presses("与这些申报都没有利害关系")
    assert say("zh", "notice.further_again", count="1", was=WHY) in asked[-1]
    await lead.says("还有一件在评审，另行公示。")
    await board.fills(Board.LEAD, kind=K.ACCEPTANCE, behind=1)
    assert await board.states() == [S.ACCEPTANCE_NOTICE, S.ACCEPTANCE_NOTICE, S.MATERIAL_REVIEW]


@pytest.mark.article(9, 17)
async def test_a_reason_stands_while_the_list_lacks_the_same_cases(store: Store) -> None:
    board = await Board.open(store, S.LISTED, S.MATERIAL_REVIEW, S.MATERIAL_REVIEW)
    press = await drafted(board)
    lead = board.person(Board.LEAD)
    shown = await lead.presses_data(press)
    assert say("zh", "notices.drafted_reason", count=2, reason=WHY) in shown[0].splitlines()
    await lead.presses("核对并公示")
    asked = await lead.presses("与这些申报都没有利害关系")
    assert WHY not in asked[-1]
    await board.fills(Board.LEAD, kind=K.ACCEPTANCE, behind=2)
    assert await board.states() == [S.ACCEPTANCE_NOTICE, S.MATERIAL_REVIEW, S.MATERIAL_REVIEW]


@pytest.mark.article(17, 21)
async def test_a_list_that_changes_before_it_is_sent_is_not_posted_for_the_old_reason(store: Store) -> None:
    board = await Board.open(store, S.LISTED, S.MATERIAL_REVIEW, S.MATERIAL_REVIEW)
    await board.begins(Board.LEAD, K.ACCEPTANCE)
    given = {"further": WHY, "address": "https://www.example.com/gongshi/1"}
    await Filler(board.person(Board.LEAD), notice(pack(), {"kind": K.ACCEPTANCE, "behind": 2}), given).fill()
    await moves(board, 2, S.LISTED)
    read = await board.sends(Board.LEAD)
    assert read[0].startswith(say("zh", "notices.list_changed", article=17, count=1))
    assert await board.states() == [S.LISTED, S.LISTED, S.MATERIAL_REVIEW]
    lead, asked = board.person(Board.LEAD), await board.begins(Board.LEAD, K.ACCEPTANCE)
    assert say("zh", "notice.further_again", count="1", was=WHY) in asked[-1]
    await lead.says("还有一件在评审，另行公示。")
    await board.sends(Board.LEAD)
    assert await board.states() == [S.ACCEPTANCE_NOTICE, S.ACCEPTANCE_NOTICE, S.MATERIAL_REVIEW]


@pytest.mark.article(40)
async def test_whoever_has_an_interest_leaves_the_list_to_a_colleague(store: Store) -> None:
    board = await Board.open(store, S.LISTED, S.LISTED)
    lead = board.person(Board.LEAD)
    shown = await lead.presses_data("notice:new:acceptance")
    assert [line for line in shown[0].splitlines() if line.startswith("·")] == [
        f"· 2026-0001 {NAMES[0]}",
        f"· 2026-0002 {NAMES[1]}",
    ]
    await lead.presses_data("review:interest:2")
    read = await lead.presses_data("notice:none:new:acceptance")
    assert read[0].splitlines()[0] == "名单里有您需要回避的申报，不能由您办理（第四十条）。请同事办理。"
    assert await board.states() == [S.LISTED] * 2
    await board.posts(Board.DEPUTY, K.ACCEPTANCE)
    assert await board.states() == [S.ACCEPTANCE_NOTICE] * 2


@pytest.mark.article(40)
async def test_a_clerk_posts_for_the_rest_of_the_unit(store: Store) -> None:
    board = await Board.open(store, S.CONSULTING, S.CONSULTING)
    clerk = board.person(Board.CLERK)
    await clerk.presses_data("notice:new:unit")
    await clerk.presses_data("review:interest:1")
    await board.posts(Board.CLERK, K.UNIT)
    assert await board.states() == [S.CONSULTING, S.UNIT_NOTICE]
    await board.posts(Board.COLLEAGUE, K.UNIT)
    assert await board.states() == [S.UNIT_NOTICE] * 2
    assert [e.application_id for e in await board.entries(2)] == [1]


@pytest.mark.article(15, 17)
@pytest.mark.parametrize("words", [PHONE, f"住址：{ADDRESS}", f"电话 {PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}"])
async def test_what_an_applicant_entrusted_is_not_published(store: Store, words: str) -> None:
    board = await Board.open(store, S.LISTED, S.LISTED, S.LISTED)
    await board.begins(Board.LEAD, K.ACCEPTANCE)
    read = await board.person(Board.LEAD).says(words)
    assert read[0].splitlines()[0] == "里面有证件号码、电话或住址，公示里不能有。请删去后再发一次。"


@pytest.mark.article(17)
async def test_a_notice_that_is_entered_late_begins_its_days_now(store: Store) -> None:
    board = await Board.open(store, S.LISTED)
    board.later(days=7)
    await board.posts(Board.LEAD, K.ACCEPTANCE)
    one = await board.notice()
    assert (one.posted_on, one.last_day) == (date(2026, 9, 24), date(2026, 10, 9))
    read = await board.signs(Board.LEAD)
    assert read[0].splitlines()[0] == say("zh", "notices.still_open", day=date(2026, 10, 9))


@pytest.mark.article(17)
@pytest.mark.parametrize(
    ("given", "posted"), [({"address": None}, 0), ({}, 1), ({"address": None, "files": "photo"}, 1)]
)
async def test_nothing_is_posted_without_an_address_or_a_photo(
    store: Store, given: dict[str, str | None], posted: int
) -> None:
    board = await Board.open(store, S.LISTED)
    read = await board.posts(Board.LEAD, K.ACCEPTANCE, **given)
    async with store.work() as work:
        assert len(await work.notices.newest(limit=9)) == posted
    assert (say("zh", "notice.files.unproven") in read[0]) is not bool(posted)


@pytest.mark.article(17)
async def test_two_presses_post_one_notice(store: Store) -> None:
    board = await Board.open(store, S.LISTED)
    await board.posts(Board.LEAD, K.ACCEPTANCE)
    async with store.work() as work:
        drafts = await work.drafts.of(board.ids[Board.LEAD])
    again = await board.person(Board.LEAD).presses_data(f"f:{drafts[0].id}:z")
    assert again[0].splitlines()[0] != ""
    async with store.work() as work:
        assert [one.number for one in await work.notices.newest(limit=9)] == ["GS2026-001"]


@pytest.mark.article(21)
async def test_one_that_was_on_hold_hears_of_being_left_out_later_from_its_case(store: Store) -> None:
    board = await Board.open(store, S.LEFT_OUT, S.PROPOSED)
    lead = board.person(Board.LEAD)
    await lead.presses_data("review:none:1")
    early = await lead.presses_data("notice:close:1")
    assert early[0].splitlines()[0] == "还没有公示这份名单，不能办这一步。请先发布公示。"
    await board.posts(Board.LEAD, K.AWARD)
    assert await board.states() == [S.NOT_PROPOSED, S.AWARD_NOTICE]
