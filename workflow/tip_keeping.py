"""What the clock does for tips: handlers are told again, and what is over is erased without a trace (Art. 24)."""

from datetime import timedelta

from rules.tips import kept_since
from workflow.planning import Planning
from workflow.tips import UNSENT_DAYS, tell_handlers

AGAIN_WORKING_DAYS = 3
"""A tip that no handler has opened is told of again after so many working days, and again."""


async def remind_of_tips(plan: Planning) -> int:
    """Tell the handlers of what has waited too long."""
    due = [
        tip
        for tip, since in await plan.work.tips.waiting()
        if plan.calendar.after(since, AGAIN_WORKING_DAYS).last <= plan.said_on
    ]
    for tip in due:
        await tell_handlers(plan.work, plan.now, tip, plan.said_at)
        await plan.work.tips.reminded(tip, plan.said_on)
    return len(due)


async def erase_tips(plan: Planning) -> int:
    """Erase what was closed so many months ago, what was never sent, and what told of tips and was delivered."""
    erased = await plan.work.tips.erase(
        closed_before=kept_since(plan.today, plan.pack.retention.tips),
        begun_before=plan.today - timedelta(days=UNSENT_DAYS),
    )
    await plan.work.outbox.erase_unlisted()
    await plan.work.tip_handlers.rise(before=plan.now)
    return erased
