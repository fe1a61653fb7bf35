"""Rulings in sanction cases: established or not, approved by the government, in force, handed on (Art. 5, 36-41)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.awards.validity import Ending
from rules.engine.forms import Answers
from rules.engine.options import day
from rules.engine.refusals import Refusal
from rules.people.roles import Role
from rules.sanctions.bars import last_day
from rules.sanctions.cases import OF_AWARDS, Recovery, Sanction, needs_approval, outstanding
from rules.sanctions.remedies import authority_of
from storage.database.values import Say
from storage.engine.drafts import Draft
from storage.engine.owed import Paper
from storage.work import Work
from workflow.applications.applicants import subject_of as application_subject
from workflow.applications.bars import running_under
from workflow.awards.holders import end_award
from workflow.engine.desk import Desk, today
from workflow.engine.issuing import issue
from workflow.engine.planning import office_role
from workflow.engine.replies import PLACE, remedy
from workflow.engine.tasks import STRIKING, finish, give
from workflow.reevaluations.decisions import settle_cancellation
from workflow.sanctions.cases import acting_on, also_wait_for, go_on, note, party_of, strike, subject_of, wait_for
from workflow.sanctions.hearings import end_hearing
from workflow.sanctions.parties import parties, tell_parties

# What follows a decision in force: recovering plaque and certificate, and the public circular (Art. 5, 37, 39).


RECOVERY, RETURN, PUBLICATION = "sanction_recovery", "sanction_return", "sanction_publication"
"""Kinds of tasks: the office recovers, the holder brings back, the lead publishes."""
PAGE = 8


@dataclass(frozen=True, slots=True)
class Circular:
    """The public side of a case."""

    id: int
    article: int
    title: str
    text: str
    place: str
    published_on: date


def still_asked(sanction: Sanction) -> tuple[str, ...]:
    """Return which of plaque and certificate have neither come back nor been refused."""
    items = {"plaque": sanction.plaque, "certificate": sanction.certificate}
    return tuple(item for item, state in items.items() if state is Recovery.ASKED)


async def recover(desk: Desk, draft: Draft, answers: Answers) -> Sanction:
    """Record that plaque or certificate came back or was refused; either ends the request for it (Art. 37, 39)."""
    sanction = await acting_on(desk, draft, "recover")
    item, outcome = answers["item"], Recovery(answers["outcome"])
    if item not in still_asked(sanction):
        raise Refusal("sanctions.not_asked", article=sanction.article)
    how = {"on": answers["on"], "words": answers.get("words") or ""}
    words = {"recovered": {**sanction.matter.get("recovered", {}), item: how}}
    sanction = await go_on(desk, sanction, "recover", words=words, **{item: outcome.value})
    if not still_asked(sanction):
        await finish(desk.work, subject_of(sanction), RECOVERY, desk.now, person_id=desk.person.id)
        await finish(desk.work, party_of(sanction), RETURN, desk.now)
    return await settle(desk, sanction)


async def publish(desk: Desk, draft: Draft, answers: Answers) -> Sanction:
    """Publish the circular, here and at the place that the lead names (Art. 37, 39)."""
    sanction = await acting_on(desk, draft, "publish")
    words = {"circular": {"title": answers["title"], "text": answers["circular"], "place": answers["place"]}}
    sanction = await go_on(desk, sanction, "publish", words=words, published_on=today(desk))
    await issue(desk.work, Paper("sanction_circular", subject_of(sanction)), sanction.number, desk.now)
    await finish(desk.work, subject_of(sanction), PUBLICATION, desk.now, person_id=desk.person.id)
    return await settle(desk, sanction)


async def settle(desk: Desk, sanction: Sanction) -> Sanction:
    """Close the case if nothing of it is outstanding. Returns the case."""
    if outstanding(sanction):
        return sanction
    sanction = await go_on(desk, sanction, "close")
    await wait_for(desk, sanction)
    return sanction


async def circulars(work: Work, *, before: int | None = None) -> list[Circular]:
    """Return a page of circulars, newest first; `before` is the last id of the page before."""
    found = await work.sanctions.published(before=before, limit=PAGE)
    return [circular for one in found if (circular := circular_of(one)) is not None]


def circular_of(sanction: Sanction) -> Circular | None:
    """Return the public side of a case, None before it is published."""
    if sanction.published_on is None:
        return None
    said = sanction.matter["circular"]
    return Circular(sanction.id, sanction.article, said["title"], said["text"], said["place"], sanction.published_on)


APPROVAL = "sanction_approval"
"""The kind of the lead's task to enter the government's answer."""
ENDINGS = {5: Ending.CANCELLED, 37: Ending.CANCELLED, 39: Ending.REVOKED}
"""The way an award ends under each article."""


async def decide(desk: Desk, draft: Draft, answers: Answers) -> Sanction:
    """Enter the lead's decision: not established, in force, or sent to the government for approval (Art. 36-39)."""
    if answers["outcome"] == "not_established":
        return await _end(desk, await acting_on(desk, draft, "dismiss"), "dismiss", {"reasons": answers["reasons"]})
    sanction = await acting_on(desk, draft, "decide")
    words: dict[str, Any] = {"ruling": {key: answers[key] for key in ("document", "decided_on", "reasons")}}
    if needs_approval(sanction.article, desk.pack):
        sanction = await go_on(desk, sanction, "decide", words=words)
        await wait_for(desk, sanction, APPROVAL, role=Role.LEAD)
        return sanction
    act = "enforce" if sanction.article in OF_AWARDS else "decide"
    return await _take_effect(desk, sanction, act, words, answers)


async def record_approval(desk: Desk, draft: Draft, answers: Answers) -> Sanction:
    """Enter the government's answer: approval puts the decision in force, refusal ends the case (Art. 5, 37, 39)."""
    act = "approve" if answers["outcome"] == "approved" else "reject"
    sanction = await acting_on(desk, draft, act)
    words = {"approval": {key: answers[key] for key in ("approver", "document", "decided_on")}, "scan": answers["scan"]}
    if act == "reject":
        return await _end(desk, sanction, act, words)
    return await _take_effect(desk, sanction, act, words, answers)


async def forward(desk: Desk, draft: Draft, answers: Answers) -> Sanction:
    """Hand a case about staff on to whoever handles it by law, or dismiss it (Art. 38, 41)."""
    if answers["outcome"] == "not_established":
        return await _end(desk, await acting_on(desk, draft, "dismiss"), "dismiss", {"reasons": answers["reasons"]})
    ruling = {key: answers[key] for key in ("to", "document", "decided_on", "reasons")}
    return await _end(desk, await acting_on(desk, draft, "forward"), "forward", {"ruling": ruling, **ruling})


async def withdraw(desk: Desk, draft: Draft, answers: Answers) -> Sanction:
    """Withdraw a case that was opened in error or has lost its ground, before it is decided."""
    return await _end(desk, await acting_on(desk, draft, "withdraw"), "withdraw", {"reasons": answers["reason"]})


async def _end(desk: Desk, sanction: Sanction, act: str, words: dict[str, Any]) -> Sanction:
    """End the case without a sanction, and tell its party if it was asked for a statement."""
    sanction = await go_on(desk, sanction, act, words=words)
    await wait_for(desk, sanction)
    await end_hearing(desk.work, sanction, desk.now)
    await settle_cancellation(desk, sanction)
    if "asked_on" in sanction.matter:
        values = {"reasons": words.get("reasons", ""), "to": words.get("to", "")}
        await tell_parties(desk.work, sanction, act, desk.now, values=values)
    return sanction


async def _take_effect(desk: Desk, sanction: Sanction, act: str, words: dict[str, Any], answers: Answers) -> Sanction:
    """Put the decision in force: the award ends or the application is struck, and the number is barred."""
    from_on = day(answers.get("from_on")) or day(answers["decided_on"]) or today(desk)
    until = last_day(sanction.article, from_on, desk.pack)
    due = desk.calendar.after(today(desk), desk.pack.recovery_working_days).last
    words["effect"] = {"from_on": from_on, "until_on": until, "back_by": due}
    words["effect"]["reason"] = answers.get("from_reason") or ""
    asked = dict.fromkeys(("plaque", "certificate"), Recovery.ASKED.value) if sanction.article in OF_AWARDS else {}
    sanction = await go_on(desk, sanction, act, words=words, **asked)
    await note(desk, "sanction_in_force", sanction, document=answers["document"], from_on=from_on, until_on=until)
    await wait_for(desk, sanction)
    await _end_what_was_held(desk, sanction, from_on)
    await settle_cancellation(desk, sanction)
    if until is not None and sanction.holder is not None:
        await desk.work.bars.add(
            sanction_id=sanction.id,
            holder=sanction.holder,
            article=sanction.article,
            from_on=from_on,
            until_on=until,
            words={"name": sanction.matter["name"], "document": answers["document"]},
        )
        await _ask_to_strike(desk, sanction.holder)
    if sanction.article not in OF_AWARDS:
        await _tell(desk, sanction)
        return await settle(desk, sanction)
    await also_wait_for(desk, sanction, RECOVERY, due=due)
    await also_wait_for(desk, sanction, PUBLICATION, role=Role.LEAD, due=due)
    await _ask_back(desk, sanction, due)
    await _tell(desk, sanction)
    return sanction


async def _end_what_was_held(desk: Desk, sanction: Sanction, from_on: date) -> None:
    award = await desk.work.awards.get(sanction.award_id) if sanction.award_id is not None else None
    if award is not None and award.ended_on is None:
        await end_award(desk, award.id, ENDINGS[sanction.article], from_on, article=sanction.article)
    if sanction.application_id is not None:
        application = await desk.work.applications.get(sanction.application_id)
        if application is not None:
            await strike(desk, application)


async def _ask_to_strike(desk: Desk, holder: str) -> None:
    """Ask the office to write the letters that end the barred holder's other applications (Art. 36-39)."""
    due = desk.calendar.after(today(desk), desk.pack.list_working_days).last
    for one in await running_under(desk, holder):
        about, role = application_subject(one), await office_role(desk.work, desk.now)
        buttons = [[{"key": "objections.write_letter", "press": f"letter:write:struck:{one.id}"}]]
        key, names = f"{about}:{STRIKING}:barred:{today(desk)}", one.number or ""
        await give(desk, key, STRIKING, about, role, due_on=due, names=names, buttons=buttons)


async def _ask_back(desk: Desk, sanction: Sanction, due: date) -> None:
    """Give the holder's contacts the task to return plaque and certificate."""
    for person in await parties(desk.work, sanction):
        key, about = f"{party_of(sanction)}:{RETURN}:{person.id}", party_of(sanction)
        await desk.work.tasks.assign(key, RETURN, about, Role.OFFICE, now=desk.now, person_id=person.id, due_on=due)


async def _tell(desk: Desk, sanction: Sanction) -> None:
    """Owe the parties the decision in writing: effect, term, and what can be done against it (Art. 36-39)."""
    effect = sanction.matter["effect"]
    means = {"from_on": effect["from_on"], "until": effect["until_on"], "due": effect["back_by"]}
    values = {"effect": Say(f"sanctions.effect.{sanction.article}", means)}
    values[PLACE] = remedy(desk.pack, authority_of(sanction))
    buttons = [{"key": "sanctions.mine", "press": f"sanction:mine:{sanction.id}"}]
    await tell_parties(
        desk.work, sanction, "decision", desk.now, values=values, buttons=buttons, paper="sanction_decision"
    )
