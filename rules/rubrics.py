"""Rubrics: criteria, weights and pass marks (Art. 3, 17-20)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


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
