"""Whoever signs "no objection" has declared on every award in the list; the journal says what was signed (Art. 25)."""

import pytest

from rules.applications.lifecycle import State
from rules.engine.refusals import Refusal
from rules.notices.postings import NoticeKind
from storage.store import Store
from tests.handlers.publishing import OVER, Board
from tests.workflow.desks import desk_of
from workflow.interests.recusals import Undeclared
from workflow.notices.signings import sign_no_objection

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(25)]


async def test_whoever_signs_for_awards_has_declared_on_those_that_are_held_too(store: Store) -> None:
    board = await Board.open(store, State.PROPOSED, State.PROPOSED)
    await board.posts(Board.LEAD, NoticeKind.AWARD)
    await board.object(against="1")
    board.town.clock.now = OVER
    async with store.work() as work:
        officer = await desk_of(work, Board.OFFICE, OVER)
        await work.recusals.declare(officer.person.id, "application:2", interest=False, now=OVER)
        with pytest.raises(Undeclared):
            await sign_no_objection(officer, 1)
        await work.recusals.declare(officer.person.id, "application:1", interest=False, now=OVER)
        signed = await sign_no_objection(officer, 1)
        assert [[one.place for one in some] for some in (signed.held, signed.cleared)] == [[0], [1]]
        with pytest.raises(Refusal) as again:
            await sign_no_objection(officer, 1)
        assert (again.value.key, again.value.article) == ("notices.objected", 23)
        kept = [one for one in await work.journal.of("notice:1") if one.act == "no_objection_signed"]
    assert [(one.article, one.details["places"]) for one in kept] == [(21, [1])]
