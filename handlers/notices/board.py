"""The notice board: everybody reads it, and the office or the unit signs off each notice (Art. 15, 17, 21-23)."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from aiogram import Bot

from handlers.engine.lists import PAGE, turns
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, Rows, key_button, show, told
from handlers.notices.papers import notice_sheet, send_sheet
from papers.engine.calendars import why
from papers.engine.parts import reach_of_notice
from rules.applications.lifecycle import Application
from rules.engine.refusals import Refusal
from rules.notices.postings import Entry, Notice, NoticeKind, NoticeLine, NoticeState
from texts import say
from workflow.engine.desk import Desk, today
from workflow.notices.board import count_of, current
from workflow.notices.lists import declare_none, drafts, undeclared
from workflow.notices.postings import Posted, drafts_it
from workflow.notices.signings import Signed, sign_no_objection, signable, signs, waiting

_MOST = 90
"""The most buttons under one list; more cases are asked about once these are declared."""


async def cleared(bot: Bot, desk: Desk, notice: Notice) -> None:
    """Declare no interest in anybody on the list, and sign."""
    await declare_none(desk, await waiting(desk, notice))
    await signed(bot, desk, notice)


async def send_paper(bot: Bot, desk: Desk, notice: Notice) -> None:
    """Send the notice as it hangs."""
    await send_sheet(bot, desk, await notice_sheet(desk, notice), f"notice:{notice.id}")


async def show_list(bot: Bot, desk: Desk, page: int = 0) -> None:
    """Show a page of the board: the latest edition first, and its open notices first."""
    language, day = desk.person.language, today(desk)
    found = await desk.work.notices.page(day, limit=PAGE + 1, after=page * PAGE)
    here, numbers = found[:PAGE], {edition.id: edition.number for edition in await desk.work.editions.all()}
    lines = [say(language, "notices.list" if here else "notices.none")]
    for edition_id, its in groupby(here, key=lambda one: one.edition_id):
        titled = say(language, "notices.edition", number=numbers[edition_id])
        lines.append("\n".join([titled, *(_line(desk, one) for one in its)]))
    rows: list[list[Button]] = [
        [Button(f"{_mark(desk, one)} {one.title}"[:60], f"notice:see:{one.id}")] for one in here
    ]
    rows += turns(desk, "notice:list", page, page * PAGE + len(found))
    if any(drafts(desk, kind) for kind in NoticeKind):
        rows.append([key_button(desk, "notices.new", "notice:new")])
    await show(bot, desk, Page("\n\n".join(lines), [*rows, [key_button(desk, "menu.open", "menu:home")]]))


async def show_one(bot: Bot, desk: Desk, one: Notice) -> None:
    """Show one notice: its list and place, and until when objections are accepted and why (Art. 22)."""
    language, entries = desk.person.language, await desk.work.notices.entries(one.id)
    lines = [
        say(language, "notices.head", kind=say(language, f"notice.kinds.{one.kind.value}"), number=one.number),
        *([say(language, "notices.corrected_why", reason=one.reason)] if one.reason else []),
        one.text,
        list_text(desk, entries),
        say(language, "notices.place", place=" ".join(filter(None, (one.place, one.address))), posted=one.posted_on),
        *await _until(desk, one, entries),
        reach_of_notice(desk.pack, one, language),
    ]
    rows = [*await _links(desk, one), *await _acts(desk, one, entries), *home(desk)]
    await show(bot, desk, Page("\n\n".join(line for line in lines if line), rows, title=one.title))


def posted(desk: Desk, made: Posted) -> Page:
    """Say that the notice hangs, when its days end at the earliest, and why."""
    one, language = made.notice, desk.person.language
    rows = [[key_button(desk, "notices.see", f"notice:see:{one.id}")], *home(desk)]
    values = {"title": one.title, "number": one.number, "posted": one.posted_on, "last": made.count.last}
    return told(desk, "notices.posted", rows=rows, why=why(language, made.count), **values)


async def signed(bot: Bot, desk: Desk, notice: Notice) -> None:
    """Sign "no objection" for entries that no open objection holds; without a declaration, ask for it first (Art.

    40).
    """
    asked = await undeclared(desk, await waiting(desk, notice))
    if asked:
        await show_declaration(bot, desk, asked, f"notice:clear:{notice.id}")
    else:
        await show_signed(bot, desk, await sign_no_objection(desk, notice.id))


async def show_declaration(bot: Bot, desk: Desk, asked: Sequence[Application], none: str) -> None:
    """Ask for a declaration of interest on each listed case before the list is acted on (Art. 40)."""
    rows = [[key_button(desk, "notices.no_interest", none)]]
    for one in asked[:_MOST]:
        named = f"{one.number} {one.name}"
        rows.append(
            [Button(say(desk.person.language, "notices.an_interest", name=named)[:60], f"review:sure:{one.id}")]
        )
    names = "\n".join(f"· {one.number} {one.name}" for one in asked)
    await show(bot, desk, Page(say(desk.person.language, "notices.declare", names=names), [*rows, *home(desk)]))


async def show_signed(bot: Bot, desk: Desk, done: Signed) -> None:
    """Show for whom "no objection" was signed, and who is still held."""
    language = desk.person.language
    said = {"notices.signed_now": done.cleared, "notices.held_yet": done.held, "notices.left": done.colleagues}
    title, names = done.notice.title, {key: [entry.name for entry in its] for key, its in said.items()}
    lines = [say(language, key, title=title, names=its) for key, its in names.items() if its]
    lines += [] if done.cleared else [say(language, "notices.reported", title=title)]
    await show(bot, desk, Page("\n".join(lines), home(desk)))


def list_text(desk: Desk, listed: Sequence[Entry | NoticeLine]) -> str:
    """Return the list, one name a line, under the award it is proposed for; removed entries are marked."""
    language, lines = desk.person.language, []
    for award, its in groupby(listed, key=lambda one: one.award):
        lines += [say(language, "notices.award", award=desk.pack.name_of_award(award, language))] if award else []
        lines += [_name(language, one) for one in its]
    return "\n".join(lines)


def home(desk: Desk) -> Rows:
    """Return the buttons to the board and to the menu."""
    return [[key_button(desk, "notices.all", "notice:list"), key_button(desk, "menu.open", "menu:home")]]


async def _until(desk: Desk, one: Notice, entries: Iterable[Entry]) -> list[str]:
    language, state = desk.person.language, one.state_on(today(desk))
    if state is NoticeState.REPLACED:
        return [say(language, "notices.corrected", on=one.replaced_on)]
    lines = [say(language, f"notices.{state.value}", last=one.last_day)]
    count = await count_of(desk.work, one)
    lines += [why(language, count)] if count else []
    is_settled = state is NoticeState.OVER and not any(entry.is_open for entry in entries)
    return [*lines, *([say(language, "notices.signed_off")] if is_settled else [])]


async def _links(desk: Desk, one: Notice) -> list[list[Button]]:
    rows = []
    if one.replaced_on is not None:
        rows.append([key_button(desk, "notices.to_correction", f"notice:see:{(await current(desk.work, one)).id}")])
    elif one.kind in desk.pack.objectionable_notices:
        rows.append([key_button(desk, "menu.object", f"objection:begin:{one.id}")])
    if one.replaces_id is not None:
        rows.append([key_button(desk, "notices.to_corrected", f"notice:see:{one.replaces_id}")])
    return rows


async def _acts(desk: Desk, one: Notice, entries: Iterable[Entry]) -> list[list[Button]]:
    if one.replaced_on is not None:
        return []
    rows = []
    waits = any(entry.is_open for entry in entries) or bool(await waiting(desk, one))
    if signs(desk, one) and one.state_on(today(desk)) is NoticeState.OVER and waits:
        rows.append([key_button(desk, "notices.sign", f"notice:sign:{one.id}")])
    if drafts_it(desk, one):
        rows.append([key_button(desk, "notices.correct", f"notice:correct:{one.id}")])
        rows.append([key_button(desk, "notices.print", f"notice:paper:{one.id}")])
    return rows


async def _known(desk: Desk, notice_id: int) -> Notice:
    """Return a notice that hangs or hung."""
    one = await desk.work.notices.get(notice_id)
    if one is None:
        raise Refusal("notices.unknown")
    return one


def _name(language: str, one: Entry | NoticeLine) -> str:
    if not one.name:
        return say(language, "notices.erased")
    struck = isinstance(one, Entry) and one.struck_at is not None
    return say(language, "notices.struck" if struck else "notices.name", name=one.name)


def _line(desk: Desk, one: Notice) -> str:
    state = "open" if one.is_open_on(today(desk)) else "over"
    return say(desk.person.language, f"notices.line.{state}", title=one.title, last=one.last_day)


def _mark(desk: Desk, one: Notice) -> str:
    return "🟢" if one.is_open_on(today(desk)) else "⚪"


PRESSES = Presses(
    "notice",
    {
        "list": Press(show_list),
        "see": Press(show_one, of=_known),
        "sign": Press(signed, of=signable),
        "clear": Press(cleared, of=signable, article=40),
        "paper": Press(send_paper, of=_known),
    },
    article=22,
)
