"""One case with all that can hang on it: sheets, letters, an appointment, departments, an objection, a sanction."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from rules.applications.lifecycle import Application, State
from rules.engine.rubrics import Part
from rules.letters.formal import LetterKind
from rules.people.roles import Role
from rules.reviews.consultations import Answer
from rules.reviews.evaluation import Honour
from rules.reviews.visits import VisitState
from rules.sanctions.cases import State as SanctionState
from storage.reviews.candidates import Candidate
from storage.work import Work
from tests.handlers.reviewing import NOW, UNIT

CLERK, COLLEAGUE, OFFICE, OTHER_OFFICE, LEAD = 200, 201, 401, 402, 400
MATERIAL, DEFENCE, ON_SITE, FREE = 500, 501, 502, 503
MEMBER, CHAIR = 800, 801
ROLES: dict[int, tuple[Role, str | None]] = {
    CLERK: (Role.CLERK, UNIT),
    OFFICE: (Role.OFFICE, None),
    LEAD: (Role.LEAD, None),
    MATERIAL: (Role.REVIEWER, None),
    DEFENCE: (Role.REVIEWER, None),
    ON_SITE: (Role.REVIEWER, None),
    MEMBER: (Role.COMMITTEE, None),
    CHAIR: (Role.COMMITTEE, "chair"),
}
"""Everybody whose interest is tried: clerk, office, lead, a reviewer of each part, a member and the chair."""
OTHERS: dict[int, tuple[Role, str | None]] = {
    COLLEAGUE: (Role.CLERK, UNIT),
    300: (Role.CLERK, "industry"),
    OTHER_OFFICE: (Role.OFFICE, None),
    FREE: (Role.REVIEWER, None),
    803: (Role.COMMITTEE, "deputy_chair"),
}
PHONE = "13812345678"
DUE = date(2026, 9, 9)
PLACE = 14
"""Where a contact's phone stands in the form of an organisation."""
Ids = Mapping[int, int]
"""The ids of people by their chats."""


async def load(work: Work, ids: Ids, place: int, state: State, meeting: int) -> dict[str, Any]:
    """The case of this place, and under which numbers everything about it is found."""
    mine, secret = ids[100], f"密{place:02}号单位"
    draft = await work.drafts.begin(mine, "organisation", NOW, subject="edition:1")
    record = await work.files.add(
        f"%PDF-1.4 {secret}".encode(),
        owner=mine,
        name=f"{secret}.pdf",
        kind="pdf",
        subject=f"draft:{draft.id}",
        now=NOW,
        draft_id=draft.id,
    )
    shut = await work.files.add(
        f"%PDF-1.4 {secret} 2".encode(),
        owner=mine,
        name=f"{secret}二.pdf",
        kind="pdf",
        subject=f"draft:{draft.id}",
        now=NOW,
        draft_id=draft.id,
    )
    await work.secret_files.lock(shut.sha256, NOW)
    answers: dict[str, Any] = {
        "kind": "legal_person",
        "name": secret,
        "credit_code": "91622921MAEXAMPL8J",
        "unit": UNIT,
    }
    answers |= {"representative": f"{secret}代表", "contact1_phone": PHONE, "materials": [record.id]}
    for key, value in answers.items():
        await work.drafts.answer(draft.id, key, value, NOW)
    begun = await work.applications.begin(edition_id=1, kind="organisation", person_id=mine, draft_id=draft.id, now=NOW)
    await work.drafts.send(draft.id, NOW)
    sent = {"number": f"SB-{place:04}", "name": secret, "unit": UNIT, "submitted_at": NOW}
    await work.applications.move(begun, state, NOW, **sent)
    case = await work.applications.get(begun.id)
    assert case is not None
    about = f"application:{case.id}"
    for kind, role in (("unit_review", Role.CLERK), ("letter_approval", Role.LEAD), ("assignment", Role.OFFICE)):
        unit = UNIT if role is Role.CLERK else None
        await work.tasks.assign(f"{about}:{kind}", kind, about, role, now=NOW, unit=unit, due_on=DUE)
    found = {
        "case": case.id,
        "name": secret,
        "number": f"SB-{place:04}",
        "file": record.id,
        "shut": shut.id,
        "form": draft.id,
        "edition": 1,
    }
    found |= {"place": PLACE, "draft": 1, "meeting": meeting, "person": ids[FREE]}
    found |= {"other": ids[COLLEAGUE], "officer": ids[OTHER_OFFICE]}
    found |= await _sheets(work, ids, case) | await _papers(work, ids, case) | await _asked(work, ids, case, secret)
    return found


async def _sheets(work: Work, ids: Ids, case: Application) -> dict[str, Any]:
    given: dict[Part, int] = {}
    for part, chat in ((Part.MATERIAL, MATERIAL), (Part.DEFENCE, DEFENCE), (Part.ON_SITE, ON_SITE)):
        about: dict[str, Any] = {"by": ids[OTHER_OFFICE], "now": NOW}
        one = await work.assignments.assign(case.id, part, ids[chat], head=True, **about)
        assert one is not None
        given[part] = one.id
        key = f"application:{case.id}:sheet_{part.value}:{one.id}"
        await work.tasks.assign(
            key, f"sheet_{part.value}", f"application:{case.id}", Role.REVIEWER, now=NOW, person_id=ids[chat]
        )
        await work.assignments.lock(one.id, scores={"leadership": 100}, words={"overall": "好"}, now=NOW)
    return {"sheet": given[Part.MATERIAL], "mine": given[Part.ON_SITE], "marked": given[Part.DEFENCE]}


async def _papers(work: Work, ids: Ids, case: Application) -> dict[str, Any]:
    by = ids[OTHER_OFFICE]
    for kind in LetterKind:
        written = await work.drafts.begin(by, "letter", NOW, subject=f"application:{case.id}:{kind.value}")
        for key, value in {"ground": "other", "text": f"{case.name}未达到要求，理由如下。"}.items():
            await work.drafts.answer(written.id, key, value, NOW)
        await work.drafts.send(written.id, NOW)
        await work.letters.write(case.id, kind, draft_id=written.id, by=by, now=NOW)
    report = await work.drafts.begin(by, "site_report", NOW, subject=f"application:{case.id}")
    await work.drafts.answer(report.id, "findings", f"{case.name}现场良好", NOW)
    part = Part.DEFENCE if case.state is State.DEFENCE else Part.ON_SITE
    held = await work.visits.plan(case.id, part, NOW, number=f"V-{case.id}", place="会议室", bring=None, by=by, now=NOW)
    if case.state is State.ON_SITE:
        await work.visits.end(held, VisitState.HELD, words=None, now=NOW)
        await work.visits.write_report(case.id, draft_id=report.id, by=ids[FREE], now=NOW)
    await work.candidates.put(Candidate(case.id, 1, Honour.AWARD, Decimal(700), case.id, by, NOW))
    about: dict[str, Any] = {"reference": case.number, "application_id": case.id, "edition_id": 1, "unit": case.unit}
    number, subject = f"FW2026-9{case.id:03}", f"application:{case.id}"
    slot = await work.dispatches.open(number, "not_accepted", subject, now=NOW, **about)
    return {"visit": held.id, "dispatch": slot.id}


async def _asked(work: Work, ids: Ids, case: Application, secret: str) -> dict[str, Any]:
    about, by = f"application:{case.id}", ids[OTHER_OFFICE]
    asked = await work.consultations.ask(about, "县税务局", by=by, now=NOW, due_on=DUE)
    replied = await work.consultations.ask(about, "县应急管理局", by=by, now=NOW, due_on=DUE)
    await work.consultations.reply(replied.id, Answer.AGREES, now=NOW, late=False)
    filed = await work.drafts.begin(ids[900], "objection", NOW)
    objection = await work.objections.file(
        matter={"facts": f"{secret}受过处罚", "evidence": []},
        identity=None,
        number=f"2026-{case.id:03}",
        person_id=ids[900],
        draft_id=filed.id,
        who="individual",
        received_at=NOW,
        examine_by=DUE,
        application_id=case.id if case.state is State.UNIT_NOTICE else None,
    )
    await work.investigations.name(objection.id, ids[MATERIAL], Role.REVIEWER, by=by, now=NOW)
    sanction = await work.sanctions.open(
        matter={"name": secret, "facts": f"{secret}材料虚假", "evidence": []},
        now=NOW,
        number=f"AJ-{case.id:03}",
        article=36,
        opened_by=by,
        application_id=case.id,
        state=SanctionState.OPENED.value,
    )
    return {"asked": asked.id, "replied": replied.id, "objection": objection.id, "sanction": sanction.id}
