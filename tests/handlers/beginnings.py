"""How each form of the service is begun: the case around it is made, and then the real button is pressed."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date

from rules.objections.cases import IDENTITY
from rules.office.provisions import ProvisionKind
from rules.people.roles import Role
from storage.store import Store
from tests.handlers.affair_beginnings import BEGINNINGS as AFFAIRS
from tests.handlers.applying import FORMS, Filler, apply, draft_of, give_role, link_of, open_edition, patient, ready
from tests.handlers.beginnings_of_editions import OF_EDITIONS
from tests.handlers.dispatching_beginnings import BEGINNINGS as DISPATCHES
from tests.handlers.holding import JULY, WIN, claims, fills, imported, plans, sends
from tests.handlers.interest_beginnings import BEGINNINGS as INTERESTS
from tests.handlers.objecting import FINDINGS, Case
from tests.handlers.paper_beginnings import BEGINNINGS as PAPERS
from tests.handlers.reevaluation_beginnings import BEGINNINGS as REEVALUATIONS
from tests.handlers.reviewing import Review
from tests.handlers.sanction_beginnings import BEGINNINGS as SANCTIONS
from tests.handlers.score_beginnings import BEGINNINGS as SCORES
from tests.talking import Someone, Town

Beginning = Callable[[Store, str], Awaitable[Someone]]
ITEMS = "请补交2025年审计报告\n更正职工人数"


async def application(store: Store, form: str) -> Someone:
    """Somebody begins an application."""
    town = patient(store)
    await open_edition(store)
    return (await apply(town, form))[0]


async def eligibility(store: Store, _form: str) -> Someone:
    """Somebody looks whether they may apply."""
    someone = patient(store).person(5)
    await someone.says("/start")
    await someone.presses_data("application:check")
    return someone


async def confirmation(store: Store, _form: str) -> Someone:
    """An employer opens the link of its applicant."""
    someone = await application(store, "individual")
    await Filler(someone, FORMS["individual"]).fill()
    employer = someone.town.person(6)
    await employer.says(f"/start {await link_of(someone)}")
    return employer


async def edition(store: Store, form: str) -> Someone:
    """The lead sets up an edition, or moves its last day."""
    lead = await _lead(patient(store))
    if form == "closing":
        await open_edition(store)
    await lead.presses_data("edition:move:1" if form == "closing" else "edition:new")
    return lead


async def notice(store: Store, _form: str) -> Someone:
    """The office posts a notice."""
    lead = await _lead(patient(store))
    await open_edition(store)
    await lead.presses_data("notice:new:other")
    return lead


async def calendar(store: Store, form: str) -> Someone:
    """The lead pastes a year's notice, or gives days of the prefecture."""
    lead = await _lead(patient(store))
    await lead.presses_data("calendar:paste" if form == "holiday_notice" else "calendar:local")
    return lead


async def override(store: Store, _form: str) -> Someone:
    """The lead lets a holder apply again."""
    town = patient(store)
    await open_edition(store)
    lead = await _lead(town)
    await ready(town, "organisation")
    await lead.presses_data("application:allow:1")
    return lead


async def review(store: Store, form: str) -> Someone:
    """The clerk of the receiving unit has declared and goes on."""
    case = await Review.open(store)
    clerk = await case.declared(Review.CLERK)
    if form == "reading":
        await clerk.presses_data(f"review:numbers:{case.application}")
        await clerk.presses("6****************4")
        return clerk
    acts = {"checklist": "endorse", "refusal": "turn_down", "opinion": "forward"}
    if form == "opinion":
        await case.on_notice()
    await clerk.presses_data(f"review:{acts.get(form, 'ask_supplement')}:{case.application}")
    if form != "supplement":
        return clerk
    await clerk.says(ITEMS)
    await clerk.presses("跳过")
    await clerk.presses("发送")
    applicant = case.person(Review.APPLICANT)
    await applicant.presses_data(f"supplement:fill:{case.application}")
    return applicant


async def locked_file(store: Store, _form: str) -> Someone:
    """A clerk has shut a file of the case, and the lead finds that it may be open."""
    case = await Review.open(store)
    async with store.work() as work:
        one = (await work.files.of(f"draft:{case.draft}"))[0]
    clerk, lead = await case.declared(Review.CLERK), await case.declared(Review.LEAD)
    await clerk.presses_data(f"secret:lock:{case.application}:{one.id}")
    await lead.presses_data(f"secret:free:{case.application}:{one.id}")
    return lead


async def objection(store: Store, _form: str) -> Someone:
    """Somebody objects to a notice."""
    case = await Case.open(store)
    await case.objector.says("/object")
    await case.objector.presses_data("consent:agree:objection:begin")
    return case.objector


async def objection_case(store: Store, form: str) -> Someone:
    """The office handles an objection, as far as this form."""
    case = await Case.open(store)
    if form == "counter_objection":
        await case.office.presses_data("objection:counter")
        return case.office
    await case.object()
    await case.opens()
    if form in ("objection_result", "objection_delivery", "objection_findings"):
        await case.examines("1")
    if form == "objection_findings":
        await case.office.presses_data(f"objection:name:1:{case.ids[901]}")
    if form == "objection_delivery":
        await case.decides("2", FINDINGS)
    await case.office.presses_data(
        {
            "examination": "objection:examine:1",
            "objection_result": "objection:decide:1",
            "objection_delivery": "objection:deliver:1",
            "objection_findings": "objection:find:1",
            "objection_reason": f"objection:field:1:{IDENTITY.index('phone')}",
            "objection_number": "objection:check:1",
        }[form]
    )
    return case.office


async def objector(store: Store, form: str) -> Someone:
    """The objector completes the objection, or disagrees with its result."""
    case = await Case.open(store)
    await case.object()
    if form == "completion":
        await case.examines("3", "身份证明：照片看不清号码\n证件号码：少一位\n联系电话：打不通")
        await case.objector.presses_data("objection:complete:1")
    else:
        await case.examines("1")
        await case.decides("2", FINDINGS)
        await case.objector.presses_data("objection:disagree:1")
    return case.objector


async def july(store: Store, form: str) -> Someone:
    """A holder owes this year's report; it fills it in, or the office gives it back or excuses it."""
    town, officer = await imported(store, WIN, now=JULY)
    await plans(town)
    if form == "assessment_excuse":
        await officer.presses_data("assessment:excuse:1")
        return officer
    holder = await claims(town, officer)
    if form == "assessment":
        await holder.presses_data("assessment:fill:1")
        await holder.presses_data("consent:agree:assessment:fill:1")
        return holder
    await fills(holder)
    await sends(holder)
    await officer.presses_data("assessment:back:1")
    return officer


async def _lead(town: Town) -> Someone:
    lead = town.person(8)
    await give_role(town, lead, Role.LEAD)
    return lead


async def confirmed(someone: Someone, form: str) -> None:
    """The employer or the parent of an applicant opens its link and recommends."""
    draft, _ = await draft_of(someone.town, someone, form)
    async with someone.town.store.work() as work:
        begun = await work.applications.of_draft(draft.id)
    assert begun is not None
    linked = await someone.presses_data(f"confirmation:link:{begun.id}")
    boss = someone.town.person(6)
    await boss.says(f"/start {linked[0].partition('start=')[2].split()[0]}")
    await Filler(boss, FORMS["confirmation"], {"checked": "yes", "decision": "recommend"}).fill()
    given, _ = await draft_of(someone.town, boss, "confirmation")
    await boss.presses_data(f"f:{given.id}:z")
    someone.reads()


async def provision(store: Store, form: str) -> Someone:
    """The lead stands before an act that completes the rules pack; an association is entrusted already."""
    town = patient(store)
    lead = town.person(8)
    by = await give_role(town, lead, Role.LEAD)
    async with store.work() as work:
        values = {"name_zh": "临夏县建材行业协会", "document": "临质评办〔2026〕1号"}
        days = {"from_on": date(2026, 1, 1), "until_on": date(2030, 12, 31)}
        kind = ProvisionKind.ENTRUSTMENT
        await work.provisions.add(kind, "guild", by=by, now=town.clock.now, draft_id=None, **values, **days)
        await work.commit()
    begun = {"contact": "contact:office", "entrustment": "entrust:new", "entrustment_end": "end:guild"}
    await lead.presses_data(f"provision:{begun.get(form, 'prolong')}")
    return lead


BEGINNINGS: Mapping[str, Beginning] = {
    **AFFAIRS,
    **OF_EDITIONS,
    "organisation": application,
    "individual": application,
    "eligibility": eligibility,
    "confirmation": confirmation,
    "edition": edition,
    "closing": edition,
    **dict.fromkeys(("contact", "entrustment", "entrustment_end", "prolongation"), provision),
    "notice": notice,
    "holiday_notice": calendar,
    "local_days": calendar,
    "override": override,
    "checklist": review,
    "refusal": review,
    "opinion": review,
    "reading": review,
    "file_release": locked_file,
    "supplement_notice": review,
    "supplement": review,
    "objection": objection,
    "counter_objection": objection_case,
    "examination": objection_case,
    "objection_result": objection_case,
    "objection_findings": objection_case,
    "objection_delivery": objection_case,
    "objection_reason": objection_case,
    "objection_number": objection_case,
    "completion": objector,
    "objection_disagreement": objector,
    "assessment": july,
    "assessment_return": july,
    "assessment_excuse": july,
    **REEVALUATIONS,
    **SANCTIONS,
    **SCORES,
    **DISPATCHES,
    **INTERESTS,
    **PAPERS,
}
