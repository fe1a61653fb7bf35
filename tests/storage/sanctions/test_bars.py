"""Bars and cases as they are kept: found under every spelling, sealed, changed once (Art. 5, 36-39)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from rules.awards.validity import Standing, standing
from rules.engine.identities import DocumentKind, credit_code, document_number
from rules.engine.pack import load_pack
from rules.engine.refusals import Unfit
from rules.sanctions.bars import last_day
from rules.sanctions.cases import PENDING, Recovery, Sanction, State
from storage.store import Store
from storage.work import Work
from tests.storage.raw import execute

PACK = load_pack()
NOW = datetime(2026, 9, 1, 2, tzinfo=UTC)
FROM, DAY = date(2026, 9, 1), timedelta(days=1)
NUMBER = "62292119900101018X"
CODE = "91622921MAEXAMPL8J"
SPELLINGS = {
    "plain": lambda number: number,
    "full-width": lambda number: "".join(chr(ord(char) + 0xFEE0) for char in number),
    "spaced": lambda number: " ".join((number[:6], number[6:14], number[14:])),
    "lower-case": str.lower,
}


async def opened(work: Work, article: int = 36, *, number: str = NUMBER, **about: Any) -> Sanction:
    seat = await work.people.meet("telegram", 1, NOW, "zh")
    place = f"2026-{article}-{number[-3:]}"
    matter = {"name": "某某", "number": number, "facts": "查明的事实"}
    holder = work.bars.holder(number)
    values = {"number": place, "article": article, "opened_by": seat.person.id, "holder": holder, **about}
    return await work.sanctions.open(matter=matter, now=NOW, **values)


async def bar(work: Work, article: int, *, number: str = NUMBER) -> int:
    case, until = await opened(work, article, number=number), last_day(article, FROM, PACK)
    assert until is not None
    return await work.bars.add(
        sanction_id=case.id,
        holder=work.bars.holder(number),
        article=article,
        from_on=FROM,
        until_on=until,
        words={"name": "某某", "document": "临县质评办〔2026〕8号"},
    )


async def hold(work: Work, number: str) -> None:
    """The award itself is what keeps its holder from applying (Art. 5)."""
    await work.awards.add(
        number=number,
        award="award",
        organisation=False,
        name="某某",
        decision="临县府发〔2026〕1号",
        decided_on=FROM,
        valid_until=FROM.replace(year=2031),
        certificate="A-1",
        certificate_key="a1",
        plaque="",
        unit="industry",
        entered_on=FROM,
    )


async def stands_against(work: Work, article: int, written: str, day: date) -> bool:
    """Whether something under this article keeps whoever types the number so from applying on the day."""
    if article == 5:
        number = read(written, day)
        return any(standing(one, day, PACK) is Standing.VALID for one in await work.awards.held_by(number))
    found = await work.bars.on(written, day)
    return found is not None and found.article == article


def read(written: str, day: date) -> str:
    """The number as a form takes it, a person's or a unit's."""
    try:
        return document_number(DocumentKind.RESIDENT, written, today=day)
    except Unfit:
        return credit_code(written)


@pytest.mark.article(5, 36, 37, 39)
@pytest.mark.parametrize("number", [NUMBER, CODE])
@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("article", [5, 36, 37, 39])
async def test_what_stands_against_a_number_is_found_however_it_is_written(
    store: Store, article: int, spelling: str, number: str
) -> None:
    written = SPELLINGS[spelling](number)
    until = FROM.replace(year=FROM.year + (10 if article == 37 else 5))
    async with store.work() as work:
        await (hold(work, number) if article == 5 else bar(work, article, number=number))
        found = [await stands_against(work, article, written, day) for day in (FROM, until, until + DAY)]
    assert found == [True, True, False]


@pytest.mark.article(36)
async def test_another_number_is_free_and_the_day_before_too(store: Store) -> None:
    async with store.work() as work:
        await bar(work, 36)
        assert (await work.bars.on(NUMBER, FROM - DAY), await work.bars.on("622921199001010008", FROM)) == (None, None)


async def test_a_bar_and_an_award_of_one_number_have_one_hash(store: Store) -> None:
    async with store.work() as work:
        assert work.bars.holder("６２２９２１ 19900101 018x") == work.awards.holder(NUMBER)


async def test_a_bar_is_lifted_once_and_keeps_why(store: Store) -> None:
    async with store.work() as work:
        one = await work.bars.get(await bar(work, 37))
        assert one is not None
        words = {**one.words, "lifted": {"document": "复决〔2027〕1号", "reason": "撤销原决定"}}
        assert await work.bars.lift(one, date(2027, 3, 1), words)
        assert not await work.bars.lift(one, date(2027, 4, 1), {})
        lifted = await work.bars.of_sanction(one.sanction_id)
        assert lifted is not None
        assert (lifted.lifted_on, lifted.words) == (date(2027, 3, 1), words)
        before, after = await work.bars.on(NUMBER, date(2027, 2, 28)), await work.bars.on(NUMBER, date(2027, 3, 1))
    assert (before, after) == (lifted, None)


async def test_the_register_shows_what_ends_last_first(store: Store) -> None:
    async with store.work() as work:
        await bar(work, 36)
        await bar(work, 37, number=CODE)
        assert [one.article for one in await work.bars.page(limit=8)] == [37, 36]
        assert [one.article for one in await work.bars.page(limit=8, after=1)] == [36]
        assert await work.bars.count() == 2


async def test_neither_table_tells_whom_a_case_is_about(store: Store) -> None:
    async with store.work() as work:
        await bar(work, 36)
        await work.commit()
    rows = [*await execute(store, "SELECT * FROM sanctions"), *await execute(store, "SELECT * FROM bars")]
    kept = " ".join(repr(bytes(value) if isinstance(value, memoryview) else value) for row in rows for value in row)
    assert [
        secret
        for secret in ("某某", "查明的事实", "临县质评办", NUMBER)
        if secret in kept or secret.encode() in kept.encode()
    ] == []
    assert "2026-36-" in kept  # what is not sealed could have been found


async def test_a_case_moves_once_from_where_it_was(store: Store) -> None:
    async with store.work() as work:
        one = await opened(work)
        later = NOW + timedelta(hours=1)
        assert await work.sanctions.move(one, State.HEARING, later, hear_by=FROM, matter={**one.matter, "asked": 1})
        assert not await work.sanctions.move(one, State.WITHDRAWN, later)
        moved = await work.sanctions.get(one.id)
        assert moved is not None
        assert (moved.state, moved.hear_by, moved.matter["asked"]) == (State.HEARING, FROM, 1)


async def test_of_two_who_write_into_one_state_the_second_overwrites_nothing(store: Store) -> None:
    async with store.work() as work:
        one = await opened(work, 37)
        assert await work.sanctions.move(one, one.state, NOW + timedelta(seconds=1), plaque=Recovery.RECEIVED.value)
        assert not await work.sanctions.move(one, one.state, NOW + timedelta(seconds=2), plaque="asked")


async def test_cases_are_found_by_what_they_are_about(store: Store) -> None:
    async with store.work() as work:
        await hold(work, CODE)
        (award,) = await work.awards.held_by(CODE)
        one = await opened(work, 39, number=CODE, award_id=award.id)
        other = await opened(work, 36)
        assert await work.sanctions.about(PENDING, award_id=award.id) == [one]
        assert await work.sanctions.about(PENDING, holder=other.holder) == [other]
        assert await work.sanctions.awards_in(PENDING) == {award.id}
        assert await work.sanctions.of_party(999, [award.id], []) == [one]
        assert [found.id for found in await work.sanctions.page(PENDING, before=other.id)] == [one.id]
        assert await work.sanctions.published() == []


async def test_hearings_are_over_on_the_day_after_their_last(store: Store) -> None:
    async with store.work() as work:
        one = await opened(work)
        await work.sanctions.move(one, State.HEARING, NOW, hear_by=FROM)
        over = [await work.sanctions.hearings_over(day) for day in (FROM, FROM + DAY)]
    assert [[found.id for found in days] for days in over] == [[], [one.id]]
