"""Pictures that go with the chat's words: a matter's stages and the days on which it reached them (Art. 15, 22, 23).

A picture is owed like a paper and drawn after the commit. It goes to the chat in which it was asked for.
"""

from collections.abc import Mapping
from datetime import date

from rules.applications.lifecycle import ACTS, ENDED, PLACES, Application, Stage, State
from rules.engine.calendar import office_day
from rules.objections.cases import CLOSED, STOPPED, Objection, stage_of
from storage.database.values import Say
from storage.engine.deadlines import Deadline
from storage.engine.owed import PICTURE, Paper, Urgency
from workflow.applications.applicants import subject_of
from workflow.engine.desk import Desk, Reading, today
from workflow.objections.messages import subject_of as objection_subject

LATE = "_late"
"""The end of the name of a picture whose last day has passed (Art. 15, 23)."""
_PAST = "drawings.past"
MOST = 3
"""The most matters of one person that are drawn; the words cover all."""
_STAGES = {f"application_{name}": PLACES[act.target].stage for name, act in ACTS.items()} | {
    "application_begun": Stage.WRITE,
    "application_submitted": Stage.UNIT,
}


async def draw_progress(desk: Desk) -> None:
    """Owe the person a picture of each running matter, or of the latest of its kind if none is running."""
    found = await kept_of(desk)
    running = [one for one in found if one.state not in ENDED]
    for application in (running or found[:1])[:MOST]:
        text, values = await _told(desk, application)
        name = LATE if text == _PAST else ""
        await owe_picture(desk, f"progress_picture{name}", subject_of(application), text, values)
    filed = await filed_by(desk)
    pending = [one for one in filed if one.state not in CLOSED]
    for objection in (pending or filed[:1])[:MOST]:
        text, values = await _told_of_objection(desk, objection)
        name = LATE if text == _PAST else ""
        await owe_picture(desk, f"objection_picture{name}", objection_subject(objection), text, values)


async def owe_picture(desk: Desk, name: str, subject: str, text: str, values: Mapping[str, object]) -> None:
    """Owe the picture and its words to the person; asked for twice within a second, it comes once."""
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
    """Return the person's applications, latest first, without abandoned drafts."""
    found = await desk.work.applications.of_person(desk.person.id)
    return [one for one in found if one.number or one.state is State.DRAFT]


async def filed_by(desk: Desk) -> list[Objection]:
    """Return the person's objections, latest first, without papers that they entered at the counter."""
    return [one for one in await desk.work.objections.of_person(desk.person.id) if not one.at_counter]


async def last_day_of(books: Reading, objection: Objection) -> date | None:
    """Return the last day of the objection's running deadline, or None."""
    running = [one for one in await books.work.deadlines.of(objection_subject(objection)) if one.ended_at is None]
    return running[0].count.last if running else None


async def title_of(books: Reading, application: Application) -> Say:
    """Return the application's title for its applicant."""
    if application.number is not None:
        return Say("status.case", {"number": application.number, "name": application.name})
    name = (await books.work.drafts.answers(application.draft_id)).get("name")
    return Say("status.case_unsent", {"name": name or Say("status.unnamed")})


async def running_of(books: Reading, application: Application) -> list[Deadline]:
    """Return the running deadlines; none while a result is unpublished, for a date would give it away."""
    if application.shown is not application.state:
        return []
    return [one for one in await books.work.deadlines.of(subject_of(application)) if one.ended_at is None]


async def due_of(books: Reading, application: Application) -> date | None:
    """Return the day that counts now: the last day to send a draft, or that of the running deadline, or None."""
    if application.state is State.DRAFT:
        edition = await books.work.editions.get(application.edition_id)
        return edition.closes_on if edition else None
    running = await running_of(books, application)
    return running[0].count.last if running else None


async def days_of(books: Reading, application: Application) -> dict[Stage, date]:
    """Return the day on which the application reached each stage, up to the stage that its applicant knows of."""
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
    return _dated(desk, values, await last_day_of(desk, objection))


def _dated(desk: Desk, values: dict[str, object], due: date | None) -> tuple[str, dict[str, object]]:
    if due is None:
        return "drawings.open", values
    return "drawings.due" if due >= today(desk) else _PAST, {**values, "due": due}


async def _told(desk: Desk, application: Application) -> tuple[str, dict[str, object]]:
    shown = application.shown
    stage = Say(f"status.stage.{PLACES[shown].stage.value}")
    values: dict[str, object] = {"case": await title_of(desk, application), "stage": stage}
    if application.state in ENDED:
        return "drawings.ended", values
    values["step"] = Say(f"status.next.{shown.value}")
    return _dated(desk, values, await due_of(desk, application))
