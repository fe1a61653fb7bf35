"""How somebody comes to stand before each form of the review and of the decision: by its real button."""

from collections.abc import Awaitable, Callable, Mapping

from rules.applications.lifecycle import State
from rules.engine.rubrics import Part
from rules.reviews.evaluation import Honour
from rules.reviews.visits import VisitState
from storage.store import Store
from tests.handlers.deciding import CHAIR, DEPUTY, FIFTH, LEAD, MEMBER, OFFICE, REVIEWERS, Chamber
from tests.handlers.granting import Granting
from tests.handlers.reviewing import Review, ticks
from tests.handlers.towns import token_in
from tests.talking import Someone

Beginning = Callable[[Store, str], Awaitable[Someone]]


async def consultation(store: Store, form: str) -> Someone:
    """The unit's clerk asks departments, one of them replies, the clerk sums up."""
    case = await Review.open(store)
    clerk = await case.declared(Review.CLERK)
    await clerk.presses_data(f"review:endorse:{case.application}")
    await ticks(clerk)
    if form != "reply":
        await clerk.presses_data(f"consult:{'ask' if form == 'consultation' else 'sum'}:application-{case.application}")
        return clerk
    await clerk.presses_data(f"consult:ask:application-{case.application}")
    await clerk.says("县税务局")
    await clerk.presses("跳过")
    said = await clerk.presses("发送")
    department = case.person(700)
    await department.says(f"/start {token_in(said[0])}")
    return department


async def evaluation(store: Store, _form: str) -> Someone:
    """The office closes the evaluation; two are tied, and one is unfinished."""
    chamber = await Chamber.open(store, 90, 80, 80)
    async with store.work() as work:
        late = await work.applications.get(chamber.cases[0])
        assert late is not None
        await work.applications.move(late, State.ON_SITE, chamber.town.clock.now)
        await work.commit()
    office = chamber.person(OFFICE)
    await office.presses_data(f"evaluation:report:{chamber.edition}")
    return office


async def committee(store: Store, form: str) -> Someone:
    """The office convenes the committee, which votes; the record says why a place stays empty."""
    chamber = await Chamber.open(store, 90)
    await chamber.listed()
    office = chamber.person(OFFICE)
    if form == "meeting":
        await office.presses_data(f"meeting:new:{chamber.edition}")
        return office
    meeting = await chamber.convened()
    for chat in (CHAIR, DEPUTY, MEMBER):
        await chamber.voted(meeting, chamber.cases[0], chat)
    await chamber.person(CHAIR).presses_data(f"meeting:decide:{meeting}:{chamber.cases[0]}")
    await office.presses_data(f"meeting:record:{meeting}")
    return office


async def passing(store: Store, _form: str) -> Someone:
    """The office lists the third before the first two."""
    chamber = await Chamber.open(store, 90, 80, 70)
    office = await chamber.report_closed()
    await office.presses_data(f"evaluation:put:{chamber.cases[2]}:award")
    return office


async def declining(store: Store, _form: str) -> Someone:
    """The chair announces that the first was declined, while the second is still on the list."""
    chamber = await Chamber.open(store, 90, 80)
    await chamber.listed()
    meeting = await chamber.convened()
    for chat in (CHAIR, DEPUTY, MEMBER):
        await chamber.voted(meeting, chamber.cases[0], chat, "against")
    chair = chamber.person(CHAIR)
    await chair.presses_data(f"meeting:decide:{meeting}:{chamber.cases[0]}")
    return chair


async def presiding(store: Store, _form: str) -> Someone:
    """A deputy announces what the chair, who is away, would announce."""
    chamber = await Chamber.open(store, 90)
    await chamber.listed()
    meeting = await chamber.convened()
    for chat in (DEPUTY, MEMBER, FIFTH):
        await chamber.voted(meeting, chamber.cases[0], chat)
    deputy = chamber.person(DEPUTY)
    await deputy.presses_data(f"meeting:decide:{meeting}:{chamber.cases[0]}")
    return deputy


async def over_quota(store: Store, _form: str) -> Someone:
    """The chair announces a third award of two."""
    chamber = await Chamber.open(store, 90, 90, 90)
    office = chamber.person(OFFICE)
    await office.presses_data(f"evaluation:report:{chamber.edition}")
    for words in (
        "评审全部完成，按综合得分提出候选名单，请评委会审议。",
        "三家同分，都列入质量奖候选，请评委会决定（第四条）。",
    ):
        await office.says(words)
    await office.presses("发送")
    for case in chamber.cases:
        await office.presses_data(f"evaluation:put:{case}:award")
    meeting = await chamber.convened()
    for case in chamber.cases:
        for chat in (CHAIR, DEPUTY, MEMBER):
            await chamber.voted(meeting, case, chat)
    chair = chamber.person(CHAIR)
    for case in chamber.cases:
        await chair.presses_data(f"meeting:decide:{meeting}:{case}")
    return chair


async def ceremony(store: Store, _form: str) -> Someone:
    """The lead announces the meeting at which the awards are given."""
    granting = await Granting.begin(store, Honour.AWARD)
    await granting.decides()
    await granting.grants()
    lead = granting.person(LEAD)
    await lead.presses_data(f"grant:ceremony:{granting.edition}")
    return lead


async def presented(store: Store, _form: str) -> Someone:
    """The office records who received plaque and certificate."""
    granting = await Granting.begin(store, Honour.AWARD)
    await granting.decides()
    await granting.grants()
    office = granting.person(OFFICE)
    await office.presses_data("presentation:one:1")
    return office


async def government(store: Store, form: str) -> Someone:
    """The lead records what the government decided, and whom it did not approve."""
    chamber = await Chamber.open(store, 90, state=State.GOVERNMENT)
    lead = chamber.person(LEAD)
    await lead.presses_data(f"grant:decision:{chamber.edition}")
    if form == "government_decision":
        return lead
    await lead.says("临县府发〔2026〕12号")
    await lead.says("2026-09-01")
    await lead.presses("跳过")
    await lead.presses("发送")
    await lead.presses_data(f"grant:reject:{chamber.cases[0]}")
    return lead


async def defence(store: Store, form: str) -> Someone:
    """A defence is appointed, presented, missed, or passed below the mark."""
    chamber = await Chamber.open(store, 10, state=State.DEFENCE)
    office, lead, case = chamber.person(OFFICE), chamber.person(LEAD), chamber.cases[0]
    match form:
        case "appointment":
            await office.presses_data(f"visit:plan:{case}")
        case "appointments":
            await office.presses_data(f"visit:rowed:{chamber.edition}")
        case "presenter":
            await chamber.visited(Part.DEFENCE)
            applicant = chamber.person(100)
            await applicant.presses_data(f"visit:present:{case}")
            return applicant
        case "missed":
            await office.presses_data(f"visit:missed:{await chamber.visited(Part.DEFENCE)}")
        case _:
            await chamber.visited(Part.DEFENCE, VisitState.HELD)
            await lead.presses_data(f"visit:pass:{case}")
            return lead
    return office


async def site(store: Store, form: str) -> Someone:
    """The head of the group writes the report, a member signs it with another opinion."""
    chamber = await Chamber.open(store, 80, state=State.ON_SITE)
    await chamber.visited(Part.ON_SITE, VisitState.HELD)
    head, member, case = chamber.person(REVIEWERS[0]), chamber.person(REVIEWERS[1]), chamber.cases[0]
    await head.presses_data(f"visit:report:{case}")
    if form == "site_report":
        return head
    async with store.work() as work:
        draft = await work.drafts.begin(chamber.ids[REVIEWERS[0]], "x", chamber.town.clock.now)
        await work.visits.write_report(
            case, draft_id=draft.id, by=chamber.ids[REVIEWERS[0]], now=chamber.town.clock.now
        )
        await work.commit()
    await member.presses_data(f"visit:dissent:{case}")
    return member


OF_EDITIONS: Mapping[str, Beginning] = {
    "consultation": consultation,
    "reply": consultation,
    "summary": consultation,
    "evaluation": evaluation,
    "meeting": committee,
    "meeting_record": committee,
    "over_quota": over_quota,
    "passing": passing,
    "declining": declining,
    "presiding": presiding,
    "government_decision": government,
    "rejection": government,
    "ceremony": ceremony,
    "presentation": presented,
    "appointment": defence,
    "appointments": defence,
    "presenter": defence,
    "missed": defence,
    "part_reason": defence,
    "site_report": site,
    "dissent": site,
}
