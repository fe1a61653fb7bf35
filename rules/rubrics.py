"""What is scored and how much it counts: criteria, weights and pass marks (Art. 3, 17-20)."""

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
    """What each score counts (Art. 20), by name of the score; each side adds up to 1."""

    organisation: Mapping[str, Decimal]
    individual: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class PassMarks:
    """The least points that pass, of the rubric's total; None while the office has set none."""

    material: int | None = None
    defence: int | None = None
    on_site: int | None = None
