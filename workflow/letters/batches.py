"""Letters waiting to be printed, counted by kind and printed together (Art. 9, 15-27, 40)."""

from collections import Counter
from dataclasses import replace

from rules.engine.refusals import Refusal
from rules.letters.dispatches import Dispatch, Standing
from storage.engine.owed import Paper, Urgency
from workflow.engine.desk import Desk
from workflow.letters.dispatches import form_for, is_shut, mark_printed, wanted

BATCH = "batch"
"""The name of the paper that joins many letters."""
MOST = 60
"""The most letters printed at once: some minutes of a printer."""


async def waiting(desk: Desk) -> Counter[str]:
    """Count by kind the letters that went out and are not printed yet; a clerk's are those of their own unit."""
    return Counter(one.paper for one in await _all(desk))


async def print_waiting(desk: Desk, paper: str | None, *, word: bool) -> int:
    """Owe the person the waiting letters of this kind, or of all kinds, oldest first. Returns how many.

    Raises Refusal when none wait.
    """
    count, batch = await take_waiting(desk, paper, word=word)
    await desk.work.outbox.owe(
        f"{batch.name}:{batch.subject}",
        desk.person.id,
        "dispatches.batch",
        now=desk.now,
        values={"count": count},
        paper=batch,
        urgency=Urgency.ANSWER,
    )
    return count


async def take_waiting(desk: Desk, paper: str | None, *, word: bool) -> tuple[int, Paper]:
    """Mark the waiting letters as printed. Returns how many, and one paper that joins them. Raises Refusal for none."""
    found = [one for one in await _all(desk) if paper in (None, one.paper)][:MOST]
    if not found:
        raise Refusal("dispatches.none_waiting")
    for one in found:
        await mark_printed(desk, one)
    return len(found), Paper(f"{BATCH}{form_for(word=word)}", f"{desk.person.id}:{int(desk.now.timestamp())}")


async def _all(desk: Desk) -> list[Dispatch]:
    """Return the waiting letters, oldest first, without those of cases shut to the person."""
    looked_for = replace(await wanted(desk), standing=Standing.ISSUED)
    found = reversed(await desk.work.dispatches.page(looked_for, limit=1000))
    return [one for one in found if not await is_shut(desk, one, looked_for.hidden)]
