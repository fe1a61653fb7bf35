"""Lists that are taken away: who took which, and how long it was, is in the journal (Art. 9)."""

from workflow.desk import Desk

MOST_EXPORTED = 20_000
"""So many lines are taken away at once; a list of more says that it is cut."""


async def note_export(desk: Desk, act: str, about: str, count: int, *, article: int = 9) -> None:
    """The person took a list of so many lines."""
    me = desk.person.id
    await desk.work.journal.write(act, about, now=desk.now, person_id=me, article=article, details={"count": count})
