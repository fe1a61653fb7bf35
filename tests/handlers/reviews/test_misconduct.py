"""Whoever abused a role loses it at once; people of a receiving unit are handed on to the law (Art. 38, 41)."""

import pytest

from rules.people.roles import Role
from rules.sanctions.cases import State
from storage.store import Store
from tests.handlers.reviewing import UNIT
from tests.handlers.sanctioning import FACTS, FILE, REASONS, Town

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
LEAD, OFFICE, HOLDER, CHAIR, MEMBER = Town.LEAD, Town.OFFICE, Town.HOLDER, Town.CHAIR, Town.MEMBER
APPLICANT, CLERK, REVIEWER, STRANGER = Town.APPLICANT, Town.CLERK, Town.REVIEWER, 600
NOT_YOURS = "这件事不归您办理，没有改动任何内容。如有疑问，请联系评委办。"
SHUT = "这件事不归您办理，没有改动任何内容。如有疑问，请联系评委办。"


async def place(town: Town, name: str, chat: int = 400) -> str:
    """The number under which somebody stands among those who can be named under Art. 41."""
    lead = town.person(chat)
    await lead.presses_data("sanction:new")
    await lead.presses("继续")
    for word in ("5", "1"):
        await lead.says(word)
    labels = [label for label in lead.buttons() if "·" in label]
    await lead.presses("放弃")
    await lead.presses("确定放弃")
    return next(label for label in labels if name in label).partition(".")[0]


@pytest.mark.article(41)
async def test_a_reviewers_role_ends_in_the_moment_in_which_the_case_is_opened(store: Store) -> None:
    town = await Town.with_award(store)
    async with store.work() as work:
        await work.journal.write(
            "application_read", "application:1", now=town.town.clock.now, person_id=town.ids[REVIEWER]
        )
        await work.commit()
    opened = await town.opens(LEAD, "5", "3", await place(town, "某500"), FACTS, FILE)
    assert opened[0].startswith("案件 2026-001 已立案，对方的角色已经结束")
    one = await town.case()
    assert (one.person_id, one.matter["role"], one.matter["touched"]) == (
        town.ids[REVIEWER],
        "reviewer",
        ["application:1"],
    )
    async with store.work() as work:
        assert await work.roles.of(town.ids[REVIEWER]) == []
    assert [entry.details for entry in await town.journal() if entry.act == "sanction_role_ended"] == [
        {"role": "reviewer", "touched": ["application:1"]}
    ]
    await town.declares(LEAD)
    await town.does(LEAD, "forward", "1", "县纪委监委", "临县质评办移〔2026〕1号", "2026-09-01", REASONS)
    assert (await town.case()).state is State.FORWARDED
    assert await town.open_kinds() == []


@pytest.mark.article(41)
async def test_only_the_lead_ends_a_role(store: Store) -> None:
    town = await Town.with_award(store)
    officer = await town.opens(OFFICE, "5", "1", await place(town, "某500", OFFICE), FACTS, FILE)
    assert officer[0].splitlines()[0] == NOT_YOURS
    async with store.work() as work:
        assert [held.role for held in await work.roles.of(town.ids[REVIEWER])] == [Role.REVIEWER]


@pytest.mark.article(38)
async def test_a_clerk_of_a_receiving_unit_is_named_heard_and_handed_on_and_keeps_the_role(store: Store) -> None:
    town = await Town.with_award(store)
    lead = town.person(LEAD)
    await lead.presses_data("sanction:new")
    await lead.presses("继续")
    for word in ("4", "2"):
        await lead.says(word)
    named = [label.partition("·")[0].partition(".")[2].strip() for label in lead.buttons() if "·" in label]
    assert named == ["某200", "某201", "某300"]
    opened = await town.fills(lead, "1", FACTS, FILE)
    assert opened[0].startswith("案件 2026-001 已立案。")
    await town.declares(LEAD, OFFICE)
    await town.person(OFFICE).presses_data("sanction:ask:1")
    assert await town.told(CLERK) == ["sanctions.told.hearing"]
    await town.does(CLERK, "answer", "我按程序核对了原件。", None)
    await town.does(LEAD, "forward", "1", "县纪委监委", "临县质评办移〔2026〕1号", "2026-09-01", REASONS)
    assert (await town.told(CLERK))[-1] == "sanctions.told.forward"
    async with store.work() as work:
        assert [(held.role, held.unit) for held in await work.roles.of(town.ids[CLERK])] == [(Role.CLERK, UNIT)]
