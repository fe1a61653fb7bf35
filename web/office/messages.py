"""Messages on the office's pages: what became of each, and who must be phoned (Art. 9)."""

from contextlib import suppress

from aiohttp import web

from papers.engine.lists import worded
from papers.engine.spreadsheets import Value
from rules.engine.refusals import Refusal
from texts import say
from web.engine.forms import spoken, typed_words
from web.engine.lists import excel
from web.engine.pages import bare
from web.engine.staff import PAGE, Taken, number, page, shown, taken
from workflow.engine.desk import Desk
from workflow.engine.records import Owed, OwedState
from workflow.office import messages
from workflow.office.messages import ListedMessage, View, about_of, name_of, why_of
from workflow.office.unreachable import export_unreached, unreached
from workflow.people.sign_ins import Seated

COLUMNS = (
    "lists.column.message",
    "lists.column.about",
    "rooms.column.reader",
    "pages.column.state",
    "rooms.column.made",
    "rooms.column.due",
    "rooms.column.arrived",
    "lists.column.why",
)
PHONES = ("lists.column.number", "lists.column.name", "lists.column.phone", "lists.column.to_tell")


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        web.get("/office/messages", shown(every)),
        web.get("/office/messages.xlsx", taken(take)),
        web.get("/office/messages/{id:[0-9]{1,15}}", shown(one)),
        web.get("/office/unreachable", shown(phones)),
        web.get("/office/unreachable.xlsx", taken(take_phones)),
    ]


async def every(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show a page of messages by their state, of every case or of the one whose number was typed."""
    desk, words, at = seat.desk, typed_words(request), number(request)
    about, notice = tuple[str, ...](), ""
    if words:
        try:
            about = await messages.cases_of(desk, words)
        except Refusal as refusal:
            notice = spoken(request, refusal)
    counts = await messages.counts(desk, about)
    view = _view(request.query.get("view", ""), counts)
    found = await messages.listed(desk, view, about, limit=PAGE, after=at * PAGE)
    letters = await messages.held_letters(desk, about) if view is View.HELD and not at else []
    language = desk.person.language
    return page(
        request,
        desk,
        "office_messages.html",
        words=words,
        notice=notice,
        view=view,
        counts=[(each, say(language, f"messages.view.{each}"), count) for each, count in counts.items()],
        found=found,
        letters=[(say(language, f"letter.kind.{each.kind}"), number_, each) for each, number_ in letters],
        line=lambda each: _said(desk, each),
        at=at,
        more=(at + 1) * PAGE < counts[view] - (len(letters) if view is View.HELD else 0),
    )


async def take(request: web.Request, seat: Seated) -> Taken:
    """Return the same, unpaged, as an Excel list; letters that wait for the lead come first among the held."""
    desk, words = seat.desk, typed_words(request)
    language, about = desk.person.language, await messages.cases_of(desk, words) if words else ()
    view = _view(request.query.get("view", ""), await messages.counts(desk, about))
    letters = await messages.held_letters(desk, about) if view is View.HELD else []
    waits = say(language, "rooms.waits_for_lead")
    rows: list[list[Value]] = [
        [None, f"{say(language, f'letter.kind.{each.kind}')} {case}", "", waits, each.drafted_at, None, None, ""]
        for each, case in letters
    ]
    rows += [_row(desk, each) for each in await messages.export_messages(desk, view, about)]
    return excel(desk, "rooms.messages", COLUMNS, rows)


async def take_phones(_request: web.Request, seat: Seated) -> Taken:
    """Return whom to phone as an Excel list, with numbers."""
    language = seat.desk.person.language
    rows: list[list[Value]] = [
        [
            each.person.id,
            each.person.name or "",
            each.person.phone or say(language, "unreachable.no_phone"),
            "\n".join(_told(language, owed) for owed in each.owed),
        ]
        for each in await export_unreached(seat.desk)
    ]
    return excel(seat.desk, "rooms.unreachable", PHONES, rows)


async def one(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show one message: recipient, state, proof, and its words if they may be read."""
    desk = seat.desk
    found = await messages.one_message(desk, int(request.match_info["id"]))
    owed = found.owed
    return page(
        request,
        desk,
        "office_message.html",
        it=found,
        owed=owed,
        said=_said(desk, found),
        why=worded(desk.person.language, why_of(owed)),
        words=_words(desk, found),
        failed=owed.state is OwedState.FAILED,
    )


async def phones(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show whom no channel reaches, with phone number and what to say; the reading is recorded in the journal."""
    at = number(request)
    found, count = await unreached(seat.desk, limit=PAGE, after=at * PAGE)
    return page(
        request,
        seat.desk,
        "office_unreachable.html",
        found=found,
        count=count,
        told=lambda owed: _told(seat.desk.person.language, owed),
        at=at,
        more=(at + 1) * PAGE < count,
    )


def _view(typed: str, counts: dict[View, int]) -> View:
    return View(typed) if typed in set(View) else messages.first_view(counts)


def _said(desk: Desk, each: ListedMessage) -> dict[str, str]:
    """Return a message's parts for the template: about what, to whom, how far."""
    language = desk.person.language
    state = say(language, f"messages.over.{each.over}" if each.over else f"messages.state.{each.owed.state}")
    return {
        "about": worded(language, about_of(each)),
        "name": worded(language, name_of(each)),
        "state": bare(state),
    }


def _row(desk: Desk, each: ListedMessage) -> list[Value]:
    owed, said = each.owed, _said(desk, each)
    moments = [owed.created_at, owed.due_at, owed.sent_at]
    return [owed.id, said["about"], said["name"], said["state"], *moments, worded(desk.person.language, why_of(owed))]


def _words(desk: Desk, each: ListedMessage) -> str:
    """Return the message's words if the person may read them; they are erased some time after it arrived."""
    language, owed = desk.person.language, each.owed
    if not each.readable:
        return say(language, "messages.closed")
    with suppress(KeyError):
        return say(language, owed.text, **owed.values)
    over = owed.state in (OwedState.SENT, OwedState.DROPPED)
    return say(language, "messages.erased" if over else "unreachable.unsayable", number=owed.id)


def _told(language: str, owed: Owed) -> str:
    """Return what the person was to read; a message that cannot be made is named by its number."""
    with suppress(KeyError):
        return say(language, owed.text, **owed.values)
    return say(language, "unreachable.unsayable", number=owed.id)
