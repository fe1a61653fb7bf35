"""Several files sent at once are answered once, after the last; what is wrong with one of them is said at once."""

import pytest

from rules.questions.objection import objection
from storage.store import Store
from tests.handlers.applying import draft_of, picture
from tests.handlers.objecting import Case, Objecting
from tests.rules.every_form import pack

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@pytest.mark.article(22)
async def test_several_files_get_one_answer_which_names_them_all(store: Store) -> None:
    case = await Case.open(store)
    someone = case.objector
    await someone.says("/object")
    await someone.presses_data("m:agree:ob:begin")
    filler = Objecting(someone, objection(pack()), {"who": "individual"})
    await filler.fill(until=lambda question: question.key == "facts")
    someone.reads()
    assert await someone.sends_file("early.png", picture(9), followed=True) == []  # words are asked for: said once
    assert (await someone.sends_file("early.png", picture(9)))[0].startswith("这一项要的是文字，文件没有保存。")
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
