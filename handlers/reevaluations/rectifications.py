"""What a re-evaluation demands to be put right: the demand, its day, its evidence, a later day (Art. 5)."""

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.engine.answers import answered
from handlers.engine.filling import begin
from handlers.engine.guides import Filling, Guide, Guides
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Page, key_button, show, told
from handlers.reevaluations.pages import case_page, item_line, show_declaration, ways
from handlers.reevaluations.reports import holder_page
from papers.engine.calendars import why
from rules.engine.forms import Facts
from rules.reevaluations.cases import Reevaluation
from rules.reevaluations.rectifications import demand as demand_form
from rules.reevaluations.rectifications import evidence, postponement
from texts import say
from workflow.engine.desk import Desk
from workflow.engine.drafts import begun
from workflow.engine.files import files_known
from workflow.engine.records import Draft
from workflow.reevaluations.cases import acting, acts, declaring, files_of, is_holder, opened
from workflow.reevaluations.rectifications import demand, item_at, postpone, prove, proving, undemand

DEMAND, EVIDENCE, POSTPONEMENT = "rectification_demand", "rectification_evidence", "rectification_postponement"


def guides() -> dict[str, Guide]:
    """Return the forms of the office's demand, of the holder's evidence and of the lead's later day."""
    subject = "reevaluation"
    return {
        DEMAND: Guide(form=lambda pack, _facts: demand_form(pack), subject=subject, sends=demanded),
        EVIDENCE: Guide(form=lambda _pack, _facts: evidence(), subject=subject, sends=proved, facts=files),
        POSTPONEMENT: Guide(form=lambda pack, _facts: postponement(pack), subject=subject, sends=postponed),
    }


async def begin_demand(desk: Desk, reevaluation_id: int) -> Draft:
    """Begin the demand that something be put right."""
    return await begun(desk, DEMAND, f"reevaluation:{(await acting(desk, reevaluation_id, 'demand')).id}")


async def begin_evidence(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, item_id: int) -> None:
    """Begin the evidence that an item was put right."""
    _case, item = await proving(desk, item_id)
    notice = item_line(desk.person.language, item)
    await begin(bot, desk, state, guides, EVIDENCE, subject=f"rectification:{item.id}", notice=notice)


async def begin_postponement(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, item_id: int) -> None:
    """Begin the lead's decision on a later day for an item."""
    _case, item = await item_at(desk, item_id, "postpone")
    notice = item_line(desk.person.language, item)
    await begin(bot, desk, state, guides, POSTPONEMENT, subject=f"rectification:{item.id}", notice=notice)


async def items_page(desk: Desk, case: Reevaluation) -> Page:
    """Return everything to be put right, and what can be done with each item."""
    language, may = desk.person.language, await acts(desk, case)
    items = await desk.work.rectifications.of(case.id)
    words = [word for word in ("undemand", "prove", "postpone") if word in may]
    rows = [
        [
            key_button(desk, f"reevaluations.item_act.{word}", f"rectification:{word}:{item.id}", place=item.place)
            for word in words
            if item.proved_on is None
        ]
        for item in items
    ]
    rows += [
        [key_button(desk, "reevaluations.item_act.proof", f"rectification:proof:{item.id}", place=item.place)]
        for item in items
        if item.draft_id is not None
    ]
    if "demand" in may:
        rows.append([key_button(desk, "reevaluations.act.demand", f"reevaluation:demand:{case.id}")])
    lines = [say(language, "reevaluations.items" if items else "reevaluations.no_items")]
    return Page("\n".join([*lines, *(item_line(language, item) for item in items)]), [*rows, *ways(desk, case)])


async def show_proof(bot: Bot, desk: Desk, item_id: int) -> None:
    """Send the evidence for one item as it was handed in."""
    item = await desk.work.rectifications.get(item_id)
    case = await opened(desk, item.reevaluation_id if item else -1)
    language = desk.person.language
    parts = [item_line(language, item)] if item else []
    if item is not None and item.draft_id is not None:
        parts.append(await answered(desk, evidence(), item.draft_id, await files_of(desk, case)))
    files_button = [key_button(desk, "reevaluations.files_button", f"reevaluation:files:{case.id}")]
    await show(bot, desk, Page("\n\n".join(parts), [files_button, *ways(desk, case)]))


async def declaring_of(desk: Desk, item_id: int) -> Reevaluation:
    """Return the case of an item to those who can declare upon it. Raises Forbidden."""
    item = await desk.work.rectifications.get(item_id)
    return await declaring(desk, item.reevaluation_id if item else item_id)


async def demanded(desk: Desk, filling: Filling) -> Page:
    """Add an item to what must be put right."""
    return await items_page(desk, await demand(desk, filling.draft, filling.progress.answers))


async def proved(desk: Desk, filling: Filling) -> Page:
    """Keep the evidence for one item."""
    case, item = await prove(desk, filling.draft)
    notice = say(desk.person.language, "reevaluations.proved", number=case.number, place=item.place)
    if await is_holder(desk, case):
        return await holder_page(desk, case.id, notice=notice)
    return await case_page(desk, case, notice=notice)


async def postponed(desk: Desk, filling: Filling) -> Page:
    """Give one item a later day; the holder is told."""
    case, item, count = await postpone(desk, filling.draft, filling.progress.answers)
    counted = why(desk.person.language, count)
    values = {"number": case.number, "place": item.place, "due": count.last, "why": counted}
    return told(desk, "reevaluations.was_postponed", rows=ways(desk, case), **values)


async def files(desk: Desk, draft: Draft) -> Facts:
    """Return the files of the evidence. Raises Refusal unless the person may hand it in now."""
    await proving(desk, int(draft.subject.partition(":")[2]))
    return {"files": await files_known(desk, draft)}


PRESSES = Presses(
    "reevaluation",
    {"items": Press(items_page, of=opened), "demand": Press(begin_demand)},
    article=5,
    undeclared=Press(show_declaration, of=declaring),
)
ITEMS = Presses(
    "rectification",
    {
        "undemand": Press(items_page, of=undemand),
        "prove": Press(begin_evidence),
        "postpone": Press(begin_postponement),
        "proof": Press(show_proof),
    },
    article=5,
    undeclared=Press(show_declaration, of=declaring_of),
)
