"""The office's handling of an objection: examined, decided, closed when nobody answers (Art. 22, 23)."""

from collections.abc import Iterable, Sequence
from typing import Any

from rules.applications.lifecycle import ACTS, STRIKE, Application
from rules.engine.calendar import Count, office_day
from rules.engine.forms import Answers
from rules.engine.refusals import Refusal
from rules.notices.postings import Notice
from rules.objections.cases import Effect, Objection, State, after, matter_of
from rules.sanctions.remedies import Authority
from storage.database.values import Say
from storage.engine.drafts import Draft
from storage.engine.owed import Owed, OwedState, Paper
from workflow.applications.applicants import subject_of as about_application
from workflow.applications.entries import correct_for_objection
from workflow.engine.desk import Desk, today
from workflow.engine.drafts import send_once
from workflow.engine.issuing import issue
from workflow.engine.planning import Planning, office_role
from workflow.engine.replies import PLACE, remedy
from workflow.engine.tasks import STRIKING, give
from workflow.notices.board import current
from workflow.objections.examiners import FINDINGS, examiner, has_declared, interested
from workflow.objections.investigations import INVESTIGATION, TEAM, awaited, check_findings, findings
from workflow.objections.messages import note, subject_of, tell_objector
from workflow.objections.objectors import COMPLETION, EXAMINATION, end_clocks, go_on

# The effects of an objection's result: other objections on the matter, striking, corrected lists (Art. 23).


async def linked(desk: Desk, objection: Objection) -> list[Objection]:
    """Return objections on the same matter that can be decided with it: declared upon, and no findings awaited."""
    found = []
    for one in await desk.work.objections.same_matter(matter_of(objection)):
        if one.id == objection.id or one.state is not State.ADMITTED or not await has_declared(desk, one):
            continue
        if not await interested(desk, one, (desk.person.id,)) and not await awaited(desk, one):
            found.append(one)
    return found


async def effects(desk: Desk, objection: Objection) -> Sequence[Effect]:
    """Return the possible effects: striking a running application, correcting the list, something else."""
    found = [Effect.STRIKE] if await _can_be_struck(desk, objection) else []
    return [*found, *([Effect.CORRECT] if objection.notice_id is not None else []), Effect.OTHER]


async def follow(desk: Desk, objection: Objection, effect: str | None) -> None:
    """Give the task that the effect requires: a letter to the struck applicant, or a corrected list."""
    application = await _application(desk, objection)
    if effect == Effect.STRIKE and application is not None:
        about, due = about_application(application), desk.calendar.after(today(desk), desk.pack.list_working_days).last
        key, role = f"{about}:{STRIKING}:{objection.id}", await office_role(desk.work, desk.now)
        buttons = [[{"key": "objections.write_letter", "press": f"letter:write:struck:{application.id}"}]]
        names = application.number or ""
        await give(desk, key, STRIKING, about, role, due_on=due, names=names, buttons=buttons)
    elif effect == Effect.CORRECT and (notice := await standing_notice(desk, objection)) is not None:
        await correct_for_objection(desk, notice, objection.id)


async def standing_notice(desk: Desk, objection: Objection) -> Notice | None:
    """Return the notice objected to, or the correction that stands in its place."""
    notice = await desk.work.notices.get(objection.notice_id) if objection.notice_id is not None else None
    return await current(desk.work, notice) if notice is not None else None


async def _can_be_struck(desk: Desk, objection: Objection) -> bool:
    application = await _application(desk, objection)
    return application is not None and application.state in ACTS[STRIKE].sources


async def _application(desk: Desk, objection: Objection) -> Application | None:
    one = objection.application_id
    return await desk.work.applications.get(one) if one is not None else None


CONFIRM = [
    [
        {"key": "objections.confirm", "press": "objection:confirm:{id}"},
        {"key": "objections.disagree", "press": "objection:disagree:{id}"},
    ]
]
"""The objector's two answers to a result."""


async def examine(desk: Desk, draft: Draft, answers: Answers, missing: Iterable[str]) -> tuple[Objection, Count | None]:
    """Admit the objection, refuse it with reasons, or ask once for what is missing (Art. 23).

    Returns it with the count of the deadline that follows, None after a refusal.
    """
    objection = await _of_draft(desk, draft)
    match answers["decision"]:
        case "admit":
            return objection, await _admit(desk, objection, answers)
        case "complete":
            return objection, await _ask_completion(desk, objection, answers["missing"], tuple(missing))
        case _:
            await _refuse(desk, objection, answers["reasons"])
            return objection, None


async def decide(desk: Desk, draft: Draft, answers: Answers) -> tuple[list[Objection], Count]:
    """Decide the objection, with `together` also those on the same matter, and carry out what follows (Art. 23).

    Each objector gets a letter, and confirms or disagrees within five working days. Returns the decided objections and
    the count of those days.
    """
    objection = await _of_draft(desk, draft)
    others = await linked(desk, objection) if answers.get("together") == "all" else []
    count = desk.calendar.after(today(desk), desk.pack.confirmation_working_days)
    for one in (objection, *others):
        await _decide(desk, one, answers, count)
    await follow(desk, objection, answers.get("effect"))
    return [objection, *others], count


async def record_delivery(desk: Desk, draft: Draft, words: str) -> tuple[Objection, Count]:
    """Record how the office handed the result over; the days to answer count anew from today (Art. 23)."""
    objection = await _of_draft(desk, draft)
    after(objection, "close", today(desk))
    count = desk.calendar.after(today(desk), desk.pack.confirmation_working_days)
    matter = {**objection.matter, "delivered": {"draft": draft.id, "how": words, "on": today(desk)}}
    if not await desk.work.objections.move(objection, State.DECIDED, desk.now, confirm_by=count.last, matter=matter):
        raise Refusal("objections.not_now", article=23)
    await end_clocks(desk, objection, "confirmation", "objection_delivery")
    await desk.work.deadlines.set(subject_of(objection), "confirmation", count, desk.now)
    await note(desk, "objection_delivered", objection, article=23, draft=draft.id, confirm_by=count.last)
    return objection, count


async def close_unanswered(plan: Planning) -> int:
    """Close results that were delivered and not answered in five working days; ask for delivery of the rest (Art. 23).

    Nobody acts here, so the journal keeps the proof of delivery. Returns how many were closed or became a task.
    """
    done = 0
    for objection in plan.each(await plan.work.objections.decided()):
        if objection.confirm_by is None or plan.today <= objection.confirm_by:
            continue
        proof = await _proof(plan, objection)
        done += await (_close(plan, objection, proof) if proof else _ask_delivery(plan, objection))
    return done


async def _decide(desk: Desk, objection: Objection, answers: Answers, count: Count) -> None:
    await check_findings(desk, objection)
    found = await findings(desk, objection)
    result = {"reasoning": answers["reasoning"], "measures": answers.get("measures") or ""}
    effect = answers.get("effect") or ""
    kept = {**result, "on": today(desk), "effect": effect, "investigators": len(found)}
    await go_on(
        desk,
        objection,
        "decide",
        upheld=answers["outcome"] == "upheld",
        confirm_by=count.last,
        settled_on=today(desk),
        matter={**objection.matter, "result": kept},
    )
    await end_clocks(desk, objection, "investigation", INVESTIGATION)
    for kind in (TEAM, FINDINGS):
        await desk.work.tasks.drop_prefix(f"{subject_of(objection)}:{kind}", desk.now)
    await desk.work.deadlines.set(subject_of(objection), "confirmation", count, desk.now)
    said = {"outcome": Say(f"objection.result.{answers['outcome']}"), **result, "due": count.last}
    said[PLACE] = "" if answers["outcome"] == "upheld" else remedy(desk.pack, Authority.OFFICE)
    paper = Paper("objection_result", subject_of(objection))
    await issue(desk.work, paper, objection.number, desk.now)
    await tell_objector(
        desk.work,
        objection,
        "result",
        desk.now,
        values={**said, "follows": Say(f"objections.follows.{effect or 'nothing'}")},
        buttons=_buttons(objection),
        paper=paper,
    )


async def _admit(desk: Desk, objection: Objection, answers: Answers) -> Count:
    reasons = answers.get("late_reasons") or ""
    if objection.late and not reasons:
        raise Refusal("objections.late_needs_reason", article=22)
    count = desk.calendar.after(today(desk), desk.pack.investigation_working_days)
    about = subject_of(objection)
    by = {"examined_by": desk.person.id, "admitted_on": today(desk)}
    await go_on(desk, objection, "admit", matter={**objection.matter, "late_reasons": reasons}, **by)
    await _end_examination(desk, objection)
    await desk.work.deadlines.set(about, "investigation", count, desk.now)
    role = await office_role(desk.work, desk.now)
    key = f"{about}:investigate"
    await desk.work.tasks.assign(key, INVESTIGATION, about, role, now=desk.now, due_on=count.last)
    await tell_objector(desk.work, objection, "admitted", desk.now, values={"due": count.last})
    return count


async def _refuse(desk: Desk, objection: Objection, reasons: str) -> None:
    """Refuse the objection and send its objector the reasons, on paper too (Art. 23)."""
    by = {"examined_by": desk.person.id, "settled_on": today(desk)}
    await go_on(desk, objection, "refuse", matter={**objection.matter, "reasons": reasons}, **by)
    await _end_examination(desk, objection)
    paper = Paper("objection_refusal", subject_of(objection))
    await issue(desk.work, paper, objection.number, desk.now)
    values = {"reasons": reasons, PLACE: remedy(desk.pack, Authority.OFFICE)}
    await tell_objector(desk.work, objection, "refused", desk.now, values=values, paper=paper)


async def _ask_completion(desk: Desk, objection: Objection, words: str, missing: tuple[str, ...]) -> Count:
    """Ask once for what is missing, by letter too, which a clerk prints for people at the counter (Art. 22)."""
    count = desk.calendar.after(today(desk), desk.pack.completion_working_days)
    about, matter = subject_of(objection), {**objection.matter, "missing_words": words}
    await go_on(desk, objection, "ask_completion", asked=True, missing=missing, complete_by=count.last, matter=matter)
    await _end_examination(desk, objection)
    await desk.work.deadlines.set(about, COMPLETION, count, desk.now)
    role = await office_role(desk.work, desk.now)
    key = f"{about}:{COMPLETION}"
    await desk.work.tasks.assign(key, "objection_completion", about, role, now=desk.now, due_on=count.last)
    buttons = [[{"key": "objections.complete", "press": f"objection:complete:{objection.id}"}]]
    values = {"missing": words, "due": count.last}
    paper = Paper("completion_notice", about)
    await issue(desk.work, paper, objection.number, desk.now)
    await tell_objector(desk.work, objection, "completing", desk.now, values=values, buttons=buttons, paper=paper)
    return count


async def _end_examination(desk: Desk, objection: Objection) -> None:
    await end_clocks(desk, objection, EXAMINATION, EXAMINATION)
    await end_clocks(desk, objection, COMPLETION, "objection_completion")


async def _of_draft(desk: Desk, draft: Draft) -> Objection:
    objection = await examiner(desk, int(draft.subject.removeprefix("objection:")))
    if not await has_declared(desk, objection):
        raise Refusal("objections.declare_first", article=40)
    await send_once(desk, draft)
    return objection


def _buttons(objection: Objection) -> list[list[dict[str, str]]]:
    return [[{**button, "press": button["press"].format(id=objection.id)} for button in row] for row in CONFIRM]


async def _proof(plan: Planning, objection: Objection) -> dict[str, Any] | None:
    """Return the proof that the result reached the objector, or None."""
    if delivered := objection.matter.get("delivered"):
        return {"draft": delivered["draft"], "on": delivered["on"]}
    owed = await plan.work.outbox.get(f"{subject_of(objection)}:result")
    if objection.at_counter or owed is None or not _has_arrived(owed):
        return None
    return {"message": str(owed.id), "proof": owed.proof or "", "sent_at": str(owed.sent_at)}


def _has_arrived(owed: Owed) -> bool:
    return owed.state is OwedState.SENT and owed.sent_at is not None


async def _close(plan: Planning, objection: Objection, proof: dict[str, Any]) -> int:
    owed = await plan.work.outbox.get(f"{subject_of(objection)}:result")
    if "message" in proof and owed is not None and owed.sent_at is not None:
        days = plan.pack.confirmation_working_days
        if plan.today <= plan.calendar.after(office_day(owed.sent_at), days).last:
            return 0
    about = subject_of(objection)
    if not await plan.work.objections.move(objection, after(objection, "close", plan.today), plan.now):
        return 0
    await plan.work.deadlines.end(about, "confirmation", plan.now)
    await plan.work.tasks.drop_prefix(f"{about}:", plan.now)
    await plan.work.journal.write("objection_closed_as_served", about, now=plan.now, article=23, details=proof)
    return 1


async def _ask_delivery(plan: Planning, objection: Objection) -> int:
    about = subject_of(objection)
    due = plan.calendar.after(plan.today, plan.pack.confirmation_working_days).last
    role = await office_role(plan.work, plan.now)
    key = f"{about}:deliver"
    return await plan.work.tasks.assign(key, "objection_delivery", about, role, now=plan.now, due_on=due)
