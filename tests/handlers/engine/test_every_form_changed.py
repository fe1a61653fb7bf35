"""An answer that is changed takes along exactly what rests on it; one that is only looked at stays (U4)."""

import pytest

from storage.store import Store
from tests.handlers.applying import NAME
from tests.handlers.beginnings import BEGINNINGS, confirmed
from tests.handlers.walking import Walk

AGAIN = "这一改动涉及后面的答复，请把有关的项重新填写。"


async def checked(store: Store, form: str) -> tuple[Walk, dict[str, int]]:
    """Somebody at the check page of a form, and the place of each question."""
    walk = Walk(await BEGINNINGS[form](store, form), form, others=confirmed)
    filling = await walk.walk()
    await walk.press("c")
    return walk, {question.key: place for place, question in enumerate(filling.form.questions)}


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_another_kind_of_document_asks_its_number_again(store: Store) -> None:
    walk, places = await checked(store, "objection")
    await walk.press("q", places["document_kind"])
    page = await walk.someone.says("4")
    assert page[0].startswith(AGAIN)
    assert "document_number" not in (await walk.filling()).progress.answers
    assert (await walk.filling()).draft.question == "document_number"
    assert (await walk.someone.says("E12345678"))[-1].startswith("请核对以下内容")


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_the_same_kind_of_document_asks_nothing_again(store: Store) -> None:
    walk, places = await checked(store, "objection")
    await walk.press("q", places["document_kind"])
    assert (await walk.someone.says("1"))[-1].startswith("请核对以下内容")


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_another_representative_has_to_sign_again_and_nothing_else_is_asked(store: Store) -> None:
    walk, places = await checked(store, "organisation")
    before = (await walk.filling()).progress.answers
    await walk.press("q", places["representative"])
    page = await walk.someone.says(NAME)
    assert page[0].startswith(AGAIN)
    answers = (await walk.filling()).progress.answers
    assert answers == {k: v for k, v in before.items() if k != "declared_by"} | {"representative": NAME}
    assert (await walk.someone.says(NAME))[-1].startswith("请核对以下内容")


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_typed_words_answer_whether_to_give_up_and_not_the_question(store: Store) -> None:
    someone = await BEGINNINGS["organisation"](store, "organisation")
    walk = Walk(someone, "organisation")
    await walk.walk(until=lambda question: question.key == "address")
    page = await walk.press("w")
    await walk.press("d")
    assert await someone.says("不放弃，继续填写") == [page]
    await walk.press("d")
    assert (await someone.says("1"))[0].startswith("数字只用来选表里编了号的答案。")
    await walk.press("d")
    assert await someone.says("确定放弃，删除已填内容") == ["已放弃，填写的内容已删除。需要时可以重新开始。"]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_an_answer_cannot_be_kept_before_it_is_given(store: Store) -> None:
    someone = await BEGINNINGS["consultation"](store, "consultation")
    walk = Walk(someone, "consultation")
    assert (await walk.press("o", 0)).startswith("这个按钮属于前面的内容")
    assert (await walk.filling()).draft.question == "departments"


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_a_form_is_walked_on_postgresql_too(store: Store) -> None:
    walk = Walk(await BEGINNINGS["objection"](store, "objection"), "objection")
    filling = await walk.walk(slowly=True)
    assert filling.progress.missing() == ()
    assert (await walk.press("z")).startswith("异议已收到")
