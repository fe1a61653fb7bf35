"""The rehearsal from the command line: played, checked, and reported in a few lines (Art. 4-27)."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator

from rehearsal import bringing, invariants, ranks, sums, taking
from rehearsal.edition import FIRST_DAY, Played, play
from rehearsal.records import Records, read
from rehearsal.stage import raised
from rules.engine.pack import Pack

Invariant = Callable[[Records], Iterator[str]]
"""Yields a sentence for each violation, and nothing when the invariant holds."""
INVARIANTS: tuple[Invariant, ...] = (
    invariants.no_state_is_skipped,
    invariants.everybody_acts_as_who_they_are,
    invariants.nobody_acts_with_an_interest,
    invariants.no_interest_is_counted,
    invariants.no_notice_is_closed_early,
    invariants.a_hold_holds,
    invariants.nobody_serves_uninvited,
    invariants.nobody_waits_past_a_day_untold,
    bringing.nothing_is_late_without_the_leads_reason,
    ranks.nobody_is_passed_over_unexplained,
    taking.nobody_is_decided_against_without_a_remedy,
    sums.places_are_kept,
    sums.totals_are_what_the_sheets_say,
    sums.panels_are_full,
    sums.each_word_is_said_once,
    sums.every_message_arrived,
    sums.no_result_is_told_early,
    sums.nobody_is_left_behind,
    sums.what_has_ended_asks_nobody,
    sums.whoever_is_granted_is_in_the_register,
    sums.the_journal_is_whole,
)


async def rehearse(pack: Pack, *, seed: int, applicants: int, language: str = "zh") -> int:
    """Play the edition of this seed, look whether every invariant holds, and say how it went; 1 when one does not."""
    began = time.monotonic()
    async with raised(FIRST_DAY, pack, language) as stage:
        played = await play(stage, seed=seed, applicants=applicants)
        async with played.cast.lead.desk() as desk:
            records = await read(desk, played.edition_id)
        wrong = broken(records)
        sys.stdout.write("\n".join(_told(played, records, wrong, time.monotonic() - began)) + "\n")
    return int(any(wrong.values()))


def broken(records: Records) -> dict[str, list[str]]:
    """Return what each invariant finds, by its name."""
    return {each.__name__: list(each(records)) for each in INVARIANTS}


def _told(played: Played, records: Records, wrong: dict[str, list[str]], seconds: float) -> Iterator[str]:
    states = Counter(case.application.state.value for case in records.cases)
    fates = Counter(one.fate.value for one in played.cast.applicants)
    yield f"{len(records.cases)} applications: " + ", ".join(
        f"{state} {count}" for state, count in states.most_common()
    )
    yield "played: " + ", ".join(f"{fate} {count}" for fate, count in fates.most_common())
    objections = sum(len(case.objections) for case in records.cases)
    sheets = sum(one.locked_at is not None for case in records.cases for one in case.assignments)
    counts = (len(records.postings), objections, sheets, played.stage.delivered, next(played.stage.updates) - 1)
    yield "{} notices, {} objections, {} sheets, {} messages delivered, {} things said and pressed".format(*counts)
    yield f"from {FIRST_DAY:%Y-%m-%d} to {played.stage.clock():%Y-%m-%d}, in {seconds:.0f} s"
    for name, found in wrong.items():
        yield f"{'no' if found else 'yes'}  {name.replace('_', ' ')}"
        yield from (f"       {sentence}" for sentence in found[:20])
