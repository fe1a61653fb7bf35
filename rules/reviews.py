"""The three parts of the review, and the reviewers' assignments in them (Art. 16-19, 40, 41)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Part(StrEnum):
    """A part of the review (Art. 16). Each has a name `assignments.part.<part>` and a task kind `sheet_<part>`."""

    MATERIAL = "material"
    DEFENCE = "defence"
    ON_SITE = "on_site"


class Standing(StrEnum):
    """Whether a reviewer's work counts: they are active, were replaced before finishing, or excluded afterwards."""

    ACTIVE = "active"
    REPLACED = "replaced"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Assignment:
    """One reviewer of one application in one part, with their score sheet.

    The `head` of a group writes its report. `scores` are points by criterion and `words` the reasons; both are set once
    the sheet is locked, and are answers of the draft until then. `marked` says that misconduct was found later.
    """

    id: int
    application_id: int
    part: Part
    person_id: int
    head: bool
    standing: Standing
    assigned_at: datetime
    assigned_by: int
    draft_id: int | None = None
    scores: Mapping[str, int] | None = field(default=None, repr=False)
    words: Mapping[str, str] | None = field(default=None, repr=False)
    locked_at: datetime | None = None
    marked: bool = False

    @property
    def counts(self) -> bool:
        """Whether the scores go into the evaluation: locked, by a reviewer neither replaced nor excluded."""
        return self.standing is Standing.ACTIVE and self.locked_at is not None

    @property
    def awaited(self) -> bool:
        """Whether the sheet is still to come; a missing sheet never counts as zero."""
        return self.standing is Standing.ACTIVE and self.locked_at is None
