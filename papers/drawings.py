"""Pictures for the chat, as wide as a phone: a way with its stages, holders by years, scores as bars (Art. 15, 20, 32).

What a picture shows is said in words below it too, for whoever does not see it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from papers.documents import draw
from rules.july import Mark

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
    """A stage on a way: `mark` is "done", "now", "stopped" or "ahead", `note` a day or a word beside it."""

    name: str
    mark: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A holder, and for each year the mark of its report with its word; None where it owed none."""

    name: str = field(repr=False)
    cells: tuple[tuple[Mark, str] | None, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """An application in the ranking: `shares` are the points of 100 that each part brings it, `note` says which."""

    name: str = field(repr=False)
    score: str
    shares: tuple[float, ...]
    note: str


def way(language: str, title: str, stops: Sequence[Stop], *, foot: str = "") -> bytes:
    """The stages below each other, as far as the matter has come."""
    marked = [{"name": stop.name, "mark": stop.mark, "note": stop.note} for stop in stops]
    return _drawn("way", language, title, foot, stops=marked)


def years(language: str, title: str, heads: Sequence[str], rows: Sequence[Row], *, foot: str = "") -> bytes:
    """Holders below each other, years side by side; a cell has its word, not its colour alone."""
    shown = [{"name": row.name, "cells": [_cell(cell) for cell in row.cells]} for row in rows]
    return _drawn("years", language, title, foot, years=list(heads), rows=shown)


def bars(language: str, title: str, lines: Sequence[Bar], *, foot: str = "") -> bytes:
    """The ranking from its head: a bar for each, made of its parts."""
    shown = [
        {"name": line.name, "score": line.score, "note": line.note, "parts": [{"share": one} for one in line.shares]}
        for line in lines
    ]
    return _drawn("bars", language, title, foot, lines=shown)


def _cell(cell: tuple[Mark, str] | None) -> dict[str, str]:
    return {"tone": "quiet", "word": ""} if cell is None else {"tone": TONES[cell[0]], "word": cell[1]}


def _drawn(kind: str, language: str, title: str, foot: str, **content: object) -> bytes:
    return draw("drawing", {"kind": kind, "language": language, "title": title, "foot": foot, **content})
