"""The planner: what should be true today is worked out from the data, and what is owed of it is put into the outbox.

It does not ask when it last ran: after days of downtime each duty is caught up once, in its present step. Running it
again changes nothing.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from reminders.quiet import may_speak_at
from rules.pack import Pack
from workflow import examinations, expiry, july, ladders
from workflow.planning import MOST, Planning
from workflow.records import Store

Part = Callable[[Planning], Awaitable[int]]

PARTS: tuple[Part, ...] = (
    july.close_assessments,
    july.open_assessments,
    july.redate_assessments,
    july.record_missing,
    july.remind_holders,
    july.remind_returned,
    july.remind_around,
    expiry.remind_of_expiry,
    expiry.remind_of_measures,
    examinations.close_unanswered,
    ladders.remind_of_tasks,
)
"""In order: reports are opened before anybody is reminded of them, and counted after."""
_ROUNDS = 10_000

log = logging.getLogger(__name__)


async def plan(store: Store, pack: Pack, now: datetime) -> int:
    """Owe what is due at `now`; how much was done. One part that fails stops no other."""
    done = 0
    for part in PARTS:
        try:
            done += await _all_of(part, store, pack, now)
        except Exception as failure:  # noqa: BLE001  # the next tick tries again; the other parts are not held up
            log.error("planning %s: %s", part.__name__, type(failure).__name__)  # noqa: TRY400  # no content in the log
    return done


async def _all_of(part: Part, store: Store, pack: Pack, now: datetime) -> int:
    """The whole of one part, a few duties in each Work."""
    done = 0
    for _ in range(_ROUNDS):
        async with store.work() as work:
            calendar = await work.calendar.load()
            said_at = may_speak_at(now, pack)
            count = await part(Planning(work=work, pack=pack, calendar=calendar, now=now, said_at=said_at))
            await work.commit()
        done += count
        if count < MOST:
            break
    return done
