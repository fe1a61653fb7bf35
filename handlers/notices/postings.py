"""Posting a notice in the chat: declarations of interest, the form, the lead's turn, corrections (Art. 15-21, 40)."""

from collections.abc import Sequence

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers.engine.filling import open_form
from handlers.engine.guides import Guides, load
from handlers.engine.offers import put_down
from handlers.engine.presses import Topic, number
from handlers.engine.speech import Button, Page, key_button, show, spoken, tell
from handlers.notices.board import home, list_text, show_declaration
from handlers.notices.forms import suggested
from handlers.notices.papers import draft_sheet, send_sheet
from rules.applications import Application
from rules.forms import Answers
from rules.notices import LISTINGS, NoticeKind
from rules.people import Role
from rules.refusals import Forbidden, Refusal
from texts import say
from workflow.applications.cases import advance, opened
from workflow.engine.desk import Desk, require
from workflow.engine.records import Draft
from workflow.notices.drafts import begin_notice, drafted, take_over
from workflow.notices.lists import (
    applications_of,
    check_interest,
    check_whole,
    declare_none,
    drafts,
    draw_up,
    undeclared,
)
from workflow.notices.postings import correcting, corrects, kind_of, preview
from workflow.notices.reasons import REASON, is_outdated
from workflow.notices.reposts import drafts_it, standing

ACTS = ("new", *(kind.value for kind in LISTINGS), "none", "draft", "take", "correct", "print", "close")
"""The acts behind `nt:` that post and correct; those of the board are in `handlers.notices.board`."""


def router(guides: Guides) -> Router:
    """Build the router for the buttons that lead to a form of a notice, and from there to the board."""
    here = Router(name="postings")

    @here.callback_query(Topic("nt", *ACTS))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        await put_down(state)
        draft = await did(bot, desk, words)
        if draft is not None:
            await open_form(bot, desk, state, await load(desk, draft, guides))

    return here


async def did(bot: Bot, desk: Desk, words: list[str]) -> Draft | None:
    """Do what a button asks for, and return the draft of the form to open; None if it opens no form."""
    one = number(words, 1)
    match words:
        case ["none", *then] if then[:1] != ["none"]:
            return await declared(bot, desk, then)
        case ["new"]:
            await asked_kind(bot, desk)
        case ["new" | "unit" | "acceptance" | "award", *_]:
            return await began(bot, desk, words)
        case ["draft", _]:
            await show_draft(bot, desk, one)
        case ["take", _]:
            return None if await asks_interest(bot, desk, words) else await take_over(desk, one)
        case ["correct", _]:
            return await began_correction(bot, desk, words)
        case ["print", _]:
            draft, sheet = await draft_sheet(desk, one)
            await send_sheet(bot, desk, sheet, f"draft:{one}")
            return draft  # so that the form goes on
        case ["close", _]:
            closed = await advance(desk, await opened(desk, one), "close_out")
            await tell(bot, desk, "notices.closed_out", rows=home(desk), number=closed.number)
        case _:
            raise Refusal("talk.old_button")
    return None


async def declared(bot: Bot, desk: Desk, then: list[str]) -> Draft | None:
    """Declare no interest and go on with `then`.

    A refusal there is shown, not raised, so that the declaration stands.
    """
    await declare_none(desk, await _cases(desk, then))
    try:
        return await did(bot, desk, then)
    except Refusal as refusal:
        await show(bot, desk, Page(spoken(desk, refusal), home(desk)))
    return None


async def asked_kind(bot: Bot, desk: Desk) -> None:
    """Ask which notice: those that the person can post or draft now, and why the others cannot be posted yet."""
    rows: list[list[Button]] = []
    waits: list[str] = []
    for kind in NoticeKind:
        if not drafts(desk, kind):
            continue
        name = say(desk.person.language, f"notice.kinds.{kind.value}")
        try:
            check_whole(await draw_up(desk, kind), reason=name)
            rows.append([Button(name, f"nt:new:{kind.value}")])
        except Refusal as refusal:
            waits.append(say(desk.person.language, "notices.not_yet", kind=name, why=spoken(desk, refusal)))
    if not rows and not waits:
        raise Forbidden("people.not_yours", article=9)
    text = say(desk.person.language, "notices.which" if rows else "notices.none_yet")
    await show(bot, desk, Page("\n\n".join((text, *waits)), [*rows, *home(desk)]))


async def began(bot: Bot, desk: Desk, words: list[str]) -> Draft | None:
    """Begin the form of a notice of one kind, with its usual title and text.

    None if a declaration is asked for first.
    """
    kind = _kind(words)
    if not drafts(desk, kind):
        raise Forbidden("people.not_yours", article=9)
    listed = await draw_up(desk, kind)
    check_whole(listed, reason=kind.value)  # any reason will do: the form asks for it where it is needed
    if await asks_interest(bot, desk, words):
        return None
    await check_interest(desk, (*listed.applications, *listed.left_out))
    return await begin_notice(desk, kind.value, suggested(desk, listed))


async def began_correction(bot: Bot, desk: Desk, words: list[str]) -> Draft | None:
    """Begin the form of a corrected notice, filled with what the old one says."""
    old = await standing(desk, number(words, 1))
    if not drafts_it(desk, old):
        raise Forbidden("people.not_yours", article=9)
    if await asks_interest(bot, desk, words):
        return None
    said = {"title": old.title, "text": old.text, "place": old.place}
    if old.kind is NoticeKind.OTHER:
        said["names"] = "\n".join(entry.name for entry in await desk.work.notices.entries(old.id))
    return await begin_notice(desk, correcting(old), said)


async def asks_interest(bot: Bot, desk: Desk, then: list[str]) -> bool:
    """Ask for the declarations of interest that the act `then` lacks; False if it lacks none (Art. 40)."""
    asked = await undeclared(desk, await _cases(desk, then))
    if not asked:
        return False
    await show_declaration(bot, desk, asked, ":".join(("nt", "none", *then)))
    return True


async def show_draft(bot: Bot, desk: Desk, draft_id: int) -> None:
    """Show the lead the notice that the office drafted."""
    require(desk, Role.LEAD, article=9)
    draft, answers = await drafted(desk, draft_id)
    await check_interest(desk, await _cases(desk, ["take", str(draft_id)]))
    shown = list_text(desk, await preview(desk, draft))
    language = desk.person.language
    place = say(language, "notices.drafted_place", place=answers["place"])
    reason = await _reason_of(desk, draft, answers)
    text = "\n\n".join(part for part in (answers["text"], shown, reason, place) if part)
    rows = [[key_button(desk, "notices.take", f"nt:take:{draft_id}")], *home(desk)]
    await show(bot, desk, Page(text, rows, title=answers["title"]))


async def _reason_of(desk: Desk, draft: Draft, answers: Answers) -> str:
    """Return why the drafted list is not whole, and whether it has changed since; "" for one that is whole."""
    listed = await draw_up(desk, kind_of(draft)) if corrects(draft) is None else None
    if listed is None or not listed.behind or not answers.get(REASON):
        return ""
    key = "notices.drafted_changed" if is_outdated(listed, answers) else "notices.drafted_reason"
    return say(desk.person.language, key, reason=answers[REASON], count=listed.behind)


async def _cases(desk: Desk, words: Sequence[str]) -> list[Application]:
    """Return the applications that the act behind a button is about."""
    one = number(list(words), 1)
    match words:
        case ["correct", _]:
            return await applications_of(desk, await desk.work.notices.entries(one))
        case ["take", _]:
            draft, _answers = await drafted(desk, one)
            old = corrects(draft)
            if old is not None:
                return await _cases(desk, ["correct", str(old)])
            listed = await draw_up(desk, kind_of(draft))
        case _:
            listed = await draw_up(desk, _kind(list(words)))
    return [*listed.applications, *listed.left_out]


def _kind(words: list[str]) -> NoticeKind:
    named = words[1] if words[:1] == ["new"] and len(words) > 1 else words[0]
    if named not in set(NoticeKind):
        raise Refusal("talk.old_button")
    return NoticeKind(named)
