"""The party's side of a case: the allegation, its statement, the decision, and what must be returned."""

from aiogram import Bot

from handlers.engine.guides import Filling, Guide
from handlers.engine.presses import Press, Presses
from handlers.engine.resuming import Case
from handlers.engine.speech import Button, Page, in_rows, key_button, show, told
from handlers.sanctions.cases import paper_buttons, show_declaration, ways, what_followed
from papers.engine.calendars import why
from rules.engine.forms import Facts
from rules.sanctions.cases import Sanction, State
from rules.sanctions.forms import statement
from texts import Words, say
from workflow.engine.desk import Desk
from workflow.engine.drafts import begun
from workflow.engine.files import files_known
from workflow.engine.records import Draft
from workflow.sanctions.cases import declaring
from workflow.sanctions.hearings import answering, give_statement, heard
from workflow.sanctions.parties import cases_of, is_party

FORM = "sanction_statement"
SHOWN = 5


def guides() -> dict[str, Guide]:
    """Return the form of the statement."""
    return {FORM: Guide(form=lambda _pack, _facts: statement(), subject="sanction", sends=stated, facts=facts_of)}


async def begin_statement(desk: Desk, sanction_id: int) -> Draft:
    """Begin the party's statement; the office enters one that came on paper."""
    return await begun(desk, FORM, f"sanction:{(await answering(desk, sanction_id)).id}")


async def show_mine(bot: Bot, desk: Desk, one: Sanction) -> None:
    """Show the party what is held against it, by when it can answer, and what was decided."""
    language, matter = desk.person.language, one.matter
    lines = [*_lines(desk, one), say(language, "sanctions.facts", facts=matter["facts"])]
    if "statement" in matter:
        lines.append(say(language, "sanctions.statement", statement=matter["statement"]))
    lines += what_followed(desk, one)
    clocks = await desk.work.deadlines.of(f"sanction:{one.id}")
    lines += [why(language, clock.count) for clock in clocks if clock.ended_at is None]
    answer = [key_button(desk, "sanctions.answer", f"sanction:answer:{one.id}")] if one.state is State.HEARING else []
    letters = [button for button in paper_buttons(desk, one) if not button.press.endswith(":circular")]
    rows = [answer, *in_rows(letters, width=2), *_home(desk)]
    await show(bot, desk, Page("\n\n".join(lines), rows, title=_title(desk, one)))


async def source(desk: Desk) -> list[Case]:
    """Return the cases in which the person was asked for a statement, for the list "my progress"."""
    rows = "sanctions.mine"
    return [
        Case(_title(desk, one), _lines(desk, one), [[key_button(desk, rows, f"sanction:mine:{one.id}")]])
        for one in (await cases_of(desk))[:SHOWN]
    ]


async def stated(desk: Desk, filling: Filling) -> Page:
    """Keep the statement; the lead decides next."""
    one = await give_statement(desk, filling.draft, filling.progress.answers)
    mine = await is_party(desk.work, one, desk.person.id)
    rows = _home(desk) if mine else ways(desk, one)
    return told(desk, "sanctions.stated" if mine else "sanctions.done.answer", rows=rows, number=one.number)


async def facts_of(desk: Desk, draft: Draft) -> Facts:
    """Return the statement's files. Raises Refusal unless the person may give the statement now."""
    await answering(desk, int(draft.subject.removeprefix("sanction:")))
    return {"files": await files_known(desk, draft)}


def _title(desk: Desk, one: Sanction) -> str:
    cited, state = Words(f"sanctions.cited.{one.article}"), Words(f"sanctions.state.{one.state.value}")
    return say(desk.person.language, "sanctions.case", number=one.number, cited=cited, state=state)


def _lines(desk: Desk, one: Sanction) -> tuple[str, ...]:
    due = one.hear_by if one.state is State.HEARING and one.hear_by else ""
    key = "sanctions.yours_until" if due else "sanctions.yours"
    return (say(desk.person.language, key, name=one.matter["name"], due=due),)


def _home(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "menu.status", "status:all"), key_button(desk, "menu.open", "menu:home")]]


PRESSES = Presses(
    "sanction",
    {"mine": Press(show_mine, of=heard), "answer": Press(begin_statement)},
    article=36,
    undeclared=Press(show_declaration, of=declaring),
)
