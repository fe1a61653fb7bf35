"""Panels: spreads many cases over the reviewers, so that nobody has more than the others (Art. 17, 40)."""

from collections.abc import Collection, Mapping, Sequence

from rules.lifecycle import State
from rules.reviews import Assignment, Part, Standing

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
