"""The lead's acts that complete the rules pack, and the pack as they leave it (Art. 14, 43, 44).

Contacts of office and units, the entrustment of an association and its early end, the decision that prolongs the
Measures: each is kept as an act with its paper, and whoever is served is served under `pack_in_force`.
"""

from datetime import date
from typing import Any

from rules.engine.forms import Answers
from rules.engine.options import day
from rules.engine.pack import Pack
from rules.engine.parts import OFFICE, Unit, UnitKind
from rules.engine.refusals import Refusal
from rules.office.provisions import Provision, ProvisionKind, amended
from rules.people.roles import Role
from storage.engine.drafts import Draft
from storage.engine.files import FileRecord
from storage.work import Work
from workflow.engine.desk import Desk, require, today
from workflow.engine.drafts import begun, send_once

CONTACT, ENTRUSTMENT, ENDING, PROLONGATION = "contact", "entrustment", "entrustment_end", "prolongation"
"""The forms."""
NEW = "new"
"""The subject of the form that entrusts an association for the first time."""


async def pack_in_force(work: Work, pack: Pack) -> Pack:
    """Return the rules pack as the lead's acts have completed it."""
    acts = await work.provisions.all()
    return amended(pack, acts) if acts else pack


async def begin_provision(desk: Desk, form: str, about: str) -> Draft:
    """Begin the form of an act on the office, a unit or the Measures. Raises Forbidden, or Refusal where none fits."""
    require(desk, Role.LEAD, article=43 if form == PROLONGATION else 14)
    match form:
        case "contact":
            known = about == OFFICE or unit_named(desk.pack, about) is not None
        case "entrustment" if about == NEW:
            known = True
        case "entrustment" | "entrustment_end":
            _association(desk, about, ending=form == ENDING)
            known = True
        case _:
            known = form == PROLONGATION and about == desk.pack.name
    if not known:
        raise Refusal("talk.old_button")
    return await begun(desk, form, about)


async def set_contact(desk: Desk, draft: Draft, answers: Answers) -> Provision:
    """Set how the office or a unit is reached, from now on and everywhere (Art. 14, 22, 44)."""
    require(desk, Role.LEAD, article=14)
    values = {key: str(answers[key]) for key in ("phone", "address", "hours")}
    return await _provide(desk, draft, ProvisionKind.CONTACT, draft.subject, values, "contact_set", article=44)


async def entrust(desk: Desk, draft: Draft, answers: Answers) -> Provision:
    """Entrust an association, or entrust it for longer; its clerks then serve as long (Art. 14)."""
    require(desk, Role.LEAD, article=14)
    before = None if draft.subject == NEW else _association(desk, draft.subject, ending=False)
    about = before.key if before else f"association-{draft.id}"
    names = (before.name_zh, before.name_en) if before else (answers["name_zh"], answers.get("name_en") or "")
    values = {**_paper(answers), "name_zh": names[0], "name_en": names[1], "from_on": day(answers["from_on"])}
    taken = {name for unit in desk.pack.units if unit is not before for name in (unit.name_zh, unit.name_en)}
    if names[0] in taken:
        raise Refusal("provisions.known", article=14, name=names[0])
    made = await _provide(desk, draft, ProvisionKind.ENTRUSTMENT, about, values, "unit_entrusted", article=14)
    if before is not None:
        await _clerks_until(desk, before, made.until_on)
    return made


async def end_entrustment(desk: Desk, draft: Draft, answers: Answers) -> Provision:
    """End an entrustment on an earlier day; its clerks serve until then, and are told (Art. 14)."""
    require(desk, Role.LEAD, article=14)
    unit = _association(desk, draft.subject, ending=True)
    kind, values = ProvisionKind.ENDING, _paper(answers)
    made = await _provide(desk, draft, kind, unit.key, values, "entrustment_ended", article=14)
    await _clerks_until(desk, unit, made.until_on)
    return made


async def prolong(desk: Desk, draft: Draft, answers: Answers) -> Provision:
    """Record the decision that prolongs the Measures; editions open until the new last day (Art. 43)."""
    require(desk, Role.LEAD, article=43)
    values, kind = _paper(answers), ProvisionKind.PROLONGATION
    if values["until_on"] <= desk.pack.last_day:
        raise Refusal("provisions.not_longer", article=43, last=desk.pack.last_day)
    return await _provide(desk, draft, kind, desk.pack.name, values, "measures_prolonged", article=43)


async def acts_on(desk: Desk, about: str) -> list[Provision]:
    """Return the acts on a unit or on the Measures that came with a paper, latest first."""
    require(desk, Role.LEAD, Role.OFFICE, article=9)
    return [one for one in reversed(await desk.work.provisions.all()) if one.about == about and one.document]


async def scans_of(desk: Desk, provision_id: int) -> list[FileRecord]:
    """Return the scanned pages of the paper of an act. Raises Refusal for an unknown act."""
    require(desk, Role.LEAD, Role.OFFICE, article=9)
    one = next((each for each in await desk.work.provisions.all() if each.id == provision_id), None)
    if one is None or one.draft_id is None:
        raise Refusal("talk.old_button")
    return await desk.work.files.of(f"draft:{one.draft_id}")


def unit_named(pack: Pack, key: str) -> Unit | None:
    """Return the unit with this key, or None."""
    return next((unit for unit in pack.units if unit.key == key), None)


def _association(desk: Desk, key: str, *, ending: bool) -> Unit:
    """Return the association. Raises Refusal for any other unit, and for an end where the term is over already."""
    unit = unit_named(desk.pack, key)
    if unit is None or unit.kind is not UnitKind.ENTRUSTED_ASSOCIATION:
        raise Refusal("provisions.not_association", article=14)
    if ending and unit.entrusted_until is not None and unit.entrusted_until <= today(desk):
        raise Refusal("provisions.ended_before", article=14, until=unit.entrusted_until)
    return unit


async def _provide(
    desk: Desk, draft: Draft, kind: ProvisionKind, about: str, values: dict[str, Any], act: str, *, article: int
) -> Provision:
    await send_once(desk, draft)
    by, now = desk.person.id, desk.now
    made = await desk.work.provisions.add(kind, about, by=by, now=now, draft_id=draft.id, **values)
    details = {"document": made.document, "until": made.until_on} if made.document else {}
    subject = f"{'measures' if kind is ProvisionKind.PROLONGATION else 'unit'}:{about}"
    await desk.work.journal.write(act, subject, now=now, person_id=by, article=article, details=details)
    return made


async def _clerks_until(desk: Desk, unit: Unit, until: date | None) -> None:
    """Let the clerks who serve as long as the unit is entrusted serve until the new day, and tell them."""
    for held in await desk.work.roles.all():
        mine = held.role is Role.CLERK and held.unit == unit.key and held.holds_on(today(desk))
        if not mine or held.until_on != unit.entrusted_until:
            continue
        await desk.work.roles.serve_until(held.id, until)
        person = await desk.work.people.get(held.person_id)
        if person is not None:
            values = {"unit": unit.name(person.language), "until": until}
            key = f"role:{held.id}:entrusted:{desk.now.isoformat()}"
            await desk.work.outbox.owe(key, person.id, "provisions.told_clerk", now=desk.now, values=values)


def _paper(answers: Answers) -> dict[str, Any]:
    days = {key: day(answers[key]) for key in ("decided_on", "until_on")}
    return {"document": str(answers["document"]), **days}
