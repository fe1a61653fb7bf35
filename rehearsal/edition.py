"""A whole edition, from its opening to the grant, as one seed has it (Art. 4-27)."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from rehearsal import applying, bringing, deciding, invariants, noticing, reviewing, sums, taking
from rehearsal.cast import Applicant, Cast, Fate, assemble
from rehearsal.records import Records, read
from rehearsal.stage import Stage, raised
from rules.applications.lifecycle import ENDED, ORGANISATION, State
from rules.engine.pack import Pack
from rules.engine.rubrics import Part
from rules.notices.postings import Notice, NoticeKind

FIRST_DAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""The first moment: a Monday morning of a year whose days off are known."""
TAKES_DAYS = 20


@dataclass(slots=True)
class Played:
    """What was played: the cast, and the edition."""

    stage: Stage
    cast: Cast
    edition_id: int


async def play(stage: Stage, *, seed: int, applicants: int) -> Played:
    """Play the edition of this seed to its end."""
    random = Random(seed)  # noqa: S311  # a play, not a secret
    cast = await assemble(stage, random, applicants)
    edition_id = await applying.open_edition(stage, cast, days=TAKES_DAYS)
    asked = await bringing.ask(stage, cast)
    await bringing.bring(stage, cast, edition_id)
    await units(stage, cast)
    await bringing.answer(stage, cast, asked)
    await _material(stage, cast, edition_id, random)
    await bringing.bring_late(stage, cast, edition_id)
    await _acceptance(stage, cast)
    await _reviews(stage, cast, edition_id, random)
    await _decision(stage, cast, edition_id, random)
    await taking.take_back(stage, cast)
    return Played(stage, cast, edition_id)


async def units(stage: Stage, cast: Cast) -> None:
    """Everybody applies; the receiving units review, consult, post, and forward."""
    for one in cast.applicants:
        await applying.apply(stage, one)
    await stage.tick()
    for one in cast.applicants:
        await applying.review(stage, cast, one)
    await stage.days(8)
    for one in await _in(stage, cast, State.CONSULTING):
        await applying.sum_up(cast, one)
    posted = {}
    for unit in cast.clerks:
        if any(one.unit == unit for one in await _in(stage, cast, State.CONSULTING)):
            posted[unit] = await noticing.post(stage, cast.clerks[unit], NoticeKind.UNIT)
    for notice in posted.values():
        await noticing.end_of(stage, notice)
    for unit, notice in posted.items():
        await noticing.sign(stage, cast.clerks[unit], notice)
    for one in await _in(stage, cast, State.UNIT_NOTICE):
        await applying.forward(cast, one)
    await stage.tick()


async def _material(stage: Stage, cast: Cast, edition_id: int, random: Random) -> None:
    for one in cast.applicants:
        if one.fate is Fate.WITHDRAWN and await reviewing.state_of(stage, one) not in ENDED:
            await one.player.say("/status")
            await one.player.press(f"status:see:{one.id}")
            await one.player.press(f"application:withdraw:{one.id}")
            await one.player.press(f"application:gone:{one.id}")
    while await _in(stage, cast, State.FORWARDED):
        await reviewing.give_out(stage, cast, edition_id)
    for one in await _in(stage, cast, State.MATERIAL_REVIEW):
        if one.fate is Fate.RECUSED:
            await reviewing.stand_back(stage, cast, one, Part.MATERIAL)
        share = random.uniform(0.3, 0.5) if one.fate is Fate.REFUSED else random.uniform(0.7, 0.95)
        await reviewing.score(cast, one, Part.MATERIAL, random, share=share)
    await reviewing.conclude_material(stage, cast, edition_id, await _in(stage, cast, State.MATERIAL_REVIEW))


async def _acceptance(stage: Stage, cast: Cast) -> None:
    notice = await noticing.post(stage, cast.lead, NoticeKind.ACCEPTANCE)
    filed = {}
    for one in await _in(stage, cast, State.ACCEPTANCE_NOTICE):
        if one.fate in (Fate.OBJECTED, Fate.STRUCK):
            filed[one.name] = (one, await noticing.object_to(stage, cast, notice, one))
    await noticing.end_of(stage, notice)
    await noticing.sign(stage, cast.office, notice)
    for one, objection_id in filed.values():
        upheld = one.fate is Fate.STRUCK
        await noticing.settle(stage, cast, objection_id, upheld=upheld)
        if upheld:
            await reviewing.open_case(cast.office, one.id)
            await reviewing.refuse(stage, cast, one, "struck")
    if any(one.fate is Fate.OBJECTED for one, _ in filed.values()):
        await noticing.sign(stage, cast.office, await _standing(stage, notice))


async def _reviews(stage: Stage, cast: Cast, edition_id: int, random: Random) -> None:
    defending = [one for one in await _in(stage, cast, State.DEFENCE) if one.kind == ORGANISATION]
    if defending:
        await reviewing.hold(stage, cast, edition_id, defending, random)
    await reviewing.on_site(stage, cast, await _in(stage, cast, State.ON_SITE), random)


async def _decision(stage: Stage, cast: Cast, edition_id: int, random: Random) -> None:
    await deciding.evaluate(stage, cast, edition_id)
    await stage.days(1)
    await deciding.deliberate(stage, cast, edition_id, random)
    await stage.days(1)
    await deciding.consult(stage, cast, edition_id)
    notice = await noticing.post(stage, cast.lead, NoticeKind.AWARD)
    await bringing.object_on_paper(stage, cast, notice)
    await noticing.end_of(stage, notice)
    await bringing.object_late(stage, cast, notice)
    await noticing.sign(stage, cast.office, notice)
    rejected = [one.id for one in await _in(stage, cast, State.GOVERNMENT) if one.fate is Fate.SUPPLEMENT][:1]
    await deciding.grant(stage, cast, edition_id, rejected)


async def _in(stage: Stage, cast: Cast, state: State) -> list[Applicant]:
    return [one for one in cast.applicants if one.id and await reviewing.state_of(stage, one) is state]


async def _standing(stage: Stage, notice: Notice) -> Notice:
    async with stage.store.work() as work:
        return await work.notices.correction_of(notice.id) or notice


# The rehearsal from the command line: played, checked, and reported in a few lines (Art. 4-27).


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
    reviewing.nobody_is_passed_over_unexplained,
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
