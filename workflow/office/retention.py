"""Retention: the planner erases abandoned drafts, and cases and people whose time is over (PIPL Art. 19, 47).

The pack says how long each is kept. The journal notes that something was erased, not what it said.
"""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

from rules.applications.lifecycle import State
from rules.engine.calendar import day_begins, office_day
from rules.objections.cases import PAPERS_OF_IDENTITY
from rules.tips.cases import kept_since
from storage.work import Work
from workflow.engine.alerts import set_strays_aside
from workflow.engine.planning import MOST, Planning, is_looked_over, note_looked_over, owe
from workflow.office.imports import LIST_DAYS, SUBJECT

TOLD_DAYS = 30
"""The days between telling a draft's writer and erasing it."""
ERASED = "erased"
_PEOPLE = "retention:people"
_AT_ONCE = 2_000
"""The range of person ids that one query looks at."""
_DAY = timedelta(days=1)


async def erase_drafts(plan: Planning) -> int:
    """Tell the writers of abandoned drafts that these will be erased; erase those whose writers did not come back."""
    months, soon = plan.pack.retention.drafts, plan.today + timedelta(days=TOLD_DAYS)
    found = await plan.work.retention.drafts(day_begins(kept_since(soon, months)), 10 * MOST)
    told_on = await plan.work.steps.told([_ladder(draft_id) for draft_id, _, _ in found])
    done = 0
    for draft_id, person_id, touched_at in plan.each(found):
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
    """Erase applications not granted, objectors' identities and objections, each when its time is over."""
    kept, work, before = plan.pack.retention, plan.work, Counter(plan.work.erasures.done)
    retention, done = work.retention, 0
    for one in plan.each(
        await retention.applications(_since(plan, kept.applications_not_granted), MOST), "application"
    ):
        await work.erasures.application(one)
        done += await written_down(work, f"application:{one}", plan.now, before, why="kept")
    for one in plan.each(await retention.identities(_since(plan, kept.objection_identities), MOST), "identity"):
        await work.erasures.identity(one, await papers_of(work, one))
        done += await written_down(work, f"objection:{one}", plan.now, before, why="kept", identity=True)
    for one in plan.each(await retention.objections(_since(plan, kept.objections), MOST), "objection"):
        await erase_objection(work, one, plan.now)
        done += await written_down(work, f"objection:{one}", plan.now, before, why="kept")
    return done


async def erase_people(plan: Planning) -> int:
    """Erase, once a day, people of whom nothing is left here; at most MOST at a time."""
    if await is_looked_over(plan, _PEOPLE):
        return 0
    work, silent_since = plan.work, _since(plan, plan.pack.retention.people)
    before, done = Counter(work.erasures.done), 0
    for first in range(0, await work.retention.last_person() + 1, _AT_ONCE):
        silent = await work.retention.silent_people(range(first, first + _AT_ONCE), silent_since, MOST - done)
        for one in plan.each(silent):
            await work.erasures.person(one, plan.now)
            await work.erasures.chats(one)
            done += await written_down(work, f"person:{one}", plan.now, before, why="kept")
        if done >= MOST:
            break
        await asyncio.sleep(0)
    return await note_looked_over(plan, _PEOPLE, done)


async def forget_chats(plan: Planning) -> int:
    """Forget the chats of erased people, once the erasure they asked for has been told to them."""
    found = await plan.work.retention.to_forget(MOST)
    for person_id in plan.each(found):
        await plan.work.erasures.chats(person_id)
    return len(found)


async def sweep(plan: Planning) -> int:
    """Sweep, once a day, old messages, lists that nobody entered, expired links, sessions and attempts, strays."""
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
    await set_strays_aside(work, plan.now, plan.said_at)
    if work.erasures.done != before:
        await written_down(work, "messages", plan.now, before, why="kept")
    await work.erasures.files_before(SUBJECT, day_begins(plan.today - LIST_DAYS * _DAY))
    if work.erasures.done != before:
        await written_down(work, "awards", plan.now, before, why="kept")
    return 0


async def erase_draft(work: Work, draft_id: int, now: datetime, *, why: str) -> None:
    """Erase a form that was not sent, and with it an application being written in it."""
    before, application = Counter(work.erasures.done), await work.applications.of_draft(draft_id)
    if application is not None and application.state is State.DRAFT:
        await work.erasures.application(application.id)
        await work.applications.move(application, State.WITHDRAWN, now)
    await work.erasures.draft(draft_id)
    await written_down(work, f"draft:{draft_id}", now, before, why=why)


async def erase_objection(work: Work, objection_id: int, now: datetime) -> None:
    """Erase an objection and the identity of its objector."""
    objection = await work.objections.get(objection_id)
    if objection is not None:
        await work.erasures.identity(objection_id, await papers_of(work, objection_id))
        await work.erasures.objection(objection_id, objection.number, now)


async def papers_of(work: Work, objection_id: int) -> list[str]:
    """Return the ids of the files that identify the objector."""
    known = await work.objections.identity(objection_id)
    return [one for field in PAPERS_OF_IDENTITY for one in known.get(field, ())]


async def written_down(work: Work, about: str, now: datetime, before: Counter[str], **details: object) -> int:
    """Note in the journal that something was erased, how much and why. Returns 1, for the caller's count."""
    counted = work.erasures.done - before
    before.update(counted)
    await work.journal.write(ERASED, about, now=now, details={**details, **counted})
    return 1


async def _tell_of_draft(plan: Planning, draft_id: int, person_id: int) -> int:
    on = plan.said_on + timedelta(days=TOLD_DAYS)
    if not await plan.work.steps.tell(_ladder(draft_id), on, plan.now):
        return 0
    person = await plan.work.people.get(person_id)
    buttons = [[{"key": "personal.my_forms", "press": "menu:home"}]]
    key = f"draft:{draft_id}:ends:{on.isoformat()}"
    people = [person] if person is not None else []
    await owe(plan, key, people, "personal.draft_ends", kind="", values={"on": on}, buttons=buttons)
    return 1


def _ladder(draft_id: int) -> str:
    return f"draft:{draft_id}:ends"


def _since(plan: Planning, months: int) -> datetime:
    return day_begins(kept_since(plan.today, months))
