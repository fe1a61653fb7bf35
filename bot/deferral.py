"""Imports aiogram without building its types: each is built when something first uses it.

On import aiogram builds a validator and a serializer for each of the six hundred types and methods of the Bot API, of
which the service uses a tenth: half of its start and a third of its memory. `docs/decisions/0011-deferred-types.md`.
"""

import sys
from typing import Any

from pydantic import BaseModel

PARTS = ("aiogram.types.", "aiogram.methods.")


def import_aiogram() -> None:
    """Import aiogram, its types not built; nothing where it is imported already. To be called before any other import.

    What its types call each other stands in their modules for type checkers alone: it is put there, so that pydantic
    finds it when it builds a type.
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
