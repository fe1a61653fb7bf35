"""A notice hangs its working days, is open on each of them, and is signed on none of them (Art. 15, 17, 21-23)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.applications.lifecycle import ACTS, State
from rules.engine.calendar import WorkingCalendar
from rules.engine.identities import names_somebody, shows_any, without_numbers
from rules.engine.refusals import Refusal
from rules.notices.postings import ARTICLES, LISTINGS, Entry, Notice, NoticeKind, NoticeState, earliest_end, may_sign

CALENDAR = WorkingCalendar(
    covered=frozenset({2025, 2026}),
    days_off=frozenset({date(2026, 5, 1), date(2026, 5, 4), date(2026, 5, 5), date(2026, 9, 25)}),
    make_up=frozenset({date(2026, 5, 9), date(2026, 9, 20)}),
)
DAY = timedelta(days=1)


def notice(posted_on: date, *, replaced_on: date | None = None) -> Notice:
    count = earliest_end(posted_on, CALENDAR, 5)
    return Notice(
        1, 1, NoticeKind.UNIT, "2026-001", "公示", "正文", "公示栏", posted_on, count.last, count.provisional,
        replaced_on=replaced_on,
    )  # fmt: skip


def refusal(one: Notice, day: date) -> str:
    try:
        may_sign(one, day)
    except Refusal as refused:
        return refused.key
    return ""


@pytest.mark.article(15)
@pytest.mark.parametrize(
    ("posted_on", "last"),
    [
        (date(2026, 9, 17), date(2026, 9, 23)),  # the Sunday is worked
        (date(2026, 9, 18), date(2026, 9, 24)),
        (date(2026, 9, 21), date(2026, 9, 29)),  # a Friday is off
        (date(2026, 4, 29), date(2026, 5, 9)),  # it ends on a Saturday that is worked
        (date(2026, 9, 19), date(2026, 9, 24)),  # posted on a day off
    ],
)
def test_it_ends_on_the_fifth_working_day_and_is_signed_the_day_after(posted_on: date, last: date) -> None:
    one = notice(posted_on)
    assert one.last_day == last
    days = [one.last_day - DAY, one.last_day, one.last_day + DAY]
    assert [refusal(one, day) for day in days] == ["notices.still_open", "notices.still_open", ""]
    around = (posted_on - DAY, posted_on, last, last + DAY)
    assert [one.is_open_on(day) for day in around] == [False, True, True, False]


@pytest.mark.article(17)
def test_what_is_not_certain_is_never_signed() -> None:
    one = notice(date(2026, 12, 25))
    assert (one.last_day, one.provisional) == (date(2027, 1, 4), True)
    assert refusal(one, one.last_day + 400 * DAY) == "notices.provisional"


@pytest.mark.article(17)
def test_a_corrected_notice_is_open_no_more_and_never_signed() -> None:
    one = notice(date(2026, 9, 17), replaced_on=date(2026, 9, 21))
    assert [one.is_open_on(date(2026, 9, day)) for day in (20, 21, 22)] == [True, False, False]
    assert [one.state_on(date(2026, 9, day)) for day in (20, 21)] == [NoticeState.OPEN, NoticeState.REPLACED]
    assert refusal(one, date(2026, 10, 20)) == "notices.replaced"


@pytest.mark.article(21)
@given(posted_on=st.dates(date(2026, 1, 1), date(2026, 12, 1)), after=st.integers(-30, 60))
def test_on_no_day_is_it_open_and_signed(posted_on: date, after: int) -> None:
    one = notice(posted_on)
    day = posted_on + after * DAY
    assert not (one.is_open_on(day) and refusal(one, day) == "")
    hung = sum(CALENDAR.is_working(posted_on + n * DAY) for n in range(1, max(1, after)))
    assert refusal(one, day) or hung >= 5


def test_each_list_is_the_source_of_its_act_and_no_state_is_listed_twice() -> None:
    assert {kind: (listing.source, listing.target) for kind, listing in LISTINGS.items()} == {
        NoticeKind.UNIT: (State.CONSULTING, State.UNIT_NOTICE),
        NoticeKind.ACCEPTANCE: (State.LISTED, State.ACCEPTANCE_NOTICE),
        NoticeKind.AWARD: (State.PROPOSED, State.AWARD_NOTICE),
    }
    assert {kind.value: article for kind, article in ARTICLES.items()} == {
        "unit": 15,
        "acceptance": 17,
        "award": 21,
        "other": 9,
    }
    assert all(listing.act in ACTS for listing in LISTINGS.values())


def test_an_entry_is_open_until_it_is_cleared_or_struck() -> None:
    from datetime import UTC, datetime

    entry, now = Entry(1, 0, "甲"), datetime(2026, 9, 24, tzinfo=UTC)
    both = (replace(entry, cleared_at=now), replace(entry, struck_at=now))
    assert (entry.is_open, *(one.is_open for one in both)) == (True, False, False)


@pytest.mark.article(17)
def test_what_was_entrusted_is_found_however_it_is_spaced() -> None:
    private = ("13900001234", "临夏县韩集镇 双城村1号", "", "- ")
    texts = ("电话１３９ 0000-1234", "住 临夏县韩集镇双城村 1号", "临夏县示例食品有限公司", "")
    assert [shows_any(text, private) for text in texts] == [True, True, False, False]
    assert without_numbers("甲公司13900001234") == "甲公司***********"
    assert without_numbers("甲公司2号") == "甲公司2号"
    assert names_somebody(without_numbers("622921199001010008")) is False
