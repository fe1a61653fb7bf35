"""Posting a notice in the chat: declarations of interest, the form, the lead's turn, corrections (Art. 15-21, 40)."""

from collections.abc import Sequence
from functools import partial

from aiogram import Bot

from handlers.engine.presses import Press, Presses, number
from handlers.engine.speech import Button, Page, key_button, show, spoken, tell
from handlers.notices.board import home, list_text, show_declaration
from handlers.notices.forms import suggested
from handlers.notices.papers import draft_sheet, send_sheet
from rules.applications.lifecycle import Application
from rules.engine.forms import Answers
from rules.engine.refusals import Forbidden, Refusal
from rules.notices.postings import LISTINGS, NoticeKind
from rules.people.roles import Role
from texts import say
from workflow.applications.cases import advance, opened
from workflow.engine.desk import Desk, require
from workflow.engine.records import Draft
from workflow.notices.drafts import begin_notice, drafted, take_over
from workflow.notices.lists import (
    REASON,
    applications_of,
    check_interest,
    check_whole,
    declare_none,
    drafts,
    draw_up,
    is_outdated,
    undeclared,
)
from workflow.notices.postings import correcting, corrects, drafts_it, kind_of, preview, standing


async def chose_kind(bot: Bot, desk: Desk, kind: NoticeKind | None = None) -> Draft | None:
    """Begin a notice of this kind, or ask which."""
    if kind is not None:
        return await began(bot, desk, kind)
    await asked_kind(bot, desk)
    return None


async def began_for(bot: Bot, desk: Desk, _application_id: int, kind: NoticeKind) -> Draft | None:
    """Begin the notice whose turn it is for a case; it lists all that are as far."""
    return await began(bot, desk, kind)


async def took(bot: Bot, desk: Desk, draft_id: int) -> Draft | None:
    """Take over what the office drafted."""
    return None if await asks_interest(bot, desk, ["take", str(draft_id)]) else await take_over(desk, draft_id)


async def printed(bot: Bot, desk: Desk, draft_id: int) -> Draft:
    """Print the draft; its form goes on."""
    draft, sheet = await draft_sheet(desk, draft_id)
    await send_sheet(bot, desk, sheet, f"draft:{draft_id}")
    return draft


async def closed(bot: Bot, desk: Desk, application: Application) -> None:
    """Close the case after its notice."""
    done = await advance(desk, application, "close_out")
    await tell(bot, desk, "notices.closed_out", rows=home(desk), number=done.number)


async def declared(bot: Bot, desk: Desk, then: list[str]) -> Draft | None:
    """Declare no interest and go on with `then`.

    A refusal there is shown, not raised, so that the declaration stands.
    """
    await declare_none(desk, await _cases(desk, then))
    try:
        match then:
            case ["take", _]:
                return await took(bot, desk, number(then, 1))
            case ["correct", _]:
                return await began_correction(bot, desk, number(then, 1))
            case _:
                return await began(bot, desk, _kind(then))
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
            rows.append([Button(name, f"notice:new:{kind.value}")])
        except Refusal as refusal:
            waits.append(say(desk.person.language, "notices.not_yet", kind=name, why=spoken(desk, refusal)))
    if not rows and not waits:
        raise Forbidden("people.not_yours", article=9)
    text = say(desk.person.language, "notices.which" if rows else "notices.none_yet")
    await show(bot, desk, Page("\n\n".join((text, *waits)), [*rows, *home(desk)]))


async def began(bot: Bot, desk: Desk, kind: NoticeKind) -> Draft | None:
    """Begin the form of a notice of one kind, with its usual title and text.

    None if a declaration is asked for first.
    """
    if not drafts(desk, kind):
        raise Forbidden("people.not_yours", article=9)
    listed = await draw_up(desk, kind)
    check_whole(listed, reason=kind.value)  # any reason will do: the form asks for it where it is needed
    if await asks_interest(bot, desk, ["new", kind.value]):
        return None
    await check_interest(desk, (*listed.applications, *listed.left_out))
    return await begin_notice(desk, kind.value, suggested(desk, listed))


async def began_correction(bot: Bot, desk: Desk, notice_id: int) -> Draft | None:
    """Begin the form of a corrected notice, filled with what the old one says."""
    old = await standing(desk, notice_id)
    if not drafts_it(desk, old):
        raise Forbidden("people.not_yours", article=9)
    if await asks_interest(bot, desk, ["correct", str(notice_id)]):
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
    await show_declaration(bot, desk, asked, ":".join(("notice", "none", *then)))
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
    rows = [[key_button(desk, "notices.take", f"notice:take:{draft_id}")], *home(desk)]
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


PRESSES = Presses(
    "notice",
    {
        "new": Press(chose_kind),
        **{kind.value: Press(partial(began_for, kind=kind)) for kind in LISTINGS},
        "none": Press(declared, article=40),
        "draft": Press(show_draft),
        "take": Press(took),
        "correct": Press(began_correction),
        "print": Press(printed),
        "close": Press(closed, of=opened),
    },
    article=15,
)
