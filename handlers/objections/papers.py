"""Gathers the papers of an objection, from its receipt to its result, and a picture of its progress (Art. 22, 23)."""

from functools import partial
from typing import Any

from handlers.applications import paper_cases
from handlers.engine.prints import Letter, Print, needed
from papers import objections as papers
from papers.engine import calendars, documents
from papers.engine.calendars import why
from papers.engine.parts import Enclosure, reach
from rules.engine.calendar import Count
from rules.engine.identities import masked
from rules.engine.pack import Pack
from rules.objections.cases import CLOSED, STOPPED, Objection, Stage, State, days_of, stage_of
from rules.sanctions.remedies import Authority
from texts import say
from workflow.engine.desk import Books, Places
from workflow.engine.records import Work
from workflow.engine.replies import remedy
from workflow.engine.tasks import number_of
from workflow.objections.objectors import COMPLETION, EXAMINATION, against
from workflow.office.drawings import last_day_of

STEPS = ("objections.step.examined", "objections.step.investigated", "objections.step.result")


async def receipt(places: Places | None, work: Work, pack: Pack, about: str, language: str) -> Print:
    """Return the receipt, with the objector's name and masked number."""
    one, count = await _examined(work, about)
    known = await work.objections.identity(one.id)
    paper = papers.Receipt(
        issuer=pack.bodies.office.name(language),
        number=one.number,
        objector=_objector(known, one, language),
        identity=masked(str(known.get("document_number", "")) or "-"),
        notice=await _notice(work, one),
        against=await against(work, one),
        received_at=one.received_at,
        files=await _files(work, one, known),
        steps=tuple(say(language, step, days=pack.confirmation_working_days) for step in STEPS),
        due=count.last,
        why=why(language, count),
        check_url=await paper_cases.claim_address(places, work, about),
        journal=str(await work.journal.head()),
        contact=reach(pack, pack.bodies.office.name(language), language),
        entry=await paper_cases.on_receipt(work, pack, about, language),
    )
    return Print(say(language, "objections.file.receipt", number=one.number), partial(papers.receipt, paper, language))


async def calendar(work: Work, _pack: Pack, about: str, language: str) -> Print:
    """Return a calendar file with the last day of the examination."""
    one, count = await _examined(work, about)
    title = say(language, "objections.calendar_title", number=one.number)
    make = partial(calendars.event, f"objection-{one.id}-examination", title, count.last, why(language, count))
    return Print(say(language, "objections.file.calendar", number=one.number), make)


async def result(work: Work, pack: Pack, about: str, language: str) -> Letter:
    """Return the result, with the slip to confirm or contest it (Art. 23)."""
    one = await _objection(work, about)
    decided = one.matter.get("result")
    if decided is None or one.confirm_by is None:
        raise KeyError(f"no result of {about}")
    told = remedy(pack, Authority.OFFICE)
    paper = papers.Result(
        issuer=pack.bodies.office.name(language),
        number=one.number,
        objector=_objector(await work.objections.identity(one.id), one, language),
        notice=await _notice(work, one),
        against=await against(work, one),
        received_at=one.received_at,
        upheld=one.upheld is True,
        findings=decided["reasoning"],
        reasons=decided["measures"] or say(language, "papers.objection.not_upheld.means"),
        decided_on=decided["on"],
        confirm_by=one.confirm_by,
        investigators=decided.get("investigators", 0),
        remedy="" if one.upheld else say(language, told.key, **told.values),
        follows=say(language, f"objections.follows.{decided.get('effect') or 'nothing'}"),
    )
    name = say(language, "objections.file.result", number=one.number)
    return Letter(name, "objection_result", papers.result(paper, language))


async def completion(work: Work, pack: Pack, about: str, language: str) -> Letter:
    """Return what must be completed, item by item, by when, and how that day was counted (Art. 22)."""
    one, deadline = await _objection(work, about), await work.deadlines.get(about, COMPLETION)
    if deadline is None:
        raise KeyError(f"nothing is asked for in {about}")
    office = pack.bodies.office.name(language)
    lines = str(one.matter.get("missing_words", "")).splitlines()
    paper = papers.Completion(
        issuer=office,
        number=one.number,
        objector=_objector(await work.objections.identity(one.id), one, language),
        notice=await _notice(work, one),
        against=await against(work, one),
        received_at=one.received_at,
        items=tuple(line.strip() for line in lines if line.strip()),
        asked_on=deadline.count.start,
        due=deadline.count.last,
        why=why(language, deadline.count),
        contact=office,
    )
    name = say(language, "objections.file.completion", number=one.number)
    return Letter(name, "completion_notice", papers.completion(paper, language))


async def refusal(work: Work, pack: Pack, about: str, language: str) -> Letter:
    """Return why the objection was not admitted (Art. 23)."""
    one = await _objection(work, about)
    if one.state is not State.NOT_ADMITTED or one.settled_on is None:
        raise KeyError(f"no refusal of {about}")
    office, told = pack.bodies.office.name(language), remedy(pack, Authority.OFFICE)
    paper = papers.Refusal(
        issuer=office,
        number=one.number,
        objector=_objector(await work.objections.identity(one.id), one, language),
        notice=await _notice(work, one),
        against=await against(work, one),
        received_at=one.received_at,
        reasons=str(one.matter.get("reasons", "")),
        decided_on=one.settled_on,
        contact=office,
        remedy=say(language, told.key, **told.values),
    )
    name = say(language, "objections.file.refusal", number=one.number)
    return Letter(name, "objection_refusal", papers.refusal(paper, language))


async def _objection(work: Work, about: str) -> Objection:
    return needed(await work.objections.get(int(about.removeprefix("objection:"))), f"objection {about}")


async def _examined(work: Work, about: str) -> tuple[Objection, Count]:
    deadline = needed(await work.deadlines.get(about, EXAMINATION), f"examination of {about}")
    return await _objection(work, about), deadline.count


async def _notice(work: Work, one: Objection) -> str:
    notice = await work.notices.get(one.notice_id) if one.notice_id is not None else None
    return notice.title if notice else str(one.matter.get("notice_words", ""))


async def _files(work: Work, one: Objection, known: dict[str, Any]) -> tuple[Enclosure, ...]:
    ids = [*one.matter.get("evidence", ())]
    for field in ("signature", "seal", "proof", "attorney"):
        ids += known.get(field) or []
    found = [await work.files.get(file_id) for file_id in ids]
    return tuple(Enclosure(record.name, record.size, record.sha256) for record in found if record is not None)


def _objector(known: dict[str, Any], one: Objection, language: str) -> str:
    return str(known.get("name") or known.get("unit_name") or say(language, f"objection.objector.{one.who}"))


async def progress(work: Work, pack: Pack, about: str, language: str, *, late: bool = False) -> Print:
    """Return the stages of an objection with the day each ended; it names nobody (Art. 22, 23).

    `late` when its last day has passed.
    """
    one = needed(await work.objections.get(number_of(about, "objection") or -1), about)
    days, due, here = days_of(one), await last_day_of(Books(work, pack), one), list(Stage).index(stage_of(one))
    stops = []
    for place, stage in enumerate(Stage):
        note = say(language, "papers.day", day=days[stage]) if stage in days and place <= here else ""
        if place == here and due is not None:
            note = say(language, "drawings.passed" if late else "drawings.until", due=due)
        stops.append(documents.Stop(say(language, f"objections.stage.{stage}"), _mark(one, place, here), note))
    step = f"objections.next.{one.state}"
    foot = "" if one.state in CLOSED else say(language, "status.next", step=say(language, step))
    title = say(language, "objections.case", number=one.number)
    name = say(language, "drawings.file.objection", number=one.number)
    return Print(name, partial(documents.way, language, title, stops, foot=foot))


def _mark(one: Objection, place: int, here: int) -> str:
    """Return how a stage is drawn: "done", "now", "ahead", or "stopped" for a refused or withdrawn objection."""
    if place != here:
        return "done" if place < here else "ahead"
    if one.state not in CLOSED:
        return "now"
    return "stopped" if one.state in STOPPED else "done"
