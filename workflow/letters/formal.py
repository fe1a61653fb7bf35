"""Formal letters: drafted by the office, returned or approved by the lead, delivered with the act (Art. 9, 17-19)."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from rules.applications.lifecycle import ACTS, Application, State, after
from rules.engine.refusals import Forbidden, Refusal
from rules.engine.rubrics import Part
from rules.letters.formal import KIND_OF, Letter, LetterKind
from rules.people.roles import Role
from rules.sanctions.remedies import AGAINST
from storage.database.values import Say
from storage.engine.drafts import Draft
from storage.engine.owed import Paper, Urgency
from workflow.applications.applicants import note, subject_of
from workflow.applications.cases import advance, check, opened
from workflow.applications.gates import GATES
from workflow.applications.replacements import REPLACEMENT
from workflow.applications.scores import ReasonWanted, tally_of
from workflow.engine.desk import Desk, require, today
from workflow.engine.drafts import begun, send_once
from workflow.engine.issuing import issue
from workflow.engine.replies import PLACE, remedy
from workflow.engine.tasks import MENDING, STRIKING, drop, finish, give

APPROVAL = "letter_approval"
"""The lead's task to approve a letter."""
REFUSAL = "refusal_letter"
_FAIL = "fail_material"


async def begin_letter(desk: Desk, application_id: int, kind: LetterKind) -> Draft:
    """Begin the form of a letter, filled in from an earlier one. Raises what its act would raise."""
    require(desk, Role.LEAD, Role.OFFICE, article=9)
    application = await opened(desk, application_id)
    if application.state is State.MATERIAL_REVIEW and kind is LetterKind.NOT_ACCEPTED:
        with suppress(ReasonWanted):  # the form asks for it
            await check(desk, application, _FAIL)
    else:
        await _fits(desk, application, kind)
    draft = await begun(desk, "letter", f"{subject_of(application)}:{kind.value}")
    earlier = await desk.work.letters.get(application.id, kind)
    if earlier is not None and not await desk.work.drafts.answers(draft.id):
        for key, value in (await desk.work.drafts.answers(earlier.draft_id)).items():
            if key != "reason":
                await desk.work.drafts.answer(draft.id, key, value, desk.now)
    return draft


async def letter_facts(desk: Desk, draft: Draft) -> Mapping[str, object]:
    """Return the letter's kind and number, and whether it must explain why an application above the mark fails."""
    application, kind = await about_draft(desk, draft)
    above = False
    if application.state is State.MATERIAL_REVIEW and kind is LetterKind.NOT_ACCEPTED:
        above = (await tally_of(desk, application, Part.MATERIAL)).passes is True
    return {"kind": kind, "above": above, "number": application.number}


async def draft_letter(desk: Desk, draft: Draft) -> Application:
    """Write the letter for the lead's approval; one of non-acceptance ends the material review (Art. 17)."""
    require(desk, Role.LEAD, Role.OFFICE, article=9)
    application, kind = await about_draft(desk, draft)
    application = await opened(desk, application.id)
    await send_once(desk, draft)
    fails = application.state is State.MATERIAL_REVIEW and kind is LetterKind.NOT_ACCEPTED
    if not fails:
        await _fits(desk, application, kind)
    by, now = desk.person.id, desk.now
    if await desk.work.letters.write(application.id, kind, draft_id=draft.id, by=by, now=now) is None:
        raise Refusal("letter.approved", article=9)
    await note(desk, "letter_drafted", application, article=9, details={"kind": kind.value, "draft": draft.id})
    await drop(desk.work, subject_of(application), (MENDING, STRIKING), now)
    if fails:
        if "reason" in await desk.work.drafts.answers(draft.id):
            await desk.work.reasons.give(application.id, _FAIL, draft_id=draft.id, person_id=by, now=now)
        application = await advance(desk, application, _FAIL)
        await drop(desk.work, subject_of(application), (REPLACEMENT,), now)
    else:
        await _ask_approval(desk, application, kind)
    return application


async def read_letter(desk: Desk, application_id: int, kind: LetterKind | None = None) -> tuple[Application, Letter]:
    """Return the case and a letter of it, by default the one awaiting approval. Raises Refusal for none."""
    require(desk, Role.LEAD, Role.OFFICE, article=9)
    application = await opened(desk, application_id)
    found = [one for one in await desk.work.letters.of(application.id) if kind in (None, one.kind)]
    if not found:
        raise Refusal("letter.none", article=9)
    return application, max(found, key=lambda one: (one.waits, one.drafted_at))


async def return_letter(desk: Desk, draft: Draft, words: str) -> Application:
    """Return the letter to the office, which gets the task to rewrite it. Raises Refusal when none awaits approval."""
    require(desk, Role.LEAD, article=9)
    application, kind = await about_draft(desk, draft)
    application = await opened(desk, application.id)
    letter = await desk.work.letters.get(application.id, kind)
    sent = await desk.work.drafts.send(draft.id, desk.now)
    if letter is None or not sent or not await desk.work.letters.give_back(letter.id, words):
        raise Refusal("letter.not_ready", article=9)
    await note(desk, "letter_returned", application, article=9, details={"kind": kind.value, "draft": draft.id})
    about = subject_of(application)
    await finish(desk.work, about, _task_of(kind), desk.now, person_id=desk.person.id)
    key, due = f"{about}:{MENDING}:{desk.now.isoformat()}", desk.calendar.after(today(desk), 2).last
    button = {"key": "letter.mend", "press": f"letter:mend:{application.id}:{kind.value}"}
    names = application.number or ""
    await give(desk, key, MENDING, about, Role.OFFICE, due_on=due, names=names, buttons=[[button]])
    return application


async def approve_letter(desk: Desk, application: Application, act: str) -> Application:
    """Approve the letter, end the application by `act`, and deliver both with proof (Art. 9, 17-19).

    Raises as `advance` does, and Refusal when no letter awaits approval.
    """
    letter = await desk.work.letters.get(application.id, KIND_OF[act])
    if letter is None:
        raise Refusal("letter.not_ready", article=9)
    await finish(desk.work, subject_of(application), APPROVAL, desk.now, person_id=desk.person.id)
    moved = await advance(desk, application, act, details={"letter": letter.id})
    if not await desk.work.letters.approve(letter.id, by=desk.person.id, now=desk.now):
        raise Refusal("letter.not_ready", article=9)
    await _deliver(desk, moved, letter)
    return moved


def act_of(application: Application, kind: LetterKind) -> str:
    """Return the act that a letter of this kind belongs to in the application's state. Raises Refusal for none."""
    for act, told in KIND_OF.items():
        if told is kind and application.state in ACTS[act].sources:
            after(application, act)
            return act
    raise Refusal("letter.not_now", article=9)


async def about_draft(desk: Desk, draft: Draft) -> tuple[Application, LetterKind]:
    """Return the case and the kind of letter that the form is about."""
    _, one, kind = draft.subject.split(":", 2)
    application = await desk.work.applications.get(int(one))
    if application is None:
        raise Forbidden("people.not_yours", article=9)
    return application, LetterKind(kind)


async def _fits(desk: Desk, application: Application, kind: LetterKind) -> None:
    """Require that the letter's act is possible but for the letter itself. Raises Refusal."""
    act = act_of(application, kind)
    if kind is LetterKind.NOT_PASSED:
        await GATES[act](desk, application)


def _task_of(kind: LetterKind) -> str:
    return REFUSAL if kind is LetterKind.NOT_ACCEPTED else APPROVAL


async def _ask_approval(desk: Desk, application: Application, kind: LetterKind) -> None:
    about, task = subject_of(application), _task_of(kind)
    await drop(desk.work, about, (task,), desk.now)
    due = desk.calendar.after(today(desk), desk.pack.list_working_days).last
    key = f"{about}:{task}:{desk.now.isoformat()}"
    button = {"key": "letter.open", "press": f"letter:see:{application.id}:{kind.value}"}
    names = application.number or ""
    await give(desk, key, task, about, Role.LEAD, due_on=due, names=names, buttons=[[button]])


async def _deliver(desk: Desk, application: Application, letter: Letter) -> None:
    about, answers = subject_of(application), await desk.work.drafts.answers(letter.draft_id)
    values: dict[str, Any] = {"number": application.number, "text": answers["text"]}
    values["ground"] = Say(f"letter.grounds.{answers['ground']}")
    values[PLACE] = remedy(desk.pack, AGAINST[State(letter.kind.value)])
    owed: dict[str, Any] = {"now": desk.now, "urgency": Urgency.LEGAL}
    key, person_id = f"{about}:{letter.kind.value}", application.person_id
    buttons = [[{"key": "menu.status", "press": "status:all"}]]
    outbox = desk.work.outbox
    await outbox.owe(key, person_id, f"letter.told.{letter.kind.value}", values=values, buttons=buttons, **owed)
    paper = Paper(letter.kind.value, about)
    await issue(desk.work, paper, application.number or "", desk.now, application=application)
    await outbox.owe(f"{key}:paper", person_id, "letter.paper", values=values, paper=paper, **owed)
