"""Forms for the calendar: the notice of a year's days off, and days off of the prefecture (Art. 23)."""

from functools import cache
from typing import Any

from rules.engine.forms import Answers, Facts, Form, Kind, Question
from rules.engine.holiday_notices import read_days, read_notice
from rules.engine.refusals import Unfit

LONGEST = 3000
MOST_DAYS = 15
NOTICE_EXAMPLE = """国务院办公厅关于2026年部分节假日安排的通知
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（周日）至23日（周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。"""
_SOME_YEAR = 2027
NAME_EXAMPLE = "自治州成立纪念日"


@cache
def holiday_notice() -> Form:
    """Return the form for the text of a notice, as published by the State Council."""
    return Form(
        "holiday_notice",
        (
            Question(
                key="text",
                kind=Kind.TEXT,
                section="notice",
                text="calendars.notice",
                article=23,
                least=20,
                most=LONGEST,
                check=_is_notice,
                places={"example": NOTICE_EXAMPLE, "least": "20", "most": str(LONGEST)},
            ),
        ),
    )


def local_days(facts: Facts) -> Form:
    """Return the form for days off of the prefecture and their occasion; its example lies after today."""
    return _local_days(facts["today"].year + 1 if "today" in facts else _SOME_YEAR)


@cache
def _local_days(year: int) -> Form:
    example = f"{year}年11月19日至20日"
    return Form(
        "local_days",
        (
            Question(
                key="days",
                kind=Kind.TEXT,
                section="days",
                text="calendars.days",
                article=23,
                least=8,
                most=300,
                check=_are_days,
                places={"example": example, "least": "8", "most": "300", "days": str(MOST_DAYS)},
            ),
            Question(
                key="name",
                kind=Kind.TEXT,
                section="days",
                text="calendars.name",
                article=23,
                least=2,
                most=60,
                places={"example": NAME_EXAMPLE, "least": "2", "most": "60"},
            ),
        ),
    )


def _is_notice(value: Any, _: Answers, facts: Facts) -> None:
    """Raise Unfit unless the text is understood as a whole and about this year or the next."""
    year, today = read_notice(value).year, facts.get("today")
    if today and year not in (today.year, today.year + 1):
        raise Unfit("calendars.notice.not_now", year=str(year), this=str(today.year), following=str(today.year + 1))


def _are_days(value: Any, _: Answers, facts: Facts) -> None:
    days, today = read_days(value), facts.get("today")
    if len(days) > MOST_DAYS:
        raise Unfit("calendars.days.many", count=len(days), most=MOST_DAYS)
    if today and days[0] < today:
        raise Unfit("calendars.days.past", day=days[0])
