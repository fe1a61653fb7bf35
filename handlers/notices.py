"""Notices: posted by the office, listed for everybody, signed off in the end (Art. 15, 17, 21, 22)."""

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers.counts import why
from handlers.filling import begin
from handlers.guides import Filling, Guide, Guides
from handlers.offers import put_down
from handlers.presses import Press, number
from handlers.speech import Button, Page, key_button, show, tell
from rules.forms import Facts
from rules.notices import Notice
from rules.people import Role
from rules.questions.notice import notice
from rules.refusals import Refusal
from texts import say
from workflow.desk import Desk, require, serves_as, today
from workflow.files import files_known
from workflow.notices import count_of, is_signed_off, post_notice, sign_no_objection
from workflow.records import Draft

PAGE = 8


def guides() -> dict[str, Guide]:
    """The form of a notice."""
    return {
        "notice": Guide(form=lambda pack, _facts: notice(pack), subject="notice", ending=posted, facts=notice_facts)
    }


def router(guides: Guides) -> Router:
    """The buttons of notices."""
    here = Router(name="notices")

    @here.callback_query(Press("nt"))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        await put_down(state)
        match words[:1]:
            case ["new"]:
                require(desk, Role.LEAD, Role.OFFICE, article=9)
                await begin(bot, desk, state, guides, "notice")
            case ["list"]:
                before = number(words, 1)
                await show_list(bot, desk, before if before > 0 else None)
            case ["see"]:
                await show_one(bot, desk, await _known(desk, number(words, 1)))
            case ["sign"]:
                await signed(bot, desk, number(words, 1))
            case _:
                raise Refusal("talk.old_button")

    return here


async def notice_facts(desk: Desk, draft: Draft) -> Facts:
    """The pictures of the posted notice."""
    return {"files": await files_known(desk, draft)}


async def posted(bot: Bot, desk: Desk, filling: Filling) -> None:
    """It hangs: its earliest end, and why that day."""
    made = await post_notice(desk, filling.draft, filling.progress.answers)
    language = desk.person.language
    await tell(
        bot,
        desk,
        "notices.posted",
        rows=[
            [key_button(desk, "notices.see", f"nt:see:{made.notice.id}")],
            [key_button(desk, "menu.office", "of:menu"), key_button(desk, "menu.open", "m:home")],
        ],
        title=made.notice.title,
        posted=made.notice.posted_on,
        last=made.count.last,
        why=why(language, made.count),
    )


async def show_list(bot: Bot, desk: Desk, before: int | None) -> None:
    """All notices, the newest first, a page at a time."""
    found = await desk.work.notices.page(before=before, limit=PAGE)
    rows: list[list[Button]] = [[Button(f"{_mark(desk, one)} {one.title}"[:60], f"nt:see:{one.id}")] for one in found]
    if len(found) == PAGE:
        rows.append([key_button(desk, "notices.earlier", f"nt:list:{found[-1].id}")])
    if serves_as(desk, Role.LEAD, Role.OFFICE):
        rows.append([key_button(desk, "notices.new", "nt:new")])
    rows.append([key_button(desk, "menu.open", "m:home")])
    await tell(bot, desk, "notices.list" if found else "notices.none", rows=rows)


async def show_one(bot: Bot, desk: Desk, one: Notice) -> None:
    """One notice as everybody reads it: names, place, until when objections are taken and why until then (Art. 22)."""
    language = desk.person.language
    is_open = one.is_open_on(today(desk))
    lines = [
        say(language, f"notice.kinds.{one.kind.value}"),
        "\n".join(f"· {name}" for name in one.names),
        say(language, "notices.place", place=one.place, posted=one.posted_on),
        say(language, "notices.open" if is_open else "notices.over", last=one.last_day),
    ]
    count = await count_of(desk, one)
    lines += [why(language, count)] if count else []
    rows = [[key_button(desk, "menu.object", "ob:begin")]]
    if await is_signed_off(desk, one):
        lines.append(say(language, "notices.signed_off"))
    elif serves_as(desk, Role.LEAD, Role.OFFICE) and not is_open:
        rows.append([key_button(desk, "notices.sign", f"nt:sign:{one.id}")])
    rows.append([key_button(desk, "notices.all", "nt:list"), key_button(desk, "menu.open", "m:home")])
    await show(bot, desk, Page("\n\n".join(lines), rows, title=one.title))


async def signed(bot: Bot, desk: Desk, notice_id: int) -> None:
    """Nobody objected, or nobody was right to: the next step is open."""
    one = await sign_no_objection(desk, notice_id)
    rows = [[key_button(desk, "notices.all", "nt:list"), key_button(desk, "menu.open", "m:home")]]
    await tell(bot, desk, "notices.signed_now", rows=rows, title=one.title)


async def _known(desk: Desk, notice_id: int) -> Notice:
    one = await desk.work.notices.get(notice_id)
    if one is None:
        raise Refusal("notices.unknown")
    return one


def _mark(desk: Desk, one: Notice) -> str:
    return "🟢" if one.is_open_on(today(desk)) else "⚪"
