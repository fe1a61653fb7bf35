"""Objections as they are kept: moved once, found by their equal, who objects sealed apart (Art. 22)."""

from datetime import UTC, date, datetime
from typing import Any

from rules.objections.cases import Objection, State
from storage.store import Store
from storage.work import Work
from tests.storage import raw

NOW = datetime(2026, 9, 17, 2, tzinfo=UTC)
SECRET, FACTS = "622921199001010008", "去年8月被处罚过"


async def file(work: Work, number: str = "2026-001", **values: Any) -> Objection:
    seat = await work.people.meet("telegram", 5, NOW, "zh")
    draft = await work.drafts.begin(seat.person.id, "objection", NOW)
    kept = {"person_id": seat.person.id, "draft_id": draft.id, "who": "individual", "received_at": NOW, **values}
    kept |= {"examine_by": date(2026, 9, 23), "number": number, "changed_at": NOW}
    return await work.objections.file(matter={"facts": FACTS}, identity=work.objections.equality("x", 1, 2), **kept)


async def test_an_objection_comes_back_as_it_was_filed(store: Store) -> None:
    async with store.work() as work:
        filed = await file(work)
        assert await work.objections.get(filed.id) == filed
        assert (filed.state, filed.missing, filed.matter) == (State.RECEIVED, (), {"facts": FACTS})
        assert await work.objections.get(filed.id + 1) is None
        assert await work.objections.equal(work.objections.equality("x", 1, 2)) == filed
        assert await work.objections.equal(work.objections.equality("x", 1, 3)) is None


async def test_only_one_of_two_hands_moves_it_on(store: Store) -> None:
    async with store.work() as work:
        filed = await file(work)
        moved = {"missing": ("phone",), "matter": {"facts": "b"}}
        assert await work.objections.move(filed, State.COMPLETING, NOW, **moved)
        assert not await work.objections.move(filed, State.ADMITTED, NOW)
        found = await work.objections.get(filed.id)
        assert found is not None
        assert (found.state, found.missing, found.matter) == (State.COMPLETING, ("phone",), {"facts": "b"})


async def test_who_objects_lies_sealed_in_a_table_of_its_own(store: Store) -> None:
    async with store.work() as work:
        filed = await file(work)
        await work.objections.keep_identity(filed.id, {"document_number": SECRET, "proof": ["f1"]})
        await work.objections.keep_identity(filed.id, {"proof": ["f2"]})
        assert await work.objections.identity(filed.id) == {"document_number": SECRET, "proof": ["f2"]}
        await work.commit()
    rows = await raw.execute(store, "SELECT * FROM objections")
    rows += await raw.execute(store, "SELECT * FROM objection_identities")
    lying = b"\n".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)
    assert (len(rows), b"2026-001" in lying) == (3, True)  # the search could find it
    assert [word for word in (SECRET, FACTS) if word.encode() in lying] == []
