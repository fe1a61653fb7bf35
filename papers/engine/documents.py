"""Renders a document as PDF or a picture as PNG from plain data; text in the data is printed, never executed."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

from papers.engine.fonts import fonts, printable

TEMPLATES = Path(__file__).parents[1] / "templates"
SHARPNESS = 144.0
"""Pixels per inch of a picture: twice what a phone needs to show it at full width."""


def render(template: str, data: Mapping[str, object]) -> bytes:
    """Render `template` ("paper") with `data` as PDF; the same data give the same bytes.

    It takes about a tenth of a second for a page and blocks: call it in a thread. The template can read nothing outside
    its own folder. Raises KeyError for an unknown template.
    """
    pdf: bytes = typst.compile(
        **_set(template, data),
        pdf_standards=["a-2a", "ua-1"],  # for archiving over decades, and for screen readers
        timestamp=0,
    )
    return pdf


def draw(template: str, data: Mapping[str, object]) -> bytes:
    """Render `template` ("drawing") with `data` as PNG, as high as needed; otherwise like `render`."""
    png: bytes = typst.compile(**_set(template, data), format="png", ppi=SHARPNESS)
    return png


def _set(template: str, data: Mapping[str, object]) -> dict[str, Any]:
    return {
        "input": str(_templates()[template]),
        "root": str(TEMPLATES),
        "font_paths": fonts(),
        "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(_clean(data), ensure_ascii=False)},
    }


@cache
def _templates() -> Mapping[str, Path]:
    return {path.stem: path for path in TEMPLATES.glob("*.typ")}


def _clean(value: object) -> object:
    """Return the data with every text made printable, at any depth."""
    match value:
        case str():
            return printable(value)
        case Mapping():
            return {str(key): _clean(item) for key, item in value.items()}
        case list() | tuple():
            return [_clean(item) for item in value]
        case _:
            return value
