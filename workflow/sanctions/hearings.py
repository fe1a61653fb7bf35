"""Hearings before a sanction: the committee investigates, the party makes a statement or not (Art. 36-39, 41)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from rules.engine.calendar import Count, office_day
from rules.engine.forms import Answers
from rules.engine.options import day
from rules.engine.refusals import Forbidden
from rules.people.roles import Role
from rules.sanctions.cases import OF_STAFF, Sanction, after
from storage.database.values import Say
from storage.engine.drafts import Draft
from storage.engine.owed import OwedState
from storage.work import Work
from workflow.engine.desk import Desk, today
from workflow.engine.drafts import send_once
from workflow.engine.ladders import CHECK
from workflow.engine.planning import MOST, Planning, office_role, owe
from workflow.sanctions.cases import (
    CASE,
    HEARING,
    acting,
    acting_on,
    also_wait_for,
    go_on,
    party_of,
    subject_of,
    wait_for,
)
from workflow.sanctions.parties import is_party, parties, tell_parties

DECISION, DELIVERY = "sanction_decision", "sanction_delivery"
"""Kinds of tasks: the lead decides; the office hands over a letter that no channel brings."""
CLOCK = "hearing"
"""The kind of the deadline for the party's statement."""


async def record_findings(desk: Desk, draft: Draft, answers: Answers) -> Sanction:
    """Record what the committee's investigation found; the office then hears the holder (Art. 39)."""
    sanction = await acting_on(desk, draft, "investigate")
    words = {"findings": answers["findings"], "report": answers["report"]}
    sanction = await go_on(desk, sanction, "investigate", words=words)
    await wait_for(desk, sanction, CASE, days=desk.pack.decision_working_days)
    return sanction


async def ask_statement(desk: Desk, sanction_id: int) -> tuple[Sanction, Count | None]:
    """Ask the party for a statement. Returns the case and the count of its days.

    Without a channel the count is None: the days begin when the letter is delivered.
    """
    sanction = await acting(desk, sanction_id, "hear")
    people = await parties(desk.work, sanction)
    count = desk.calendar.after(today(desk), desk.pack.hearing_working_days) if people else None
    words = {"asked_on": today(desk)}
    sanction = await go_on(desk, sanction, "hear", words=words, hear_by=count.last if count else None)
    await wait_for(desk, sanction)
    if count is None:
        await also_wait_for(desk, sanction, DELIVERY, due=desk.calendar.after(today(desk), 1).last)
        return sanction, None
    await _start(desk, sanction, count)
    for person in people:
        key, about = f"{party_of(sanction)}:{HEARING}:{person.id}", party_of(sanction)
        await desk.work.tasks.assign(
            key, HEARING, about, Role.OFFICE, now=desk.now, person_id=person.id, due_on=count.last
        )
    values = {"facts": sanction.matter["facts"], "due": count.last}
    buttons = [{"key": "sanctions.answer", "press": f"sanction:answer:{sanction.id}"}]
    await tell_parties(
        desk.work, sanction, "hearing", desk.now, values=values, buttons=buttons, paper="sanction_hearing"
    )
    return sanction, count


async def record_delivery(desk: Desk, draft: Draft, answers: Answers) -> tuple[Sanction, Count]:
    """Record when and how the letter was handed over; the party's days count from then."""
    sanction = await acting_on(desk, draft, "deliver")
    delivered_on = day(answers["delivered_on"]) or today(desk)
    count = desk.calendar.after(delivered_on, desk.pack.hearing_working_days)
    words = {"delivered": {"draft": draft.id, "how": answers["delivery"], "on": delivered_on}}
    sanction = await go_on(desk, sanction, "deliver", words=words, hear_by=count.last)
    await wait_for(desk, sanction)
    await _start(desk, sanction, count)
    return sanction, count


async def heard(desk: Desk, sanction_id: int) -> Sanction:
    """Return the case to its party, once a statement was asked for. Raises Forbidden for everybody else."""
    sanction = await desk.work.sanctions.get(sanction_id)
    asked = sanction is not None and "asked_on" in sanction.matter
    if sanction is None or not asked or not await is_party(desk.work, sanction, desk.person.id):
        raise Forbidden("people.not_yours")
    return sanction


async def answering(desk: Desk, sanction_id: int) -> Sanction:
    """Return the case to whoever may enter the statement: its party, or the office from paper. Raises Forbidden."""
    sanction = await desk.work.sanctions.get(sanction_id)
    if sanction is None or not await is_party(desk.work, sanction, desk.person.id):
        return await acting(desk, sanction_id, "answer")
    after(await heard(desk, sanction_id), "answer")
    return sanction


async def give_statement(desk: Desk, draft: Draft, answers: Answers) -> Sanction:
    """Keep the party's statement and move the case on to its decision."""
    sanction = await answering(desk, int(draft.subject.removeprefix("sanction:")))
    await send_once(desk, draft)
    words = {"statement": answers["statement"], "proof": answers.get("proof") or [], "stated_on": today(desk)}
    sanction = await go_on(desk, sanction, "answer", words=words)
    await end_hearing(desk.work, sanction, desk.now)
    await wait_for(desk, sanction, _next(sanction), role=Role.LEAD, days=desk.pack.decision_working_days)
    return sanction


async def pass_hearings(plan: Planning) -> int:
    """End hearings whose days have passed since the party had the letter; ask for delivery where nobody had it.

    Nobody acts here, so the journal keeps the proof of delivery. Returns how many were ended or became a task.
    """
    done = 0
    for sanction in plan.each((await plan.work.sanctions.hearings_over(plan.today))[:MOST]):
        deadline = await plan.work.deadlines.get(subject_of(sanction), CLOCK)
        if deadline is None or deadline.count.provisional:
            continue  # nothing is closed on a day that may still move
        proof = await _proof(plan, sanction)
        if proof is None:
            done += await _assign(plan, sanction, DELIVERY, await office_role(plan.work, plan.now), days=1)
        elif plan.today > _over(plan, proof):
            done += await _pass(plan, sanction, proof)
    return done


async def end_hearing(work: Work, sanction: Sanction, now: datetime) -> None:
    """End the deadline and the tasks of the party's statement."""
    await work.deadlines.end(subject_of(sanction), CLOCK, now)
    for task in await work.tasks.of(party_of(sanction)):
        await work.tasks.done(task.key, now)


async def _start(desk: Desk, sanction: Sanction, count: Count) -> None:
    await desk.work.deadlines.set(subject_of(sanction), CLOCK, count, desk.now)


def _next(sanction: Sanction) -> str:
    return CASE if sanction.article in OF_STAFF else DECISION


async def _proof(plan: Planning, sanction: Sanction) -> dict[str, Any] | None:
    """Return the proof and the day on which the letter reached the party, or None."""
    if delivered := sanction.matter.get("delivered"):
        return {"draft": delivered["draft"], "on": delivered["on"]}
    for person in await parties(plan.work, sanction):
        owed = await plan.work.outbox.get(f"{subject_of(sanction)}:hearing:{person.id}")
        if owed is not None and owed.state is OwedState.SENT and owed.sent_at is not None:
            return {"message": owed.id, "proof": owed.proof or "", "on": office_day(owed.sent_at)}
    return None


def _over(plan: Planning, proof: Mapping[str, Any]) -> date:
    return plan.calendar.after(proof["on"], plan.pack.hearing_working_days).last


async def _pass(plan: Planning, sanction: Sanction, proof: dict[str, Any]) -> int:
    about = subject_of(sanction)
    if not await plan.work.sanctions.move(sanction, after(sanction, "pass"), plan.now):
        return 0
    await end_hearing(plan.work, sanction, plan.now)
    await plan.work.tasks.drop_prefix(f"{about}:", plan.now)
    await plan.work.journal.write(
        "sanction_hearing_passed", about, now=plan.now, article=sanction.article, details=proof
    )
    return await _assign(plan, sanction, _next(sanction), Role.LEAD, days=plan.pack.decision_working_days)


async def _assign(plan: Planning, sanction: Sanction, kind: str, role: Role, *, days: int) -> int:
    """Give the task, once for a hearing, and tell everybody in the role who has no interest in it."""
    about, due = subject_of(sanction), plan.calendar.after(plan.today, days).last
    key = f"{about}:{kind}:{sanction.hear_by}"
    if not await plan.work.tasks.assign(key, kind, about, role, now=plan.now, due_on=due):
        return 0
    interested = await plan.work.recusals.interested_in(about)
    people = [one for one in await plan.work.people.with_role(role, plan.now) if one.id not in interested]
    values = {"of": key, "task": Say(f"tasks.{kind}"), "names": sanction.number, "due": due}
    buttons = [[{"key": "sanctions.open", "press": f"sanction:open:{sanction.id}"}]]
    await owe(plan, key, people, "tasks.given", kind=CHECK, values=values, buttons=buttons)
    return 1
