"""The register of bars: who may not apply until when, and the lead's decision to lift one (Art. 36, 37, 39)."""

from aiogram import Bot

from handlers.engine.guides import Filling, Guide
from handlers.engine.lists import show_listing
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, show, tell, told
from rules.engine.forms import Facts
from rules.engine.refusals import Refusal
from rules.people.roles import Role
from rules.sanctions.bars import Bar
from rules.sanctions.rulings import lifting
from texts import Words, say
from workflow.engine.desk import Desk, serves_as, today
from workflow.engine.drafts import begun
from workflow.engine.lists import Nothing
from workflow.engine.records import Draft
from workflow.sanctions.bar_register import BARS, lift_bar, liftable, seen
from workflow.sanctions.rulings import PAGE, circular_of, circulars

FORM = "bar_lifting"


def guides() -> dict[str, Guide]:
    """Return the form of the decision that lifts a bar."""
    form = lambda _pack, facts: lifting(facts["article"])  # noqa: E731  # a lambda like its neighbours
    return {FORM: Guide(form=form, subject="sanction", sends=lifted, facts=bar_facts)}


async def begin_lifting(desk: Desk, bar_id: int) -> Draft:
    """Begin the decision that lifts a bar before its last day."""
    return await begun(desk, FORM, f"bar:{(await liftable(desk, bar_id)).id}")


async def show_register(bot: Bot, desk: Desk, page: int = 0) -> None:
    """Show a page of the bars, the one that ends last first."""
    below = [[key_button(desk, "sanctions.all", "sanction:list"), key_button(desk, "menu.open", "menu:home")]]
    await show_listing(
        bot, desk, BARS, Nothing(), page=page, turn="bar:list", title="bars.register", empty="bars.none", below=below
    )


async def show_bar(bot: Bot, desk: Desk, bar: Bar) -> None:
    """Show one bar: the person barred, article, decision, first and last day, and how it was lifted."""
    language = desk.person.language
    values = {"name": bar.words["name"], "document": bar.words["document"], "cited": _cited(bar)}
    lines = [say(language, "bars.one", from_on=bar.from_on, until=bar.until_on, **values)]
    rows: list[list[Button]] = []
    if lifted := bar.words.get("lifted"):
        lines.append(say(language, "bars.lifted_by", on=bar.lifted_on, **lifted))
    elif serves_as(desk, Role.LEAD) and bar.until_on >= today(desk):
        rows.append([key_button(desk, "bars.lift", f"bar:lift:{bar.id}")])
    rows.append([key_button(desk, "sanctions.open", f"sanction:open:{bar.sanction_id}")])
    rows.append([key_button(desk, "bars.list", "bar:list"), key_button(desk, "menu.open", "menu:home")])
    await show(bot, desk, Page("\n\n".join(lines), rows))


async def lifted(desk: Desk, filling: Filling) -> Page:
    """End the bar before its last day and say so."""
    bar = await lift_bar(desk, filling.draft, filling.progress.answers)
    rows = [[key_button(desk, "bars.list", "bar:list"), key_button(desk, "menu.open", "menu:home")]]
    return told(desk, "bars.lifted", rows=rows, name=bar.words["name"], on=bar.lifted_on)


async def bar_facts(desk: Desk, draft: Draft) -> Facts:
    """Return the article under which the bar was imposed."""
    return {"article": (await liftable(desk, int(draft.subject.removeprefix("bar:")))).article}


def _cited(bar: Bar) -> Words:
    return Words(f"sanctions.cited.{bar.article}")


PRESSES = Presses(
    "bar",
    {"list": Press(show_register), "open": Press(show_bar, of=seen), "lift": Press(begin_lifting)},
    article=36,
)


# The circulars on sanctions as the public reads them, newest first (Art. 37, 39).


async def show_circulars(bot: Bot, desk: Desk, before: int | None = None) -> None:
    """Show a page of the circulars."""
    found = await circulars(desk.work, before=before)
    rows: list[list[Button]] = [[Button(f"📢 {one.title}"[:60], f"circular:open:{one.id}")] for one in found]
    if len(found) == PAGE:
        rows.append([key_button(desk, "sanctions.earlier", f"circular:list:{found[-1].id}")])
    rows.append([key_button(desk, "notices.all", "notice:list"), key_button(desk, "menu.open", "menu:home")])
    await tell(bot, desk, "sanctions.circulars" if found else "sanctions.no_circulars", rows=rows)


async def show_circular(bot: Bot, desk: Desk, sanction_id: int) -> None:
    """Show the full text of one circular. Raises Refusal if it is not public."""
    found = await desk.work.sanctions.get(sanction_id)
    one = circular_of(found) if found is not None else None
    if one is None:
        raise Refusal("talk.old_button")
    posted = say(desk.person.language, "sanctions.posted", place=one.place, on=one.published_on)
    rows = [[key_button(desk, "sanctions.public", "circular:list"), key_button(desk, "menu.open", "menu:home")]]
    await show(bot, desk, Page(f"{one.text}\n\n{posted}", rows, title=one.title))


CIRCULARS = Presses("circular", {"list": Press(show_circulars), "open": Press(show_circular)}, article=37)
