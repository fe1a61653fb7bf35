"""Several answers in one message: which lines are read, and what is no block at all."""

import pytest

from rules.engine.blocks import Block, BlockLine, chosen, named_in, read
from rules.engine.forms import Kind, Option
from tests.rules.every_form import LANGUAGES, every_form, spoken

NAME = BlockLine("name", ("姓名", "Name"))
PHONE = BlockLine("phone", ("电话", "联系电话", "Phone"))
FACTS = BlockLine("facts", ("事实和理由（写清时间）", "Facts"), long=True)
LABELS = (NAME, PHONE, FACTS)
OWN_WORDS = {"state_secret", "identity_consent", "agreed", "declared_by", "clean_record", "signature", "seal", "proof"}
"""Consents, declarations, signatures and the gate: never answered by a line among others."""


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("姓名：李平\n电话：139", {"name": "李平", "phone": "139"}),
        ("电话: 139\r\nNAME : 李平", {"name": "李平", "phone": "139"}),
        ("1. 姓名：李平\n（2）电话（手机）：１３９", {"name": "李平", "phone": "１３９"}),
        ("① 姓　名：李平；联系电话：139", {"name": "李平", "phone": "139"}),
        ("姓名：\n电话：139", {"phone": "139"}),
        ("您好，我来填：\n姓名：李平\n电话：139", {"name": "李平", "phone": "139"}),
        (
            "姓名：李平\n事实和理由：去年；8月：被罚\n时间：八月\n\n第二段",
            {"name": "李平", "facts": "去年；8月：被罚\n时间：八月\n\n第二段"},
        ),
    ],
)
def test_lines_are_read_however_they_are_written(text: str, fields: dict[str, str]) -> None:
    block = read(text, LABELS, "name")
    assert block is not None
    assert block.fields == fields


@pytest.mark.parametrize(
    ("text", "current"),
    [
        ("李平", "name"),
        ("电话：139", "name"),  # one line, and not the one that is asked for
        ("我要说的是：电话打不通", "facts"),
        ("事情是这样的。\n姓名：某公司\n电话：没有人接", "facts"),
        ("时间：八月\n姓名：某公司\n电话：没有人接", "facts"),
        ("https://example.org/x", "name"),
    ],
)
def test_an_answer_with_a_colon_is_no_block(text: str, current: str) -> None:
    assert read(text, LABELS, current) is None


def test_one_line_is_enough_where_nothing_is_typed_or_where_it_is_the_question() -> None:
    assert read("电话：139", LABELS) == Block({"phone": "139"})
    assert read("电话：139", LABELS, "phone") == Block({"phone": "139"})
    assert read("事实和理由：一\n二", LABELS, "facts") == Block({"facts": "一\n二"})


def test_a_name_that_two_other_blocks_share_is_nobodys_and_the_own_block_comes_first() -> None:
    others = (BlockLine("words1", ("说明",)), BlockLine("words2", ("说明",)), BlockLine("post", ("职务", "姓名")))
    assert read("说明：a\n职务：b\n姓名：c", (NAME,), "name", others) == Block({"post": "b", "name": "c"}, ("说明",))


def test_what_nobody_asked_for_and_what_stands_twice_is_named() -> None:
    block = read("微信：a\n多余\n姓名：李平\n电话：1\n电话：2\nQQ：3", LABELS, "name")
    assert block == Block({"name": "李平", "phone": "1\n2"}, ("微信", "QQ"), frozenset({"phone"}))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", "yes"),
        ("３", "unsure"),
        ("否", "no"),
        (" 不确定 。", "unsure"),
        ("确定", "unsure"),
        ("不是", None),
        ("4", None),
        ("0", None),
        ("", None),
    ],
)
def test_an_option_is_chosen_by_number_or_words_and_never_guessed(text: str, value: str | None) -> None:
    options = [(Option("yes"), "是"), (Option("no"), "否"), (Option("unsure"), "不确定")]
    found = chosen(text, options)
    assert (found.value if found else None) == value


def test_of_two_options_with_the_words_none_is_chosen() -> None:
    options = [(Option("a"), "临夏县示例食品公司"), (Option("b"), "临夏县示例粮油公司")]
    assert chosen("示例", options) is None
    assert chosen("粮油", options) == Option("b")


def test_what_is_consented_declared_or_sent_stands_in_no_block() -> None:
    asked = [question for form in every_form() for question in form.questions]
    assert {question.key for question in asked} >= OWN_WORDS
    assert {question.key for question in asked if question.block and question.key in OWN_WORDS} == set()
    kinds = {question.kind for question in asked if question.block}
    assert kinds & {Kind.FILES, Kind.AWAITED} == set()


def test_a_line_is_called_by_one_name_in_its_block() -> None:
    for form in every_form():
        names = [
            (question.block, name.strip().casefold(), question.key)
            for question in form.questions
            if question.block
            for language in LANGUAGES
            for name in spoken(language, question, ".line").split("|")
        ]
        meant = {(block, name): key for block, name, key in names}
        assert {one for one in names if meant[one[:2]] != one[2]} == set(), form.name


def test_an_option_is_named_in_a_sentence_unless_it_says_no() -> None:
    options = [(Option(words), words) for words in ("法人", "非法人组织", "同意", "不同意")]
    tried = {
        "我们是企业法人": "法人",
        "属于非法人组织": "非法人组织",
        "我不同意": "不同意",
        "不是法人": None,
        "法人还是非法人组织": None,
        "法人，同意": None,
    }
    assert {text: found.value if (found := named_in(text, options)) else None for text in tried} == tried
