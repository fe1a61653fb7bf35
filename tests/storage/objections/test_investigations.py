"""Who investigates an objection, as it is kept: named once, heard once, erased with the case (Art. 23)."""

from rules.objections.cases import Objection
from rules.people.roles import Role
from storage.store import Store
from storage.work import Work
from tests.storage.objections.test_objections import NOW, file


async def named(work: Work) -> tuple[Objection, int, int]:
    """An objection, whoever investigates it, and their form."""
    filed = await file(work)
    person = (await work.people.meet("telegram", 6, NOW, "zh")).person
    assert await work.investigations.name(filed.id, person.id, Role.REVIEWER, by=filed.person_id, now=NOW)
    draft = await work.drafts.begin(person.id, "objection_findings", NOW, subject=f"objection:{filed.id}")
    return filed, person.id, draft.id


async def test_somebody_is_named_once_and_their_findings_come_once(store: Store) -> None:
    async with store.work() as work:
        filed, person_id, draft_id = await named(work)
        assert not await work.investigations.name(filed.id, person_id, Role.OFFICE, by=person_id, now=NOW)
        [part] = await work.investigations.of(filed.id)
        assert (part.person_id, part.role, part.is_awaited) == (person_id, Role.REVIEWER, True)
        assert await work.investigations.hand_in(part.id, draft_id, NOW)
        assert not await work.investigations.hand_in(part.id, draft_id, NOW)
        assert not await work.investigations.release(part.id, NOW)
        [part] = await work.investigations.of(filed.id)
        assert (part.draft_id, part.handed_in_at, part.released_at, part.is_awaited) == (draft_id, NOW, None, False)


async def test_of_whoever_is_released_nothing_is_awaited(store: Store) -> None:
    async with store.work() as work:
        filed, _, draft_id = await named(work)
        [part] = await work.investigations.of(filed.id)
        assert await work.investigations.release(part.id, NOW)
        assert not await work.investigations.hand_in(part.id, draft_id, NOW)


async def test_what_was_found_is_erased_with_the_case(store: Store) -> None:
    async with store.work() as work:
        filed, _, draft_id = await named(work)
        [part] = await work.investigations.of(filed.id)
        await work.drafts.answer(draft_id, "findings", "处罚属实", NOW)
        await work.investigations.hand_in(part.id, draft_id, NOW)
        await work.erasures.objection(filed.id, filed.number, NOW)
        assert await work.drafts.answers(draft_id) == {}
