"""All letters that wait to be printed, at once: which there are, and their printing (Art. 9, 15-27, 40)."""

from collections import Counter
from dataclasses import replace

from rules.dispatches import Dispatch, Standing
from rules.refusals import Refusal
from storage.owed import Paper, Urgency
from workflow.desk import Desk
from workflow.dispatches import form_for, is_shut, mark_printed, wanted

BATCH = "batch"
"""The paper that is made of many."""
MOST = 60
"""How many are printed at once: some minutes of a printer."""


async def waiting(desk: Desk) -> Counter[str]:
    """How many letters of each kind went out and were not printed; a clerk's are those of the own unit."""
    return Counter(one.paper for one in await _all(desk))


async def print_waiting(desk: Desk, paper: str | None, *, word: bool) -> int:
    """Send those of this kind, or of all, to whoever asks, the oldest first; how many. Raises Refusal for none."""
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
    """How many they are, and all as one paper, to be made for whoever takes it away at once; they count as printed."""
    found = [one for one in await _all(desk) if paper in (None, one.paper)][:MOST]
    if not found:
        raise Refusal("dispatches.none_waiting")
    for one in found:
        await mark_printed(desk, one)
    return len(found), Paper(f"{BATCH}{form_for(word=word)}", f"{desk.person.id}:{int(desk.now.timestamp())}")


async def _all(desk: Desk) -> list[Dispatch]:
    """Oldest first; without those in whose case the person has an interest."""
    looked_for = replace(await wanted(desk), standing=Standing.ISSUED)
    found = reversed(await desk.work.dispatches.page(looked_for, limit=1000))
    return [one for one in found if not await is_shut(desk, one, looked_for.hidden)]
