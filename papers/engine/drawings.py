"""Pictures for the chat, as wide as a phone: a way with stages, holders by years, scores as bars (Art. 15, 20, 32).

The words below a picture say the same, for people who cannot see it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from papers.engine.documents import draw
from rules.awards.july import Mark

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
