"""The parent or employer confirms behind a link of its own, sees little, and holds what it confirmed to (Art. 13)."""

from datetime import timedelta

import pytest

from storage.store import Store
from tests.handlers.applying import (
    FORMS,
    NAME,
    Filler,
    apply,
    confirm,
    draft_of,
    link_of,
    open_edition,
    owed_to,
    patient,
    send,
)
from tests.talking import Someone

pytestmark = pytest.mark.article(13)


async def waiting(store: Store, language: str = "zh") -> Someone:
    """An individual who has filled in all but the employer's part."""
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, "individual", language=language)
    await filler.fill()
    return someone


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_words_to_forward_hold_the_link_and_the_page_says_what_follows(store: Store, language: str) -> None:
    someone = await waiting(store, language)
    await someone.presses("⏳")
    words, after = await someone.presses("🔗")
    assert "http://127.0.0.1:8080/chat?start=" in words
    assert NAME in words
    assert ("请把上面这段文字转发给单位" if language == "zh" else "Please forward the text above") in after
    assert ("还没有打开" if language == "zh" else "not been opened yet") in (await _standing(someone))


async def test_whoever_waits_for_the_unit_is_shown_where_to_press_and_not_told_to_go_on(store: Store) -> None:
    someone = await waiting(store)
    page = (await someone.presses("🔒"))[0]
    assert "带 ⏳ 的在等别人" in page
    assert "还在等：推荐意见" in page
    assert "继续填写" not in page


async def test_the_confirmer_sees_name_kind_and_conditions_and_nothing_else(store: Store) -> None:
    someone = await waiting(store)
    _, answers = await draft_of(someone.town, someone, "individual")
    boss = someone.town.person(6)
    said = "\n".join(await boss.says(f"/start {await link_of(someone)}"))
    shown = {key: str(value) in said for key, value in answers.items() if isinstance(value, str) and len(value) > 3}
    assert {key for key, seen in shown.items() if seen} == {"ind_1.words", "ind_2.words", "ind_3.words"}
    assert NAME in said
    assert "个人信息" in said
    assert "（个人）" in said


async def test_a_recommendation_arrives_in_the_draft_and_its_applicant_is_told(store: Store) -> None:
    someone = await waiting(store)
    await confirm(someone)
    _, answers = await draft_of(someone.town, someone, "individual")
    confirmer = answers["confirmation"]["draft"]
    owed = await owed_to(someone.town, someone)
    assert [each.key for each in owed] == [f"application:1:confirmed:{confirmer}"]
    assert "已经推荐" in await _standing(someone)


async def test_the_message_and_the_progress_lead_back_to_where_one_stopped(store: Store) -> None:
    someone = await waiting(store)
    draft, _ = await draft_of(someone.town, someone, "individual")
    stopped_at = (await someone.presses_data(f"f:{draft.id}:q:{FORMS['individual'].index('deeds')}"))[0]
    await confirm(someone)
    told = (await owed_to(someone.town, someone))[0]
    assert await someone.presses_data(told.buttons[0][0]["press"]) == [stopped_at]
    await someone.says("/status")
    assert await someone.presses("继续填写") == [stopped_at]


async def test_a_refusal_arrives_with_its_reasons_and_can_be_asked_again(store: Store) -> None:
    someone = await waiting(store)
    await confirm(someone, checked="no", decision="decline", reasons="去年有一起重大投诉还没有了结。")
    owed = await owed_to(someone.town, someone)
    assert (owed[0].text, owed[0].values["reasons"]) == (
        "confirmations.told_declined",
        "去年有一起重大投诉还没有了结。",
    )
    assert "去年有一起重大投诉还没有了结。" in await _standing(someone)
    await confirm(someone, chat_id=61)
    _, answers = await draft_of(someone.town, someone, "individual")
    assert "confirmation" in answers


async def test_a_new_link_ends_the_old_one_and_what_was_begun_behind_it(store: Store) -> None:
    someone = await waiting(store)
    first = await link_of(someone)
    second = await link_of(someone)
    boss, other = someone.town.person(6), someone.town.person(61)
    assert (await boss.says(f"/start {first}"))[0].startswith("没有找到这个链接")
    await boss.says(f"/start {second}")
    draft, _ = await draft_of(someone.town, boss, "confirmation")
    third = await link_of(someone)
    assert (await boss.presses_data(f"f:{draft.id}:g"))[0].startswith("这份表已经放弃")
    assert NAME in "\n".join(await other.says(f"/start {third}"))


async def test_the_link_opens_once_and_for_thirty_days(store: Store) -> None:
    someone = await waiting(store)
    token = await link_of(someone)
    boss, other = someone.town.person(6), someone.town.person(61)
    await boss.says(f"/start {token}")
    assert (await other.says(f"/start {token}"))[0].startswith("这个链接已经用过")
    late = await link_of(someone)
    someone.town.clock.now += timedelta(days=30)
    assert (await other.says(f"/start {late}"))[0].startswith("这个链接已经过期")


async def test_the_applicant_cannot_confirm_themselves(store: Store) -> None:
    someone = await waiting(store)
    token = await link_of(someone)
    assert (await someone.says(f"/start {token}"))[0].startswith("这个链接是给上级单位或所在单位的")
    boss = someone.town.person(6)
    assert NAME in "\n".join(await boss.says(f"/start {token}"))


async def test_another_employer_takes_the_confirmation_back_and_says_so(store: Store) -> None:
    someone = await waiting(store)
    await confirm(someone)
    draft, _ = await draft_of(someone.town, someone, "individual")
    await someone.presses_data(f"f:{draft.id}:q:{FORMS['individual'].index('employer')}")
    said = await someone.says("另一家公司")
    assert said[0].startswith("名称、类别或单位改了")
    _, answers = await draft_of(someone.town, someone, "individual")
    assert "confirmation" not in answers
    assert (await send(someone))[0].startswith("还有")
    await confirm(someone, chat_id=61)
    await Filler(someone, FORMS["individual"], {"name": NAME}).fill()
    assert "编号：2026-0001" in (await send(someone))[0]


async def test_the_same_employer_given_again_keeps_the_confirmation(store: Store) -> None:
    someone = await waiting(store)
    await confirm(someone)
    draft, before = await draft_of(someone.town, someone, "individual")
    await someone.presses_data(f"f:{draft.id}:q:{FORMS['individual'].index('employer')}")
    await someone.says(before["employer"])
    _, answers = await draft_of(someone.town, someone, "individual")
    assert answers["confirmation"] == before["confirmation"]


async def test_a_name_that_changed_meanwhile_is_shown_before_the_confirmation_counts(store: Store) -> None:
    someone = await waiting(store)
    boss = someone.town.person(6)
    await boss.says(f"/start {await link_of(someone)}")
    await Filler(boss, FORMS["confirmation"], {"checked": "yes", "decision": "recommend"}).fill()
    draft, _ = await draft_of(someone.town, someone, "individual")
    await someone.presses_data(f"f:{draft.id}:q:{FORMS['individual'].index('name')}")
    await someone.says("马大花")
    confirmer, _ = await draft_of(someone.town, boss, "confirmation")
    shown = await boss.presses_data(f"f:{confirmer.id}:z")
    assert "马大花" in shown[0]
    assert shown[1].startswith("您填写以后，申报方改过")
    assert (await boss.presses_data(f"f:{confirmer.id}:z"))[0].startswith("推荐已收到")


async def test_a_confirmation_comes_too_late_for_an_application_that_is_over(store: Store) -> None:
    someone = await waiting(store)
    boss = someone.town.person(6)
    await boss.says(f"/start {await link_of(someone)}")
    await Filler(boss, FORMS["confirmation"], {"checked": "yes", "decision": "recommend"}).fill()
    draft, _ = await draft_of(someone.town, someone, "individual")
    await someone.presses_data(f"f:{draft.id}:D")
    confirmer, _ = await draft_of(someone.town, boss, "confirmation")
    assert (await boss.presses_data(f"f:{confirmer.id}:z"))[0].startswith("这份申报已经发送、撤回或放弃")


async def _standing(someone: Someone) -> str:
    """What the page of the confirmation says now."""
    draft, _ = await draft_of(someone.town, someone, "individual")
    await someone.presses_data(f"f:{draft.id}:t")
    return (await someone.presses_data(f"f:{draft.id}:n:confirmation"))[0]
