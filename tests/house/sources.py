"""The project's own sources, read as text and as trees."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("rules", "texts", "storage", "workflow", "papers", "handlers", "reminders", "web", "bot")
"""What an office installs."""
SOURCES = (*ROOMS, "rehearsal")
"""The rooms, and the rehearsal, which stands on all of them and is held to the same rules."""


@cache
def modules(folder: str) -> tuple[Path, ...]:
    """Every Python file under a folder of the project, migrations left out: they are never changed again."""
    found = sorted((ROOT / folder).rglob("*.py"))
    return tuple(path for path in found if "migrations" not in path.parts and "__pycache__" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(folder: str) -> Iterator[tuple[str, str]]:
    """Each import as (file, first part of the imported name)."""
    for path in modules(folder):
        for node in ast.walk(tree(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            yield from ((str(path.relative_to(ROOT)), name.partition(".")[0]) for name in names)
