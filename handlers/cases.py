"""One matter of a person as it stands in the list "my progress": its title, what is said of it, what can be done."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from handlers.speech import Rows
from workflow.desk import Desk


@dataclass(frozen=True, slots=True)
class Case:
    """In the language of the person at the desk."""

    title: str
    lines: tuple[str, ...]
    rows: Rows = field(default_factory=tuple)


Source = Callable[[Desk], Awaitable[list[Case]]]
"""The person's matters of one kind, the newest first. A conversation that has some gives one to the list."""
