"""The planner's part in tips: handlers are reminded, and old tips erased without a trace (Art. 24)."""

from datetime import timedelta

from rules.tips import kept_since
from workflow.planning import Planning
from workflow.tips import UNSENT_DAYS, tell_handlers

AGAIN_WORKING_DAYS = 3
"""The working days after which handlers are reminded, again and again, of a tip that none has opened."""


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
        begun_before=plan.today - timedelta(days=UNSENT_DAYS),
    )
    await plan.work.outbox.erase_unlisted()
    await plan.work.tip_handlers.rise(before=plan.now)
    return erased
