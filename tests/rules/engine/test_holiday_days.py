"""Days as notices write them, alone and in spans; what is not understood is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.engine.holiday_notices import LONGEST, read_days
from rules.engine.refusals import Unfit


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2027年3月10日至12日", [(3, 10), (3, 11), (3, 12)]),
        ("2027年11月19日（周五）", [(11, 19)]),
        ("２０２７年３月１０日、５月１６日\n2027年3月10日", [(3, 10), (5, 16)]),
        ("2027年1月31日至2月1日；2027年5月1日。", [(1, 31), (2, 1), (5, 1)]),
    ],
)
def test_days_alone_are_read_each_once_in_order(text: str, days: list[tuple[int, int]]) -> None:
    assert read_days(text) == tuple(date(2027, month, day) for month, day in days)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("3月10日", "calendars.days.no_year"),
        ("2027年3月10日放假", "calendars.days.not_understood"),
        ("开斋节", "calendars.days.not_understood"),
        ("。", "calendars.days.not_understood"),
        ("2027年3月10日（周一）", "calendars.notice.wrong_weekday"),
        ("2027年2月29日", "calendars.notice.no_such_day"),
        ("2027年3月10日至9日", "calendars.notice.reversed"),
    ],
)
def test_days_alone_that_are_not_understood_are_refused(text: str, key: str) -> None:
    with pytest.raises(Unfit) as refused:
        read_days(text)
    assert refused.value.key == key


def test_a_span_is_a_month_at_most() -> None:
    assert len(read_days("2027年3月1日至31日")) == LONGEST
    with pytest.raises(Unfit, match="reversed"):
        read_days("2027年3月1日至4月1日")


@given(st.text(max_size=200) | st.lists(st.sampled_from([*"2027年3月10日至、（）周三\n", "次年"])).map("".join))
def test_any_text_is_read_as_days_in_order_or_refused(text: str) -> None:
    try:
        days = read_days(text)
    except Unfit:
        return
    assert days == tuple(sorted(set(days))) != ()
