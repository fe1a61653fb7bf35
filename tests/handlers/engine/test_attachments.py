"""Several files sent at once are answered once, after the last; what is wrong with one of them is said at once."""

import pytest

from rules.objections.forms import objection
from storage.store import Store
from tests.handlers.applying import draft_of, picture
from tests.handlers.objecting import Case, Objecting
from tests.rules.every_form import pack
from tests.talking import Someone
from texts import say

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@pytest.mark.article(22)
async def test_several_files_get_one_answer_which_names_them_all(store: Store) -> None:
    case = await Case.open(store)
    someone = case.objector
    await someone.says("/object")
    await someone.presses_data("consent:agree:objection:begin")
    filler = Objecting(someone, objection(pack()), {"who": "individual"})
    await filler.fill(until=lambda question: question.key == "facts")
    someone.reads()
    assert await someone.sends_file("early.png", picture(9), followed=True) == []  # words are asked for: said once
    assert (await someone.sends_file("early.png", picture(9)))[0].startswith("这一项要的不是文件，文件没有保存。")
    await filler.fill(until=lambda question: question.key == "evidence")
    someone.reads()
    assert await someone.sends_file("1.png", picture(1), followed=True) == []
    (refused,) = await someone.sends_file("2.exe", b"MZ", followed=True)
    assert "2.exe" not in refused.split("已收到的文件")[1]
    assert await someone.sends_file("3.png", picture(3), followed=True) == []
    (answer,) = await someone.sends_file("4.png", picture(4))
    assert "已收到的文件：\n· 1.png\n· 3.png\n· 4.png" in answer
    _, answers = await draft_of(case.town, someone, "objection")
    assert len(answers["evidence"]) == 3
    await case.town.person(77).says("/start")
    stranger = case.town.person(77)
    stranger.reads()
    assert await stranger.sends_file("x.png", picture(5), followed=True) == []
    assert len(await stranger.sends_file("y.png", picture(6))) == 1


async def asked_for_evidence(store: Store) -> tuple[Case, Someone]:
    """An objector stands at the question for files."""
    case = await Case.open(store)
    await case.objector.says("/object")
    await case.objector.presses_data("consent:agree:objection:begin")
    filler = Objecting(case.objector, objection(pack()), {"who": "individual"})
    await filler.fill(until=lambda question: question.key == "evidence")
    return case, case.objector


@pytest.mark.parametrize(
    "caption", ["/skip", "/back@award_bot", "/list", "/help", " / ", "/start x", "/cancel", "1", "见附件"]
)
async def test_what_stands_beside_a_file_is_no_command_and_is_said_to_be_dropped(store: Store, caption: str) -> None:
    case, someone = await asked_for_evidence(store)
    told, asked = await someone.sends_file("1.png", picture(1), caption=caption)
    assert told == say("zh", "uploads.caption_dropped")
    assert "已收到的文件：\n· 1.png" in asked
    assert await someone.sends_file("2.png", picture(2), followed=True, caption=caption) == [told]
    assert len((await draft_of(case.town, someone, "objection"))[1]["evidence"]) == 2
    await someone.presses("上一项")
    (refused,) = await someone.sends_file("3.png", picture(3), caption=caption)
    assert refused.startswith(say("zh", "forms.no_file_here"))


async def test_words_at_a_file_question_press_its_buttons(store: Store) -> None:
    _, someone = await asked_for_evidence(store)
    assert (await someone.says("我晚点发"))[0].startswith(say("zh", "forms.file_awaited"))
    await someone.sends_file("1.png", picture(1))
    assert not (await someone.says("文件已齐"))[0].startswith(say("zh", "forms.file_awaited"))


@pytest.mark.parametrize("place", ["home", "list", "new"])
async def test_a_file_outside_a_form_is_answered_as_a_file(store: Store, place: str) -> None:
    case, someone = await asked_for_evidence(store)
    if place == "list":
        await someone.says("/list")
    someone = case.town.person(78) if place == "new" else someone
    if place == "home":
        await someone.says("/menu")
    for name, content, why in (("1.png", picture(1), "talk.file_unasked"), ("2.pdf", b"", "uploads.empty")):
        (told,) = await someone.sends_file(name, content, caption="/skip")
        assert told.startswith(say("zh", why))
        assert someone.buttons() != []
    assert (await someone.sends_voice())[0].startswith(say("zh", "talk.no_words"))
