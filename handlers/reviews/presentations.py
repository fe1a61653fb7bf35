"""Plaques and certificates in the chat: who received them, recorded for one holder or for all at once (Art. 27)."""

from aiogram import Bot

from handlers.engine.guides import Filling, Guide
from handlers.engine.lists import PAGE, turns
from handlers.engine.presses import Press, Presses
from handlers.engine.printing import button
from handlers.engine.speech import Button, Page, key_button, show, tell, told
from rules.awards.presentations import presentation
from rules.awards.validity import Award, Presentation
from texts import say
from workflow.awards.presentations import (
    FORM,
    LIST,
    begin_presentation,
    editions_granted,
    handed_over,
    presentation_facts,
    record_presentation,
)
from workflow.engine.desk import Desk
from workflow.engine.records import Draft
from workflow.engine.tasks import number_of

_EDITIONS = 10


def guides() -> dict[str, Guide]:
    """Return the form: who received them, and when."""
    form = Guide(
        form=lambda _pack, facts: presentation(facts["awards"]),
        subject="presentation",
        sends=recorded,
        facts=presentation_facts,
    )
    return {FORM: form}


async def begin_all(desk: Desk, edition_id: int) -> Draft:
    """Begin the record for everybody of an edition who is left."""
    return await begin_presentation(desk, f"edition:{edition_id}")


async def begin_one(desk: Desk, award_id: int) -> Draft:
    """Begin the record for one award."""
    return await begin_presentation(desk, f"award:{award_id}")


async def show_editions(bot: Bot, desk: Desk) -> None:
    """Show the editions that granted an award; if there is only one, show its list."""
    found = await editions_granted(desk)
    if len(found) == 1:
        await show_list(bot, desk, found[0].id)
        return
    rows = [
        [
            key_button(
                desk, "presentations.edition", f"presentation:list:{one.id}:0", number=one.number, year=str(one.year)
            )
        ]
        for one in found[:_EDITIONS]
    ]
    key = "presentations.which" if found else "presentations.none"
    await tell(bot, desk, key, rows=[*rows, *_ways(desk)])


async def show_list(bot: Bot, desk: Desk, edition_id: int, page: int = 0) -> None:
    """Show a page of who has and has not received them; each, or all that are left, can be recorded."""
    language, every = desk.person.language, await handed_over(desk, edition_id)
    waiting = sum(known is None for _, known in every)
    here = every[page * PAGE : (page + 1) * PAGE]
    lines = [say(language, "presentations.about", count=len(every), waiting=waiting)]
    lines += [
        say(language, "presentations.row", certificate=one.certificate, holder=one.name, line=line(language, known))
        for one, known in here
    ]
    rows: list[list[Button]] = []
    if waiting > 1:
        rows.append([key_button(desk, "presentations.all", f"presentation:all:{edition_id}", count=waiting)])
    rows += [[_one(desk, one, known)] for one, known in here]
    rows += turns(desk, f"presentation:list:{edition_id}", page, len(every))
    rows += [[button(desk, LIST, edition_id)]] if every else []
    await show(bot, desk, Page("\n".join(lines), [*rows, *_ways(desk)], title=say(language, "presentations.title")))


async def recorded(desk: Desk, filling: Filling) -> Page:
    """Record the presentation."""
    found = await record_presentation(desk, filling.draft, filling.progress.answers)
    edition_id = number_of(filling.draft.subject, "edition")
    press = f"register:see:{found[0].id}" if edition_id is None else f"presentation:list:{edition_id}:0"
    rows = [[key_button(desk, "presentations.see", press)], *_ways(desk)]
    return told(desk, "presentations.recorded", rows=rows, names=[one.name for one in found])


def line(language: str, known: Presentation | None) -> str:
    """Say when and by whom plaque and certificate were received, or that they were not."""
    if known is None:
        return say(language, "presentations.awaited")
    said = say(language, "presentations.received", on=known.received_on, receiver=known.receiver)
    return f"{said}{say(language, 'presentations.proved', count=len(known.scans))}" if known.scans else said


def _one(desk: Desk, one: Award, known: Presentation | None) -> Button:
    key = "presentations.record" if known is None else "presentations.again"
    return key_button(desk, key, f"presentation:one:{one.id}", holder=one.name[:30])


def _ways(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "holders.menu", "register:menu"), key_button(desk, "menu.open", "menu:home")]]


PRESSES = Presses(
    "presentation",
    {
        "editions": Press(show_editions),
        "list": Press(show_list),
        "all": Press(begin_all),
        "one": Press(begin_one),
    },
    article=27,
)
