"""Years of awards, lived day by day: what arrives is what a plain list of days says, and each deviation is found."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from rehearsal.arrivals import Arrived
from rehearsal.dates import Deed, Holding, Told, Years, expected
from rehearsal.lives import Lot, Way
from rehearsal.stage import raised
from rehearsal.years import Lived, compared, live, opening, rehearse_years, told, wrong
from rules.engine.pack import Pack, load_pack

LATE_NOTICE = (date(2027, 6, 14), date(2027, 9, 1))
"""The July whose calendar comes late."""
TO_THE_END = (date(2028, 6, 12), date(2029, 3, 15))
"""The July with the outage, and the end of every award."""
RIGHT: dict[str, list[str]] = {name: [] for name in compared(Counter(), Arrived(Counter(), 0, 0, (), ()))}


async def lived(first: date, last: date, *, holders: int, pack: Pack | None = None) -> Lived:
    async with raised(opening(first), pack) as stage:
        return await live(stage, seed=3, holders=holders, first=first, last=last)


@pytest.mark.article(5)
async def test_to_the_end_of_the_fifth_year_every_reminder_comes_on_its_day_and_no_other_comes() -> None:
    played = await lived(*TO_THE_END, holders=8)
    assert wrong(played) == RIGHT
    assert {one.lot for one in played.company.lives} == {*Lot}
    assert {one.of for one in played.arrived.told} == {
        "july 2028", "back 2028", "digest 2028", "end", "measures", "calendar 2028", "calendar 2029", "interests 2029",
    }  # fmt: skip
    figures, verdicts = (lines := [*told(played, wrong(played), 7)])[:5], lines[5:]
    assert figures[3].endswith("7 things said and pressed")
    assert verdicts == [f"yes  {name}" for name in RIGHT]
    missed = [sabotage.__name__ for sabotage, finds in SABOTAGES if not sabotaged(played, sabotage)[finds]]
    assert missed == []


@pytest.mark.article(32)
async def test_a_july_whose_calendar_comes_late_is_dated_anew_and_told_once() -> None:
    played = await lived(*LATE_NOTICE, holders=6)
    assert wrong(played) == RIGHT
    moved = [one for one in played.arrived.told if one.of == "moved 2027"]
    assert {one.on for one in moved} == {date(2027, 7, 21)}
    assert {Way.SILENT} <= {way for one in played.company.lives for way in one.ways.values()}


async def test_a_service_that_reminds_by_other_days_is_found_out() -> None:
    pack = load_pack()
    weekly = replace(pack, self_assessment=replace(pack.self_assessment, overdue_every_days=6))
    found = wrong(await lived(LATE_NOTICE[0], date(2027, 8, 10), holders=4, pack=weekly))
    silent = "holder-0"  # its honour is revoked a year later
    assert f"2027-08-07: july 2027 to {silent} about {silent}" in found["none is missing"]
    assert f"2027-08-06: july 2027 to {silent} about {silent}" in found["none came that was not due"]


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_five_years_of_forty_holders_are_lived_without_a_word_too_much_or_too_little(
    seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await rehearse_years(load_pack(), seed=seed, holders=40, years=5) == 0
    assert "no  " not in capsys.readouterr().out


def twice(came: Counter[Told], _: Lived) -> Counter[Told]:
    return came + Counter([max(came)])


def dropped(came: Counter[Told], _: Lived) -> Counter[Told]:
    return came - Counter([min(came)])


def after_it_was_done(came: Counter[Told], played: Lived) -> Counter[Told]:
    sent = next(deed for deed in played.years.deeds if deed.what == "sent")
    again = next(one for one in came if one.of == f"july {sent.year}" and one.about == sent.holder)
    return came + Counter([replace(again, on=sent.at.date() + timedelta(days=1))])


def after_it_was_revoked(came: Counter[Told], played: Lived) -> Counter[Told]:
    end = next(one for one in came if one.of == "end")
    return came + Counter([replace(end, about=played.company.lives[0].holding.key)])


def to_somebody_else(came: Counter[Told], _: Lived) -> Counter[Told]:
    one = next(one for one in came if one.of == "measures")
    return came - Counter([one]) + Counter([replace(one, whom="chair")])


SABOTAGES: tuple[tuple[Callable[[Counter[Told], Lived], Counter[Told]], str], ...] = (
    (twice, "none came twice"),
    (dropped, "none is missing"),
    (after_it_was_done, "none came that was not due"),
    (after_it_was_revoked, "none came that was not due"),
    (to_somebody_else, "none is missing"),
    (to_somebody_else, "none came that was not due"),
)


def sabotaged(played: Lived, sabotage: Callable[[Counter[Told], Lived], Counter[Told]]) -> dict[str, list[str]]:
    told = sabotage(played.arrived.told, played)
    return wrong(replace(played, arrived=replace(played.arrived, told=told)))


def test_what_is_unsettled_or_lies_in_no_inbox_is_found() -> None:
    came = Arrived(Counter(), 0, 0, ("a key",), (("holder-1", date(2028, 7, 1)),))
    found = compared(Counter(), came)
    assert (found["none is unsettled"], found["each lies in its inbox"]) == (["a key"], ["holder-1 on 2028-07-01"])


def on_the_list(holding: Holding, *deeds: Deed) -> list[tuple[date, str]]:
    years = Years(date(2027, 6, 1), date(2029, 3, 15), (holding,), deeds, (), "", ())
    return [(one.on, one.of) for one in sorted(expected(years)) if one.about == holding.key]


def test_the_list_itself_is_written_out_for_one_who_sends_in_2027_and_never_in_2028() -> None:
    one = Holding("one", ("one",), "market_regulation", organisation=True, main=True, decided_on=date(2024, 2, 29))
    assert on_the_list(one, Deed(datetime.fromisoformat("2027-07-22T10:00"), "one", "sent", 2027)) == [
        (date(2027, 6, 20), "july 2027"),
        (date(2027, 7, 1), "july 2027"),
        (date(2027, 7, 15), "july 2027"),
        (date(2027, 7, 21), "moved 2027"),
        (date(2028, 2, 29), "end"),  # 365 days before 28 February 2029
        (date(2028, 6, 20), "july 2028"),
        (date(2028, 7, 1), "july 2028"),
        (date(2028, 7, 28), "july 2028"),  # after the outage, one for two
        (date(2028, 7, 31), "july 2028"),
        (date(2028, 8, 7), "july 2028"),
        (date(2028, 8, 14), "july 2028"),
        (date(2028, 8, 21), "july 2028"),
        (date(2028, 8, 28), "july 2028"),
        (date(2028, 9, 1), "end"),
        (date(2028, 11, 30), "end"),
        (date(2029, 1, 29), "end"),
        (date(2029, 2, 21), "end"),
        (date(2029, 3, 1), "end"),
    ]


def test_the_list_of_a_returned_report_counts_working_days_around_the_days_of_that_august() -> None:
    one = Holding("one", ("one",), "market_regulation", organisation=True, main=False, decided_on=date(2024, 2, 1))
    deeds = (
        Deed(datetime.fromisoformat("2027-07-28T10:00"), "one", "sent", 2027),
        Deed(
            datetime.fromisoformat("2027-07-29T14:00"), "one", "returned", 2027
        ),  # five working days: with Saturday, without Monday
        Deed(datetime.fromisoformat("2027-08-09T10:00"), "one", "sent", 2027),
        Deed(datetime.fromisoformat("2028-07-01T10:00"), "one", "excused", 2028),
    )
    assert on_the_list(one, *deeds) == [
        (date(2027, 6, 20), "july 2027"),
        (date(2027, 7, 1), "july 2027"),
        (date(2027, 7, 15), "july 2027"),
        (date(2027, 7, 21), "moved 2027"),
        (date(2027, 7, 25), "july 2027"),
        (date(2027, 7, 31), "back 2027"),
        (date(2027, 8, 5), "back 2027"),
        (date(2027, 8, 6), "back 2027"),
        (date(2028, 6, 20), "july 2028"),
        (date(2028, 7, 1), "july 2028"),
    ]
