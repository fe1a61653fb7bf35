"""The scenes of an award that is taken back: not in the office's name, but in the county government's (Art. 5, 37)."""

from collections.abc import Iterator, Mapping

from rehearsal.cast import Applicant, Cast
from rehearsal.filling import fill
from rehearsal.records import Records, named
from rehearsal.reviewing import state_of
from rehearsal.stage import Stage
from rules.applications.lifecycle import State
from rules.engine.calendar import office_day
from rules.sanctions.remedies import Authority
from storage.database.values import Say
from texts import say
from workflow.engine.replies import remedy

_FACTS = "经核实，申报时提交的审计报告不是出具单位出具的，属于以欺骗手段骗取奖项。"
_REASONS = "出具单位书面否认，当事人没有相反证据，认定以欺骗手段骗取奖项。"
_DECIDED: Mapping[State, str] = {
    State.NOT_FORWARDED: "remedies.by.unit",
    State.NOT_ACCEPTED: "remedies.by.office",
    State.NOT_PASSED: "remedies.by.office",
    State.STRUCK: "remedies.by.office",
    State.NOT_PROPOSED: "remedies.by.committee",
    State.NOT_APPROVED: "remedies.by.government",
}


class Overstepped(AssertionError):
    """An award of the county government ended, or could have ended, in another's name."""


async def take_back(stage: Stage, cast: Cast) -> None:
    """One award was won by fraud: lead and office try to end it themselves, then the county government ends it."""
    granted = [one for one in cast.applicants if await state_of(stage, one) is State.GRANTED]
    if not granted:
        return
    holder, award_id = granted[-1], await _award_of(stage, granted[-1])
    case = await _heard(stage, cast, holder, award_id)
    await cast.lead.press_anyhow(f"sanction:decide:{case}")
    decided = {"outcome": "established", "decided_on": f"{office_day(stage.clock())}", "reasons": _REASONS}
    await fill(cast.lead, "sanction_decision", decided, subject=f"sanction:{case}")
    await _refused(stage, cast, case, award_id)
    approved = {"outcome": "approved", "decided_on": f"{office_day(stage.clock())}"}
    await fill(cast.lead, "sanction_approval", approved, subject=f"sanction:{case}")
    await stage.tick()
    if not await _has_ended(stage, award_id):
        raise Overstepped(f"award {award_id} goes on after its approval")
    await _told(stage, holder)
    await _settle(stage, cast, case)


def nobody_is_decided_against_without_a_remedy(records: Records) -> Iterator[str]:
    """Check that each decision against an applicant named who made it, where to go and until when (Art. 15-25)."""
    for case in records.cases:
        wanted = _DECIDED.get(case.application.state)
        told = [one.values.get("remedy") for one in case.owed if one.person_id == case.application.person_id]
        names = [one for one in told if isinstance(one, Say) and one.key == wanted]
        if wanted and not any({"days", "months"} <= set(one.values) for one in names):
            yield f"{named(case)} is {case.application.state.value}, and was not told what can be done against it"


async def _heard(stage: Stage, cast: Cast, holder: Applicant, award_id: int) -> int:
    """The lead opens the case under Art. 37, and the holder is heard; the case's id."""
    lead, office = cast.lead, cast.office
    async with stage.store.work() as work:
        award = await work.awards.get(award_id)
    await lead.press_anyhow("sanction:new")
    about = {"article": "37", "target": "certificate", "facts": _FACTS}
    await fill(lead, "sanction", {**about, "certificate": award.certificate if award is not None else ""})
    case = int(lead.offered("sanction:open:")[0].rpartition(":")[2])
    for one in (lead, office):
        await one.press_anyhow(f"sanction:open:{case}")
        for none in one.offered(f"sanction:none:{case}"):
            await one.press(none)
    await office.press_anyhow(f"sanction:ask:{case}")
    await stage.tick()
    await holder.player.press(f"sanction:answer:{case}")
    await fill(holder.player, "sanction_statement", subject=f"sanction:{case}")
    return case


async def _refused(stage: Stage, cast: Cast, case: int, award_id: int) -> None:
    """Nobody goes on without the county government's answer, and it is not the office that gives it."""
    lead, office = cast.lead, cast.office
    await lead.press_for(f"sanction:publish:{case}", "sanctions.awaits_government")
    await office.press_for(f"sanction:recover:{case}", "sanctions.awaits_government")
    await office.press_for(f"sanction:approve:{case}", "sanctions.government_approves", article=37)
    await lead.press_anyhow(f"sanction:open:{case}")
    await lead.press(f"sanction:approve:{case}")
    await lead.say("1")
    lead.is_told(await lead.say("评委办主任 the head of the award office"), "sanction.not_the_government")
    if await _has_ended(stage, award_id):
        raise Overstepped(f"award {award_id} ended before the county government had approved it")


async def _told(stage: Stage, holder: Applicant) -> None:
    """Check that the holder was told who decided, where to go against it and until when."""
    sentence = remedy(stage.pack, Authority.GOVERNMENT)
    if not holder.player.heard(say(stage.language, sentence.key, **sentence.values)):
        raise Overstepped(f"{holder.name} was not told what can be done against the decision")


async def _settle(stage: Stage, cast: Cast, case: int) -> None:
    for item in ("plaque", "certificate"):
        await cast.office.press_anyhow(f"sanction:recover:{case}")
        came = {"item": item, "outcome": "received", "on": f"{office_day(stage.clock())}"}
        await fill(cast.office, "sanction_recovery", came, subject=f"sanction:{case}")
    await cast.lead.press_anyhow(f"sanction:publish:{case}")
    await fill(cast.lead, "sanction_publication", subject=f"sanction:{case}")
    await stage.tick()


async def _award_of(stage: Stage, one: Applicant) -> int:
    async with stage.store.work() as work:
        (found,) = [award for award in await work.awards.page(limit=1000) if award.name == one.name]
    return found.id


async def _has_ended(stage: Stage, award_id: int) -> bool:
    async with stage.store.work() as work:
        award = await work.awards.get(award_id)
    return award is not None and award.ended_on is not None
