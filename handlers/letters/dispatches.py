"""Papers under the seal in the chat: what went out, printing it, and handing in the sealed scan (Art. 9, 15-27)."""

from functools import partial
from typing import Literal

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from handlers.applications import dossiers
from handlers.engine.guides import Filling, Guide
from handlers.engine.lists import PAGE, turns
from handlers.engine.offers import FREE_TEXT, put_down
from handlers.engine.presses import Press, Presses
from handlers.engine.prints import Copied
from handlers.engine.speech import Button, Page, in_rows, key_button, show, tell, told
from rules.applications.lifecycle import Application
from rules.engine.refusals import Refusal
from rules.letters.dispatches import ARTICLES, Dispatch, Standing, number_in, sealed_scan
from texts import Words, say
from workflow.applications.dossiers import declaring
from workflow.engine.desk import Desk
from workflow.interests.recusals import Undeclared
from workflow.letters.dispatches import (
    MOST,
    SCAN,
    begin_scan,
    dispatch,
    hand_in_scan,
    pages_of,
    print_dispatch,
    print_waiting,
    register,
    scan_facts,
    waiting,
)

NUMBER = "dispatches:number"
"""The step in which the chat waits for the number at the foot of a paper."""
EVERY = "all"


def guides() -> dict[str, Guide]:
    """Return the form in which the sealed pages come back."""
    return {
        SCAN: Guide(
            form=lambda _pack, facts: sealed_scan(str(facts["number"]), ARTICLES[str(facts["paper"])]),
            subject="dispatch",
            sends=handed_in,
            facts=scan_facts,
        )
    }


def router() -> Router:
    """Build the router for the number that is typed."""
    here = Router(name="dispatches")

    @here.message(StateFilter(NUMBER))
    async def got_number(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await got(bot, desk, state, message.text or "")

    return here


async def declaring_on(desk: Desk, dispatch_id: int) -> Application:
    """Return the application that a paper is about, to declare upon. Raises Undeclared for a paper about none."""
    found = await desk.work.dispatches.get(dispatch_id)
    if found is None or found.application_id is None:
        raise Undeclared("reviews.undeclared", article=40)
    return await declaring(desk, found.application_id)


async def listed(bot: Bot, desk: Desk, standing: str, page: int = 0) -> None:
    """Show a page of the papers in one standing, or of all."""
    if standing not in (EVERY, *Standing):
        raise Refusal("talk.old_button")
    await show_list(bot, desk, None if standing == EVERY else Standing(standing), page)


async def print_several(bot: Bot, desk: Desk, paper: str, form: Literal["pdf", "word"]) -> None:
    """Print what waits: one kind of paper, or all."""
    count = await print_waiting(desk, None if paper == EVERY else paper, word=form == "word")
    await tell(bot, desk, "dispatches.batch_coming", rows=_ways(desk), count=count)


async def printed(bot: Bot, desk: Desk, one: Dispatch) -> None:
    """Say that the paper is being printed."""
    await tell(bot, desk, "printing.coming", rows=[[_see(desk, one)], *_ways(desk)])


async def show_list(bot: Bot, desk: Desk, standing: Standing | None, page: int) -> None:
    """Show a page of the papers that went out, and how many there are in each standing."""
    language = desk.person.language
    found, count = await register(desk, standing, limit=PAGE, after=page * PAGE)
    lines = [say(language, "dispatches.list" if count else "dispatches.none", count=count)]
    lines += [_line(language, one) for one in found]
    rows = [[_see(desk, one)] for one in found]
    key = standing.value if standing else EVERY
    rows += turns(desk, f"dispatch:list:{key}", page, count)
    others = (each for each in (EVERY, *Standing) if each != key)
    rows += in_rows(
        (key_button(desk, f"dispatches.only.{each}", f"dispatch:list:{each}:0") for each in others), width=3
    )
    rows.append(
        [
            key_button(desk, "dispatches.find", "dispatch:find"),
            key_button(desk, "dispatches.several", "dispatch:waiting"),
        ]
    )
    title = say(language, f"dispatches.only.{key}")
    await show(bot, desk, Page("\n".join(lines), [*rows, *_ways(desk)], title=title))


async def show_one(bot: Bot, desk: Desk, one: Dispatch) -> None:
    """Show one paper: what it is, how far it is, and the next step."""
    language = desk.person.language
    lines = [say(language, "dispatches.number", number=one.number)]
    lines += [say(language, "dispatches.reference", reference=one.reference)] if one.reference else []
    lines.append(say(language, "dispatches.issued_at", at=one.issued_at))
    if one.printed_at is not None:
        lines.append(say(language, "dispatches.printed_at", at=one.printed_at, version=_version(one)))
    if one.sealed_at is not None:
        lines.append(say(language, "dispatches.sealed_at", at=one.sealed_at, count=len(one.scans)))
    lines.append(say(language, f"dispatches.next.{one.standing.value}"))
    rows = [[key_button(desk, f"dispatches.{verb}", f"dispatch:{verb}:{one.id}") for verb in ("print", "word")]]
    rows.append([key_button(desk, "dispatches.scan", f"dispatch:scan:{one.id}")])
    rows += [[key_button(desk, "dispatches.pages", f"dispatch:pages:{one.id}")]] if one.scans else []
    title = say(language, f"templates.kind.{one.paper}")
    await show(bot, desk, Page("\n".join(lines), [*rows, *_ways(desk)], title=title))


async def show_waiting(bot: Bot, desk: Desk) -> None:
    """Show what waits to be printed: each kind as one PDF or as Word documents."""
    language, found = desk.person.language, await waiting(desk)
    rows: list[list[Button]] = []
    for paper in [EVERY, *found] if len(found) > 1 else list(found):
        count = found.total() if paper == EVERY else found[paper]
        kind = say(language, "dispatches.every_kind" if paper == EVERY else f"templates.kind.{paper}")
        rows.append([key_button(desk, "dispatches.batch_pdf", f"dispatch:batch:{paper}:pdf", kind=kind, count=count)])
        rows.append([key_button(desk, "dispatches.batch_word", f"dispatch:batch:{paper}:word", kind=kind, count=count)])
    rows = rows[: 2 * PAGE]
    await tell(
        bot, desk, "dispatches.waiting" if found else "dispatches.none_waiting", rows=[*rows, *_ways(desk)], most=MOST
    )


async def ask_number(bot: Bot, desk: Desk, state: FSMContext) -> None:
    """Ask for the number at the foot of the paper."""
    await register(desk, None, limit=1)
    await state.set_state(NUMBER)
    await state.update_data({FREE_TEXT: True})
    await tell(bot, desk, "dispatches.ask_number", rows=_ways(desk))


async def got(bot: Bot, desk: Desk, state: FSMContext, text: str) -> None:
    """Show the paper whose number was typed; if there is none, ask again."""
    typed = number_in(text)
    found = await desk.work.dispatches.numbered(typed) if typed else None
    if found is None:
        key = "dispatches.unknown" if typed else "dispatches.number_awaited"
        await tell(bot, desk, key, rows=_ways(desk))
        return
    await put_down(state)
    await show_one(bot, desk, await dispatch(desk, found.id))


async def send_pages(bot: Bot, desk: Desk, dispatch_id: int) -> None:
    """Send the sealed pages as they were handed in."""
    for record, content in await pages_of(desk, dispatch_id):
        copy = Copied(content, filename=record.name, origins=(record.id,))
        await bot.send_document(desk.channel.chat_id, copy)
    await show_one(bot, desk, await dispatch(desk, dispatch_id))


async def handed_in(desk: Desk, filling: Filling) -> Page:
    """Put the sealed pages into the paper's slot."""
    one = await hand_in_scan(desk, filling.draft, filling.progress.answers)
    return told(desk, "dispatches.handed_in", rows=[[_see(desk, one)], *_ways(desk)], number=one.number)


def _line(language: str, one: Dispatch) -> str:
    return say(
        language,
        "dispatches.line",
        number=one.number,
        kind=Words(f"templates.kind.{one.paper}"),
        reference=one.reference,
        standing=Words(f"dispatches.standing.{one.standing.value}"),
    )


def _version(one: Dispatch) -> object:
    return Words("dispatches.version", {"version": one.template}) if one.template else Words("dispatches.shipped")


def _see(desk: Desk, one: Dispatch) -> Button:
    kind = say(desk.person.language, f"templates.kind.{one.paper}")
    return Button(f"{one.number} {kind}", f"dispatch:see:{one.id}")


def _ways(desk: Desk) -> list[list[Button]]:
    return [
        [
            key_button(desk, "dispatches.menu", f"dispatch:list:{EVERY}:0"),
            key_button(desk, "templates.menu", "template:list:0"),
        ],
        [key_button(desk, "menu.open", "menu:home")],
    ]


PRESSES = Presses(
    "dispatch",
    {
        "list": Press(listed),
        "waiting": Press(show_waiting),
        "batch": Press(print_several),
        "find": Press(ask_number),
        "see": Press(show_one, of=dispatch),
        "print": Press(printed, of=partial(print_dispatch, word=False)),
        "word": Press(printed, of=partial(print_dispatch, word=True)),
        "scan": Press(begin_scan),
        "pages": Press(send_pages),
    },
    article=9,
    undeclared=Press(dossiers.show_declaration, of=declaring_on),
)
