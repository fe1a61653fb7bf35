"""What the clock erases: drafts nobody came back to, cases and their people when their time is over (PIPL Art. 19, 47).

How long anything is kept is the pack's. What was erased leaves a line in the journal, which says that it happened.
"""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

from rules.calendar import day_begins, office_day
from rules.lifecycle import State
from rules.objections import PAPERS_OF_IDENTITY
from rules.tips import kept_since
from storage.work import Work
from workflow.planning import MOST, Planning, is_looked_over, note_looked_over, owe

TOLD_DAYS = 30
"""So many days before a draft is erased its writer is told."""
ERASED = "erased"
_PEOPLE = "retention:people"
_AT_ONCE = 2_000
"""How many people one look goes through."""
_DAY = timedelta(days=1)


async def erase_drafts(plan: Planning) -> int:
    """Tell whoever left a form half filled in that it will be erased; erase it when they were told and did not come."""
    months, soon = plan.pack.retention.drafts, plan.today + timedelta(days=TOLD_DAYS)
    found = await plan.work.retention.drafts(day_begins(kept_since(soon, months)), 10 * MOST)
    told_on = await plan.work.steps.told([_ladder(draft_id) for draft_id, _, _ in found])
    done = 0
    for draft_id, person_id, touched_at in found:
        promised = told_on.get(_ladder(draft_id))
        if promised is None or kept_since(promised, months) < office_day(touched_at):
            done += await _tell_of_draft(plan, draft_id, person_id)
        elif promised <= plan.today:
            await erase_draft(plan.work, draft_id, plan.now, why="kept")
            done += 1
        if done >= MOST:
            break
    return done


async def erase_cases(plan: Planning) -> int:
    """Applications that were not granted, who objected, what was objected."""
    kept, work, before = plan.pack.retention, plan.work, Counter(plan.work.erasures.done)
    retention, done = work.retention, 0
    for one in await retention.applications(_since(plan, kept.applications_not_granted), MOST):
        await work.erasures.application(one)
        done += await written_down(work, f"application:{one}", plan.now, before, why="kept")
    for one in await retention.identities(_since(plan, kept.objection_identities), MOST):
        await work.erasures.identity(one, await papers_of(work, one))
        done += await written_down(work, f"objection:{one}", plan.now, before, why="kept", identity=True)
    for one in await retention.objections(_since(plan, kept.objections), MOST):
        await erase_objection(work, one, plan.now)
        done += await written_down(work, f"objection:{one}", plan.now, before, why="kept")
    return done


async def erase_people(plan: Planning) -> int:
    """Once a day: people with nothing here any more; some at a time, for most of those who are here stay."""
    if await is_looked_over(plan, _PEOPLE):
        return 0
    work, silent_since = plan.work, _since(plan, plan.pack.retention.people)
    before, done = Counter(work.erasures.done), 0
    for first in range(0, await work.retention.last_person() + 1, _AT_ONCE):
        for one in await work.retention.silent_people(range(first, first + _AT_ONCE), silent_since, MOST - done):
            await work.erasures.person(one, plan.now)
            await work.erasures.chats(one)
            done += await written_down(work, f"person:{one}", plan.now, before, why="kept")
        if done >= MOST:
            break
        await asyncio.sleep(0)
    return await note_looked_over(plan, _PEOPLE, done)


async def forget_chats(plan: Planning) -> int:
    """The last step of an erasure that was asked for: it was told, and now nobody knows any more where."""
    found = await plan.work.retention.to_forget(MOST)
    for person_id in found:
        await plan.work.erasures.chats(person_id)
    return len(found)


async def sweep(plan: Planning) -> int:
    """Once a day: what was said long ago, and the small change of the service that nobody asks for any more."""
    if not await plan.work.steps.tell("retention:sweep", plan.today, plan.now):
        return 0
    work, said = plan.work, _since(plan, plan.pack.retention.messages)
    before = Counter(work.erasures.done)
    work.erasures.done["messages"] += await work.retention.sweep_messages(said) + await work.outbox.forget(said)
    await work.retention.sweep_memory(_since(plan, plan.pack.retention.drafts))
    await work.links.forget(plan.now - 30 * _DAY)
    await work.sign_ins.forget(plan.now - _DAY)
    await work.attempts.forget(plan.now - _DAY)
    await work.updates.forget(plan.now - 8 * _DAY)
    await work.files.sweep(plan.now - _DAY)
    if work.erasures.done != before:
        await written_down(work, "messages", plan.now, before, why="kept")
    return 0


async def erase_draft(work: Work, draft_id: int, now: datetime, *, why: str) -> None:
    """A form that was not sent; an application that was being written in it is one no more."""
    before, application = Counter(work.erasures.done), await work.applications.of_draft(draft_id)
    if application is not None and application.state is State.DRAFT:
        await work.erasures.application(application.id)
        await work.applications.move(application, State.WITHDRAWN, now)
    await work.erasures.draft(draft_id)
    await written_down(work, f"draft:{draft_id}", now, before, why=why)


async def erase_objection(work: Work, objection_id: int, now: datetime) -> None:
    """An objection with everybody in it."""
    objection = await work.objections.get(objection_id)
    if objection is not None:
        await work.erasures.identity(objection_id, await papers_of(work, objection_id))
        await work.erasures.objection(objection_id, objection.number, now)


async def papers_of(work: Work, objection_id: int) -> list[str]:
    """The files that say who objects."""
    known = await work.objections.identity(objection_id)
    return [one for field in PAPERS_OF_IDENTITY for one in known.get(field, ())]


async def written_down(work: Work, about: str, now: datetime, before: Counter[str], **details: object) -> int:
    """The journal keeps that something was erased, how much of what, and why; always 1, for whoever counts."""
    counted = work.erasures.done - before
    before.update(counted)
    await work.journal.write(ERASED, about, now=now, details={**details, **counted})
    return 1


async def _tell_of_draft(plan: Planning, draft_id: int, person_id: int) -> int:
    on = plan.said_on + timedelta(days=TOLD_DAYS)
    if not await plan.work.steps.tell(_ladder(draft_id), on, plan.now):
        return 0
    person = await plan.work.people.get(person_id)
    buttons = [[{"key": "personal.my_forms", "press": "m:home"}]]
    key = f"draft:{draft_id}:ends:{on.isoformat()}"
    people = [person] if person is not None else []
    await owe(plan, key, people, "personal.draft_ends", kind="", values={"on": on}, buttons=buttons)
    return 1


def _ladder(draft_id: int) -> str:
    return f"draft:{draft_id}:ends"


def _since(plan: Planning, months: int) -> datetime:
    return day_begins(kept_since(plan.today, months))
