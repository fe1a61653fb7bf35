"""A document as PDF, or a picture as PNG: plain data, set by a template. Text in it is printed, never obeyed."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

from papers.fonts import fonts, printable

TEMPLATES = Path(__file__).parent / "templates"
SHARPNESS = 144.0
"""Pixels an inch of a picture: twice what a phone needs to show it as wide as itself."""


def render(template: str, data: Mapping[str, object]) -> bytes:
    """The PDF of `template` ("paper") filled with `data`; the same data give the same bytes.

    About a tenth of a second a page, and it blocks: call it in a thread. The template can read nothing outside its own
    folder. Raises KeyError for a template that is not there.
    """
    pdf: bytes = typst.compile(
        **_set(template, data),
        pdf_standards=["a-2a", "ua-1"],  # to be kept for decades, and to be read aloud
        timestamp=0,
    )
    return pdf


def draw(template: str, data: Mapping[str, object]) -> bytes:
    """The PNG of `template` ("drawing") filled with `data`, as high as it needs; otherwise as `render`."""
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
    """The data with every text made printable, at any depth."""
    match value:
        case str():
            return printable(value)
        case Mapping():
            return {str(key): _clean(item) for key, item in value.items()}
        case list() | tuple():
            return [_clean(item) for item in value]
        case _:
            return value
