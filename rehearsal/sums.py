"""What must add up in the end: places, scores, panels, messages, the register, the journal (Art. 4, 5, 20, 27)."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from rehearsal.records import Case, Records, day_of, named, steps, target
from rules.applications.lifecycle import ENDED, PLACES, State
from rules.engine.rubrics import Part
from rules.reviews.assignments import Assignment, Standing
from storage.engine.owed import OwedState
from storage.engine.tasks import TaskState

_OVER = frozenset({OwedState.SENT, OwedState.DROPPED})


def places_are_kept(records: Records) -> Iterator[str]:
    """No more are granted than there are places, unless the committee gave a reason; nobody gets both awards."""
    granted = [case for case in records.cases if case.application.state is State.GRANTED]
    places = {"award": records.settings.quota_award, "nomination": records.settings.quota_nomination}
    for honour, count in Counter(case.candidate.honour.value for case in granted if case.candidate).items():
        reasons = sum(case.application.id in records.reasons for case in granted)
        if count > places[honour] + reasons:
            yield f"{count} are granted the {honour}, for {places[honour]} places"
    for identity, count in Counter(case.application.identity for case in granted).items():
        if identity and count > 1:
            yield f"one applicant is granted {count} awards"


def totals_are_what_the_sheets_say(records: Records) -> Iterator[str]:
    """The composite of every candidate, worked out again with fractions from the stored sheets, is the recorded one."""
    for case in records.cases:
        if case.candidate is None or case.application.state is State.WITHDRAWN:
            continue
        total = Fraction(0)
        for part, weight in records.settings.weights(case.application.kind).items():
            sums = [sum((one.scores or {}).values()) for one in _counted(case, part)]
            if not sums:
                yield f"{named(case)}: no sheet of the {part.value}"
                break
            total += Fraction(weight) * Fraction(sum(sums), len(sums))
        else:
            if abs(total - Fraction(case.candidate.score)) > Fraction(1, 10**9):
                yield f"{named(case)}: recorded {case.candidate.score}, the sheets say {float(total)}"


def panels_are_full(records: Records) -> Iterator[str]:
    """Check that each evaluated application was scored by as many reviewers as the edition asks for, in each part."""
    for case in records.cases:
        if case.candidate is None:
            continue
        for part in (Part.MATERIAL, *records.settings.weights(case.application.kind)):
            if len(_counted(case, part)) < records.settings.panel[part]:
                yield f"{named(case)}: {len(_counted(case, part))} sheets of the {part.value}"


def each_word_is_said_once(records: Records) -> Iterator[str]:
    """Check that each state told to its applicant led to one sent message, and that no other was sent twice."""
    for case in records.cases:
        reached = Counter(target(entry) for entry in steps(case))
        for state, times in reached.items():
            told = [one for one in case.owed if one.text == f"applications.told.{state.value}"]
            if PLACES[state].told and (times != 1 or len(told) != 1):
                yield f"{named(case)}: {state.value} was told {len(told)} times"
    for key, count in Counter(one.key for one in records.owed).items():
        if count > 1:
            yield f"the message {key} is owed {count} times"


def every_message_arrived(records: Records) -> Iterator[str]:
    """Check that nothing is still owed and nothing failed: every message was sent, or dropped as no longer true."""
    for one in records.owed:
        if one.state not in _OVER:
            yield f"the message {one.key} is {one.state.value}"


def no_result_is_told_early(records: Records) -> Iterator[str]:
    """Between the evaluation and the award notice nothing is said to any applicant about their case."""
    posted = [one.notice for one in records.postings if one.notice.kind.value == "award"]
    published = min((one.posted_on for one in posted), default=None)
    for case in records.cases:
        hidden = next((e.at for e in steps(case) if PLACES[target(e)].shown is State.EVALUATED), None)
        for one in case.owed:
            early = published is None or day_of(one.created_at) < published
            if hidden and one.person_id == case.application.person_id and one.created_at >= hidden and early:
                yield f"{named(case)}: {one.text} was said before the result was published"


def nobody_is_left_behind(records: Records) -> Iterator[str]:
    """When the edition is over, every application has been brought to an end."""
    for case in records.cases:
        if case.application.state not in ENDED:
            yield f"{named(case)} is still {case.application.state.value}"


def what_has_ended_asks_nobody(records: Records) -> Iterator[str]:
    """Check that no ended application has an open task or a running deadline."""
    for case in records.cases:
        if case.application.state in ENDED:
            left = [one.kind for one in case.tasks if one.state is TaskState.OPEN]
            if left or case.running:
                yield f"{named(case)} has ended, and {[*left, *case.running]} go on"


def whoever_is_granted_is_in_the_register(records: Records) -> Iterator[str]:
    """Each grant is one award, valid for five years; nobody else has one."""
    granted = {case.application.name for case in records.cases if case.application.state is State.GRANTED}
    entered = Counter(one.name for one in records.awards)
    if set(entered) != granted or any(count > 1 for count in entered.values()):
        yield f"granted to {len(granted)}, in the register {dict(Counter(entered.values()))}"
    for one in records.awards:
        if (one.valid_until.year, one.valid_until.month) != (one.decided_on.year + 5, one.decided_on.month):
            yield f"certificate {one.certificate} is valid until {one.valid_until}, decided on {one.decided_on}"


def the_journal_is_whole(records: Records) -> Iterator[str]:
    """Every line of the journal fits the one before it."""
    if records.broken is not None:
        yield f"the journal breaks at line {records.broken}"


def _counted(case: Case, part: Part) -> list[Assignment]:
    active = (one for one in case.assignments if one.part is part and one.standing is Standing.ACTIVE)
    return [one for one in active if one.locked_at is not None]
