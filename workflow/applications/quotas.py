"""The places of an edition: whether one more is too many, which stay vacant, and asking for the reason (Art. 4)."""

from rules.applications.lifecycle import State
from rules.reviews.evaluation import Honour
from rules.reviews.meetings import Outcome, vacant
from storage.reviews.candidates import Candidate
from workflow.applications.editions import settings_of
from workflow.engine.desk import Desk, today
from workflow.engine.planning import office_role
from workflow.engine.tasks import give, open_about

DELIBERATION, PROPOSAL = "deliberation", "proposal"
"""The kinds of the office's tasks: to convene the committee for an edition, to have the proposed list posted."""


async def is_deliberable(desk: Desk, edition_id: int) -> bool:
    """Whether the committee has something to decide: candidates, or that every place stays vacant."""
    states = desk.work.applications.in_states
    if await states(edition_id, {State.CANDIDATE}):
        return True
    if await states(edition_id, {State.EVALUATED}) or await desk.work.meetings.is_recorded(edition_id):
        return False
    return bool(await states(edition_id, {State.LEFT_OUT}))


async def ask_to_deliberate(desk: Desk, edition_id: int) -> None:
    """Ask the office to convene the committee when everybody was left off the candidate list (Art. 4)."""
    candidates = await desk.work.applications.in_states(edition_id, {State.CANDIDATE})
    if candidates or not await is_deliberable(desk, edition_id):
        return
    await _ask(desk, edition_id, DELIBERATION, desk.pack.deliberation_working_days)


async def ask_to_post(desk: Desk, edition_id: int) -> None:
    """Ask the office to post that the committee proposes nobody, which tells those left out (Art. 21)."""
    states = desk.work.applications.in_states
    if await states(edition_id, {State.LEFT_OUT}) and not await states(edition_id, {State.PROPOSED}):
        await _ask(desk, edition_id, PROPOSAL, desk.pack.list_working_days)


async def is_over(desk: Desk, candidate: Candidate) -> bool:
    """Whether the places of the candidate's honour are all taken."""
    places = await _places(desk, candidate.edition_id)
    passed = await _proposed(desk, candidate.edition_id)
    return sum(one.honour is candidate.honour for one in passed) >= places[candidate.honour]


async def empty(desk: Desk, edition_id: int) -> dict[Honour, int]:
    """Return how many places of each honour stay vacant."""
    places, passed = await _places(desk, edition_id), await _proposed(desk, edition_id)
    return vacant(passed, awards=places[Honour.AWARD], nominations=places[Honour.NOMINATION])


async def _ask(desk: Desk, edition_id: int, kind: str, days: int) -> None:
    """Give the office the task, once, that no application could give."""
    about, due = f"edition:{edition_id}", desk.calendar.after(today(desk), days).last
    if not await open_about(desk.work, about, kind):
        key = f"{about}:{kind}:nobody:{desk.now.isoformat()}"
        await give(desk, key, kind, about, await office_role(desk.work, desk.now), due_on=due)


async def _places(desk: Desk, edition_id: int) -> dict[Honour, int]:
    settings = await settings_of(desk, edition_id)
    return {Honour.AWARD: settings.quota_award, Honour.NOMINATION: settings.quota_nomination}


async def _proposed(desk: Desk, edition_id: int) -> list[Outcome]:
    """Return the proposed candidates; those withdrawn or struck since have freed their places."""
    gone = {one.id for one in await desk.work.applications.in_states(edition_id, {State.WITHDRAWN, State.STRUCK})}
    passed = [one for one in await desk.work.meetings.outcomes(edition_id) if one.passed]
    return [one for one in passed if one.application_id not in gone]
