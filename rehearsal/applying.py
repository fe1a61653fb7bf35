"""The first scenes: the edition is opened, everybody applies, and the receiving units review (Art. 4, 10-15)."""

from collections.abc import Mapping
from datetime import timedelta

from rehearsal.bringing import entrust, make_ready, tell_days
from rehearsal.cast import Applicant, Cast, Fate
from rehearsal.chats import tokens_in
from rehearsal.filling import draft_of, fill
from rehearsal.stage import Player, Stage
from rules.applications.lifecycle import INDIVIDUAL
from rules.engine.calendar import office_day

OPINION = "材料完整，与原件核对一致；部门意见已汇总，公示没有异议，同意报送。"
SUM = "已征求税务、应急管理部门意见，没有不同意见；没有答复的已如实记录。"
SETTINGS: Mapping[str, str] = {
    "number": "1",
    "defence_weight": "40",
    "mark_material": "600",
    "mark_defence": "0",
    "mark_on_site": "0",
    "rubric": "yes",
    "quota_award": "2",
    "quota_nomination": "2",
}


async def open_edition(stage: Stage, cast: Cast, *, days: int, number: int = 1) -> int:
    """Let the lead set up and open an edition that takes applications for so many days. Returns its id."""
    today = office_day(stage.clock())
    await cast.lead.say("/office")
    await cast.lead.press("edition:new")
    window = {"opens_on": f"{today}", "closes_on": f"{today + timedelta(days=days)}", "year": f"{today.year}"}
    await fill(cast.lead, "edition", {**SETTINGS, **window, "number": str(number)})
    edition_id = await make_ready(cast.lead)
    await tell_days(stage.enter("visitor"), edition_id)
    await cast.lead.say("/office")
    await cast.lead.press("edition:list")
    await cast.lead.press(f"edition:see:{edition_id}")
    await cast.lead.press(f"edition:open:{edition_id}")
    await cast.lead.press(f"edition:opened:{edition_id}")
    if number == 1:
        await entrust(stage, cast.lead, cast.office)
    return edition_id


async def apply(stage: Stage, one: Applicant) -> None:
    """Let one applicant fill in everything, have it confirmed where needed, and send it."""
    player, form = one.player, one.kind
    await player.say("/start")
    await player.press("application:begin")
    await player.press(f"application:new:{form}")
    await player.press(f"consent:agree:application:new:{form}")
    given = _answers(stage, one)
    await fill(player, form, given, send=False)
    draft = await draft_of(player, form)
    if draft is None:
        raise LookupError(f"{player.key} has no application")
    async with player.desk() as desk:
        application = await desk.work.applications.of_draft(draft.id)
    one.id = application.id if application is not None else 0
    if one.branch or form == INDIVIDUAL:
        await _confirm(stage, one)
    await fill(player, form, given)


async def review(stage: Stage, cast: Cast, one: Applicant) -> None:
    """Let the receiving unit review: declaration, perhaps a supplement, endorsement or refusal, consultation."""
    clerk = cast.clerks[one.unit]
    await clerk.press(f"review:open:{one.id}")
    await clerk.press(f"review:none:{one.id}")
    if one.fate is Fate.SUPPLEMENT:
        await clerk.press(f"review:ask_supplement:{one.id}")
        await fill(clerk, "supplement_notice", subject=f"application:{one.id}")
        await stage.tick()
        await one.player.press(f"supplement:fill:{one.id}")
        await fill(one.player, "supplement")
        await clerk.press(f"review:open:{one.id}")
    if one.fate is Fate.TURNED_DOWN:
        await clerk.press(f"review:turn_down:{one.id}")
        await fill(clerk, "refusal", subject=f"application:{one.id}")
        return
    await clerk.press(f"review:endorse:{one.id}")
    await fill(clerk, "checklist", subject=f"application:{one.id}")
    await _consult(stage, clerk, one)


async def sum_up(cast: Cast, one: Applicant) -> None:
    """The replies are summed up, once they are in or overdue."""
    clerk, about = cast.clerks[one.unit], f"application-{one.id}"
    await clerk.press(f"consult:see:{about}")
    await clerk.press(f"consult:sum:{about}")
    await fill(clerk, "summary", {"words": SUM}, subject=f"application:{one.id}")


async def reply(stage: Stage, key: str, token: str, **given: str) -> None:
    """A department answers behind its link."""
    department = stage.enter(key)
    await department.say(f"/start {token}")
    for data in department.offered("consent:agree:"):
        await department.press(data)
    await fill(department, "reply", {"answer": "agrees", **given})


async def forward(cast: Cast, one: Applicant) -> None:
    """The unit forwards the case with its opinion."""
    clerk = cast.clerks[one.unit]
    await clerk.say("/tasks")
    await clerk.press(f"review:open:{one.id}")
    await clerk.press(f"review:forward:{one.id}")
    await fill(clerk, "opinion", {"opinion": OPINION}, subject=f"application:{one.id}")


async def _consult(stage: Stage, clerk: Player, one: Applicant) -> None:
    about = f"application-{one.id}"
    await clerk.press(f"consult:see:{about}")
    await clerk.press(f"consult:ask:{about}")
    said = await fill(clerk, "consultation", {"departments": "县税务局\n县应急管理局"}, subject=f"application:{one.id}")
    tokens = tokens_in(said.split("\n县"))
    if len(tokens) != 2:  # two departments, two links
        raise AssertionError(f"two links were expected: {said}")
    if one.fate is not Fate.LATE_REPLY:
        for place, token in enumerate(tokens):
            await reply(stage, f"department-{one.id}-{place}", token)


async def _confirm(stage: Stage, one: Applicant) -> None:
    await one.player.press_anyhow(f"confirmation:link:{one.id}")
    link = next(said.text for said in reversed(one.player.heard("start=")))
    boss = stage.enter(f"boss-{one.id}")
    await boss.say(f"/start {tokens_in([link])[0]}")
    for data in boss.offered("consent:agree:"):
        await boss.press(data)
    await fill(boss, "confirmation", {"checked": "yes", "decision": "recommend", **_notice(stage)})


def _answers(stage: Stage, one: Applicant) -> dict[str, str]:
    given = {"name": one.name, "unit": one.unit, "state_secret": "no", "secret": "no", "priority": "none"}
    given |= _notice(stage)
    if one.kind == INDIVIDUAL:
        return {**given, "document_kind": "resident", "document_number": one.number, "declared_by": one.name}
    kind = (
        {"kind": "branch", "parent_code": one.number}
        if one.branch
        else {"kind": "legal_person", "credit_code": one.number}
    )
    return {**given, **kind, "representative": "刘建国", "declared_by": "刘建国"}


def _notice(stage: Stage) -> dict[str, str]:
    today = office_day(stage.clock())
    return {"notice_from": f"{today - timedelta(days=15)}", "notice_until": f"{today - timedelta(days=1)}"}
