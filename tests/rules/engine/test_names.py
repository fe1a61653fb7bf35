"""A name is what people can see, in one spelling, without a number in it; two that look the same are likely one."""

import unicodedata
from datetime import date

import pytest

from rules.engine.identities import credit_code, resident_number
from rules.engine.names import folded, look, name_answer, shown
from rules.engine.refusals import Unfit

ID = "622921199001010008"


def why(text: str) -> str:
    with pytest.raises(Unfit) as refused:
        name_answer(text, most=100)
    return refused.value.key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("\u115f\u1160", "answers.empty"),
        ("\u3164\u3164\u3164", "answers.empty"),
        ("\u2800\u2800", "answers.empty"),
        ("\ue000\ue001\ue002", "answers.no_words"),
        ("马\ue000花", "answers.unseen"),
        ("12345", "answers.no_letters"),
        ("13812345678", "answers.no_letters"),
        ("+86 138-1234-5678 马丽", "answers.number_as_name"),
        ("马丽13812345678", "answers.number_as_name"),
        ("马丽 0930-6222222", "answers.number_as_name"),
        (ID, "answers.no_letters"),
        (f"马小花{ID}", "answers.number_as_name"),
        (f"{ID[:6]} {ID[6:14]} {ID[14:]} 马小花", "answers.number_as_name"),
        ("62292119900101000X", "answers.number_as_name"),
        ("马小花６２２９２１１９９００１０１０００８", "answers.number_as_name"),
    ],
)
def test_what_is_blank_unseen_or_a_number_is_no_name(text: str, key: str) -> None:
    assert why(text) == key


@pytest.mark.parametrize(
    ("kept", "seen"),
    [
        (f"马小花{ID}", "马小花6****************8"),
        (f"{ID[:6]} {ID[6:14]} {ID[14:]} 马小花", "6******************8 马小花"),
        ("马丽13812345678 13987654321", "马丽1*********8 1*********1"),
        ("马小花６２２９２１１９９００１０１０００８", "马小花６****************８"),
        ("马丽 0930-6222222", "马丽 0**********2"),
        ("第1138厂", "第1138厂"),
        ("示例食品有限公司", "示例食品有限公司"),
    ],
)
def test_a_number_kept_in_a_name_is_shown_masked(kept: str, seen: str) -> None:
    assert shown(kept) == seen == shown(seen)


def test_a_credit_code_is_no_name_and_a_model_number_is_part_of_one() -> None:
    code = "9162292100000001" + "0"
    good = next(code + last for last in "0123456789ABCDEFGHJKLMNPQRTUWXY" if _is_code(code + last))
    assert why(f"示例公司 {good}") == "answers.number_as_name"
    assert name_answer("第1138厂", most=50) == "第1138厂"
    assert shown(f"示例公司 {good.lower()}") == f"示例公司 9{'*' * 16}{good[-1].lower()}"


def _is_code(text: str) -> bool:
    try:
        return credit_code(text) == text
    except Unfit:
        return False


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("⼩⻢兰", "小马兰"),
        ("⻝品⼀厂", "食品一厂"),
        ("ＡＢＣ食品（临夏）有限公司", "ABC食品（临夏）有限公司"),
        ("马\u3164小花", "马小花"),
        ("  Ma   Xiaohua ", "Ma Xiaohua"),
        ("阿不都·热合曼", "阿不都·热合曼"),
    ],
)
def test_a_name_is_kept_in_one_spelling(text: str, kept: str) -> None:
    assert name_answer(text, most=100) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("临夏县一品食品厂", "临夏县⼀品⻝品厂"),
        ("COCA食品", "СОСА食品"),
        ("ABC食品", "ＡＢＣ食品"),
        ("示例食品（临夏）有限公司", "示例食品(临夏)有限公司"),
        ("示例一厂", "示例ー厂"),
        ("O2食品", "02食品"),
    ],
)
def test_names_that_differ_by_look_alikes_look_the_same(one: str, other: str) -> None:
    assert (look(one) == look(other), one == other) == (True, False)


def test_names_that_look_different_are_different() -> None:
    names = ["示例食品一厂", "示例食品二厂", "示例饮品一厂", "Example One", "Example Two"]
    assert len({look(name) for name in names}) == len(names)


def test_every_radical_that_is_folded_is_one() -> None:
    radicals = [chr(point) for point in range(0x2E80, 0x2EF4) if folded(chr(point)) != chr(point)]
    assert len(radicals) > 100
    assert all(unicodedata.name(one).startswith("CJK RADICAL") for one in radicals)
    assert all(unicodedata.name(folded(one)).startswith("CJK UNIFIED") for one in radicals)


@pytest.mark.parametrize("number", ["022921199001010008", "012921199001010008"])
def test_no_region_of_a_person_begins_with_0(number: str) -> None:
    with pytest.raises(Unfit) as refused:
        resident_number(number, today=date(2026, 9, 1))
    assert refused.value.key == "identities.region"
    assert resident_number(ID, today=date(2026, 9, 1)) == ID


@pytest.mark.parametrize("code", ["0162292100000001XX", "9102292100000001XX"])
def test_no_registering_body_and_no_region_of_a_code_begins_with_0(code: str) -> None:
    with pytest.raises(Unfit) as refused:
        credit_code(code)
    assert refused.value.key == "identities.code_region"
