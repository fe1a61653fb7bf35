"""The menu: what can be done here, and the forms that were begun. It answers `/start` without a link, and `/menu`."""

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.engine.guides import Guides
from handlers.engine.offers import FREE_TEXT
from handlers.engine.speech import Button, Page, in_rows, key_button, show, tip_door
from rules.people.roles import STAFF, Role
from rules.tips.cases import handles_tips
from texts import say
from workflow.engine.desk import Desk, serves_as

TIP = "tip"
"""In place of a button's press: the door for tips, which is an address."""
EVERYBODY = (
    ("menu.apply", "application:begin"),
    ("menu.object", "objection:begin"),
    ("menu.notices", "notice:list"),
    ("menu.status", "status:all"),
    ("menu.award", "award:mine"),
    ("menu.certificate", "certificate:ask"),
    ("tip.begin", TIP),
    ("menu.help", "help:see"),
    ("inquiries.ask", "inquiry:ask"),
    ("menu.language", "menu:language"),
    ("menu.mydata", "data:see"),
)


async def show_home(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, *, notice: str = "") -> None:
    """Show the menu with the person's open forms on top; one tap returns to the question they were at."""
    await state.set_state(None)
    await state.set_data({FREE_TEXT: False})
    language = desk.person.language
    begun = [draft for draft in await desk.work.drafts.open_for(desk.person.id) if draft.form in guides]
    rows = [
        [
            Button(
                say(language, "menu.go_on", form=say(language, f"{guides[draft.form].subject}.title")),
                f"f:{draft.id}:w",
            )
        ]
        for draft in begun[:5]
    ]
    if serves_as(desk, *STAFF):
        rows.append([key_button(desk, "menu.tasks", "task:list")])
    if serves_as(desk, Role.REVIEWER):
        rows[-1].append(key_button(desk, "sheet.mine", "sheet:mine"))
    if handles_tips(desk.roles):
        keyed = await desk.work.tip_handlers.of(desk.person.id) is not None
        rows.append([key_button(desk, "tips.menu" if keyed else "tips.menu_key", "tip_case:open")])
    if serves_as(desk, Role.CLERK):
        rows[-1].append(key_button(desk, "affairs.menu_button", "affair:office"))
        rows.append(
            [
                key_button(desk, "dispatches.menu", "dispatch:list:all:0"),
                key_button(desk, "entry.menu", "paper_case:new"),
            ]
        )
    if serves_as(desk, Role.LEAD, Role.OFFICE):
        rows.append([key_button(desk, "menu.office", "office:menu")])
    elif serves_as(desk, *STAFF):
        rows.append([key_button(desk, "pages.title", "office:pages")])
    every = (tip_door(desk, key) if press == TIP else key_button(desk, key, press) for key, press in EVERYBODY)
    rows += in_rows(every, width=2)
    text = say(language, "menu.welcome", county=desk.pack.county_en if language == "en" else desk.pack.county_zh)
    if begun:
        text += "\n\n" + say(language, "menu.begun", count=len(begun))
    await show(bot, desk, Page("\n\n".join(part for part in (notice, text) if part), rows))
