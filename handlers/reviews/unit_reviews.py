"""The unit's review in the chat: declare, read, ask for a supplement, endorse, refuse, forward (Art. 15, 40)."""

from functools import partial

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.applications import dossiers
from handlers.engine.guides import Filling, Guide
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, tell, told
from rules.engine.reasons import reading
from rules.engine.refusals import Refusal
from rules.reviews.unit_reviews import checklist, opinion, refusal
from workflow.applications.case_views import SUPPLEMENT, read_part
from workflow.applications.cases import opened
from workflow.applications.dossiers import (
    begin_reading,
    declare_recusal,
    declaring,
    free_clerks,
    give_case,
    read_dossier,
    read_file,
    read_number,
)
from workflow.engine.desk import Desk, holds_private
from workflow.engine.records import Draft
from workflow.reviews.supplements import begin_notice
from workflow.reviews.unit_reviews import UNIT, begin_form, endorse, forward, turn_down, unit_part


def guides() -> dict[str, Guide]:
    """Return the clerk's forms, and that of the reason for reading a number."""
    return {
        "checklist": Guide(form=lambda _pack, _facts: checklist(), subject="opinion", sends=endorsed),
        "refusal": Guide(form=lambda _pack, _facts: refusal(), subject="opinion", sends=turned_down),
        "opinion": Guide(form=lambda _pack, _facts: opinion(), subject="opinion", sends=forwarded),
        "reading": Guide(form=lambda _pack, _facts: reading(), subject="reading", ending=reasoned),
    }


async def opened_case(bot: Bot, desk: Desk, state: FSMContext, application_id: int) -> None:
    """Show the cover of the case."""
    await dossiers.show_cover(bot, desk, state, await read_dossier(desk, application_id, "cover"))


async def declared_none(bot: Bot, desk: Desk, state: FSMContext, application_id: int) -> None:
    """Declare no interest and open the case."""
    await declare_recusal(desk, application_id, interest=False)
    await opened_case(bot, desk, state, application_id)


async def declared_interest(bot: Bot, desk: Desk, state: FSMContext, application_id: int) -> None:
    """Declare an interest: the case stays shut, or, if interests are only disclosed, opens with it shown."""
    application, shut = await declare_recusal(desk, application_id, interest=True)
    if not shut:
        await opened_case(bot, desk, state, application_id)
        return
    await state.clear()
    rows = [[key_button(desk, "menu.tasks", "task:list")], [key_button(desk, "menu.open", "menu:home")]]
    await tell(bot, desk, "reviews.stood_back", rows=rows, number=application.number)


async def opened_section(
    bot: Bot, desk: Desk, state: FSMContext, application_id: int, section: str, page: int = 0
) -> None:
    """Show the answers of one section."""
    dossier, part = await read_part(desk, application_id, section)
    if part is None or part.key == SUPPLEMENT:
        raise Refusal("talk.old_button")
    application = dossier.application
    turn = f"review:section:{application.id}:{section}"
    await dossiers.show_part(bot, desk, state, application, part, turn=turn, page=page)


async def opened_file(bot: Bot, desk: Desk, application_id: int, file_id: str) -> None:
    """Send one file."""
    await dossiers.send_file(bot, desk, *await read_file(desk, application_id, file_id))


async def asked_number(desk: Desk, application_id: int, place: int) -> Draft:
    """Begin the form of the reason for reading one number in full."""
    if not holds_private(desk):
        raise Refusal("reviews.number_on_web")
    return await begin_reading(desk, application_id, place)


async def opened_supplement(bot: Bot, desk: Desk, state: FSMContext, application_id: int, page: int = 0) -> None:
    """Show what was asked for in the supplement, and its answers."""
    dossier, part = await read_part(desk, application_id, SUPPLEMENT)
    if part is None:
        return await dossiers.show_cover(bot, desk, state, dossier)
    application = dossier.application
    return await dossiers.show_part(
        bot, desk, state, application, part, turn=f"review:supplement:{application.id}", page=page
    )


async def opened_opinion(bot: Bot, desk: Desk, state: FSMContext, application_id: int, page: int = 0) -> None:
    """Show the unit's opinion: checklist, departments, opinion."""
    application = (await read_dossier(desk, application_id, UNIT)).application
    part = await unit_part(desk, application)
    await dossiers.show_part(bot, desk, state, application, part, turn=f"review:unit:{application.id}", page=page)


async def looked_for_clerk(bot: Bot, desk: Desk, state: FSMContext, application_id: int) -> None:
    """Show the clerks to whom the case can be given."""
    await dossiers.show_clerks(bot, desk, state, *await free_clerks(desk, application_id))


async def gave(bot: Bot, desk: Desk, application_id: int, person_id: int) -> None:
    """Give the case to another clerk."""
    person = await give_case(desk, application_id, person_id)
    rows = [[key_button(desk, "menu.tasks", "task:list")], [key_button(desk, "menu.open", "menu:home")]]
    await tell(bot, desk, "reviews.given_to", rows=rows, who=person.name or "—")


async def endorsed(desk: Desk, filling: Filling) -> Page:
    """Keep the checklist, and show whom to consult next."""
    application = await endorse(desk, filling.draft)
    consult = [key_button(desk, "consultations.page", f"consult:see:application-{application.id}")]
    return told(desk, "reviews.endorsed_done", rows=[consult, *_ways(desk)], number=application.number)


async def turned_down(desk: Desk, filling: Filling) -> Page:
    """Record the refusal."""
    application = await turn_down(desk, filling.draft, filling.progress.answers)
    return told(desk, "reviews.turned_down_done", rows=_ways(desk), number=application.number)


async def forwarded(desk: Desk, filling: Filling) -> Page:
    """Forward the case with the review opinion."""
    application = await forward(desk, filling.draft)
    return told(desk, "reviews.forwarded_done", rows=_ways(desk), number=application.number)


async def reasoned(bot: Bot, desk: Desk, filling: Filling) -> None:
    """Show the number once, for the reason given."""
    await dossiers.show_number(bot, desk, *await read_number(desk, filling.draft))


def _ways(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "menu.tasks", "task:list")], [key_button(desk, "menu.open", "menu:home")]]


PRESSES = Presses(
    "review",
    {
        "open": Press(opened_case),
        "none": Press(declared_none, article=40),
        "sure": Press(dossiers.show_sure, of=declaring, article=40),
        "interest": Press(declared_interest, article=40),
        "section": Press(opened_section),
        "files": Press(dossiers.show_files, of=partial(read_dossier, part="files")),
        "file": Press(opened_file),
        "numbers": Press(dossiers.show_numbers, of=partial(read_dossier, part="numbers")),
        "number": Press(asked_number),
        "supplement": Press(opened_supplement),
        "ask_supplement": Press(begin_notice, of=opened),
        **{act: Press(partial(begin_form, act=act), of=opened) for act in ("endorse", "turn_down", "forward")},
        "unit": Press(opened_opinion),
        "clerk": Press(looked_for_clerk),
        "give": Press(gave),
    },
    article=15,
    puts_down=False,
    undeclared=dossiers.DECLARES,
)
