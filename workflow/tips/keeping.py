"""The planner's part in tips: letters enter, handlers are told and reminded, old tips erased without a trace (Art. 24).

All letters of a day enter together after its end, in no order: whoever has the tables, the logs of the database and
every backup learns on which day a tip was handed in, and nothing that stands beside it there was written when it was.
"""

import secrets
from datetime import timedelta
from itertools import groupby

from rules.tips.cases import kept_since
from storage.tips.letters import STEM
from workflow.engine.planning import MOST, Planning
from workflow.tips.senders import tell_handlers

AGAIN_WORKING_DAYS = 3
"""The working days after which handlers are reminded, again and again, of a tip that none has opened."""

_UNSENT_DAYS = 2  # of tips begun in the chat of version 1.0


async def enter_letters(plan: Planning) -> int:
    """Put the letters of the days before into the tables, shuffled; their handlers are told in the morning.

    A letter is deleted from the disk at the next run, once the tables certainly have it.
    """
    await plan.work.hold("tips")
    names = await plan.work.tips.letters.names(plan.today)
    every = [list(its) for _, its in groupby(sorted(names), key=lambda name: name[:STEM])]
    secrets.SystemRandom().shuffle(every)
    for name in [name for its in every for name in its][:MOST]:
        tip = await plan.work.tips.enter(name, plan.today)
        if tip is not None:
            await tell_handlers(plan.work, plan.now, tip, plan.said_at)
    return min(len(names), MOST)


async def remind_of_tips(plan: Planning) -> int:
    """Tell the handlers of what has waited too long."""
    due = [
        tip
        for tip, since in await plan.work.tips.waiting()
        if plan.calendar.after(since, AGAIN_WORKING_DAYS).last <= plan.said_on
    ]
    for tip in plan.each(due):
        await tell_handlers(plan.work, plan.now, tip, plan.said_at)
        await plan.work.tips.reminded(tip, plan.said_on)
    return len(due)


async def erase_tips(plan: Planning) -> int:
    """Erase tips closed long ago, tips never sent, and delivered messages about tips. Returns how many tips."""
    erased = await plan.work.tips.erase(
        closed_before=kept_since(plan.today, plan.pack.retention.tips),
        begun_before=plan.today - timedelta(days=_UNSENT_DAYS),
    )
    await plan.work.outbox.erase_unlisted()
    await plan.work.tip_handlers.rise(before=plan.now)
    return erased
