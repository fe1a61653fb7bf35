from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.engine.answers import Days, clean, date_answer, days_allowed, number_answer, plain, text_answer
from rules.engine.refusals import Unfit

THE_DAY = date(2026, 11, 13)


def refused(unfit: pytest.ExceptionInfo[Unfit]) -> tuple[str, dict[str, object]]:
    return unfit.value.key, unfit.value.values


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  甲\x00乙\x0b丙\x1f \r\n丁\r戊\u2028己  ", "甲乙丙 \n丁\n戊\n己"),
        ("report\u202efdp.exe\u200b\ufeff", "reportfdp.exe"),
        ("a\tb", "a b"),
        ("𠮷㐂👨\u200d👩\u200d👧", "𠮷㐂👨\u200d👩\u200d👧"),
        ("x\ud800y\uffff\ufffe", "xy"),
        ("<b>& {0} %s", "<b>& {0} %s"),
    ],
)
def test_only_what_was_typed_is_kept(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(st.text())
def test_cleaning_twice_changes_nothing_and_leaves_no_control_character(text: str) -> None:
    once = clean(text)

    assert clean(once) == once
    assert [char for char in once if ord(char) < 32 and char != "\n"] == []
    once.encode("utf-8")


@pytest.mark.parametrize("typed", ["", "   ", " \n\t", "\x00\x0b", "\u200b"])
def test_nothing_is_no_answer(typed: str) -> None:
    with pytest.raises(Unfit) as unfit:
        text_answer(typed, max_chars=10)
    assert refused(unfit) == ("answers.empty", {})


@pytest.mark.parametrize("typed", ["😀", "👍👍🏽", "1️⃣", "。。。", "❤️ !", "🇨🇳"])
def test_emoji_and_marks_alone_are_no_words(typed: str) -> None:
    with pytest.raises(Unfit) as unfit:
        text_answer(typed, max_chars=100)
    assert refused(unfit) == ("answers.no_words", {})


@pytest.mark.parametrize("count", [4_097, 100_000])
def test_a_long_answer_is_told_its_length_and_the_limit(count: int) -> None:
    with pytest.raises(Unfit) as unfit:
        text_answer("质" * count, max_chars=4_096)
    assert refused(unfit) == ("answers.too_long", {"count": count, "limit": 4_096})


def test_the_limits_themselves_are_allowed() -> None:
    assert text_answer("质" * 4_096, max_chars=4_096) == "质" * 4_096
    assert text_answer(" 质量奖 ", min_chars=3, max_chars=3) == "质量奖"
    with pytest.raises(Unfit) as unfit:
        text_answer("质量", min_chars=3, max_chars=10)
    assert refused(unfit) == ("answers.too_short", {"count": 2, "limit": 3})


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-13",
        "2026/11/13",
        "2026.11.13",
        "2026年11月13日",
        "2026年11月13号",
        "2026 年 11 月 13 日",
        "20261113",
        "２０２６－１１－１３",
        "２０２６年１１月１３日",
        " 2026。11。13\n",
    ],
)
def test_a_day_is_read_in_every_usual_spelling(typed: str) -> None:
    assert date_answer(typed) == THE_DAY


def test_a_day_may_lack_its_zeros() -> None:
    assert date_answer("2026-1-3") == date(2026, 1, 3)


@pytest.mark.parametrize("typed", ["明天", "13.11.2026", "26-11-13", "2026-11", "2026111", "2026-11-13-1", ""])
def test_what_is_no_day_is_asked_again(typed: str) -> None:
    with pytest.raises(Unfit) as unfit:
        date_answer(typed)
    assert refused(unfit) == ("answers.not_a_date", {})


def test_a_day_that_the_calendar_lacks_is_named() -> None:
    with pytest.raises(Unfit) as unfit:
        date_answer("2026-02-29")
    assert refused(unfit) == ("answers.no_such_day", {"year": 2026, "month": 2, "day": 29})
    assert date_answer("2028-02-29") == date(2028, 2, 29)


def test_both_ends_of_a_period_are_allowed_and_a_day_beyond_is_not() -> None:
    assert date_answer("2026-11-13", earliest=THE_DAY, latest=THE_DAY) == THE_DAY
    with pytest.raises(Unfit) as early:
        date_answer("2026-11-12", earliest=THE_DAY)
    with pytest.raises(Unfit) as late:
        date_answer("2026-11-14", latest=THE_DAY)
    assert refused(early) == ("answers.too_early", {"earliest": THE_DAY})
    assert refused(late) == ("answers.too_late", {"latest": THE_DAY})


@pytest.mark.parametrize("typed", ["２０26-１１-٣", "1²", "Ⅷ", "①", "𝟙"])
def test_digits_that_are_not_ours_are_named_and_not_guessed(typed: str) -> None:
    with pytest.raises(Unfit) as unfit:
        plain(typed)
    assert unfit.value.key == "answers.other_digit"
    assert unfit.value.values == {"char": next(char for char in typed if char not in "0126-２０１")}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1280", "1280"),
        ("1,234,567.50", "1234567.5"),
        ("１，２３４．５", "1234.5"),
        ("007", "7"),
        ("0.00", "0"),
        ("-0", "0"),
        ("+3.10", "3.1"),
        ("-12.25", "-12.25"),
        ("－１２", "-12"),
    ],
)
def test_a_number_is_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert number_answer(typed, decimals=2) == kept


@pytest.mark.parametrize("typed", ["12万元", "12%", "1e5", "1,23", "1.2.3", ".5", "", "NaN", "inf", "1 2", "9" * 41])
def test_what_is_no_number_is_asked_again(typed: str) -> None:
    with pytest.raises(Unfit) as unfit:
        number_answer(typed, decimals=2)
    assert refused(unfit) == ("answers.not_a_number", {})


def test_a_number_stays_within_its_limits_and_decimals() -> None:
    assert number_answer("0", minimum=0, maximum=100) == "0"
    assert number_answer("100.0", minimum=0, maximum=100) == "100"
    for typed, decimals, expected in (
        ("-1", 0, ("answers.too_small", {"limit": "0"})),
        ("100.1", 1, ("answers.too_big", {"limit": "100.05"})),
        ("1.5", 0, ("answers.whole_number", {"limit": 0})),
        ("1.234", 2, ("answers.too_many_decimals", {"limit": 2})),
    ):
        with pytest.raises(Unfit) as unfit:
            number_answer(typed, minimum=0, maximum=Decimal("100.05"), decimals=decimals)
        assert refused(unfit) == expected


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9))
def test_a_number_means_what_was_typed(number: Decimal) -> None:
    assert Decimal(number_answer(f"{number:f}", decimals=2)) == number


TODAY = date(2026, 9, 17)


@pytest.mark.parametrize(
    ("first", "last"),
    [(None, TODAY), (date(2026, 9, 18), None), (date(2026, 9, 16), date(2026, 9, 18)), (date(2027, 3, 1), None)],
)
def test_a_calendar_offers_the_very_days_that_the_rule_takes(first: date | None, last: date | None) -> None:
    def allowed(day: date) -> bool:
        return (first is None or first <= day) and (last is None or day <= last)

    assert days_allowed(allowed, TODAY) == Days(first, last)
    assert days_allowed(lambda _: False, TODAY) is None
