"""Cases on the office's pages: the register with its filter, also as Excel, and one case (Art. 9, 12, 15, 40)."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from aiohttp import web

from papers.engine.calendars import why
from papers.engine.lists import worded
from papers.engine.watermarks import copy_for
from texts import say
from web.engine.acts import APPLICATION, ON_LISTS, buttons
from web.engine.agenda import line
from web.engine.case_views import viewed
from web.engine.lists import listed
from web.engine.staff import Taken, declaration, page, shown, taken
from workflow.applications.dossiers import look_alikes, numbers, read_file
from workflow.applications.register import CASES
from workflow.engine.case_views import attached
from workflow.engine.desk import Desk, today
from workflow.engine.records import Owed
from workflow.interests.recusals import Undeclared
from workflow.office.journals import act_named
from workflow.office.paper_cases import entered
from workflow.office.timelines import Timeline, read_timeline
from workflow.people.sign_ins import Seated


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    one = "/office/cases/{id:[0-9]{1,15}}"
    return [
        *listed("/office/cases", CASES),
        web.get(one, shown(case)),
        web.get(one + "/files/{file:[0-9a-f]{32}}", taken(download)),
    ]


async def case(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show all of one case; without a declaration of interest, ask for it first (Art. 40)."""
    desk, one = seat.desk, int(request.match_info["id"])
    try:
        found = await read_timeline(desk, one)
    except Undeclared as refusal:
        return declaration(request, desk, refusal, f"review:none:{one}", f"review:sure:{one}")
    return page(
        request,
        desk,
        "office_case.html",
        case=found,
        one=found.dossier.application,
        line=lambda each: line(desk, each),
        why=lambda deadline: why(desk.person.language, deadline.count).splitlines(),
        entry=await entered(desk, f"application:{one}"),
        alike=[f"{each.number} {each.name}" for each in await look_alikes(desk, found.dossier.application)],
        acts=_acts(desk, found),
        lists=_lists(desk, found),
        files=attached(found.dossier.files).values(),
        numbers=bool(numbers(found.dossier)),
        act=lambda name: worded(desk.person.language, act_named(name)),
        message=lambda owed: _message(desk.person.language, owed),
        way=lambda owed: _way(desk.person.language, owed),
        task_named=lambda kind: say(desk.person.language, f"tasks.{kind}"),
        today=today(desk),
        **viewed(desk, f"/office/cases/{one}/files"),
    )


async def download(request: web.Request, seat: Seated) -> Taken:
    """Return a file of the case as a download, recorded in the journal; a trade secret names its reader (Art. 12)."""
    desk = seat.desk
    application, record = await read_file(desk, int(request.match_info["id"]), request.match_info["file"])
    content = await desk.work.files.open(record.id)
    if record.secret is None:
        return Taken(record.name, lambda: content)
    who, language = desk.person.name or desk.person.id, desk.person.language
    make = partial(copy_for, content, record.kind, language, number=application.number, who=who, at=desk.now)
    return Taken(record.name, make)


def _acts(desk: Desk, found: Timeline) -> list[tuple[str, str]]:
    """Return the acts that the person can do now, each button with the names of all that it does."""
    made = buttons(APPLICATION, found.acts, id=found.dossier.application.id)
    return [(_named(desk, acts), press) for press, acts in made.items()]


def _lists(desk: Desk, found: Timeline) -> list[tuple[str, str]]:
    """Return the acts done for many cases at once, each with the address of its page."""
    made = buttons(ON_LISTS, found.acts, edition=found.dossier.application.edition_id)
    return [(_named(desk, acts), address) for address, acts in made.items()]


def _named(desk: Desk, acts: Sequence[str]) -> str:
    return " · ".join(say(desk.person.language, f"lifecycle.act.{act}") for act in acts)


def _way(language: str, owed: Owed) -> str:
    """Return how far the message is, and since when or for when."""
    return say(language, f"pages.message.{owed.state.value}", at=owed.sent_at or owed.due_at)


def _message(language: str, owed: Owed) -> str:
    """Return what the person was to read; an erased message, or one that cannot be made, is named by its number."""
    with suppress(KeyError):
        return say(language, owed.text, **owed.values)
    return say(language, "unreachable.unsayable", number=owed.id)
