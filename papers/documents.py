"""A document as PDF: blocks of plain data, set by a template. Text in the data is printed, never obeyed."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import typst

from papers.fonts import fonts, printable

TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, data: Mapping[str, object]) -> bytes:
    """The PDF of `template` ("paper") filled with `data`; the same data give the same bytes.

    About a tenth of a second a page, and it blocks: call it in a thread. The template can read nothing outside its own
    folder. Raises KeyError for a template that is not there.
    """
    return typst.compile(
        str(_templates()[template]),
        root=str(TEMPLATES),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_clean(data), ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],  # to be kept for decades, and to be read aloud
        timestamp=0,
    )


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
