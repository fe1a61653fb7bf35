"""Assignments, letters and reasons as they are kept: once, locked for good, sealed (Art. 16, 17, 40, 41)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from rules.applications.lifecycle import Application, State
from rules.engine.rubrics import Part
from rules.letters.formal import LetterKind
from rules.reviews.assignments import Assignment, Standing
from storage.store import Store
from storage.work import Work
from tests.storage import raw

NOW = datetime(2026, 9, 17, 2, tzinfo=UTC)
WORDS = {"overall": "顾客反馈的闭环管理还有不足，理由见附注。"}
SCORES = {"leadership": 0, "results": 312}


async def person(work: Work, chat: int) -> int:
    return (await work.people.meet("telegram", chat, NOW, "zh")).person.id


async def application(work: Work, *, edition: int = 3) -> Application:
    applicant = await person(work, 100)
    made = await work.editions.add(
        number=edition, year=2026, opens_on=date(2026, 8, 1), closes_on=date(2026, 9, 1), pack="linxia-2023:1"
    )
    edition_id = made.id if made else (await work.editions.all())[0].id
    draft = await work.drafts.begin(applicant, "organisation", NOW)
    return await work.applications.begin(
        edition_id=edition_id, kind="organisation", person_id=applicant, draft_id=draft.id, now=NOW
    )


async def assign(work: Work, case: Application, chat: int = 5, **values: Any) -> Assignment:
    given = {"part": Part.MATERIAL, "head": False, "by": await person(work, 9), "now": NOW, **values}
    made = await work.assignments.assign(case.id, given.pop("part"), await person(work, chat), **given)
    assert made is not None
    return made


async def test_an_assignment_comes_back_as_it_was_given_and_is_given_once(store: Store) -> None:
    async with store.work() as work:
        case = await application(work)
        made = await assign(work, case, head=True)
        assert await work.assignments.get(made.id) == made
        assert (made.head, made.standing, made.awaited, made.counts) == (True, Standing.ACTIVE, True, False)
        again = await work.assignments.assign(
            case.id, Part.MATERIAL, made.person_id, head=False, by=made.assigned_by, now=NOW
        )
        assert again is None
        other = await assign(work, case, part=Part.DEFENCE)
        assert await work.assignments.of(case.id) == [made, other]
        assert await work.assignments.of(case.id, Part.DEFENCE) == [other]
        assert await work.assignments.of_person(made.person_id) == [made, other]


async def test_of_two_accounts_with_the_same_sheet_each_keeps_its_own_when_they_turn_out_to_be_one_person(
    store: Store,
) -> None:
    async with store.work() as work:
        case = await application(work)
        old, new = await assign(work, case, 5), await assign(work, case, 6)
        elsewhere = await assign(work, case, 5, part=Part.DEFENCE)
        await work.people.merge(old.person_id, new.person_id)
        found = {one.id: one.person_id for one in await work.assignments.of(case.id)}
    assert found == {old.id: old.person_id, new.id: new.person_id, elsewhere.id: new.person_id}


@pytest.mark.article(16)
async def test_a_sheet_is_locked_once_and_never_changed(store: Store) -> None:
    async with store.work() as work:
        made = await assign(work, await application(work))
        assert await work.assignments.lock(made.id, scores=SCORES, words=WORDS, now=NOW)
        assert not await work.assignments.lock(made.id, scores={"leadership": 110}, words={}, now=NOW)
        found = await work.assignments.get(made.id)
        assert found is not None
        assert (found.scores, found.words, found.locked_at, found.counts) == (SCORES, WORDS, NOW, True)


@pytest.mark.article(40)
@pytest.mark.parametrize("standing", [Standing.REPLACED, Standing.EXCLUDED])
async def test_who_stood_down_locks_nothing_and_reviews_nothing(store: Store, standing: Standing) -> None:
    async with store.work() as work:
        case = await application(work)
        made = await assign(work, case)
        assert await work.assignments.has(case.id, made.person_id)
        assert await work.assignments.stand(made.id, standing)
        assert not await work.assignments.stand(made.id, standing)
        assert not await work.assignments.has(case.id, made.person_id)
        assert not await work.assignments.lock(made.id, scores=SCORES, words=WORDS, now=NOW)


@pytest.mark.article(41)
async def test_only_locked_sheets_of_the_person_are_marked(store: Store) -> None:
    async with store.work() as work:
        case = await application(work)
        mine, other = await assign(work, case), await assign(work, case, 6)
        still_open = await assign(work, case, part=Part.ON_SITE)
        for one in (mine, other):
            await work.assignments.lock(one.id, scores=SCORES, words=WORDS, now=NOW)
        assert await work.assignments.mark(mine.person_id) == 1
        assert await work.assignments.mark(mine.person_id) == 0
        marked = {one.id: one.marked for one in await work.assignments.of(case.id)}
        assert marked == {mine.id: True, other.id: False, still_open.id: False}


@pytest.mark.article(17)
async def test_a_load_is_what_is_still_to_be_locked_in_live_cases(store: Store) -> None:
    async with store.work() as work:
        cases = [await application(work) for _ in range(4)]
        given = [await assign(work, case) for case in cases]
        other = await assign(work, cases[0], 6)
        assert await work.assignments.loads() == {given[0].person_id: 4, other.person_id: 1}
        await work.assignments.lock(given[0].id, scores=SCORES, words=WORDS, now=NOW)
        await work.assignments.stand(given[1].id, Standing.REPLACED)
        await work.applications.move(cases[2], State.WITHDRAWN, NOW)
        assert await work.assignments.loads() == {given[0].person_id: 1, other.person_id: 1}


async def test_the_sheets_of_an_edition_are_its_own(store: Store) -> None:
    async with store.work() as work:
        first, second = await application(work), await application(work, edition=4)
        mine = [await assign(work, first, 6), await assign(work, first), await assign(work, first, part=Part.DEFENCE)]
        await assign(work, second)
        assert first.edition_id != second.edition_id
        assert await work.assignments.of_edition(first.edition_id) == mine
        assert await work.assignments.of_edition(first.edition_id, Part.DEFENCE) == mine[2:]


async def test_the_sheet_is_found_by_its_draft_and_gets_a_head(store: Store) -> None:
    async with store.work() as work:
        made = await assign(work, await application(work))
        draft = await work.drafts.begin(made.person_id, "sheet", NOW)
        await work.assignments.begin_sheet(made.id, draft.id)
        await work.assignments.make_head(made.id)
        found = await work.assignments.of_draft(draft.id)
        assert found is not None
        assert (found.id, found.draft_id, found.head) == (made.id, draft.id, True)


async def test_points_and_words_and_the_leads_words_lie_sealed(store: Store) -> None:
    async with store.work() as work:
        case = await application(work)
        made = await assign(work, case)
        await work.assignments.lock(made.id, scores=SCORES, words=WORDS, now=NOW)
        draft = await work.drafts.begin(made.person_id, "letter", NOW)
        written = await work.letters.write(
            case.id, LetterKind.NOT_ACCEPTED, draft_id=draft.id, by=made.assigned_by, now=NOW
        )
        assert written is not None
        await work.letters.give_back(written.id, WORDS["overall"])
        await work.commit()
    lying = await raw.execute(store, "SELECT scores, words FROM assignments")
    lying += await raw.execute(store, "SELECT returned FROM letters")
    kept = b"".join(bytes(value) for row in lying for value in row)
    assert len(kept) > 100
    assert WORDS["overall"].encode() not in kept
    assert b"results" not in kept
    async with store.work() as work:
        returned = await work.letters.get(case.id, LetterKind.NOT_ACCEPTED)
        assert returned is not None
        assert (returned.returned, returned.waits) == (WORDS["overall"], False)


@pytest.mark.article(9)
async def test_a_letter_goes_back_and_comes_again_until_it_is_approved(store: Store) -> None:
    async with store.work() as work:
        case, office, lead = await application(work), await person(work, 9), await person(work, 8)
        drafts = [(await work.drafts.begin(office, "letter", NOW)).id for _ in range(3)]
        kind = LetterKind.NOT_ACCEPTED
        first = await work.letters.write(case.id, kind, draft_id=drafts[0], by=office, now=NOW)
        assert first is not None
        assert await work.letters.give_back(first.id, "请补上条款")
        assert not await work.letters.give_back(first.id, "再改")
        assert not await work.letters.approve(first.id, by=lead, now=NOW)
        later = NOW + timedelta(days=1)
        second = await work.letters.write(case.id, kind, draft_id=drafts[1], by=office, now=later)
        assert second is not None
        assert (second.id, second.draft_id, second.returned, second.waits) == (first.id, drafts[1], None, True)
        assert await work.letters.approve(second.id, by=lead, now=later)
        assert not await work.letters.approve(second.id, by=lead, now=later)
        assert await work.letters.write(case.id, kind, draft_id=drafts[2], by=office, now=later) is None
        kept = await work.letters.get(case.id, kind)
        assert kept is not None
        assert (kept.draft_id, kept.approved_by, kept.approved_at) == (drafts[1], lead, later)
        assert await work.letters.of(case.id) == [kept]
        assert await work.letters.get(case.id, LetterKind.STRUCK) is None


async def test_the_last_reason_for_an_act_is_kept(store: Store) -> None:
    async with store.work() as work:
        case, office = await application(work), await person(work, 9)
        draft = await work.drafts.begin(office, "pass_reason", NOW)
        assert await work.reasons.get(case.id, "pass_material") is None
        for now in (NOW, NOW + timedelta(days=1)):
            await work.reasons.give(case.id, "pass_material", draft_id=draft.id, person_id=office, now=now)
        found = await work.reasons.get(case.id, "pass_material")
        assert found is not None
        assert (found.draft_id, found.given_at) == (draft.id, NOW + timedelta(days=1))
        assert await work.reasons.get(case.id, "fail_material") is None
