"""What a result of an objection reaches: the office's next step, those about the same, the whole list (Art. 22, 23)."""

import pytest

from rules.objections.cases import State
from storage.engine.owed import Paper
from storage.store import Store
from tests.handlers.investigating import MEASURES, admitted
from tests.handlers.objecting import FINDINGS, Case
from workflow.engine.holds import held, is_on_hold

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@pytest.mark.article(23)
@pytest.mark.parametrize(
    ("effect", "follows", "button"),
    [("1", "strike", "✉ 写取消资格告知书"), ("2", "correct", "📋 去更正名单"), ("3", "other", None)],
)
async def test_what_follows_is_told_to_the_objector_and_is_one_tap_away(
    store: Store, effect: str, follows: str, button: str | None
) -> None:
    case = await admitted(store)
    read = await case.decides("1", FINDINGS, MEASURES, effect)
    assert read[0].startswith("异议（编号YY2026-001）的结果已发给异议人")
    assert case.office.buttons()[:1] == ([button] if button else ["打开异议"])
    owed = {one.key: one for one in await case.owed(5)}["objection:1:result"]
    assert owed.values["follows"].key == f"objections.follows.{follows}"
    async with store.work() as work:
        assert await is_on_hold(work, 1) == (follows == "strike")
        asked = [one.kind for about in ("application:1", "notice:1") for one in await work.tasks.of(about)]
    assert [kind for kind in asked if kind in ("striking_letter", "notice_correction")] == {
        "strike": ["striking_letter"],
        "correct": ["notice_correction"],
        "other": [],
    }[follows]


@pytest.mark.article(23)
async def test_those_about_the_same_are_decided_at_once_each_objector_by_a_letter_of_their_own(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    first, case.objector = case.objector, case.person(6)
    await case.object(document_number="622921199001010016")
    assert (await case.the_objection(2)).same_as == 1
    await case.examines("1")
    await case.office.presses_data("objection:open:2")
    await case.office.presses_data("objection:clear:2")
    await case.office.presses_data("objection:examine:2")
    await case.says_all(case.office, "examination", "1")
    asked = await case.office.presses_data("objection:decide:1")
    assert asked != []
    read = await case.says_all(case.office, "objection_result", "2", FINDINGS, "1")
    assert read[0].startswith("异议（编号YY2026-001、YY2026-002）的结果已发给异议人")
    assert [(await case.the_objection(one)).state for one in (1, 2)] == [State.DECIDED] * 2
    for chat, number in ((5, 1), (6, 2)):
        owed = {one.key: one for one in await case.owed(chat)}
        assert owed[f"objection:{number}:result"].paper == Paper("objection_result", f"objection:{number}")
    assert first.chat_id == 5


@pytest.mark.article(23)
async def test_one_that_the_officer_has_not_opened_is_not_decided_with_it(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    case.objector = case.person(6)
    await case.object(document_number="622921199001010016")
    await case.examines("1")
    other = case.person(902)
    for press in ("open", "clear", "examine"):
        await other.presses_data(f"objection:{press}:2")
    await case.says_all(other, "examination", "1")
    await case.office.presses_data("objection:decide:1")
    await case.says_all(case.office, "objection_result", "2", FINDINGS)
    assert [(await case.the_objection(one)).state for one in (1, 2)] == [State.DECIDED, State.ADMITTED]


@pytest.mark.article(22, 23)
async def test_one_to_the_whole_list_holds_all_of_it_and_nobody_can_be_struck_for_it(store: Store) -> None:
    case = await Case.open(store)
    await case.object(against="3", against_words="整份名单没有写明排序依据")
    async with store.work() as work:
        notice = await work.notices.get(1)
        assert notice is not None
        assert (await held(work, notice)).whole
    await case.examines("1")
    await case.decides("1", FINDINGS, MEASURES, "1")
    assert (await case.the_objection()).matter["result"]["effect"] == "correct"


@pytest.mark.article(22)
async def test_whoever_acts_for_somebody_else_sends_a_power_of_attorney(store: Store) -> None:
    case = await Case.open(store)
    await case.object(acting="agent")
    async with store.work() as work:
        assert len((await work.objections.identity(1))["attorney"]) == 1
    lines = (await case.opens())[0].splitlines()
    assert "由他人代办，委托书在“异议人身份”里（第二十二条）。" in lines
    assert "· 委托书：1个文件" in (await case.office.presses_data("objection:who:1"))[0].splitlines()
