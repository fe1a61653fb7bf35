"""The scenes of the review: material, defence, on site, each with its panel and sheets (Art. 16-19, 40)."""

from collections.abc import Iterable
from datetime import timedelta
from random import Random

from rehearsal.cast import Applicant, Cast, Fate
from rehearsal.filling import fill
from rehearsal.stage import Player, Stage
from rules.calendar import office_day
from rules.lifecycle import State
from rules.reviews import Part, Standing
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
