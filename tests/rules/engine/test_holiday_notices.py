"""A notice of days off is understood sentence by sentence, or refused with the one that was not."""

from datetime import date, timedelta

import pytest
from chinese_calendar.constants import holidays, workdays
from hypothesis import given
from hypothesis import strategies as st

from rules.engine.holiday_notices import HolidayNotice, read_notice
from rules.engine.refusals import Unfit
from tests.rules.holiday_texts import NEXT_YEAR, NOTICES
from texts import say

WEEKDAYS = "一二三四五六日"
THIS = NOTICES[2026]
FIRST_DAYS, LAST_DAYS = 4, 10
"""The lines of the notice of 2026 that arrange days, the first counted 1."""
UNKNOWN = (
    "10月8日照常营业",
    "10月8日",
    "10月8日至10日",
    "10月8日放假和上班",
    "10月8日（周四）补班",
    "十月八日放假",
    "10/8上班",
    "2026-10-08上班",
    "10.8放假",
    "8日上班",
    "除夕放假",
    "国庆节后第一个周六上班",
    "节后首日照常办公",
    "节后首日仍是工作时间",
    "其余各日照常",
    "假期顺延",
    "提前放假",
    "今年不休息",
    "关于2026年10月8日放假的通知",
    "关于2026年十月八日放假的通知",
    "标题：10月8日上班",
    "2027年1月8日",
    "10月8日（农历九月初八、周四、晚上）放假",
    "共8天",
    "不调休",
)


def refusal(text: str, year: int | None = None) -> Unfit:
    with pytest.raises(Unfit) as refused:
        read_notice(text, year)
    for language in ("zh", "en"):
        say(language, refused.value.key, **refused.value.values)
    return refused.value


def arranged(notice: HolidayNotice) -> dict[str, tuple[list[date], list[date]]]:
    return {one.name: (sorted(one.days), sorted(one.make_up)) for one in notice.holidays}


@pytest.mark.article(23)
@pytest.mark.parametrize("year", NOTICES)
def test_the_notices_say_what_the_installed_tables_know(year: int) -> None:
    notice = read_notice(NOTICES[year])

    assert notice.year == year
    assert notice.days_off == {day for day in holidays if day.year == year and day.weekday() < 5}
    assert notice.make_up == {day for day in workdays if day.year == year}


def test_a_notice_is_known_by_its_number_and_else_by_its_subject() -> None:
    assert read_notice(THIS).source == "国办发明电〔2025〕7号"
    assert read_notice(NOTICES[2025]).source == "国务院办公厅关于2025年部分节假日安排的通知"


def test_every_day_is_kept_with_its_holiday() -> None:
    first, spring, *_ = read_notice(NEXT_YEAR).holidays

    assert (first.name, first.days) == ("元旦", (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)))
    assert first.make_up == (date(2027, 1, 3),)
    assert (len(spring.days), spring.make_up) == (7, (date(2027, 2, 14),))


def test_what_is_only_recommended_changes_no_day_and_is_shown() -> None:
    notice = read_notice(NOTICES[2024])

    assert notice.advice == ("鼓励各单位结合带薪年休假,安排职工在除夕(2月9日)休息",)
    assert date(2024, 2, 9) not in notice.days_off


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("5月1日至5日放假调休，共5天", range(1, 6)),
        ("5月1日（周五）-5月5日（星期二）调休放假，共计5天", range(1, 6)),
        ("5月1日—5日放假公休", range(1, 6)),
        ("5月1日到2日、4日放假3天", (1, 2, 4)),
        ("5月1日放假1天，5月4日补休", (1, 4)),
        ("2026年5月1日和4日放假，与周末连休", (1, 4)),
    ],
)
def test_older_forms_are_understood(written: str, days: range | tuple[int, ...]) -> None:
    text = THIS.replace("5月1日（周五）至5日（周二）放假调休，共5天", written)

    assert arranged(read_notice(text))["劳动节"][0] == [date(2026, 5, day) for day in days]


@pytest.mark.parametrize("separator", ["，", "；", "。\n", "。"])
def test_a_working_weekend_may_stand_in_the_same_sentence_or_the_next(separator: str) -> None:
    text = THIS.replace("共5天。5月9日（周六）上班", f"共5天{separator}5月9日（星期六）正常上班")

    assert arranged(read_notice(text)) == arranged(read_notice(THIS))


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("5月9日（周六）", "5月9日（周日）", "calendars.notice.wrong_weekday"),
        ("10月1日（周四）", "10月1日（周五）", "calendars.notice.wrong_weekday"),
        ("共5天", "共6天", "calendars.notice.wrong_total"),
        ("5月9日（周六）", "5月32日（周六）", "calendars.notice.no_such_day"),
        ("5月9日（周六）上班", "5月11日（周一）上班", "calendars.notice.worked_anyway"),
        ("5月9日（周六）上班", "5月2日（周六）上班", "calendars.notice.twice"),
        ("5月9日（周六）上班", "2028年5月9日上班", "calendars.notice.outside"),
        ("10月1日（周四）至7日（周三）放假调休，共7天", "10月7日至1日放假", "calendars.notice.reversed"),
        ("10月1日（周四）至7日（周三）放假调休，共7天", "10月1日至12月7日放假", "calendars.notice.reversed"),
        ("10月1日（周四）至7日（周三）放假调休，共7天", "10月5日至7日放假", "calendars.notice.not_on_its_day"),
        ("七、国庆节：", "七、国庆期间：", "calendars.notice.not_understood"),
        ("五、端午节：6月19日（周五）至21日（周日）放假，共3天。", "", "calendars.notice.missing"),
        ("6月19日（周五）至21日（周日）放假，共3天", "6月17日放假，与周末连休", "calendars.notice.no_weekend"),
        ("6月19日（周五）至", "19日（周五）至", "calendars.notice.no_month"),
        ("一、元旦：", "", "calendars.notice.no_name"),
        ("5月9日", "5月٩日", "answers.other_digit"),
    ],
)
def test_what_does_not_fit_is_named(before: str, after: str, key: str) -> None:
    assert before in THIS
    assert refusal(THIS.replace(before, after, 1)).key == key


def test_the_sentence_that_is_not_understood_is_shown_with_its_line() -> None:
    unfit = refusal(THIS.replace("5月9日（周六）上班", "5月9日（周六）半天上班"))

    assert unfit.values == {"line": 7, "sentence": "5月9日(周六)半天上班"}


def test_the_year_is_the_titles_or_the_one_that_was_said_and_there_is_one() -> None:
    bare = "\n".join(THIS.splitlines()[FIRST_DAYS - 1 : LAST_DAYS])

    assert refusal(bare).key == "calendars.notice.no_year"
    assert read_notice(bare, 2026).days_off == read_notice(THIS).days_off
    assert refusal(THIS, 2027).key == "calendars.notice.other_year"
    assert refusal(THIS + NOTICES[2025]).key == "calendars.notice.two_years"


@given(sentence=st.sampled_from(UNKNOWN), line=st.integers(0, 20))
def test_one_sentence_more_that_names_a_day_is_never_passed_over(sentence: str, line: int) -> None:
    lines = THIS.splitlines()
    place = min(line, len(lines))

    unfit = refusal("\n".join([*lines[:place], f"{sentence}。", *lines[place:]]))

    assert unfit.values["line"] == place + 1


@given(data=st.data())
def test_no_digit_can_change_without_being_refused_or_changing_a_day(data: st.DataObject) -> None:
    lines = THIS.splitlines()
    head = sum(len(line) + 1 for line in lines[: FIRST_DAYS - 1])
    tail = sum(len(line) + 1 for line in lines[:LAST_DAYS])
    places = [place for place in range(head, tail) if THIS[place].isdigit()]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([each for each in "0123456789" if each != THIS[place]]))

    try:
        read = read_notice(THIS[:place] + digit + THIS[place + 1 :])
    except Unfit:
        return
    assert arranged(read) != arranged(read_notice(THIS))


@given(
    st.lists(
        st.sampled_from([*"年月日至、，。：（）周六1234567890\n", "放假", "上班", "共", "天", "元旦", "2026年元旦"])
    )
)
def test_pieces_of_a_notice_in_any_order_are_read_or_refused(pieces: list[str]) -> None:
    for text in ("".join(pieces), THIS + "".join(pieces)):
        try:
            read_notice(text)
        except Unfit as unfit:
            say("zh", unfit.key, **unfit.values)


@given(st.text(max_size=200))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(Unfit):
        read_notice(text)


@st.composite
def arrangements(draw: st.DrawFn) -> tuple[int, dict[str, tuple[list[date], list[date]]]]:
    """Seven holidays of a year, each some days long, with weekend days worked for them in between."""
    year = draw(st.integers(2010, 2050))
    anchors = {"元旦": (1, 1), "春节": (2, 8), "清明节": (4, 5), "劳动节": (5, 1), "端午节": (6, 15)}
    found = {}
    for name, (month, day) in {**anchors, "中秋节": (9, 8), "国庆节": (10, 1)}.items():
        first = date(year, month, day) - timedelta(days=draw(st.integers(0, 3)))
        days = [first + timedelta(days=n) for n in range(draw(st.integers(4, 9)))]
        near = [days[-1] + timedelta(days=n) for n in range(1, 8)]
        weekends = st.lists(st.sampled_from([each for each in near if each.weekday() > 4]), unique=True, max_size=2)
        found[name] = (days, sorted(draw(weekends)))
    return year, found


def written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


@pytest.mark.article(23)
@given(arrangements())
def test_whatever_is_arranged_is_read_back(made: tuple[int, dict[str, tuple[list[date], list[date]]]]) -> None:
    year, found = made
    lines = [f"关于{year}年部分节假日安排的通知"]
    for name, (days, worked) in found.items():
        line = f"{name}：{written(days[0])}至{written(days[-1])}放假调休，共{len(days)}天。"
        lines.append(line + ("、".join(map(written, worked)) + "上班。" if worked else ""))

    assert arranged(read_notice("\n".join(lines))) == found
