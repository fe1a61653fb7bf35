"""The three parts of the review, and the reviewers' assignments in them (Art. 16-19, 40, 41)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rules.applications.lifecycle import State
from rules.engine.rubrics import Part


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


# Panels: spreads many cases over the reviewers, so that nobody has more than the others (Art. 17, 40).


WHEN: Mapping[Part, State] = {
    Part.MATERIAL: State.MATERIAL_REVIEW,
    Part.DEFENCE: State.DEFENCE,
    Part.ON_SITE: State.ON_SITE,
}
"""The state of an application in which the sheets of a part are locked."""
BEFORE: Mapping[Part, frozenset[State]] = {
    Part.MATERIAL: frozenset({State.FORWARDED}),
    Part.DEFENCE: frozenset({State.ACCEPTANCE_NOTICE}),
    Part.ON_SITE: frozenset({State.ACCEPTANCE_NOTICE, State.DEFENCE}),
}
"""The states in which the reviewers of a part can be named ahead."""
AFTER: Mapping[Part, frozenset[State]] = {
    Part.MATERIAL: frozenset(),
    Part.DEFENCE: frozenset({State.ON_SITE, State.EVALUATED}),
    Part.ON_SITE: frozenset({State.EVALUATED}),
}
"""The states in which an excluded sheet can still be replaced, until the evaluation is closed (Art. 20)."""


def standing_of(one: Assignment) -> str:
    """Return the standing of a sheet as the end of a catalogue key: awaited, locked, replaced or excluded."""
    if one.standing is not Standing.ACTIVE:
        return one.standing.value
    return "locked" if one.counts else "awaited"


def spread(
    cases: Sequence[int], load: Mapping[int, int], barred: Mapping[int, Collection[int]], *, size: int
) -> dict[int, tuple[int, ...]]:
    """Return the panel of each case, its head first: the people with the least to do who are not `barred` from it.

    `load` is how much each person has to do already; of two with as much, the one earlier in `load` is taken. The head
    is the panel's member who heads the fewest. A case with too few people left is missing from the result.
    """
    busy, heading = dict(load), dict.fromkeys(load, 0)
    given: dict[int, tuple[int, ...]] = {}
    for case in cases:
        free = sorted((one for one in busy if one not in barred.get(case, ())), key=busy.__getitem__)
        if len(free) < size:
            continue
        panel = sorted(free[:size], key=heading.__getitem__)
        heading[panel[0]] += 1
        for one in panel:
            busy[one] += 1
        given[case] = tuple(panel)
    return given
