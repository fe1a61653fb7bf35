"""The scenes of the review: material, defence, on site, each with its panel and sheets (Art. 16-19, 40)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from rehearsal.cast import Applicant, Cast, Fate
from rehearsal.filling import fill
from rehearsal.records import Case, Records, named
from rehearsal.stage import Player, Stage
from rules.applications.lifecycle import State
from rules.engine.calendar import office_day
from rules.engine.rubrics import Part
from rules.reviews.assignments import Assignment, Standing
from texts import say
from workflow.applications.editions import settings_of
from workflow.applications.scores import rubric_of

_LETTER = "经评审，未达到本届要求的标准，理由已逐项列明，感谢参加。"


async def open_case(player: Player, application_id: int) -> None:
    """Open a case, declaring no interest if that has not been declared yet."""
    await player.press_anyhow(f"review:open:{application_id}")
    if f"review:none:{application_id}" in player.offered("review:none:"):
        await player.press(f"review:none:{application_id}")


async def give_out(stage: Stage, cast: Cast, edition_id: int) -> None:
    """The office gives out all forwarded cases to all reviewers at once."""
    office = cast.office
    await office.press_anyhow(f"result:edition:{edition_id}")
    await office.press(f"panel:many:{edition_id}")
    for data in office.offered("declaration:clear:forwarded:")[:1]:
        await office.press(data)
        await office.press(f"panel:pick:{edition_id}")
    for reviewer in cast.reviewers:
        while f"panel:tick:{reviewer.person_id}" not in _last(office) and "panel:turn:1" in _last(office):
            await office.press("panel:turn:1")
        await office.press(f"panel:tick:{reviewer.person_id}")
    await office.press("panel:go")
    most = max(
        office.offered("panel:plan:"),
        key=lambda data: (office.offered("panel:plan:").index(data) < 3, int(data.rpartition(":")[2])),
    )
    await office.press(most)
    await office.press(office.offered("panel:give:")[0])
    await stage.tick()


async def name_panel(cast: Cast, one: Applicant, part: Part, random: Random) -> None:
    """The office names the panel of one case for a defence or a site."""
    office = cast.office
    await open_case(office, one.id)
    await office.press_anyhow(f"panel:case:{part.value}:{one.id}")
    free = [data for data in _last(office) if data.startswith("panel:tick:")]
    for data in random.sample(free, office.stage.pack.panel[part]):
        await office.press(data)
    await office.press("panel:go")


async def score(cast: Cast, one: Applicant, part: Part, random: Random, *, share: float) -> None:
    """Every member of the panel fills in the sheet and locks it; about `share` of the points are given."""
    async with cast.lead.desk() as desk:
        application = await desk.work.applications.get(one.id)
        if application is None:
            raise LookupError(one.id)
        rubric = await rubric_of(desk, application)
        panel = [each for each in await desk.work.assignments.of(one.id, part) if each.awaited]
    for assignment in panel:
        reviewer = next(each for each in cast.reviewers if each.person_id == assignment.person_id)
        await open_case(reviewer, one.id)
        await reviewer.press_anyhow(f"sheet:open:{part.value}:{one.id}")
        given = {
            f"score.{each.key}": str(round(each.points * min(1, share * random.uniform(0.9, 1.1)))) for each in rubric
        }
        given |= {"remarks": "no", "overall": "材料扎实，做法有推广价值，数据可靠，改进有闭环。"}
        await fill(reviewer, "sheet", given, subject=f"assignment:{assignment.id}")
        await reviewer.press(f"sheet:lock:{assignment.id}")


async def stand_back(stage: Stage, cast: Cast, one: Applicant, part: Part) -> None:
    """A member of the panel finds an interest, and the office puts another in their place."""
    async with cast.lead.desk() as desk:
        panel = [each for each in await desk.work.assignments.of(one.id, part) if each.standing is Standing.ACTIVE]
    reviewer = next(each for each in cast.reviewers if each.person_id == panel[-1].person_id)
    await reviewer.press_anyhow(f"review:open:{one.id}")
    await reviewer.press_anyhow(f"review:sure:{one.id}")
    await reviewer.press(f"review:interest:{one.id}")
    await stage.tick()
    office = cast.office
    await open_case(office, one.id)
    await office.press_anyhow(f"assignment:team:{one.id}")
    await office.press(f"assignment:replace:{panel[-1].id}")
    await office.press(next(data for data in _last(office) if data.startswith("assignment:with:")))


async def conclude_material(stage: Stage, cast: Cast, edition_id: int, applicants: Iterable[Applicant]) -> None:
    """The office passes those that reach the mark and writes the letters of the others, which the lead approves."""
    office, lead = cast.office, cast.lead
    for one in applicants:
        await open_case(office, one.id)
        await office.press_anyhow(f"result:see:material:{one.id}")
        if one.fate is Fate.REFUSED:
            await refuse(stage, cast, one, "not_accepted")
            continue
        await office.press(f"result:pass:{one.id}")
        if await state_of(stage, one) is State.MATERIAL_REVIEW:
            await fill(office, "pass_reason", subject=f"application:{one.id}")
    await stage.tick()
    await lead.press_anyhow(f"result:edition:{edition_id}")


async def refuse(stage: Stage, cast: Cast, one: Applicant, kind: str) -> None:
    """The office writes the letter, and the lead approves it."""
    office, lead = cast.office, cast.lead
    await office.press_anyhow(f"letter:write:{kind}:{one.id}")
    await fill(office, "letter", {"text": _LETTER}, subject=f"application:{one.id}:{kind}")
    await open_case(lead, one.id)
    await lead.press_anyhow(f"letter:see:{one.id}:{kind}")
    await lead.press(f"letter:sure:{one.id}:{kind}")
    await lead.press(f"letter:yes:{one.id}:{kind}")
    await stage.tick()


async def hold(stage: Stage, cast: Cast, edition_id: int, applicants: list[Applicant], random: Random) -> None:
    """Defences in a row on one day: one does not come and is appointed anew; then all are scored and passed."""
    for one in applicants:
        await name_panel(cast, one, Part.DEFENCE, random)
    await cast.office.press_anyhow(f"visit:row:{edition_id}")
    await cast.office.press(f"visit:rowed:{edition_id}")
    await fill(cast.office, "appointments", {**_day(stage, 3), "hour": "09:00", "minutes": "15"})
    await stage.tick()
    for one in applicants:
        await one.player.press(f"visit:present:{one.id}")
        await fill(one.player, "presenter", {"responsible": "yes"})
    await stage.days(4)
    for one in applicants:
        await _record(stage, cast, one, missed=one.fate is Fate.MISSED)
    for one in applicants:
        if one.fate is Fate.MISSED:
            await visit(stage, cast, one)
        if one.fate is Fate.RECUSED:
            await stand_back(stage, cast, one, Part.DEFENCE)
        await score(cast, one, Part.DEFENCE, random, share=random.uniform(0.6, 0.95))
        await _pass(stage, cast, one)


async def on_site(stage: Stage, cast: Cast, applicants: list[Applicant], random: Random) -> None:
    """Let each applicant be visited, reported on, signed for, scored and passed."""
    for one in applicants:
        await name_panel(cast, one, Part.ON_SITE, random)
    for one in applicants:
        await visit(stage, cast, one)
    for one in applicants:
        await _report(stage, cast, one)
        await score(cast, one, Part.ON_SITE, random, share=random.uniform(0.6, 0.95))
        await _pass(stage, cast, one)


async def visit(stage: Stage, cast: Cast, one: Applicant) -> None:
    """An appointment for one case, which is held."""
    await cast.office.press_anyhow(f"visit:plan:{one.id}")
    await fill(cast.office, "appointment", {**_day(stage, 1), "hour": "09:00"}, subject=f"application:{one.id}")
    await stage.days(2)
    await _record(stage, cast, one, missed=False)


async def state_of(stage: Stage, one: Applicant) -> State:
    """Where the application is."""
    async with stage.store.work() as work:
        found = await work.applications.get(one.id)
    if found is None:
        raise LookupError(one.id)
    return found.state


async def _record(stage: Stage, cast: Cast, one: Applicant, *, missed: bool) -> None:
    office = cast.office
    await office.press_anyhow(f"visit:see:{one.id}")
    if missed:
        await office.press(next(data for data in _last(office) if data.startswith("visit:missed:")))
        await fill(office, "missed")
    else:
        await office.press(next(data for data in _last(office) if data.startswith("visit:held:")))
    await stage.tick()


async def _report(stage: Stage, cast: Cast, one: Applicant) -> None:
    async with cast.lead.desk() as desk:
        panel = [
            each for each in await desk.work.assignments.of(one.id, Part.ON_SITE) if each.standing is Standing.ACTIVE
        ]
    by_id = {each.person_id: each for each in cast.reviewers}
    head = next(by_id[each.person_id] for each in panel if each.head)
    await open_case(head, one.id)
    await head.press(f"visit:report:{one.id}")
    await fill(head, "site_report", {"matches": "yes"}, subject=f"application:{one.id}")
    await stage.tick()
    for each in panel:
        if not each.head:
            member = by_id[each.person_id]
            await open_case(member, one.id)
            await member.press(f"visit:read:{one.id}")
            await member.press(f"visit:sign:{one.id}")


async def _pass(stage: Stage, cast: Cast, one: Applicant) -> None:
    before = await state_of(stage, one)
    await open_case(cast.lead, one.id)
    player = cast.lead if before is State.DEFENCE else cast.office
    await player.press_anyhow(f"visit:see:{one.id}")
    await player.press(f"visit:pass:{one.id}")
    await stage.tick()


def _day(stage: Stage, ahead: int) -> dict[str, str]:
    return {"day": f"{office_day(stage.clock()) + timedelta(days=ahead)}"}


def _last(player: Player) -> tuple[str, ...]:
    return player.stage.chats.of[player.chat].said[-1].presses


# The ranking in the rehearsal: who lists a lower score first is asked why, and no list is unexplained (Art. 3,
# 20).


_LISTED = frozenset(
    {State.CANDIDATE, State.PROPOSED, State.AWARD_NOTICE, State.GOVERNMENT, State.GRANTED, State.NOT_APPROVED}
)
_UNLISTED = frozenset({State.EVALUATED, State.LEFT_OUT, State.NOT_PROPOSED})


async def try_out_of_rank(stage: Stage, cast: Cast, edition_id: int) -> None:
    """The office would put the lowest score on the list first: it is asked for reasons, and nothing is done."""
    async with cast.office.desk() as desk:
        left = await desk.work.applications.in_states(edition_id, {State.EVALUATED})
        settings, scores = await settings_of(desk, edition_id), {}
        for one in left:
            sheets = await desk.work.assignments.of(one.id)
            scores[one.id] = total(sheets, settings.weights(one.kind)) or Fraction(0)
    lowest = min(scores, key=lambda one: scores[one], default=0)
    higher = sum(score > scores[lowest] for score in scores.values()) if scores else 0
    if not higher:
        return
    await open_case(cast.office, lowest)
    said = "\n".join(await cast.office.press_anyhow(f"evaluation:put:{lowest}:award"))
    if say(stage.language, "evaluation.out_of_rank", count=higher) not in said:
        raise AssertionError(f"application {lowest} was listed before {higher} higher ones: {said}")


async def leave_out(stage: Stage, cast: Cast, application_id: int) -> None:
    """The office leaves out one who was tied, and says why where it is asked."""
    await cast.office.press(f"evaluation:out:{application_id}")
    async with stage.store.work() as work:
        found = await work.applications.get(application_id)
    if found is not None and found.state is State.EVALUATED:
        await fill(cast.office, "passing")


def nobody_is_passed_over_unexplained(records: Records) -> Iterator[str]:
    """No list puts a lower score before a higher one, for the same honour or a better one, without a reason."""
    ranked = [(case, score, worth) for case in records.cases for score, worth in _standing(records, case)]
    for case, score, worth in ranked:
        before = [named(other) for other, lower, more in ranked if lower < score and more > worth]
        if before and case.application.id not in records.explained:
            yield f"{named(case)} is passed over without a reason, behind {', '.join(before)}"


def total(sheets: Iterable[Assignment], weights: Mapping[Part, Decimal]) -> Fraction | None:
    """Return the composite, worked out with fractions from the sheets that count; None where a part has none."""
    counted, found = (
        [one for one in sheets if one.locked_at is not None and one.standing is Standing.ACTIVE],
        Fraction(0),
    )
    for part, weight in weights.items():
        sums = [sum((one.scores or {}).values()) for one in counted if one.part is part]
        if not sums:
            return None
        found += Fraction(weight) * Fraction(sum(sums), len(sums))
    return found


def _standing(records: Records, case: Case) -> Iterator[tuple[Fraction, int]]:
    """Yield score and worth of what the case is listed for; nothing for one that is not in the running."""
    state, score = case.application.state, total(case.assignments, records.settings.weights(case.application.kind))
    if score is None or state not in _LISTED | _UNLISTED:
        return
    honour = case.candidate.honour.value if case.candidate is not None and state in _LISTED else ""
    yield score, {"award": 2, "nomination": 1}.get(honour, 0)
