"""Pictures of what a chat tells in words: where a matter stands, on which day it came how far (Art. 15, 22, 23).

A picture is owed as a paper is, and drawn after the commit. It goes to the chat in which it was asked for.
"""

from collections.abc import Mapping
from datetime import date

from rules.applications import Application
from rules.calendar import office_day
from rules.lifecycle import ACTS, ENDED, PLACES, Stage, State
from rules.objections import CLOSED, STOPPED, Objection, stage_of
from storage.deadlines import Deadline
from storage.owed import PICTURE, Paper, Urgency
from storage.values import Say
from workflow.applications import subject_of
from workflow.desk import Desk, Reading
from workflow.objection_messages import subject_of as objection_subject

MOST = 3
"""So many matters of one person are drawn; the words tell of all."""
_STAGES = {f"application_{name}": PLACES[act.target].stage for name, act in ACTS.items()} | {
    "application_begun": Stage.WRITE,
    "application_submitted": Stage.UNIT,
}


async def draw_progress(desk: Desk) -> None:
    """Owe the person a picture of each matter of theirs that goes on, of the latest of a kind if none does."""
    found = await kept_of(desk)
    running = [one for one in found if one.state not in ENDED]
    for application in (running or found[:1])[:MOST]:
        text, values = await _told(desk, application)
        await owe_picture(desk, "progress_picture", subject_of(application), text, values)
    filed = await filed_by(desk)
    pending = [one for one in filed if one.state not in CLOSED]
    for objection in (pending or filed[:1])[:MOST]:
        text, values = await _told_of_objection(desk, objection)
        await owe_picture(desk, "objection_picture", objection_subject(objection), text, values)


async def owe_picture(desk: Desk, name: str, subject: str, text: str, values: Mapping[str, object]) -> None:
    """Owe the picture with its words to whoever asks for it; asked for twice in a second, it comes once."""
    await desk.work.outbox.owe(
        f"{PICTURE}:{name}:{subject}:{desk.person.id}:{int(desk.now.timestamp())}",
        desk.person.id,
        text,
        now=desk.now,
        values=values,
        paper=Paper(name, subject),
        kind=PICTURE,
        urgency=Urgency.ANSWER,
        channel_id=desk.channel.id,
    )


async def kept_of(desk: Desk) -> list[Application]:
    """The person's applications, the latest first; a draft that was given up is none."""
    found = await desk.work.applications.of_person(desk.person.id)
    return [one for one in found if one.number or one.state is State.DRAFT]


async def filed_by(desk: Desk) -> list[Objection]:
    """The person's objections, the latest first; a paper that a clerk entered is not the clerk's."""
    return [one for one in await desk.work.objections.of_person(desk.person.id) if not one.at_counter]


async def last_day_of(books: Reading, objection: Objection) -> date | None:
    """The last day of whoever has the objection now; None where nobody has."""
    running = [one for one in await books.work.deadlines.of(objection_subject(objection)) if one.ended_at is None]
    return running[0].count.last if running else None


async def title_of(books: Reading, application: Application) -> Say:
    """What the application is called before its applicant."""
    if application.number is not None:
        return Say("status.case", {"number": application.number, "name": application.name})
    name = (await books.work.drafts.answers(application.draft_id)).get("name")
    return Say("status.case_unsent", {"name": name or Say("status.unnamed")})


async def running_of(books: Reading, application: Application) -> list[Deadline]:
    """What is due, the earliest first; nothing while a result is not published, for a date would tell it."""
    if application.shown is not application.state:
        return []
    return [one for one in await books.work.deadlines.of(subject_of(application)) if one.ended_at is None]


async def due_of(books: Reading, application: Application) -> date | None:
    """The day that counts now: the last day to send a draft, the last day of whoever has the application."""
    if application.state is State.DRAFT:
        edition = await books.work.editions.get(application.edition_id)
        return edition.closes_on if edition else None
    running = await running_of(books, application)
    return running[0].count.last if running else None


async def days_of(books: Reading, application: Application) -> dict[Stage, date]:
    """On which day it came to each stage, of those that its applicant knows of."""
    days: dict[Stage, date] = {}
    here = None
    for entry in await books.work.journal.of(subject_of(application)):
        stage = _STAGES.get(entry.act, here)
        if stage is not None and stage is not here:
            days[stage] = office_day(entry.at)
        here = stage
    known = list(Stage)[: list(Stage).index(PLACES[application.shown].stage) + 1]
    return {stage: day for stage, day in days.items() if stage in known}


async def _told_of_objection(desk: Desk, objection: Objection) -> tuple[str, dict[str, object]]:
    values: dict[str, object] = {
        "case": Say("objections.case", {"number": objection.number}),
        "stage": Say(f"objections.stage.{stage_of(objection)}"),
    }
    if objection.state in CLOSED:
        return "drawings.ended" if objection.state in STOPPED else "drawings.finished", values
    values["step"] = Say(f"objections.next.{objection.state}")
    due = await last_day_of(desk, objection)
    return ("drawings.open", values) if due is None else ("drawings.due", {**values, "due": due})


async def _told(desk: Desk, application: Application) -> tuple[str, dict[str, object]]:
    shown = application.shown
    stage = Say(f"status.stage.{PLACES[shown].stage.value}")
    values: dict[str, object] = {"case": await title_of(desk, application), "stage": stage}
    if application.state in ENDED:
        return "drawings.ended", values
    values["step"] = Say(f"status.next.{shown.value}")
    due = await due_of(desk, application)
    return ("drawings.open", values) if due is None else ("drawings.due", {**values, "due": due})
