"""Renders a document as PDF or a picture as PNG from plain data; text in the data is printed, never executed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import typst

from papers.engine.fonts import fonts, printable
from rules.awards.july import Mark

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


# Pictures for the chat, as wide as a phone: a way with stages, holders by years, scores as bars (Art. 15, 20,
# 32).
#
# The words below a picture say the same, for people who cannot see it.


TONES: Mapping[Mark, str] = {
    Mark.AWAITED: "open",
    Mark.MISSING: "bad",
    Mark.RECEIVED: "open",
    Mark.RECEIVED_LATE: "late",
    Mark.RETURNED: "bad",
    Mark.ACCEPTED: "good",
    Mark.ACCEPTED_LATE: "late",
    Mark.EXCUSED: "quiet",
    Mark.CLOSED: "quiet",
}


@dataclass(frozen=True, slots=True)
class Stop:
    """A stage on a way: `mark` is "done", "now", "stopped" or "ahead", `note` a day or word beside it."""

    name: str
    mark: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A holder, with the mark of its report and its word for each year; None where it owed none."""

    name: str = field(repr=False)
    cells: tuple[tuple[Mark, str] | None, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """An application in the ranking: `shares` are each part's contribution to its 100 points, `note` names them."""

    name: str = field(repr=False)
    score: str
    shares: tuple[float, ...]
    note: str


def way(language: str, title: str, stops: Sequence[Stop], *, foot: str = "") -> bytes:
    """Draw the stages one below the other, marking how far the matter has come."""
    marked = [{"name": stop.name, "mark": stop.mark, "note": stop.note} for stop in stops]
    return _drawn("way", language, title, foot, stops=marked)


def years(language: str, title: str, heads: Sequence[str], rows: Sequence[Row], *, foot: str = "") -> bytes:
    """Draw holders by years; each cell has a word, so that colour alone tells nothing."""
    shown = [{"name": row.name, "cells": [_cell(cell) for cell in row.cells]} for row in rows]
    return _drawn("years", language, title, foot, years=list(heads), rows=shown)


def bars(language: str, title: str, lines: Sequence[Bar], *, foot: str = "") -> bytes:
    """Draw the ranking from the top: a bar for each application, made of its parts."""
    shown = [
        {"name": line.name, "score": line.score, "note": line.note, "parts": [{"share": one} for one in line.shares]}
        for line in lines
    ]
    return _drawn("bars", language, title, foot, lines=shown)


def _cell(cell: tuple[Mark, str] | None) -> dict[str, str]:
    return {"tone": "quiet", "word": ""} if cell is None else {"tone": TONES[cell[0]], "word": cell[1]}


def _drawn(kind: str, language: str, title: str, foot: str, **content: object) -> bytes:
    return draw("drawing", {"kind": kind, "language": language, "title": title, "foot": foot, **content})
