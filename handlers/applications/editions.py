"""Editions for the lead: set one up with all its days in view, open it, move its last day (Art. 4, 9, 20)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from aiogram import Bot

from handlers.engine.guides import Filling, Guide
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, show, tell, told
from rules.applications.editions import Edition, Settings, closing, edition
from rules.applications.lifecycle import State
from rules.engine.rubrics import Part
from rules.people.roles import Role
from texts import Words, say
from workflow.applications.editions import (
    begin_change,
    begin_set_up,
    known,
    move_closing_day,
    open_edition,
    plan_of,
    set_up_edition,
    settings_of,
)
from workflow.applications.preparations import Lack, ending_units, lacking
from workflow.engine.desk import Desk, serves_as, today
from workflow.engine.drafts import begun, edition_of
from workflow.engine.records import Draft

SHOWN = 20


def guides() -> dict[str, Guide]:
    """Return the lead's two forms."""
    return {
        "edition": Guide(form=lambda pack, _facts: edition(pack), subject="edition", sends=set_up),
        "closing": Guide(form=lambda _pack, _facts: closing(), subject="editions", sends=moved, facts=opening),
    }


async def begin_move(desk: Desk, edition_id: int) -> Draft:
    """Begin the lead's decision on a later last day."""
    return await begun(desk, "closing", f"edition:{edition_id}")


async def show_editions(bot: Bot, desk: Desk) -> None:
    """Show every edition with its first and last day."""
    language, found = desk.person.language, await desk.work.editions.all()
    lines = [say(language, "editions.line", **_window(one)) for one in found] or [say(language, "editions.none")]
    rows: list[list[Button]] = [
        [key_button(desk, "editions.see", f"edition:see:{one.id}", number=one.number, year=str(one.year))]
        for one in found[:SHOWN]
    ]
    if serves_as(desk, Role.LEAD):
        rows.append([key_button(desk, "editions.new", "edition:new")])
    rows.append([key_button(desk, "menu.office", "office:menu"), key_button(desk, "menu.open", "menu:home")])
    await show(bot, desk, Page("\n".join(lines), rows, title=say(language, "editions.list")))


async def edition_page(desk: Desk, edition: Edition) -> Page:
    """Return one edition: its numbers, days, what it lacks before it can be opened, and its cases by state."""
    language, settings = desk.person.language, await settings_of(desk, edition.id)
    lines = [say(language, "editions.line", **_window(edition)), _scoring(language, settings)]
    lines += [_places(language, settings), _plan(desk, edition)]
    lacks = await lacking(desk, edition, today(desk)) if edition.opened_at is None else ()
    if edition.opened_at is None:
        lines += checklist(language, lacks)
        lines.append(say(language, "editions.not_open"))
    else:
        lines.append(say(language, "editions.open_since", at=edition.opened_at))
        lines += [await _counts(desk, edition)]
    lines += [
        say(language, "editions.ends", unit=unit.name(language), until=unit.entrusted_until)
        for unit in ending_units(edition, desk.pack, desk.calendar)
    ]
    title = say(language, "editions.one", number=edition.number, year=str(edition.year))
    rows = _ways_of(desk, edition, lacks)
    return Page("\n\n".join(line for line in lines if line), rows, title=title)


async def set_up(desk: Desk, filling: Filling) -> Sequence[Page]:
    """Set up the edition; show its days and what it still lacks before it can be opened."""
    made = await set_up_edition(desk, filling.draft, filling.progress.answers)
    return [told(desk, "editions.set_up", **_window(made)), await edition_page(desk, made)]


async def ask_to_open(bot: Bot, desk: Desk, edition: Edition) -> None:
    """Ask for confirmation, since opening fixes the numbers. Lead only (Art. 9)."""
    rows = [
        [key_button(desk, "editions.open_sure", f"edition:opened:{edition.id}")],
        [key_button(desk, "editions.back", f"edition:see:{edition.id}")],
    ]
    await tell(bot, desk, "editions.open_ask", rows=rows, number=edition.number)


async def opened(bot: Bot, desk: Desk, edition_id: int) -> None:
    """Open the edition and say so."""
    edition = await open_edition(desk, edition_id)
    await tell(bot, desk, "editions.opened", rows=_ways(desk), **_window(edition))


async def moved(desk: Desk, filling: Filling) -> Page:
    """Move the edition's last day and say how many are told."""
    before, closes, count = await move_closing_day(desk, filling.draft, filling.progress.answers)
    values = {"number": before.number, "before": before.closes_on, "closes": closes, "count": count}
    return told(desk, "editions.moved", rows=_ways(desk), **values)


async def opening(desk: Desk, draft: Draft) -> Mapping[str, object]:
    """Return the day on which the edition opens, before which its last day cannot be."""
    about = await edition_of(desk, draft)
    return {"opens_on": about.opens_on} if about is not None else {}


def checklist(language: str, lacks: Sequence[Lack]) -> list[str]:
    """Return the lines of what an edition lacks: first what keeps it shut, then what is needed later."""
    found = []
    for blocks, head in ((True, "editions.blocking"), (False, "editions.later")):
        lines = [f"· {say(language, said.key, **said.values)}" for said in _said(language, lacks, blocks=blocks)]
        found += ["\n".join((say(language, head), *lines))] if lines else []
    return found


def _said(language: str, lacks: Sequence[Lack], *, blocks: bool) -> list[Words]:
    found = (one.said(language) for one in lacks if one.blocks is blocks)
    return [Words(said.key, said.values) for said in found]


def edition_name(desk: Desk, one: Edition, language: str) -> str:
    """Return the edition's name as papers and messages write it."""
    county = desk.pack.county_en if language == "en" else desk.pack.county_zh
    return say(language, "applications.edition", county=county, number=one.number, year=one.year)


def _scoring(language: str, settings: Settings) -> str:
    shares = {part: round(weight * 100) for part, weight in settings.weights_organisation.items()}
    marks = {part: getattr(settings.marks, part.value) for part in Part}
    none = say(language, "editions.no_mark")
    values = {f"mark_{part.value}": none if mark is None else str(mark) for part, mark in marks.items()}
    panels = {f"panel_{part.value}": settings.panel[part] for part in Part}
    share = {"defence": shares[Part.DEFENCE], "on_site": shares[Part.ON_SITE]}
    return say(language, "editions.scoring", **share, **values, **panels)


def _places(language: str, settings: Settings) -> str:
    places = {"awards": settings.quota_award, "nominations": settings.quota_nomination}
    return say(language, "editions.places", **places)


def _plan(desk: Desk, edition: Edition) -> str:
    language, plan = desk.person.language, plan_of(desk, edition)
    lines = [say(language, "editions.plan")]
    lines += [say(language, f"editions.plan.{one.key}", on=one.on, article=one.article) for one in plan]
    if any(one.count.provisional for one in plan):
        lines.append(say(language, "calendar.provisional"))
    return "\n".join(lines)


async def _counts(desk: Desk, edition: Edition) -> str:
    language = desk.person.language
    counts = Counter(one.state for one in await desk.work.applications.of_edition(edition.id))
    lines = [
        say(language, "editions.count", state=say(language, f"lifecycle.state.{state.value}"), count=counts[state])
        for state in State
        if counts[state]
    ]
    return "\n".join(lines) or say(language, "editions.no_cases")


def _ways_of(desk: Desk, edition: Edition, lacks: Sequence[Lack]) -> list[list[Button]]:
    rows: list[list[Button]] = []
    if serves_as(desk, Role.LEAD) and edition.opened_at is None:
        if not any(one.blocks for one in lacks):
            rows.append([key_button(desk, "editions.open", f"edition:open:{edition.id}")])
        change = f"edition:change:{edition.id}"
        mends = {one.mend: f"editions.mend.{one.key}" for one in lacks if one.mend != change}
        rows += [[key_button(desk, label, press)] for press, label in mends.items()]
        rows.append([key_button(desk, "editions.change", change)])
    if serves_as(desk, Role.LEAD) and edition.closes_on >= today(desk):
        rows.append([key_button(desk, "editions.move", f"edition:move:{edition.id}", number=edition.number)])
    if serves_as(desk, Role.LEAD) and edition.opened_at is not None:
        rows.append([key_button(desk, "archives.title", f"archive:see:{edition.id}")])
    return [*rows, *_ways(desk)]


def _window(one: Edition) -> dict[str, Any]:
    return {"number": one.number, "year": one.year, "opens": one.opens_on, "closes": one.closes_on}


def _ways(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "editions.list", "edition:list"), key_button(desk, "menu.open", "menu:home")]]


PRESSES = Presses(
    "edition",
    {
        "list": Press(show_editions, puts_down=True),
        "see": Press(edition_page, of=known, puts_down=True),
        "new": Press(begin_set_up),
        "change": Press(begin_change),
        "open": Press(ask_to_open, of=known, roles=(Role.LEAD,)),
        "opened": Press(opened),
        "move": Press(begin_move, roles=(Role.LEAD,)),
    },
    article=9,
    roles=(Role.LEAD, Role.OFFICE),
    puts_down=False,
)
