"""Whole editions, played in the chat from the opening to the grant: every invariant holds, and each can be broken."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from rehearsal.edition import FIRST_DAY, INVARIANTS, Played, broken, play
from rehearsal.records import Case, Posting, Records, read
from rehearsal.stage import NotOffered, raised
from rules.applications.lifecycle import State
from rules.engine.pack import LINXIA, load_pack
from rules.notices.postings import NoticeKind
from rules.people.roles import Membership, Role
from rules.reviews.assignments import Assignment, Standing
from storage.applications.paper_cases import PaperCase
from storage.engine.owed import OwedState
from storage.engine.tasks import TaskState
from tests.processes import Serving
from texts import say

SEEDS = range(1, 21 if "LONG" in os.environ else 2)
"""One edition with every change, twenty with `LONG=1 scripts/test tests/stories/test_rehearsals.py`."""
NOTHING: dict[str, list[str]] = {each.__name__: [] for each in INVARIANTS}


async def records_of(played: Played) -> Records:
    async with played.cast.lead.desk() as desk:
        return await read(desk, played.edition_id)


@pytest.mark.parametrize("seed", SEEDS)
async def test_an_edition_of_twelve_keeps_every_invariant(seed: int) -> None:
    async with raised(FIRST_DAY) as stage:
        played = await play(stage, seed=seed, applicants=12)
        records = await records_of(played)
    assert broken(records) == NOTHING
    assert {case.application.state for case in records.cases} >= {State.GRANTED, State.STRUCK, State.NOT_ACCEPTED}
    assert all(case.written for case in records.cases)


async def test_a_rehearsal_goes_by_the_rules_of_the_settings_or_says_that_there_are_none(tmp_path: Path) -> None:
    text = LINXIA.read_text("utf-8")
    assert "market_regulation" in text
    other = tmp_path / "other.toml"
    other.write_text(text.replace("market_regulation", "prices"), "utf-8")
    async with raised(FIRST_DAY, load_pack(other)) as stage:
        played = await play(stage, seed=1, applicants=1)
        records = await records_of(played)
    assert broken(records) == NOTHING
    assert [*played.cast.clerks] == ["leading_group_office", "prices", "industry"]
    missing = Serving(tmp_path, settings={"AWARD_RULES": str(tmp_path / "missing.toml")})
    for years in ((), ("--years", "1")):
        done = missing.award("rehearse", "--applicants", "1", *years)
        assert (done.returncode, done.stdout) == (1, "")
        assert "rules pack missing.toml" in done.stderr


async def test_a_player_presses_only_what_was_offered() -> None:
    async with raised(FIRST_DAY) as stage:
        somebody = stage.enter("somebody")
        await somebody.say("/start")
        with pytest.raises(NotOffered, match="somebody was never offered review:open:1"):
            await somebody.press("review:open:1")


@dataclass
class Sabotage:
    """One rule is broken behind the service's back; `by` is the invariant that has to find it."""

    by: str
    does: Callable[[Records], Records]


def with_case(records: Records, state: State, change: Callable[[Case], Case]) -> Records:
    """The records with one case changed, the first in this state."""
    changed, found = [], False
    for case in records.cases:
        here = case.application.state is state and not found
        changed.append(change(case) if here else case)
        found = found or here
    assert found
    return replace(records, cases=tuple(changed))


def moved(case: Case) -> Case:
    return replace(case, application=replace(case.application, state=State.NOT_APPROVED))


def left_out(case: Case) -> Case:
    return replace(case, application=replace(case.application, state=State.NOT_PROPOSED), assignments=perfect(case))


def perfect(case: Case) -> tuple[Assignment, ...]:
    return tuple(replace(one, scores={"leadership": 1000}) for one in case.assignments)


def left_behind(case: Case) -> Case:
    return replace(case, application=replace(case.application, state=State.FORWARDED))


def by_another(case: Case) -> Case:
    reviewer = case.assignments[0].person_id
    written = [replace(one, person_id=reviewer) if one.act == "application_grant" else one for one in case.written]
    return replace(case, written=tuple(written))


def undeclared(case: Case) -> Case:
    return replace(case, declared=())


def interested(case: Case) -> Case:
    declared = [replace(one, interest=one.person_id == case.assignments[0].person_id) for one in case.declared]
    return replace(case, declared=tuple(declared))


def rescored(case: Case) -> Case:
    assert case.candidate is not None
    return replace(case, candidate=replace(case.candidate, score=case.candidate.score + Decimal("0.01")))


def excluded(case: Case) -> Case:
    first, *others = case.assignments
    return replace(case, assignments=(replace(first, standing=Standing.EXCLUDED), *others))


def told_twice(case: Case) -> Case:
    again = next(one for one in case.owed if one.text == "applications.told.granted")
    return replace(case, owed=(*case.owed, replace(again, key="again")))


def told_early(case: Case) -> Case:
    early = next(one for one in case.owed if one.text == "applications.told.award_notice")
    since = next(one.at for one in case.written if one.act == "application_nominate")
    return replace(case, owed=(*case.owed, replace(early, key="early", created_at=since + timedelta(hours=1))))


def unfinished(case: Case) -> Case:
    return replace(case, tasks=(replace(case.tasks[0], state=TaskState.OPEN), *case.tasks[1:]))


def pressed_on(case: Case) -> Case:
    objection = replace(case.objections[0], received_at=case.written[0].at)
    return replace(case, objections=(objection,))


def closed_early(records: Records) -> Records:
    first, *others = [one for one in records.postings if one.notice.kind is NoticeKind.AWARD]
    rest = [one for one in records.postings if one.notice.kind is not NoticeKind.AWARD]
    entries = [replace(one, cleared_at=one.cleared_at - timedelta(days=2)) for one in first.entries if one.cleared_at]
    return replace(records, postings=(replace(first, entries=tuple(entries)), *others, *rest))


def of_the_award(records: Records, change: Callable[[Posting], Posting]) -> Records:
    return replace(
        records, postings=tuple(change(one) if one.notice.kind is NoticeKind.AWARD else one for one in records.postings)
    )


def hung_late(one: Posting) -> Posting:
    return replace(one, hung_at=one.hung_at + timedelta(days=1))


def unseen(one: Posting) -> Posting:
    return replace(one, shown=False)


def without_remedy(case: Case) -> Case:
    return replace(case, owed=tuple(one for one in case.owed if "remedy" not in one.values))


def with_late(records: Records, change: Callable[[PaperCase], PaperCase]) -> Records:
    """The records with the case changed that was entered late."""
    cases = [
        replace(one, paper=change(one.paper)) if one.paper is not None and one.paper.late_by is not None else one
        for one in records.cases
    ]
    return replace(records, cases=tuple(cases))


def with_late_objection(records: Records, change: Callable[[PaperCase], PaperCase]) -> Records:
    """The records with each objection changed that was entered late."""
    cases = [
        replace(case, brought=tuple((one, change(paper) if paper.late_by else paper) for one, paper in case.brought))
        for case in records.cases
    ]
    return replace(records, cases=tuple(cases))


def unallowed(one: PaperCase) -> PaperCase:
    return replace(one, late_by=None)


def unexplained(one: PaperCase) -> PaperCase:
    return replace(one, late_reason=None)


def came_late(one: PaperCase) -> PaperCase:
    return replace(one, received_at=one.entered_at)


def claimed_before(records: Records) -> Records:
    """The records in which every paper was claimed before its clerk did anything for it."""
    began = datetime(2026, 1, 1, tzinfo=UTC)
    cases = [replace(one, paper=one.paper and replace(one.paper, claimed_at=began)) for one in records.cases]
    return replace(records, cases=tuple(cases))


def failed(records: Records) -> Records:
    return replace(records, owed=(replace(records.owed[0], state=OwedState.FAILED), *records.owed[1:]))


def crowded(records: Records) -> Records:
    return replace(records, settings=replace(records.settings, quota_award=1))


def let_in(records: Records) -> Records:
    return replace(records, roles=(*records.roles, Membership(99, records.roles[0].person_id, Role.INSPECTOR)))


def promoted(records: Records) -> Records:
    member = next(one for one in records.roles if one.role is Role.COMMITTEE and one.unit is None)
    return replace(records, roles=(*records.roles, replace(member, unit="chair")))


def unregistered(records: Records) -> Records:
    return replace(records, awards=records.awards[1:])


def longer(records: Records) -> Records:
    first, *others = records.awards
    return replace(records, awards=(replace(first, valid_until=date(2041, 1, 1)), *others))


def untold(records: Records) -> Records:
    return replace(records, owed=tuple(one for one in records.owed if one.kind != "silence"))


SABOTAGES = (
    Sabotage("nobody_waits_past_a_day_untold", untold),
    Sabotage("no_state_is_skipped", lambda all_: with_case(all_, State.GRANTED, moved)),
    Sabotage("everybody_acts_as_who_they_are", lambda all_: with_case(all_, State.GRANTED, by_another)),
    Sabotage("nobody_acts_with_an_interest", lambda all_: with_case(all_, State.GRANTED, undeclared)),
    Sabotage("no_interest_is_counted", lambda all_: with_case(all_, State.GRANTED, interested)),
    Sabotage("no_notice_is_closed_early", closed_early),
    Sabotage("no_notice_is_closed_early", lambda all_: of_the_award(all_, hung_late)),
    Sabotage("no_notice_is_closed_early", lambda all_: of_the_award(all_, unseen)),
    Sabotage("a_hold_holds", lambda all_: with_case(all_, State.STRUCK, pressed_on)),
    Sabotage("nobody_serves_uninvited", let_in),
    Sabotage("nobody_serves_uninvited", promoted),
    Sabotage("nobody_is_passed_over_unexplained", lambda all_: with_case(all_, State.GRANTED, left_out)),
    Sabotage("nobody_is_decided_against_without_a_remedy", lambda all_: with_case(all_, State.STRUCK, without_remedy)),
    Sabotage("nothing_is_late_without_the_leads_reason", lambda all_: with_late(all_, unallowed)),
    Sabotage("nothing_is_late_without_the_leads_reason", lambda all_: with_late(all_, unexplained)),
    Sabotage("nothing_is_late_without_the_leads_reason", lambda all_: with_late(all_, came_late)),
    Sabotage("nothing_is_late_without_the_leads_reason", lambda all_: with_late_objection(all_, unallowed)),
    Sabotage("nothing_is_late_without_the_leads_reason", lambda all_: with_late_objection(all_, unexplained)),
    Sabotage("everybody_acts_as_who_they_are", claimed_before),
    Sabotage("places_are_kept", crowded),
    Sabotage("totals_are_what_the_sheets_say", lambda all_: with_case(all_, State.GRANTED, rescored)),
    Sabotage("panels_are_full", lambda all_: with_case(all_, State.GRANTED, excluded)),
    Sabotage("each_word_is_said_once", lambda all_: with_case(all_, State.GRANTED, told_twice)),
    Sabotage("every_message_arrived", failed),
    Sabotage("no_result_is_told_early", lambda all_: with_case(all_, State.GRANTED, told_early)),
    Sabotage("nobody_is_left_behind", lambda all_: with_case(all_, State.NOT_ACCEPTED, left_behind)),
    Sabotage("what_has_ended_asks_nobody", lambda all_: with_case(all_, State.WITHDRAWN, unfinished)),
    Sabotage("whoever_is_granted_is_in_the_register", unregistered),
    Sabotage("whoever_is_granted_is_in_the_register", longer),
    Sabotage("the_journal_is_whole", lambda all_: replace(all_, broken=7)),
)


async def test_in_an_edition_in_english_a_rule_that_is_broken_is_found_by_its_invariant() -> None:
    async with raised(FIRST_DAY, language="en") as stage:
        records = await records_of(await play(stage, seed=1, applicants=7))
        heard = "\n".join(said.text for player in stage.players.values() for said in stage.chats.of[player.chat].said)
    assert say("en", "menu.welcome", county=stage.pack.county_en) in heard
    assert say("zh", "menu.welcome", county=stage.pack.county_zh) not in heard
    assert broken(records) == NOTHING
    missed = [place for place, one in enumerate(SABOTAGES) if not broken(one.does(records))[one.by]]
    assert missed == []


def test_every_invariant_is_broken_by_some_sabotage() -> None:
    assert {one.by for one in SABOTAGES} == set(NOTHING)
