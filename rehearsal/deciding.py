"""The last scenes: evaluation, committee, leaders consulted, award notice, government, grant (Art. 20-27)."""

from random import Random

from rehearsal.applying import SUM, reply
from rehearsal.cast import Cast
from rehearsal.chats import tokens_in
from rehearsal.filling import fill
from rehearsal.reviewing import leave_out, open_case, try_out_of_rank
from rehearsal.stage import Stage
from rules.applications.lifecycle import State
from rules.engine.calendar import office_day


async def evaluate(stage: Stage, cast: Cast, edition_id: int) -> None:
    """The office closes the report and draws up the candidate list by rank; ties are decided one by one."""
    office = cast.office
    await office.press_anyhow(f"evaluation:list:{edition_id}")
    await office.press(f"evaluation:report:{edition_id}")
    await fill(office, "evaluation")
    await try_out_of_rank(stage, cast, edition_id)
    await office.press_anyhow(f"evaluation:list:{edition_id}")
    await office.press(f"evaluation:rank:{edition_id}")
    await office.press(f"evaluation:ranked:{edition_id}")
    for one in await _in(stage, edition_id, State.EVALUATED):
        await office.press_anyhow(f"evaluation:see:{one}")
        await leave_out(stage, cast, one)
    await stage.tick()


async def deliberate(stage: Stage, cast: Cast, edition_id: int, random: Random) -> None:
    """The committee meets and votes; the chair has an interest in the first candidate, so a deputy announces it."""
    candidates = await _in(stage, edition_id, State.CANDIDATE)
    await cast.office.press_anyhow(f"meeting:edition:{edition_id}")
    await cast.office.press(f"meeting:new:{edition_id}")
    await fill(cast.office, "meeting", {"on": f"{office_day(stage.clock())}"})
    await stage.tick()
    meeting = cast.committee[0].offered("meeting:see:")[0].rpartition(":")[2]
    for place, member in enumerate(cast.committee):
        await member.press(f"meeting:see:{meeting}")
        await member.press(f"meeting:here:{meeting}")
        for one in candidates:
            if place == 0 and one == candidates[0]:
                await member.press_anyhow(f"review:sure:{one}")
                await member.press(f"review:interest:{one}")
                continue
            await open_case(member, one)
            await member.press_anyhow(f"meeting:see:{meeting}:{candidates.index(one) // 5}")
            cast_vote = "for" if random.random() < 0.9 or place < 3 else "abstain"
            await member.press(f"meeting:vote:{meeting}:{one}:{cast_vote}")
    for one in candidates:
        who = cast.committee[1 if one == candidates[0] else 0]
        await who.press_anyhow(f"meeting:see:{meeting}:{candidates.index(one) // 5}")
        await who.press(f"meeting:decide:{meeting}:{one}")
    await cast.office.press_anyhow(f"meeting:see:{meeting}")
    await cast.office.press(f"meeting:record:{meeting}")
    await fill(cast.office, "meeting_record")
    await stage.tick()


async def consult(stage: Stage, cast: Cast, edition_id: int) -> None:
    """Leaders and departments are asked about the proposed list, and what they say is summed up."""
    office, about = cast.office, f"edition-{edition_id}"
    await office.press_anyhow(f"consult:see:{about}")
    await office.press(f"consult:ask:{about}")
    said = await fill(
        office, "consultation", {"departments": "县委分管领导\n县应急管理局"}, subject=f"edition:{edition_id}"
    )
    for place, token in enumerate(tokens_in(said.split("\n县"))):
        await reply(stage, f"leader-{edition_id}-{place}", token)
    await office.press_anyhow(f"consult:see:{about}")
    await office.press(f"consult:sum:{about}")
    await fill(office, "summary", {"words": SUM}, subject=f"edition:{edition_id}")


async def grant(stage: Stage, cast: Cast, edition_id: int, rejected: list[int]) -> None:
    """The government's decision is recorded, one is not approved, the others are granted."""
    lead = cast.lead
    await lead.press_anyhow(f"grant:edition:{edition_id}")
    await lead.press(f"grant:decision:{edition_id}")
    await fill(lead, "government_decision", {"decided_on": f"{office_day(stage.clock())}"})
    for one in await _in(stage, edition_id, State.GOVERNMENT):
        await open_case(lead, one)
    for one in rejected:
        await lead.press_anyhow(f"grant:edition:{edition_id}")
        await lead.press(f"grant:reject:{one}")
        await fill(lead, "rejection", subject=f"application:{one}")
    await lead.press_anyhow(f"grant:edition:{edition_id}")
    await lead.press(f"grant:ask:{edition_id}")
    await lead.press(f"grant:grant:{edition_id}")
    await stage.tick()


async def _in(stage: Stage, edition_id: int, state: State) -> list[int]:
    async with stage.store.work() as work:
        return [one.id for one in reversed(await work.applications.in_states(edition_id, {state}))]
