"""The door between the rooms that show and what is remembered, for mypy: `handlers` and `web` may only read.

`reading.toml` beside it names what they call of each class of `storage`: that is their whole interface to it, and mypy
refuses any other method, however the object came to them. Writing is done by the functions of `workflow`.
"""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mypy.plugin import MethodSigContext, Plugin, ReportConfigContext
from mypy.types import FunctionLike

ROOT = Path(__file__).parents[2]
BEHIND = ("handlers", "web")
"""The rooms that may only read."""


def reading() -> dict[str, dict[str, list[str]]]:
    """Return the table: by its part, the methods of each class that may be called."""
    return tomllib.loads(Path(__file__).with_name("reading.toml").read_text("utf-8"))


ALLOWED = frozenset(
    f"storage.{of}.{method}" for part in reading().values() for of, names in part.items() for method in names
)
"""The full names of all methods that may be called."""


class Doors(Plugin):
    """Looks at each call of a method of `storage`, in whatever way mypy found out whose method it is."""

    def get_method_signature_hook(self, fullname: str) -> Callable[[MethodSigContext], FunctionLike] | None:
        """Refuse the call if the method is not in the table and the caller stands behind the door."""
        if not fullname.startswith("storage.") or fullname in ALLOWED:
            return None
        method = fullname.removeprefix("storage.")

        def refused(context: MethodSigContext) -> FunctionLike:
            here = Path(context.api.path).resolve()
            if any(here.is_relative_to(ROOT / room) for room in BEHIND):
                context.api.fail(f"{method} may not be called here: handlers and web only read", context.context)
            return context.default_signature

        return refused

    def report_config_data(self, ctx: ReportConfigContext) -> Any:
        """Have a module checked again when the table has changed."""
        return sorted(ALLOWED)


def plugin(_version: str) -> type[Plugin]:
    """Return the plugin: mypy calls this when it starts."""
    return Doors
