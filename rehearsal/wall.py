"""The calendar on the wall while some years are lived: the holiday notices as they come, and the days of an outage.

The notices from 2027 on are invented. That of 2027 comes in the midst of its July and has the 31st, a Saturday, worked:
until then Monday 2 August is its last day, and provisional.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

LAST = date(2029, 3, 15)
"""The last day that is played: the award of 29 February 2024 is pending re-evaluation for two weeks."""
LONGEST = 5


@dataclass(frozen=True, slots=True)
class Away:
    """The days from `first` to `last` on which the service does not run."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        """Whether the service is down on this day."""
        return self.first <= day <= self.last

    def past(self, day: date) -> date:
        """Return the day, or the first day after it on which the service runs."""
        return self.last + timedelta(days=1) if self.covers(day) else day


OUTAGE = Away(date(2028, 7, 12), date(2028, 7, 27))
"""Long enough to cover two steps of a July, of which only one is caught up."""
COMES_ON: Mapping[int, date] = {2027: date(2027, 7, 20), 2028: date(2027, 11, 20), 2029: date(2028, 11, 20)}
"""The day on which a year's notice is pasted and confirmed."""
DAYS_OFF: Mapping[int, tuple[tuple[str, str], ...]] = {
    2027: (
        ("元旦", "1月1日放假"),
        ("春节", "2月6日至9日放假"),
        ("清明节", "4月5日放假"),
        ("劳动节", "5月1日放假"),
        ("端午节", "6月9日放假"),
        ("建军节", "8月1日至2日放假调休。7月31日上班"),
        ("中秋节", "9月15日放假"),
        ("国庆节", "10月1日至3日放假"),
    ),
    2028: (
        ("元旦", "1月1日放假"),
        ("春节", "1月26日至28日放假"),
        ("清明节", "4月4日放假"),
        ("劳动节", "5月1日放假"),
        ("端午节", "5月28日放假"),
        ("中秋节", "10月3日放假"),
        ("国庆节", "10月1日至2日放假"),
    ),
    2029: (
        ("元旦", "1月1日放假"),
        ("春节", "2月13日至15日放假"),
        ("清明节", "4月4日放假"),
        ("劳动节", "5月1日放假"),
        ("端午节", "6月16日放假"),
        ("中秋节", "9月22日放假"),
        ("国庆节", "10月1日至3日放假"),
    ),
}


def first_day(years: int) -> date:
    """The Monday in March on which so many years begin; at most as many as an award is valid."""
    day = date(LAST.year - years, 3, 1)
    return day + timedelta(days=-day.weekday() % 7)


def notice(year: int) -> str:
    """The notice of this year, as it is pasted."""
    lines = [f"{place}. {name}：{off}。" for place, (name, off) in enumerate(DAYS_OFF[year], start=1)]
    return "\n".join([f"国务院办公厅关于{year}年部分节假日安排的通知", *lines])
