"""Letter templates in the chat: download one, hand in a changed one, try it, go back to an earlier one (Art. 9)."""

import asyncio
from collections.abc import Sequence

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile, Message

from handlers.engine.attachments import drop_caption
from handlers.engine.lists import PAGE, turns
from handlers.engine.offers import FREE_TEXT, put_down
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, show, spoken, tell
from papers.letters.formal import in_pdf, shipped_template
from papers.letters.kinds import SPECIMENS
from papers.letters.template_reading import Problem, problems
from rules.engine.refusals import Refusal, Unfit
from rules.people.roles import Role
from texts import languages, say
from workflow.engine.desk import Desk, require, serves_as
from workflow.letters.templates import SHIPPED, document_of, go_back, hand_in_template, template_of

FILE = "templates:file"
"""The step in which the chat waits for the changed template; its memory says which one."""
KINDS = tuple(SPECIMENS)
VERSIONS = 5


def router() -> Router:
    """Build the router for the template that is handed in."""
    here = Router(name="templates")

    @here.message(StateFilter(FILE))
    async def got_file(_message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        await handed_in(bot, desk, state)

    return here


async def went_back(bot: Bot, desk: Desk, kind: str, language: str, version: int) -> None:
    """Go back to an earlier version, or to the one that came with the service."""
    _check(kind, language)
    await go_back(desk, kind, language, version)
    await tell(bot, desk, "templates.back_now" if version else "templates.shipped_now")
    await show_one(bot, desk, kind, language)


async def show_list(bot: Bot, desk: Desk, page: int = 0) -> None:
    """Show a page of the letters whose template can be changed."""
    shown = KINDS[page * PAGE : (page + 1) * PAGE]
    rows = [[_kind(desk, kind, f"template:see:{kind}:{languages()[0]}")] for kind in shown]
    rows += turns(desk, "template:list", page, len(KINDS))
    await tell(bot, desk, "templates.list", rows=[*rows, *_home(desk)], count=len(KINDS))


async def show_one(bot: Bot, desk: Desk, kind: str, language: str) -> None:
    """Show one template: the version in use, who changed it when, and what can be done with it."""
    _check(kind, language)
    reader, versions = desk.person.language, await desk.work.templates.of(kind, language)
    current = versions[0].version if versions and versions[0].file_id else SHIPPED
    lines = [say(reader, "templates.current" if current else "templates.current_shipped", version=current)]
    for one in versions[:VERSIONS]:
        person = await desk.work.people.get(one.changed_by)
        who = person.name if person and person.name else one.changed_by
        key = "templates.version" if one.file_id else "templates.version_shipped"
        lines.append(say(reader, key, version=one.version, at=one.changed_at, who=who))
    where = f"{kind}:{language}"
    rows = [
        [key_button(desk, "templates.get", f"template:get:{where}:{current}")],
        [key_button(desk, "templates.try", f"template:try:{where}")],
    ]
    if serves_as(desk, Role.LEAD):
        rows.insert(1, [key_button(desk, "templates.give", f"template:give:{where}")])
        rows += [[key_button(desk, "templates.ship", f"template:back:{where}:0")]] if current else []
        earlier = [one for one in versions[1:VERSIONS] if one.file_id]
        rows += [
            [key_button(desk, "templates.back", f"template:back:{where}:{one.version}", version=one.version)]
            for one in earlier
        ]
    other = next(each for each in languages() if each != language)
    rows.append([key_button(desk, f"templates.in.{other}", f"template:see:{kind}:{other}")])
    title = say(reader, "templates.one", kind=say(reader, f"templates.kind.{kind}"))
    text = "\n".join((say(reader, f"templates.in.{language}"), *lines))
    await show(bot, desk, Page(text, [*rows, *_ways(desk)], title=title))


async def send_template(bot: Bot, desk: Desk, kind: str, language: str, version: int) -> None:
    """Send the template as a document to change."""
    _check(kind, language)
    content = await document_of(desk, kind, language, version)
    if content is None:
        content = await asyncio.to_thread(shipped_template, kind, language)
    name = say(desk.person.language, "templates.file", kind=say(desk.person.language, f"templates.kind.{kind}"))
    await _send(bot, desk, content, f"{name}.docx")
    await tell(bot, desk, "templates.how", rows=[[_kind(desk, kind, f"template:see:{kind}:{language}")], *_ways(desk)])


async def send_trial(bot: Bot, desk: Desk, kind: str, language: str) -> None:
    """Send a blank letter made from the current template, as it would be printed."""
    _check(kind, language)
    _, template = await template_of(desk.work, kind, language)
    content = await asyncio.to_thread(in_pdf, template, SPECIMENS[kind](language))
    await _send(bot, desk, content, f"{say(desk.person.language, f'templates.kind.{kind}')}.pdf")
    await show_one(bot, desk, kind, language)


async def ask_file(bot: Bot, desk: Desk, state: FSMContext, kind: str, language: str) -> None:
    """Ask for the changed template."""
    _check(kind, language)
    await state.set_state(FILE)
    await state.update_data({FREE_TEXT: True, "template": [kind, language]})
    rows = [[_kind(desk, kind, f"template:see:{kind}:{language}")], *_ways(desk)]
    await tell(bot, desk, "templates.ask_file", rows=rows, kind=say(desk.person.language, f"templates.kind.{kind}"))


async def handed_in(bot: Bot, desk: Desk, state: FSMContext) -> None:
    """Use the template that came; if anything is wrong with it, name everything and keep the old one."""
    require(desk, Role.LEAD, article=9)
    kind, language = (await state.get_data())["template"]
    file = desk.attachment
    await drop_caption(bot, desk)
    if file is None or file.unfit is not None or file.kind != "docx":
        refusal = (file.unfit if file else None) or Unfit("templates.not_word" if file else "templates.awaited")
        await _again(bot, desk, kind, language, [spoken(desk, refusal)])
        return
    found = await asyncio.to_thread(problems, file.content, kind, language)
    if found:
        lines = [say(desk.person.language, "templates.wrong", count=len(found))]
        await _again(bot, desk, kind, language, [*lines, *(_problem(desk, one) for one in found)])
        return
    added = await hand_in_template(desk, kind, language)
    await put_down(state)
    await tell(bot, desk, "templates.taken", version=added.version)
    await show_one(bot, desk, kind, language)


async def _again(bot: Bot, desk: Desk, kind: str, language: str, lines: Sequence[str]) -> None:
    """Say what is wrong, and keep waiting for the file."""
    rows = [[key_button(desk, "templates.see_again", f"template:see:{kind}:{language}")], *_ways(desk)]
    await show(bot, desk, Page("\n".join(lines), rows))


def _check(kind: str, language: str) -> None:
    if kind not in KINDS or language not in languages():
        raise Refusal("talk.old_button")


def _problem(desk: Desk, one: Problem) -> str:
    return f"· {say(desk.person.language, one.key, **one.values)}"


async def _send(bot: Bot, desk: Desk, content: bytes, name: str) -> None:
    await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, filename=name))


def _kind(desk: Desk, kind: str, press: str) -> Button:
    return key_button(desk, f"templates.kind.{kind}", press)


def _ways(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "templates.menu", "template:list:0"), key_button(desk, "menu.open", "menu:home")]]


def _home(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "dispatches.menu", "dispatch:list:all:0"), key_button(desk, "menu.open", "menu:home")]]


PRESSES = Presses(
    "template",
    {
        "list": Press(show_list),
        "see": Press(show_one),
        "get": Press(send_template),
        "try": Press(send_trial),
        "give": Press(ask_file, roles=(Role.LEAD,)),
        "back": Press(went_back),
    },
    article=9,
    roles=(Role.LEAD, Role.OFFICE),
)
