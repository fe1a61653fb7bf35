"""Rubrics: criteria, weights and pass marks (Art. 3, 17-20)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a score sheet; `points` is its maximum."""

    key: str
    zh: str
    en: str
    points: int


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight of each score by its name (Art. 20); each field's weights add up to 1."""

    organisation: Mapping[str, Decimal]
    individual: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class PassMarks:
    """The least number of points that passes; None while the office has set none."""

    material: int | None = None
    defence: int | None = None
    on_site: int | None = None


TIE_RULES = ("priority", "on_site")
"""What a pack's rule for ties may look at: a ground of Art. 26, the on-site score, which everybody has."""


class Part(StrEnum):
    """A part of the review (Art. 16). Each has a name `assignments.part.<part>` and a task kind `sheet_<part>`."""

    MATERIAL = "material"
    DEFENCE = "defence"
    ON_SITE = "on_site"
