"""The objector's identity in custody: shown masked, opened field by field with a reason (Art. 22).

It never reaches the other side.
"""

from collections.abc import Mapping
from typing import Any

from rules.engine import identities
from rules.engine.damage import DAMAGED
from rules.engine.identities import DocumentKind
from rules.engine.refusals import Forbidden, Refusal
from rules.objections.cases import IDENTITY, PAPERS_OF_IDENTITY, Objection, masked_name
from rules.objections.custody import check_reason
from storage.engine.files import FileRecord
from workflow.engine.desk import Desk, today
from workflow.engine.drafts import send_once
from workflow.engine.records import Draft
from workflow.objections.examiners import examiner, has_declared
from workflow.objections.messages import note

_WORDS = tuple(field for field in IDENTITY if field not in {*PAPERS_OF_IDENTITY, "document_kind"})
_NAMES = frozenset({"name", "unit_name", "handler", "domicile", "address"})


async def masks(desk: Desk, objection: Objection) -> dict[str, str]:
    """Return the objector's known fields, masked, in the form's order; files as their count, the document kind open."""
    known = await desk.work.objections.identity(objection.id)
    return {field: _masked(field, known[field]) for field in IDENTITY if field in known}


async def words_of(desk: Desk, objection_id: int) -> list[str]:
    """Return the words that a reason must not contain because they identify the objector. Never shown to anybody."""
    objection = await _custodian(desk, objection_id)
    return _words(await desk.work.objections.identity(objection.id))


async def open_identity(desk: Desk, draft: Draft, reason: str) -> Any:
    """Return the field of the objector's identity that the form is about, noting field and reason in the journal.

    An officer may, once for each reason given (Art. 22). Raises Refusal for an unknown or damaged field, or an unfit
    reason.
    """
    await send_once(desk, draft)
    _, objection_id, field = draft.subject.split(":")
    objection = await _custodian(desk, int(objection_id))
    known = await desk.work.objections.identity(objection.id)
    if field not in known:
        raise Refusal("objections.no_such_field", article=22)
    _check_readable(known[field])
    check_reason(reason, _words(known))
    await note(desk, "objection_identity_opened", objection, article=22, field=field, reason=reason)
    return known[field]


async def check_identity(desk: Desk, draft: Draft, typed: str) -> bool:
    """Whether the number typed from the document's picture equals the given one; the result is kept, the number not."""
    await send_once(desk, draft)
    await desk.work.drafts.forget(draft.id, ["number"])
    objection = await _custodian(desk, int(draft.subject.removeprefix("objection:")))
    known = await desk.work.objections.identity(objection.id)
    if "document_number" not in known:
        raise Refusal("objections.no_such_field", article=22)
    given: str = known["document_number"]
    kind = known.get("document_kind", DocumentKind.RESIDENT)
    _check_readable(given)
    _check_readable(kind)
    matches = identities.document_number(DocumentKind(kind), typed, today=today(desk)) == given
    await desk.work.objections.check_identity(objection.id, matches=matches)
    await note(desk, "objection_identity_checked", objection, article=22, matches=matches)
    return matches


async def evidence(desk: Desk, objection_id: int) -> list[FileRecord]:
    """Return the evidence of the case in the order in which it came, without the papers that identify the objector."""
    objection = await _custodian(desk, objection_id)
    found = [await desk.work.files.get(file_id) for file_id in objection.matter.get("evidence", ())]
    return [record for record in found if record is not None]


async def read_file(desk: Desk, objection_id: int, file_id: str, *, as_identity: bool = False) -> tuple[str, bytes]:
    """Return name and content of a file of the case; `as_identity` also allows the papers of identity, just opened.

    Raises Forbidden for any other file.
    """
    objection = await _custodian(desk, objection_id)
    known = await desk.work.objections.identity(objection.id) if as_identity else {}
    allowed = [*objection.matter.get("evidence", ())]
    allowed += [one for field in PAPERS_OF_IDENTITY for one in known.get(field, ())]
    record = await desk.work.files.get(file_id)
    if record is None or file_id not in allowed:
        raise Forbidden("people.not_yours")
    await note(desk, "objection_file_read", objection, article=22, file=file_id)
    return record.name, await desk.work.files.open(file_id)


async def _custodian(desk: Desk, objection_id: int) -> Objection:
    objection = await examiner(desk, objection_id)
    if not await has_declared(desk, objection):
        raise Refusal("objections.declare_first", article=40)
    return objection


def _check_readable(value: Any) -> None:
    if value == DAMAGED:
        raise Refusal("objections.damaged", article=22)


def _words(known: Mapping[str, Any]) -> list[str]:
    return [known[field] for field in _WORDS if isinstance(known.get(field), str)]


def _masked(field: str, value: Any) -> str:
    if value == DAMAGED:
        return DAMAGED
    if field in PAPERS_OF_IDENTITY:
        return str(len(value))
    if field == "document_kind":
        return str(value)
    if field == "phone":
        return identities.masked_phone(str(value))
    return masked_name(str(value)) if field in _NAMES else identities.masked(str(value))
