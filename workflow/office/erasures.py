"""Erasure at a person's request: the office decides, ended matters go, what is still needed stays (PIPL Art. 47).

The journal keeps that it happened. The person gets the proof: kinds and counts, the time, and the journal's head.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rules.applications.lifecycle import INDIVIDUAL, LIVE, Application, State
from rules.awards.affairs import OPEN, Affair, Kind
from rules.engine.damage import DAMAGED
from rules.engine.refusals import Refusal
from rules.objections.cases import CLOSED, IDENTITY, Objection
from rules.people.roles import Person, Role
from storage.database.values import Say
from storage.engine.journal import Head
from storage.engine.owed import Urgency
from storage.engine.tasks import Task, TaskState
from workflow.engine.desk import Desk, require, today
from workflow.office.retention import erase_draft, erase_objection, papers_of, written_down
from workflow.people.personal_data import Held, held

ERASURE = "erasure"
"""The kind of the office's task to decide on a request for erasure."""
ERASURE_WORKING_DAYS = 15
_OWN_WORDS = frozenset({Kind.MISUSE, Kind.INQUIRY})
"""Affairs that hold what the person wrote about no award of theirs: reports of misuse and questions (Art. 34, 44)."""
_LEAST_WORD = 2
_LEAST_DIGITS = 7


@dataclass(frozen=True, slots=True)
class ErasureRequest:
    """A request: the person, what is held of them, the ended cases that can go, and the keys of why something stays."""

    task: Task
    person: Person
    held: Held
    applications: tuple[Application, ...]
    objections: tuple[Objection, ...]
    reports: tuple[Affair, ...]
    """Concluded reports of misuse (Art. 34)."""
    stays: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """What was erased, by kind, the journal's head right after it, and why something stays."""

    counts: Counter[str]
    head: Head
    stays: tuple[str, ...]


async def ask_erasure(desk: Desk) -> date:
    """Ask the office for erasure. Returns the day by which it answers, the same when asked again."""
    about = f"person:{desk.person.id}"
    asked = [task for task in await desk.work.tasks.of(about) if task.kind == ERASURE]
    for task in asked:
        if task.state is TaskState.OPEN and task.due_on is not None:
            return task.due_on
    due_on = desk.calendar.after(today(desk), ERASURE_WORKING_DAYS).last
    key = f"erasure:{about}:{len(asked) + 1}"
    await desk.work.tasks.assign(key, ERASURE, about, Role.OFFICE, now=desk.now, due_on=due_on)
    await desk.work.journal.write("erasure_asked", about, now=desk.now, person_id=desk.person.id)
    return due_on


async def erasure_asked(desk: Desk, person_id: int) -> ErasureRequest:
    """Return the person's open request, for lead and office.

    Raises Forbidden, or Refusal when there is none (any more).
    """
    require(desk, Role.LEAD, Role.OFFICE)
    person = await desk.work.people.get(person_id)
    tasks = await desk.work.tasks.of(f"person:{person_id}")
    task = next((one for one in tasks if one.kind == ERASURE and one.state is TaskState.OPEN), None)
    if task is None or person is None:
        raise Refusal("personal.request_gone")
    every = await held(replace(desk, person=person))
    objections = [one for one in await desk.work.objections.of_person(person_id) if not one.at_counter]
    applications = [one for one in every.applications if one.state not in LIVE and one.state is not State.GRANTED]
    closed = [one for one in objections if one.state in CLOSED]
    begun = await desk.work.affairs.of_person(person_id)
    reports = [one for one in begun if one.kind in _OWN_WORDS and one.state not in OPEN and one.draft_id is not None]
    running = len(closed) < len(objections) or any(_runs(one) for one in every.applications)
    running = running or any(one.kind in _OWN_WORDS and one.state in OPEN for one in begun)
    stays = {
        "running": running,
        "granted": any(one.state is State.GRANTED for one in every.applications),
        "holder": bool(await desk.work.holders.with_person(person_id)),
        "role": bool(await desk.work.roles.of(person_id)),
    }
    why = tuple(f"personal.stays.{key}" for key, is_so in stays.items() if is_so)
    return ErasureRequest(task, person, every, tuple(applications), tuple(closed), tuple(reports), why)


async def erase_person(desk: Desk, person_id: int, *, cases: bool) -> Proof:
    """Erase drafts, with `cases` also ended cases, and the person if nothing must stay.

    Tells the person, with proof.
    """
    asked = await erasure_asked(desk, person_id)
    work, before = desk.work, Counter(desk.work.erasures.done)
    words, contents = await _quotable(desk, asked, cases=cases)
    kept = bool(asked.applications or asked.objections or asked.reports) and not cases
    stays = (*asked.stays, *(("personal.stays.cases",) if kept else ()))
    for draft in asked.held.open_drafts:
        await erase_draft(work, draft.id, desk.now, why="asked")
    if cases:
        for application in asked.applications:
            await work.erasures.application(application.id)
        for objection in asked.objections:
            await erase_objection(work, objection.id, desk.now)
        for report in asked.reports:
            for draft_id in _drafts_of(report):
                await work.erasures.draft(draft_id)
    if not stays:
        await work.erasures.person(person_id, desk.now)
    work.erasures.done["messages"] += await work.quotations.erase(words, contents)
    counts = work.erasures.done - before
    details = {"why": "asked", "by": desk.person.id, "task": asked.task.key}
    await written_down(work, f"person:{person_id}", desk.now, before, **details)
    proof = Proof(counts, await work.journal.head(), stays)
    await _answer(desk, asked, "personal.told_erased", proof)
    return proof


async def keep_person(desk: Desk, person_id: int) -> None:
    """Decline the request for now, and tell the person why."""
    asked = await erasure_asked(desk, person_id)
    stays = asked.stays or ("personal.stays.cases",)
    await desk.work.journal.write("erasure_declined", asked.task.subject, now=desk.now, person_id=desk.person.id)
    await _answer(desk, asked, "personal.told_kept", Proof(Counter(), await desk.work.journal.head(), stays))


async def _answer(desk: Desk, asked: ErasureRequest, text: str, proof: Proof) -> None:
    await desk.work.tasks.done(asked.task.key, desk.now, desk.person.id)
    values: dict[str, Any] = {kind: proof.counts[kind] for kind in ("fields", "files", "messages")}
    values |= {"stays": [Say(key) for key in proof.stays] or Say("personal.none"), "at": desk.now}
    values |= {"entry": proof.head.id, "hash": proof.head.hash[:16]}
    key = f"{asked.task.key}:answer"
    await desk.work.outbox.owe(key, asked.person.id, text, now=desk.now, values=values, urgency=Urgency.LEGAL)


async def _quotable(desk: Desk, asked: ErasureRequest, *, cases: bool) -> tuple[set[str], dict[str, int]]:
    """Return the words that identify copies of erased data in messages, and the erased files' sizes by digest."""
    found = [] if asked.stays else [asked.person.name, asked.person.phone]
    ids: list[str] = []
    for draft in asked.held.open_drafts:
        found += _leaves(await desk.work.drafts.answers(draft.id))
    for application in asked.applications if cases else ():
        answers = await desk.work.drafts.answers(application.draft_id)
        found += _leaves(answers if application.kind == INDIVIDUAL else _without_names(answers))
    for report in asked.reports if cases else ():
        for draft_id in _drafts_of(report):
            found += _leaves(await desk.work.drafts.answers(draft_id))
    for objection in asked.objections if cases else ():
        known = await desk.work.objections.identity(objection.id)
        found += _leaves({key: known[key] for key in IDENTITY if key in known})
        found += [objection.matter.get(key) for key in ("facts", "request", "disagreement")]
        ids += [*await papers_of(desk.work, objection.id), *objection.matter.get("evidence", ())]
    records = [record for one in ids if (record := await desk.work.files.get(one)) is not None]
    contents = {record.sha256: record.size for record in records}
    return {word for word in found if isinstance(word, str) and _tells(word)}, contents


def _drafts_of(one: Affair) -> list[int]:
    """Return what the person wrote in it, and of a question what was answered to them alone; never what is public."""
    said = [step["draft"] for step in one.said if one.kind is Kind.INQUIRY and step["act"] in ("add", "respond")]
    return [draft_id for draft_id in (one.draft_id, *said) if draft_id is not None]


def _leaves(answers: dict[str, Any]) -> list[Any]:
    lists = (value if isinstance(value, list) else [value] for value in answers.values())
    return [leaf for values in lists for leaf in values]


def _without_names(answers: dict[str, Any]) -> dict[str, Any]:
    """Drop an organisation's names, which are no personal data and appear in many messages to others."""
    return {key: value for key, value in answers.items() if key not in ("name", "parent", "parent_name")}


def _tells(word: str) -> bool:
    """Whether a word is somebody's own, rather than an option, a date, a file's id or a mere count."""
    if len(word) < _LEAST_WORD or word == DAMAGED or _is_date(word):
        return False
    own = not word.isascii() or "@" in word or " " in word
    return own or (sum(char.isdecimal() for char in word) >= _LEAST_DIGITS and len(word) < 30)


def _is_date(word: str) -> bool:
    try:
        date.fromisoformat(word)
    except ValueError:
        return False
    return True


def _runs(application: Application) -> bool:
    return application.state in LIVE and application.state is not State.DRAFT
