"""Exported lists: the journal notes who took which, and how many lines it had (Art. 9)."""

from workflow.desk import Desk

MOST_EXPORTED = 20_000
"""The most lines in one export; a longer list says that it is cut."""


async def note_export(desk: Desk, act: str, about: str, count: int, *, article: int = 9) -> None:
    """Note in the journal that the person exported `count` lines."""
    me = desk.person.id
    await desk.work.journal.write(act, about, now=desk.now, person_id=me, article=article, details={"count": count})
