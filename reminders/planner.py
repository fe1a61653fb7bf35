"""The planner: works out from the data what should be true today, and puts the messages owed for it into the outbox.

It keeps no record of its last run: after days of downtime each duty is caught up once, in its present step, and running
it again changes nothing.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from reminders.quiet import may_remind_at
from rules.engine.pack import Pack
from workflow.applications import editions, internal_notices, preparations
from workflow.awards import activities, contacts, expiry, july, supervision, uses
from workflow.engine import alerts, ladders
from workflow.engine.planning import MOST, Passing, Planning
from workflow.engine.provisions import pack_in_force
from workflow.engine.records import DATABASE_AWAY, Store
from workflow.notices import signings
from workflow.objections import examinations, investigations
from workflow.office import agenda, calendars, recounts, retention, silences, terms
from workflow.office import statements as interests
from workflow.reevaluations import case_opening as reevaluation_openings
from workflow.reviews import visits
from workflow.sanctions import hearings
from workflow.tips import keeping as tip_keeping

Part = Callable[[Planning], Awaitable[int]]

PARTS: tuple[Part, ...] = (
    calendars.ask_for_years,
    recounts.recount_provisional,
    contacts.ask_contacts,
    contacts.list_doubtful,
    july.close_assessments,
    july.open_assessments,
    july.redate_assessments,
    july.record_missing,
    july.remind_holders,
    july.remind_returned,
    july.remind_around,
    reevaluation_openings.close_ended,
    reevaluation_openings.open_due,
    reevaluation_openings.ask_about_lapses,
    expiry.remind_of_expiry,
    expiry.remind_of_measures,
    investigations.tell_still_open,
    examinations.close_unanswered,
    hearings.pass_hearings,
    editions.ask_for_next,
    preparations.remind_of_opening,
    terms.remind_of_entrustments,
    terms.remind_of_roles,
    interests.ask_yearly,
    supervision.close_adrift,
    uses.ask_yearly,
    supervision.open_notes,
    supervision.end_tasks,
    supervision.tell_missing,
    activities.remind_of_activities,
    visits.remind_of_visits,
    signings.ask_for_signing,
    internal_notices.tell_over,
    ladders.remind_of_tasks,
    silences.tell_silences,
    agenda.tell_mornings,
    tip_keeping.enter_letters,
    tip_keeping.remind_of_tips,
    tip_keeping.erase_tips,
    alerts.tell_of_damage,
    retention.erase_drafts,
    retention.erase_cases,
    retention.erase_people,
    retention.forget_chats,
    retention.sweep,
)
"""The order matters: reports are opened before anybody is reminded of them, and counted afterwards."""
_ROUNDS, OUTAGES = 10_000, 3
"""So many parts that meet an outage are enough to know that the database is away."""

log = logging.getLogger(__name__)


async def plan(store: Store, pack: Pack, now: datetime, *, failed: set[str] | None = None) -> int:
    """Run every part of the plan for the moment `now`; return how many duties were done.

    A part that fails does not stop the others, and a duty that fails does not stop the other duties of its part: both
    are named in `failed`. Raises an outage of the database that meets a whole part again and again.
    """
    waiting, together, done, passing, away = list(PARTS), True, 0, Passing(), 0
    for _ in range(_ROUNDS):
        if not waiting:
            break
        try:
            finished, count = await _round(waiting if together else waiting[:1], store, pack, now, passing)
        except Exception as failure:  # the next tick tries again, and the other parts go on
            at, finished, count = passing.at, 0, 0
            if together:
                together = False  # from here on each part has its own Work, so that the failing one is found
            elif isinstance(failure, DATABASE_AWAY):
                told = (waiting[0].__name__, type(failure).__name__)
                log.warning("planning %s waits for the database: %s", *told, extra={"fault": failure})
                finished, away = 1, away + 1
                if away >= OUTAGES:
                    raise
            else:
                finished = _passed(waiting[0].__name__, failure, at, passing, failed)
        if finished:
            passing = Passing()
        waiting, done = waiting[finished:], done + count
    return done


def _passed(part: str, failure: Exception, at: str | None, passing: Passing, failed: set[str] | None) -> int:
    """Pass over the duty that failed, or the whole part if it was at none. Returns how many parts are finished."""
    named = part if at is None else f"{part} {at}"
    log.error("planning %s: %s", named, type(failure).__name__, extra={"fault": failure})
    if failed is not None:
        failed.add(named)
    if at is None or len(passing.over) >= MOST:
        return 1
    passing.over.add(at)
    return 0


async def _round(parts: Sequence[Part], store: Store, pack: Pack, now: datetime, passing: Passing) -> tuple[int, int]:
    """Run the parts in order in one Work, up to the first that has more to do than one Work takes.

    Returns how many parts are finished, and how many duties were done.
    """
    finished = done = 0
    async with store.work() as work:
        pack, calendar = await pack_in_force(work, pack), await work.calendar.load()
        said_at = may_remind_at(now, pack)
        planning = Planning(work=work, pack=pack, calendar=calendar, now=now, said_at=said_at, passing=passing)
        for part in parts:
            count = await part(planning)
            done += count
            await asyncio.sleep(0)  # let conversations go on between two parts
            if count >= MOST:
                break
            finished += 1
        await work.commit()
    return finished, done
