"""My progress: each of the person's matters, where it is, whom it waits for, and its last day (Art. 15)."""

from collections.abc import Sequence
from datetime import date

from aiogram import Bot

from handlers.engine.presses import Press, Presses
from handlers.engine.resuming import Case, Source
from handlers.engine.speech import Button, Page, key_button, show, tell
from papers.engine.calendars import why
from rules.applications.lifecycle import ENDED, PLACES, Actor, Application, Stage, State, acts_of
from rules.engine.calendar import office_day
from rules.sanctions.remedies import AGAINST
from texts import say, sentences
from workflow.applications.applicants import mine, subject_of
from workflow.engine.desk import Desk, today
from workflow.engine.holds import is_on_hold
from workflow.engine.replies import remedy
from workflow.office.drawings import draw_progress, kept_of, running_of, title_of
from workflow.office.silences import past

SHOWN = 5


async def show_all(bot: Bot, desk: Desk, sources: Sequence[Source]) -> None:
    """Show all the person's matters on one page, followed by pictures of them."""
    cases = [case for source in sources for case in await source(desk)]
    rows = [row for case in cases for row in case.rows]
    claim, home = [key_button(desk, "entry.claim", "award:code")], [key_button(desk, "menu.open", "menu:home")]
    if not cases:
        rows = [[key_button(desk, "menu.apply", "application:begin")], claim, home]
        await tell(bot, desk, "status.nothing", rows=rows)
        return
    text = "\n\n".join("\n".join((case.title, *case.lines)) for case in cases)
    await show(bot, desk, Page(text, [*rows, claim, home], title=say(desk.person.language, "status.title")))
    await draw_progress(desk)


async def source(desk: Desk) -> list[Case]:
    """Return the person's applications, without dropped drafts."""
    return [await _case(desk, one) for one in (await kept_of(desk))[:SHOWN]]


async def show_one(bot: Bot, desk: Desk, application_id: int) -> None:
    """Show what happened to one application and when, how its last day was counted, and what can be done now."""
    application = await mine(desk, application_id)
    language = desk.person.language
    case = await _case(desk, application)
    told = sentences(language, "status")
    done = [
        say(language, "status.line", day=office_day(entry.at), act=say(language, f"status.act.{entry.act}"))
        for entry in await desk.work.journal.of(subject_of(application))
        if f"status.act.{entry.act}" in told
    ]
    running = await running_of(desk, application)
    counted = [why(language, one.count) for one in running[:1]]
    text = "\n\n".join("\n".join(part) for part in (case.lines, done, counted) if part)
    await show(bot, desk, Page(text, _acts(desk, application), title=case.title))


async def _case(desk: Desk, application: Application) -> Case:
    language = desk.person.language
    title, edition = await title_of(desk, application), await desk.work.editions.get(application.edition_id)
    unit = desk.pack.name_of_unit(application.unit, language, "")
    closes = edition.closes_on if edition else None
    over = application.state is State.DRAFT and closes is not None and closes < today(desk)
    where = say(
        language, "status.draft_over" if over else f"status.{application.shown.value}", unit=unit, closes=closes
    )
    lines = [_picture(language, application), where]
    if application.shown in AGAINST:
        against = remedy(desk.pack, AGAINST[application.shown])
        lines.append(say(language, against.key, **against.values))
    running = await running_of(desk, application)
    lines += [due_line(desk, one.kind, one.count.last) for one in running[:1]]
    lines += [say(language, "calendar.provisional") for one in running[:1] if one.count.provisional]
    if await is_on_hold(desk.work, application.id):
        lines.append(say(language, "objections.held"))
    if application.state not in ENDED:
        step = say(language, f"status.next.{application.shown.value}")
        lines.append(say(language, "status.next", step=step))
    return Case(say(language, title.key, **title.values), tuple(lines), [_way(desk, application)])


def due_line(desk: Desk, kind: str, due: date) -> str:
    """Return the last day of this kind of deadline, or that it has passed and who owes what was due (Art. 15)."""
    over = past(kind, due, today(desk))
    return say(desk.person.language, over.key if over else "status.due", due=due)


def _picture(language: str, application: Application) -> str:
    stages = list(Stage)
    reached = stages.index(PLACES[application.shown].stage)
    now = "status.stage_stopped" if application.state in ENDED else "status.stage_now"
    marks = ["status.stage_done"] * reached + [now] + ["status.stage_ahead"] * (len(stages) - reached - 1)
    named = zip(marks, stages, strict=True)
    return " ".join(say(language, mark, stage=say(language, f"status.stage.{stage.value}")) for mark, stage in named)


def _way(desk: Desk, application: Application) -> list[Button]:
    if application.number is None:
        return [key_button(desk, "forms.go_on", f"f:{application.draft_id}:w")]
    return [key_button(desk, "status.see", f"status:see:{application.id}", number=application.number)]


def _acts(desk: Desk, application: Application) -> list[list[Button]]:
    rows: list[list[Button]] = []
    if application.number is not None:
        rows.append([key_button(desk, "applications.print", f"application:print:{application.id}")])
        if "supply" in acts_of(application, Actor.APPLICANT):
            rows.append([key_button(desk, "supplements.open", f"supplement:fill:{application.id}")])
        if "withdraw" in acts_of(application, Actor.APPLICANT):
            rows.append([key_button(desk, "applications.withdraw", f"application:withdraw:{application.id}")])
    rows.append([key_button(desk, "status.back", "status:all"), key_button(desk, "menu.open", "menu:home")])
    return rows


PRESSES = Presses("status", {"all": Press(show_all, command="status"), "see": Press(show_one)})
