"""The scenes of what comes on paper: entered with scan and receipt, claimed by code, late by another (Art. 14, 22)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

from rehearsal import noticing
from rehearsal.cast import Cast, identity
from rehearsal.filling import fill
from rehearsal.records import Records, day_of, named
from rehearsal.reviewing import open_case
from rehearsal.stage import NotOffered, Player, Stage
from rules.applications.lifecycle import INDIVIDUAL, PAPER_FORMS, Application, State
from rules.awards.affairs import Kind
from rules.awards.affairs import State as AffairState
from rules.engine.calendar import OFFICE_ZONE, office_day
from rules.engine.options import day
from rules.notices.postings import Notice
from rules.objections.cases import Objection
from texts import say
from workflow.engine.provisions import pack_in_force

_BEGIN = f"paper_case:kind:{INDIVIDUAL}"
_REASON = "材料在截止前送到并盖了收件章，当天停电，没有能够录入。"
_CODE = re.compile(r"[A-Z0-9]{4} [A-Z0-9]{4}")
_WRONG = "2222 2222"


class Unclaimed(AssertionError):
    """A case on paper was entered, claimed or refused otherwise than it has to be."""


async def bring(stage: Stage, cast: Cast, edition_id: int) -> None:
    """Somebody without a phone brings an application; later they claim it by the code of the receipt, and withdraw."""
    unit, clerk = next(iter(cast.clerks.items()))
    stranger = cast.reviewers[0]
    await stranger.press_for("paper_case:new", "people.not_yours")
    await clerk.press_anyhow("paper_case:new")
    await clerk.press(_BEGIN)
    one = await _entered(stage, clerk, edition_id, unit, "马木沙", f"{office_day(stage.clock())}")
    person = await _claimed(stage, [clerk], f"application:{one.id}", "paper-applicant")
    await person.say("/status")
    await person.press(f"status:see:{one.id}")
    await person.press(f"application:withdraw:{one.id}")
    await person.press(f"application:gone:{one.id}")
    await stage.tick()
    await _is_in(stage, one, State.WITHDRAWN)


async def bring_late(stage: Stage, cast: Cast, edition_id: int) -> None:
    """A paper that came in time is entered after the window: not without the lead's code; the file says why."""
    (unit, clerk), lead = next(iter(cast.clerks.items())), cast.lead
    async with lead.desk() as desk:
        edition = await desk.work.editions.get(edition_id)
    if edition is None:
        raise LookupError(edition_id)
    await stage.days(max(0, (edition.closes_on - office_day(stage.clock())).days + 1))
    await clerk.press_anyhow("paper_case:new")
    await clerk.press_for(_BEGIN, "entry.closed")
    await lead.press_anyhow("paper_case:new")
    await lead.press("paper_case:late")
    allowed = {"kind": INDIVIDUAL, "unit": unit, "name": "马阿里", "reason": _REASON}
    said = await fill(lead, "late_entry", {**allowed, "received_on": f"{edition.closes_on}"})
    await clerk.press_anyhow("award:code")
    await clerk.say(_CODE.findall(said)[0])
    one = await _entered(stage, clerk, edition_id, unit, "马阿里", f"{edition.closes_on}")
    await open_case(clerk, one.id)
    await clerk.press_for(f"review:open:{one.id}", "entry.line_late", who="马主任", reason=_REASON)
    await clerk.press_anyhow(f"application:withdraw:{one.id}")
    await clerk.press(f"application:gone:{one.id}")
    await stage.tick()
    await _is_in(stage, one, State.WITHDRAWN)


async def object_on_paper(stage: Stage, cast: Cast, notice: Notice) -> None:
    """Somebody brings an objection; they claim it by code, and the result comes into their own chat (Art. 22, 23)."""
    office = cast.office
    await stage.hour()
    now = stage.clock().astimezone(OFFICE_ZONE)
    listed = await _on(stage, notice)
    await _entered_objection(office, notice, listed, f"{now:%Y-%m-%d}", f"{now:%H:%M}")
    found = await _filed(stage, office, listed)
    objector = await _claimed(stage, [office, cast.lead], f"objection:{found.id}", "paper-objector")
    await noticing.settle(stage, replace(cast, objector=objector), found.id, upheld=False)


async def object_late(stage: Stage, cast: Cast, notice: Notice) -> None:
    """An objection that came on the last day is entered after it: not without the lead's code (Art. 22).

    The file says why. In the end whoever brought it takes it back.
    """
    office, lead, listed, came = cast.office, cast.lead, await _on(stage, notice), f"{notice.last_day}"
    said = await _entered_objection(office, notice, listed, came, "16:30")
    office.is_told([said], "entry.notice_over", closes=notice.last_day)
    await office.press_for("paper_case:late_objection", "people.not_yours")
    await lead.press_anyhow("paper_case:new")
    await lead.press("paper_case:late_objection")
    said = await fill(lead, "late_objection", {"notice": str(notice.id), "received_on": came, "reason": _REASON})
    await office.press_anyhow("award:code")
    await office.say(_CODE.findall(said)[0])
    await fill(office, "counter_objection")
    found = await _filed(stage, office, listed)
    await office.press_anyhow(f"objection:open:{found.id}")
    await office.press_for(f"objection:clear:{found.id}", "entry.line_late", who="马主任", reason=_REASON)
    await office.press(f"objection:withdraw:{found.id}")
    await office.press(f"objection:gone:{found.id}")
    await stage.tick()


async def _on(stage: Stage, notice: Notice) -> int:
    """The first application on this notice."""
    async with stage.store.work() as work:
        entries = await work.notices.entries(notice.id)
    return next(one.application_id for one in entries if one.application_id is not None)


async def _entered_objection(office: Player, notice: Notice, listed: int, on: str, at: str) -> str:
    """The officer fills in the form, and sends it; what is read in the end."""
    await office.press_anyhow("objection:counter")
    given = {"who": "individual", "notice": str(notice.id), "against": f"application:{listed}"}
    given |= {"document_kind": "resident", "received_on": on, "received_at": at}
    return await fill(office, "counter_objection", given)


async def _filed(stage: Stage, office: Player, listed: int) -> Objection:
    """The newest objection to this application, whose receipt comes to be printed."""
    await stage.tick()
    async with stage.store.work() as work:
        found = max(await work.objections.of_application(listed), key=lambda one: one.id)
    _has_receipt(office, found.number)
    return found


async def _entered(stage: Stage, clerk: Player, edition_id: int, unit: str, name: str, on: str) -> Application:
    """The clerk fills in the applicant's own form, and the receipt comes to be printed; the application."""
    came = day(on) or office_day(stage.clock())
    given = {"name": name, "unit": unit, "state_secret": "no", "secret": "no", "priority": "none"}
    given |= {"document_kind": "resident", "document_number": identity(Random(name)), "declared_by": name}  # noqa: S311
    given |= {"notice_from": f"{came - timedelta(days=15)}", "notice_until": f"{came - timedelta(days=1)}"}
    given |= {"received_on": on, "received_at": "8:40"}
    await fill(clerk, PAPER_FORMS[INDIVIDUAL], given)
    await stage.tick()
    async with stage.store.work() as work:
        found = next((one for one in await work.applications.of_edition(edition_id) if one.name == name), None)
        paper = await work.paper_cases.get(f"application:{found.id}") if found is not None else None
    if found is None or paper is None or not paper.scans:
        raise Unclaimed(f"{name}'s application was not entered with its scan")
    _has_receipt(clerk, found.number or "")
    return found


def _has_receipt(player: Player, number: str) -> None:
    if not any(said.file for said in player.heard(number)):
        raise Unclaimed(f"{player.key} has no receipt of {number} to print")


async def _is_in(stage: Stage, one: Application, state: State) -> None:
    async with stage.store.work() as work:
        again = await work.applications.get(one.id)
    if again is None or again.state is not state:
        raise Unclaimed(f"application {one.number} is not {state.value}")


async def _claimed(stage: Stage, staff: list[Player], about: str, key: str) -> Player:
    """A wrong code claims nothing, nor do those who entered it; the person with the receipt does. Returns them."""
    async with stage.store.work() as work:
        paper = await work.paper_cases.get(about)
    code = paper.code if paper is not None and paper.code is not None else ""
    for one in staff:
        one.is_told(await one.say(f"/start {code}"), "entry.staff")
    person = stage.enter(key)
    await person.say("/start")
    await person.press_anyhow("award:code")
    await person.say(_WRONG)
    async with stage.store.work() as work:
        paper = await work.paper_cases.get(about)
    if paper is None or paper.claimed_at is not None:
        raise Unclaimed(f"{about} was claimed with a code that is not its own")
    await person.press_anyhow("award:code")
    await person.say(f"{code[:4]} {code[4:]}")
    async with stage.store.work() as work:
        paper = await work.paper_cases.get(about)
    if paper is None or paper.claimed_at is None:
        raise Unclaimed(f"{about} was not claimed by {key}")
    return person


def nothing_is_late_without_the_leads_reason(records: Records) -> Iterator[str]:
    """Check that what was entered after its last day came in time, and that the lead said why (Art. 4, 14, 22)."""
    ends = {one.notice.id: one.notice.last_day for one in records.postings}
    for case in records.cases:
        for one, entry in case.brought:
            last = ends.get(one.notice_id or 0)
            if one.late or last is None or day_of(entry.entered_at) <= last:
                continue
            if entry.late_by is None or not entry.late_reason:
                yield f"objection {one.number} came in after {last}, and nobody allowed it"
        sent = [entry for entry in case.written if entry.act == "application_submitted"]
        if not any(day_of(entry.at) > records.closes_on for entry in sent):
            continue
        paper = case.paper
        if paper is None or paper.late_by is None or not paper.late_reason:
            yield f"{named(case)} came in after {records.closes_on}, and nobody allowed it"
        elif paper.received_at is None or day_of(paper.received_at) > records.closes_on:
            yield f"{named(case)} was entered late, and its paper came after {records.closes_on} too"


# The scenes of a question to the office: asked from inside a form, late, answered; and whoever may not answer.


async def ask(stage: Stage, cast: Cast) -> int:
    """Somebody asks and adds to the question; the id of the affair."""
    asker = cast.objector
    await asker.say("/ask")
    for data in asker.offered("consent:agree:inquiry"):
        await asker.press(data)
        break
    await asker.say("公司改名以后，成立时间从哪一天算？ Does a new name start the years again?")
    await asker.press("inquiry:ask") if asker.offered("inquiry:ask") else await asker.say("/ask")
    await asker.say("改名是去年的事。 It was renamed last year.")
    await stage.tick()
    async with asker.desk() as desk:
        (asked,) = [one for one in await desk.work.affairs.of_person(asker.person_id) if one.kind is Kind.INQUIRY]
    return asked.id


async def answer(stage: Stage, cast: Cast, affair_id: int) -> None:
    """A reviewer tries to open the question and is refused; the office answers and makes the answer public."""
    await refused(stage, cast, affair_id)
    office, about = cast.office, f"affair:{affair_id}"
    await office.press_anyhow(f"affair:open:{affair_id}")
    await office.press(f"affair:none:{affair_id}")
    await office.press(f"affair:respond:{affair_id}")
    await fill(office, "inquiry_answer", {"article": "10"}, subject=f"{about}:respond")
    await office.press_anyhow(f"affair:open:{affair_id}")
    await office.press(f"affair:publish:{affair_id}")
    await fill(office, "public_answer", subject=f"{about}:publish")
    await stage.tick()
    async with office.desk() as desk:
        one = await desk.work.affairs.get(affair_id)
        shown = await desk.work.public_answers.count()
    if one is None or one.state is not AffairState.SETTLED or shown != 1:
        raise NotOffered(f"{about} was not answered for everybody")


async def refused(stage: Stage, cast: Cast, affair_id: int) -> None:
    """Whoever neither asked nor answers is refused with the article. Raises NotOffered if they are let in."""
    wrong = cast.applicants[0].player
    said = await wrong.press_anyhow(f"affair:open:{affair_id}")
    words = say(stage.language, "people.not_yours")
    if not any(words in each for each in said):
        raise NotOffered(f"{wrong.key} opened affair {affair_id}")


# The scenes before an edition opens: what keeps it shut, who is told its days, who entrusts (Art. 4, 14, 44).


CONTACT = "provision:contact:"


class Unchecked(AssertionError):
    """An edition opened, or could have been opened, without what it has to have."""


async def make_ready(lead: Player) -> int:
    """Let the lead mend what keeps the edition, shown last, from being opened. Returns its id."""
    edition_id = int(lead.offered("edition:change:")[0].rpartition(":")[2])
    if not any(data == f"edition:open:{edition_id}" for data in lead.offered("edition:open:")):
        await _too_early(lead, edition_id)
        await set_contacts(lead)
        await lead.say("/office")
        await lead.press("edition:list")
        await lead.press(f"edition:see:{edition_id}")
    return edition_id


async def set_contacts(lead: Player) -> None:
    """Set phone, address and hours of the office and of each unit, one after another as they are offered."""
    await lead.press("provision:list:0")
    await lead.press("provision:see:office")
    following = [f"{CONTACT}office"]
    while following:
        await lead.press(following[0])
        about = following[0].removeprefix(CONTACT)
        await fill(lead, "contact", subject=about)
        following = [data for data in _latest(lead) if data.startswith(CONTACT)]


async def tell_days(asker: Player, edition_id: int) -> None:
    """Somebody asks before it is opened: they are told its days, and begin nothing (Art. 4)."""
    async with asker.desk() as desk:
        edition = await desk.work.editions.get(edition_id)
    if edition is None or edition.opened_at is not None:
        raise Unchecked(f"edition {edition_id} is not set, or opened before it was asked for")
    days = {"number": str(edition.number), "opens": edition.opens_on, "closes": edition.closes_on}
    await asker.press_for("help:see:when", "editions.when.set", **days)
    await asker.press_anyhow(f"application:new:{INDIVIDUAL}")
    await asker.press_for(f"consent:agree:application:new:{INDIVIDUAL}", "applications.no_edition")


async def entrust(stage: Stage, lead: Player, office: Player) -> None:
    """The office cannot entrust an association; the lead does it, with its paper and its days (Art. 14)."""
    await office.press_for("provision:entrust:new", "people.not_yours")
    first = office_day(stage.clock())
    last = first + timedelta(days=120)
    await lead.press_anyhow("provision:list:0")
    await lead.press("provision:entrust:new")
    given = {"name_zh": "临夏县食品行业协会", "document": "临质评办〔2026〕3号", "decided_on": f"{first}"}
    await fill(lead, "entrustment", {**given, "from_on": f"{first}", "until_on": f"{last}"})
    async with stage.store.work() as work:
        pack = await pack_in_force(work, stage.pack)
    day = timedelta(days=1)
    standing = len(pack.units_on(first - day))
    if [len(pack.units_on(on)) - standing for on in (first, last, last + day)] != [1, 1, 0]:
        raise Unchecked(f"the association does not receive from {first} to {last}")


def _latest(lead: Player) -> tuple[str, ...]:
    return lead.stage.chats.of[lead.chat].said[-1].presses


async def _too_early(lead: Player, edition_id: int) -> None:
    """Try to open it all the same: the checklist's first line says what lacks, with its article."""
    said = "\n".join(await lead.press_anyhow(f"edition:opened:{edition_id}"))
    async with lead.desk() as desk:
        edition = await desk.work.editions.get(edition_id)
    head = say(lead.stage.language, "editions.lacking.contacts", bodies="\n").partition("\n")[0]
    if edition is None or edition.opened_at is not None or not said.startswith(head):
        raise Unchecked(f"edition {edition_id} was not refused for its contacts: {said[:200]}")
    await lead.say("/office")
    await lead.press("edition:list")
    await lead.press(f"edition:see:{edition_id}")
