"""Editions for the lead: set up, listed, and their last day for applications moved (Art. 4, 9)."""

from collections.abc import Mapping
from typing import Any

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers.filling import begin
from handlers.guides import Filling, Guide, Guides
from handlers.offers import put_down
from handlers.presses import Press, number
from handlers.speech import Button, Page, key_button, show, tell
from rules.editions import Edition
from rules.people import Role
from rules.questions.closing import closing
from rules.questions.edition import edition
from rules.refusals import Refusal
from texts import say
from workflow.desk import Desk, require, serves_as
from workflow.editions import move_closing_day, set_up_edition
from workflow.facts import edition_of
from workflow.records import Draft


def guides() -> dict[str, Guide]:
    """The lead's two forms."""
    return {
        "edition": Guide(form=lambda pack, _facts: edition(pack), subject="edition", ending=set_up),
        "closing": Guide(form=lambda _pack, _facts: closing(), subject="editions", ending=moved, facts=opening),
    }


def router(guides: Guides) -> Router:
    """The buttons of the list of editions."""
    here = Router(name="editions")

    @here.callback_query(Press("ed"))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        require(desk, Role.LEAD, Role.OFFICE, article=9)
        match words:
            case ["list"]:
                await put_down(state)
                await show_editions(bot, desk)
            case ["new"]:
                require(desk, Role.LEAD, article=9)
                await begin(bot, desk, state, guides, "edition")
            case ["move", _]:
                require(desk, Role.LEAD, article=9)
                await begin(bot, desk, state, guides, "closing", subject=f"edition:{number(words, 1)}")
            case _:
                raise Refusal("talk.old_button")

    return here


async def show_editions(bot: Bot, desk: Desk) -> None:
    """Every edition with its window."""
    language, found = desk.person.language, await desk.work.editions.all()
    lines = [say(language, "editions.line", **_window(one)) for one in found] or [say(language, "editions.none")]
    rows: list[list[Button]] = []
    if serves_as(desk, Role.LEAD):
        rows += [[key_button(desk, "editions.move", f"ed:move:{one.id}", number=one.number)] for one in found[:3]]
        rows.append([key_button(desk, "editions.new", "ed:new")])
    rows.append([key_button(desk, "menu.office", "of:menu"), key_button(desk, "menu.open", "m:home")])
    await show(bot, desk, Page("\n".join(lines), rows, title=say(language, "editions.list")))


async def set_up(bot: Bot, desk: Desk, filling: Filling) -> None:
    """The lead sent the set-up; what is still to be confirmed in the pack is said."""
    made = await set_up_edition(desk, filling.draft, filling.progress.answers)
    if desk.pack.to_confirm:
        names = desk.pack.to_confirm
        await tell(bot, desk, "editions.to_confirm", count=len(names), names=names)
    await tell(bot, desk, "editions.set_up", rows=_ways(desk), **_window(made))


async def moved(bot: Bot, desk: Desk, filling: Filling) -> None:
    """The lead sent another last day."""
    before, closes, count = await move_closing_day(desk, filling.draft, filling.progress.answers)
    values = {"number": before.number, "before": before.closes_on, "closes": closes, "count": count}
    await tell(bot, desk, "editions.moved", rows=_ways(desk), **values)


async def opening(desk: Desk, draft: Draft) -> Mapping[str, object]:
    """When the edition opens: its last day cannot be before that."""
    about = await edition_of(desk, draft)
    return {"opens_on": about.opens_on} if about is not None else {}


def edition_name(desk: Desk, one: Edition, language: str) -> str:
    """The edition as it is called on papers and in messages."""
    county = desk.pack.county_en if language == "en" else desk.pack.county_zh
    return say(language, "applications.edition", county=county, number=one.number, year=one.year)


def _window(one: Edition) -> dict[str, Any]:
    return {"number": one.number, "year": one.year, "opens": one.opens_on, "closes": one.closes_on}


def _ways(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "editions.list", "ed:list"), key_button(desk, "menu.open", "m:home")]]
