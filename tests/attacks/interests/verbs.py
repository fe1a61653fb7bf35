"""Every button that a handler takes, read from the tables themselves: a new one cannot be forgotten by a test."""

from functools import cache

from handlers.dispatching import all_presses


@cache
def verbs() -> dict[str, frozenset[str]]:
    """The second words of each topic; "" for the forms, whose buttons carry a draft instead."""
    found: dict[str, set[str]] = {"f": {""}}
    for table in all_presses():
        found.setdefault(table.topic, set()).update(table.words)
    return {topic: frozenset(words) for topic, words in found.items()}
