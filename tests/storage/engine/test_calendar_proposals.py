"""A change of the calendar waits for a second person, and is decided once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from storage.engine.calendar import Proposal, ProposalKind, ProposalState
from storage.store import Store

NOW = datetime(2026, 11, 16, 1, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
TEXT = "关于2027年部分节假日安排的通知"


async def test_a_proposal_is_kept_as_it_was_given_and_waits(store: Store) -> None:
    async with store.work() as work:
        person = await work.people.add(NOW, "zh")
        added = await work.calendar_proposals.add(ProposalKind.YEAR, 2027, TEXT, now=NOW, by=person.id)
        local = await work.calendar_proposals.add(
            ProposalKind.LOCAL, 2027, "2027年3月10日", now=NOW, by=None, name="节"
        )
        await work.commit()
    async with store.work() as work:
        waiting = await work.calendar_proposals.waiting()
        missing = await work.calendar_proposals.get(99)
    expected = Proposal(added.id, ProposalKind.YEAR, 2027, TEXT, "", ProposalState.WAITING, person.id, NOW, None, None)
    assert (waiting, missing) == ([expected, local], None)
    assert (local.name, local.proposed_by) == ("节", None)


async def test_a_proposal_is_decided_once(store: Store) -> None:
    async with store.work() as work:
        person = await work.people.add(NOW, "zh")
        added = await work.calendar_proposals.add(ProposalKind.YEAR, 2027, TEXT, now=NOW, by=person.id)
        decided = [
            await work.calendar_proposals.decide(added.id, state, now=LATER, by=person.id)
            for state in (ProposalState.CONFIRMED, ProposalState.REJECTED)
        ]
        kept, waiting = await work.calendar_proposals.get(added.id), await work.calendar_proposals.waiting()
    assert decided == [True, False]
    assert kept == replace(added, state=ProposalState.CONFIRMED, decided_by=person.id, decided_at=LATER)
    assert waiting == []
