"""One matter of a person in the list "my progress": its title, its lines and its buttons."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from handlers.engine.speech import Rows
from workflow.engine.desk import Desk


@dataclass(frozen=True, slots=True)
class Case:
    """A matter in the language of the person at the desk."""

    title: str
    lines: tuple[str, ...]
    rows: Rows = field(default_factory=tuple)


Source = Callable[[Desk], Awaitable[list[Case]]]
"""Returns the person's matters of one kind, newest first. Each conversation that has matters supplies one."""
