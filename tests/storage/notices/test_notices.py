"""The board remembers lists entry by entry: who is cleared, who is struck, and which notice stands (Art. 15-23)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from rules.applications.lifecycle import State
from rules.notices.postings import Notice, NoticeKind, NoticeLine
from storage.store import Store
from storage.work import Work

NOW = datetime(2026, 9, 24, 2, tzinfo=UTC)
K = NoticeKind


async def edition(work: Work, number: int = 3) -> int:
    made = await work.editions.add(
        number=number, year=2026, opens_on=date(2026, 8, 1), closes_on=date(2026, 10, 1), pack="linxia-2023:1"
    )
    assert made is not None
    return made.id


async def application(work: Work, edition_id: int) -> int:
    person = (await work.people.meet("telegram", 100, NOW, "zh")).person.id
    draft = await work.drafts.begin(person, "organisation", NOW)
    begun = await work.applications.begin(
        edition_id=edition_id, kind="organisation", person_id=person, draft_id=draft.id, now=NOW
    )
    await work.applications.move(begun, State.UNIT_NOTICE, NOW, number=f"2026-{begun.id:04}", name=f"甲{begun.id}")
    return begun.id


async def post(
    work: Work, edition_id: int, number: str, *lines: NoticeLine, kind: NoticeKind = K.UNIT, **more: Any
) -> Notice:
    values: dict[str, Any] = {"title": f"公示{number}", "text": "现将名单予以公示。", "place": "公示栏"}
    values |= {"posted_on": date(2026, 9, 17), "last_day": date(2026, 9, 23), "provisional": False}
    return await work.notices.post(kind=kind, lines=lines, edition_id=edition_id, number=number, **{**values, **more})


@pytest.mark.article(15)
async def test_an_entry_is_cleared_once_and_lets_its_application_go_on(store: Store) -> None:
    async with store.work() as work:
        edition_id = await edition(work)
        first, second = await application(work, edition_id), await application(work, edition_id)
        one = await post(
            work, edition_id, "2026-001", NoticeLine("甲", first), NoticeLine("乙", second), NoticeLine("丙")
        )
        assert [await work.notices.listed(each, K.UNIT) for each in (first, second)] == [one, one]
        assert await work.notices.listed(first, K.AWARD) is None
        assert [await work.notices.cleared(each, K.UNIT) for each in (first, second)] == [False, False]
        assert [await work.notices.clear(one.id, [0, 2], NOW) for _ in range(2)] == [2, 0]
        assert [await work.notices.cleared(each, K.UNIT) for each in (first, second)] == [True, False]
        assert [entry.is_open for entry in await work.notices.entries(one.id)] == [False, True, False]


@pytest.mark.article(23)
async def test_a_struck_entry_is_listed_and_cleared_no_more(store: Store) -> None:
    async with store.work() as work:
        edition_id = await edition(work)
        first = await application(work, edition_id)
        one = await post(work, edition_id, "2026-001", NoticeLine("甲", first), NoticeLine("乙"))
        assert [await work.notices.strike(first, NOW) for _ in range(2)] == [[one], []]
        assert await work.notices.clear(one.id, [0, 1], NOW) == 1
        assert (await work.notices.listed(first, K.UNIT), await work.notices.cleared(first, K.UNIT)) == (None, False)


@pytest.mark.article(23)
async def test_a_list_that_was_passed_stays_as_it_was_but_the_awards(store: Store) -> None:
    async with store.work() as work:
        edition_id = await edition(work)
        first = await application(work, edition_id)
        passed = await post(work, edition_id, "2026-001", NoticeLine("甲", first))
        award = await post(work, edition_id, "2026-002", NoticeLine("甲", first, "award"), kind=K.AWARD)
        for one in (passed, award):
            await work.notices.clear(one.id, [0], NOW)
        assert await work.notices.strike(first, NOW) == [award]
        struck = [(await work.notices.entries(one.id))[0].struck_at for one in (passed, award)]
        assert struck == [None, NOW]


@pytest.mark.article(17)
async def test_a_correction_takes_the_place_once_and_voids_what_was_cleared(store: Store) -> None:
    async with store.work() as work:
        edition_id = await edition(work)
        first = await application(work, edition_id)
        old = await post(work, edition_id, "2026-001", NoticeLine("甲", first))
        await work.notices.clear(old.id, [0], NOW)
        assert [await work.notices.replace(old.id, date(2026, 9, 24)) for _ in range(2)] == [True, False]
        new = await post(work, edition_id, "2026-002", NoticeLine("甲", first), replaces_id=old.id)
        assert (await work.notices.correction_of(old.id), await work.notices.correction_of(new.id)) == (new, None)
        assert (await work.notices.listed(first, K.UNIT), await work.notices.cleared(first, K.UNIT)) == (new, False)
        assert await work.notices.newest(limit=9) == [new]
        assert await work.notices.open_on(date(2026, 9, 20)) == [new]


@pytest.mark.parametrize("twice", ["number", "draft_id", "replaces_id"])
async def test_one_number_one_draft_and_one_correction(store: Store, twice: str) -> None:
    async with store.work() as work:
        edition_id = await edition(work)
        person = (await work.people.meet("telegram", 100, NOW, "zh")).person.id
        draft = await work.drafts.begin(person, "notice", NOW)
        first = await post(work, edition_id, "2026-001")
        same: dict[str, Any] = {"number": "2026-002", "draft_id": draft.id, "replaces_id": first.id}
        await post(work, edition_id, **same)
        with pytest.raises(IntegrityError):
            await post(work, edition_id, **{"number": "2026-003", twice: same[twice]})


@pytest.mark.article(17)
async def test_those_are_over_that_wait_to_be_signed_for_certain(store: Store) -> None:
    async with store.work() as work:
        edition_id = await edition(work)
        waiting = await post(work, edition_id, "2026-001", NoticeLine("甲"))
        done = await post(work, edition_id, "2026-002", NoticeLine("甲"))
        await work.notices.clear(done.id, [0], NOW)
        await post(work, edition_id, "2026-003", NoticeLine("甲"), provisional=True)
        corrected = await post(work, edition_id, "2026-004", NoticeLine("甲"))
        await work.notices.replace(corrected.id, date(2026, 9, 20))
        await post(work, edition_id, "2026-005")
        for day, found in ((23, []), (24, [waiting])):
            assert await work.notices.over(date(2026, 9, day)) == found
        await work.notices.move(waiting.id, date(2026, 9, 24), provisional=False)
        assert await work.notices.over(date(2026, 9, 24)) == []
        assert await work.notices.has_posted(edition_id, K.UNIT) is True
        assert await work.notices.has_posted(edition_id, K.AWARD) is False
        assert (await work.notices.numbered("2026-002"), await work.notices.numbered("9")) == (done, None)


async def test_a_name_on_a_list_is_sealed_and_can_be_erased(store: Store) -> None:
    async with store.work() as work:
        edition_id = await edition(work)
        first = await application(work, edition_id)
        one = await post(work, edition_id, "2026-001", NoticeLine("马小花", first), NoticeLine("乙"))
        await work.erasures.application(first)
        assert [entry.name for entry in await work.notices.entries(one.id)] == ["", "乙"]
