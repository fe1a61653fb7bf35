"""The pages of a case under review: declaration, cover, parts, files, numbers (Art. 15, 40)."""

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.applications import paper_cases
from handlers.engine.answers import section_text
from handlers.engine.lists import PAGE, turns
from handlers.engine.offers import FREE_TEXT
from handlers.engine.presses import Press
from handlers.engine.prints import notes_on_mark
from handlers.engine.speech import Button, Page, Rows, in_language, in_rows, key_button, show, tell
from handlers.interests.recusals import disclosures, likenesses
from rules.applications.lifecycle import Actor, Application, acts_of
from rules.engine.forms import Question
from rules.engine.identities import read_back
from rules.engine.uploads import Flag
from rules.people.roles import Person, Role
from texts import Words, say
from workflow.applications.applicants import subject_of
from workflow.applications.cases import acts, performs
from workflow.applications.dossiers import Dossier, Number, declaring, numbers
from workflow.applications.secret_files import give_copy
from workflow.applications.submissions import REVIEW
from workflow.engine.buttons import CASE_DOORS
from workflow.engine.case_views import Section
from workflow.engine.desk import Desk, serves_as, today
from workflow.engine.files import DOUBTFUL
from workflow.engine.records import FileRecord
from workflow.engine.tasks import SUPPLEMENT, days_late
from workflow.office.timelines import BEFORE_CONSULTING
from workflow.office.undoing import undoable
from workflow.reviews.meetings import sitting_on
from workflow.reviews.sheets import sheets_of

_CLOCKS = (REVIEW, SUPPLEMENT)


async def turn_to(bot: Bot, desk: Desk, state: FSMContext, text: str, rows: Rows) -> None:
    """Show a page whose buttons can also be pressed by typing their numbers."""
    await state.set_state(None)
    await state.set_data({FREE_TEXT: False})
    await show(bot, desk, Page(text, rows))


async def show_declaration(bot: Bot, desk: Desk, state: FSMContext, application: Application) -> None:
    """Ask for the declaration of interest before the case opens for the first time (Art. 40)."""
    rows = [
        [key_button(desk, "reviews.no_interest", f"review:none:{application.id}")],
        [key_button(desk, "reviews.have_interest", f"review:sure:{application.id}")],
        [key_button(desk, "menu.open", "menu:home")],
    ]
    text = say(desk.person.language, "reviews.declare", number=application.number, name=application.name or "")
    await turn_to(bot, desk, state, text, rows)


async def show_sure(bot: Bot, desk: Desk, state: FSMContext, application: Application) -> None:
    """Ask again before an interest is declared, since it cannot be undone."""
    rows = [
        [key_button(desk, "reviews.sure_yes", f"review:interest:{application.id}")],
        [key_button(desk, "reviews.sure_no", f"review:open:{application.id}")],
    ]
    await turn_to(bot, desk, state, say(desk.person.language, "reviews.sure", number=application.number), rows)


async def show_cover(bot: Bot, desk: Desk, state: FSMContext, dossier: Dossier) -> None:
    """Show the cover: the applicant, the dates, the state, and everything that can be opened or done."""
    application, language = dossier.application, desk.person.language
    allowed = [act for act in acts(desk, application) if act in CASE_DOORS]
    sections = dossier.progress.sections()
    rows = [[key_button(desk, f"lifecycle.act.{act}", f"{CASE_DOORS[act]}{application.id}")] for act in allowed]
    rows += [
        [key_button(desk, f"sheet.door.{one.part.value}", f"sheet:open:{one.part.value}:{application.id}")]
        for one in await sheets_of(desk, application)
    ]
    rows += [
        [key_button(desk, "meetings.open", f"meeting:see:{one.id}")] for one in await sitting_on(desk, application)
    ]
    rows += in_rows((_section_button(desk, application, section) for section in sections), width=2)
    rows.append([key_button(desk, "reviews.files", f"review:files:{application.id}", count=len(dossier.files))])
    if numbers(dossier):
        rows[-1].append(key_button(desk, "reviews.numbers", f"review:numbers:{application.id}"))
    if application.state not in BEFORE_CONSULTING:
        rows.append([key_button(desk, "reviews.unit_page", f"review:unit:{application.id}")])
        rows[-1].append(key_button(desk, "consultations.page", f"consult:see:application-{application.id}"))
    if dossier.supplement is not None:
        rows.append([key_button(desk, "reviews.supplement", f"review:supplement:{application.id}")])
    if acts_of(application, Actor.CLERK) and not performs(desk, application, Actor.CLERK):
        rows.append([key_button(desk, "reviews.find_clerk", f"review:clerk:{application.id}")])
    rows += paper_cases.for_applicant(desk, application)
    if serves_as(desk, Role.LEAD) and await undoable(desk, application):
        rows.append([key_button(desk, "undoing.button", f"undo:ask:{application.id}")])
    rows.append([key_button(desk, "reviews.conflict", f"review:sure:{application.id}")])
    rows.append([key_button(desk, "menu.tasks", "task:list"), key_button(desk, "menu.open", "menu:home")])
    beside = [*await disclosures(desk, application), *await likenesses(desk, application)]
    beside += await paper_cases.lines(desk, subject_of(application))
    text = "\n".join([_cover(desk, dossier), *beside])
    watches = not allowed and bool(acts_of(application, Actor.CLERK))
    await turn_to(bot, desk, state, f"{text}\n\n{say(language, 'reviews.read_only')}" if watches else text, rows)


async def show_part(
    bot: Bot, desk: Desk, state: FSMContext, application: Application, part: Section, *, turn: str, page: int = 0
) -> None:
    """Show a page of one part of the case; `turn` is as in `turns`."""
    rows = turns(desk, turn, page, len(part.facts))
    rows.append([key_button(desk, "reviews.back", f"review:open:{application.id}")])
    await turn_to(bot, desk, state, section_text(desk.person.language, part, page), rows)


async def show_files(bot: Bot, desk: Desk, state: FSMContext, dossier: Dossier, page: int = 0) -> None:
    """Show a page of the case's files, one button each."""
    application, files = dossier.application, dossier.files
    here = files[page * PAGE : (page + 1) * PAGE]
    rows = [[Button(file_label(desk, record), f"review:file:{application.id}:{record.id}")] for record in here]
    rows += turns(desk, f"review:files:{application.id}", page, len(files))
    if any(not record.closed for record in files):
        rows.append([key_button(desk, "secrets.found", f"secret:which:{application.id}")])
    rows.append([key_button(desk, "reviews.back", f"review:open:{application.id}")])
    key = "reviews.files_page" if files else "reviews.no_files"
    await turn_to(bot, desk, state, say(desk.person.language, key, number=application.number), rows)


async def send_file(bot: Bot, desk: Desk, application: Application, record: FileRecord) -> None:
    """Send a copy of the file with its marks and the warnings to heed before it is opened (Art. 12)."""
    language = desk.person.language
    lines = notes_on_mark(desk, record)
    known = {flag.value for flag in Flag}
    lines += [say(language, flag) for flag in record.flags if flag in known]
    lines += [say(language, "reviews.doubtful")] if DOUBTFUL in record.flags else []
    await give_copy(desk, application, record, "\n".join(lines)[:900])
    await tell(bot, desk, "copies.coming", rows=[[key_button(desk, "reviews.back", f"review:open:{application.id}")]])


async def show_numbers(bot: Bot, desk: Desk, state: FSMContext, dossier: Dossier) -> None:
    """Show the masked numbers; each is read in full after one press and a reason."""
    application, found = dossier.application, numbers(dossier)
    rows = [
        [Button(_masked(desk.person.language, one)[:60], f"review:number:{application.id}:{one.place}")]
        for one in found
    ]
    rows.append([key_button(desk, "reviews.back", f"review:open:{application.id}")])
    key = "reviews.numbers_page" if found else "reviews.no_numbers"
    await turn_to(bot, desk, state, say(desk.person.language, key, number=application.number), rows)


async def show_number(bot: Bot, desk: Desk, application: Application, question: Question, answer: str) -> None:
    """Show the number in full."""
    language = desk.person.language
    asked = say(language, question.text, **in_language(question.places, language))
    text = say(language, "reviews.number", number=application.number, question=asked, answer=answer)
    await show(bot, desk, Page(text, [[key_button(desk, "reviews.back", f"review:open:{application.id}")]]))


async def show_clerks(bot: Bot, desk: Desk, state: FSMContext, application: Application, free: list[Person]) -> None:
    """Show the clerks to whom the case can be given."""
    language = desk.person.language
    rows = [
        [
            Button(
                person.name or say(language, "reviews.unnamed", place=place),
                f"review:give:{application.id}:{person.id}",
            )
        ]
        for place, person in enumerate(free[:20], start=1)
    ]
    rows.append([key_button(desk, "menu.tasks", "task:list"), key_button(desk, "menu.open", "menu:home")])
    key = "reviews.who" if free else "reviews.nobody"
    await turn_to(bot, desk, state, say(language, key, number=application.number), rows)


def _cover(desk: Desk, dossier: Dossier) -> str:
    application, edition, language = dossier.application, dossier.edition, desk.person.language
    unit = desk.pack.name_of_unit(application.unit, language, "")
    return say(
        language,
        "reviews.cover",
        number=application.number,
        name=application.name or "",
        kind=Words(f"reviews.kind.{application.kind}"),
        edition=edition.number,
        year=str(edition.year),
        unit=unit,
        at=application.submitted_at,
        state=Words(f"lifecycle.state.{application.state.value}"),
        clock=_clock(desk, dossier),
    )


def _clock(desk: Desk, dossier: Dossier) -> str:
    language, clock = desk.person.language, dossier.clock
    if clock is None:
        return say(language, "reviews.clock.none")
    due = clock.count.last
    if due < today(desk):
        return say(language, "reviews.clock.late", due=due, days=days_late(desk, due))
    if clock.kind not in _CLOCKS:
        return say(language, "reviews.clock.running", what=Words(f"tasks.{clock.kind}"), due=due)
    return say(language, "reviews.clock.supplement" if clock.kind == SUPPLEMENT else "reviews.clock.review", due=due)


def _masked(language: str, one: Number) -> str:
    """Return a number as a button's label: its question, and the part of the answer that needs no reason."""
    asked = say(language, one.question.text, **in_language(one.question.places, language))
    return say(language, "forms.line", question=asked, answer=read_back(one.question, one.answer))


def _section_button(desk: Desk, application: Application, section: str) -> Button:
    return key_button(desk, f"apply.section.{section}", f"review:section:{application.id}:{section}:0")


def file_label(desk: Desk, record: FileRecord) -> str:
    """Return a file as a button's label: marks, name and size; of a locked or removed file only that state."""
    if record.removed_at is not None:
        return say(desk.person.language, "secrets.label_removed", at=record.removed_at)
    if record.locked_at is not None:
        return say(desk.person.language, "secrets.label_locked")
    marks = ("🔒" if record.secret else "") + ("⚠" if record.flags else "")
    name = record.name if len(record.name) <= 50 else f"{record.name[:49]}…"
    return f"{marks}{name} ({max(1, record.size // 1024)} KB)"


DECLARES = Press(show_declaration, of=declaring)
"""Asks for the declaration that comes before everything else in a case; for the tables of the presses about one."""
