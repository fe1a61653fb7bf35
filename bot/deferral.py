"""Imports aiogram without building its types; each is built on first use (docs/decisions/0011-deferred-types.md).

Importing it in the usual way builds a validator and a serializer for each of the six hundred types and methods of the
Bot API, of which the service uses a tenth. That costs half of the start-up time and a third of the memory.
"""

import sys
from typing import Any

from pydantic import BaseModel

PARTS = ("aiogram.types.", "aiogram.methods.")


def import_aiogram() -> None:
    """Import aiogram without building its types; do nothing if it is imported already. Call it before any other import.

    Names that aiogram's modules import for type checkers only are added to them, so that pydantic finds them when it
    builds a type.
    """
    if "aiogram" in sys.modules:
        return
    names: dict[str, Any] = {}

    def build_later(_model: type[BaseModel], *, _types_namespace: dict[str, Any]) -> None:
        names.update(_types_namespace)

    build_now = vars(BaseModel)["model_rebuild"]
    BaseModel.model_rebuild = classmethod(build_later)  # type: ignore[assignment, method-assign]
    try:
        import aiogram.methods
        import aiogram.types  # noqa: F401  # this is all that is wanted of it here
    finally:
        BaseModel.model_rebuild = build_now  # type: ignore[method-assign]
    for module in [module for name, module in sys.modules.items() if name.startswith(PARTS)]:
        vars(module).update({name: value for name, value in names.items() if name not in vars(module)})
