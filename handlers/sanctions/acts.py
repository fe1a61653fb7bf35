"""The office's, the lead's and the committee's side of a case: from its opening to the circular (Art. 5, 36-41)."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from aiogram import Bot
from aiogram.types import BufferedInputFile

from handlers.engine.commands import announce_to_person
from handlers.engine.guides import Filling, Guide
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Page, key_button, tell, told
from handlers.people.roles import role_shown
from handlers.sanctions.cases import ask_hearing, owe_paper, show_case, show_declaration, show_files, show_list, ways
from papers.engine.calendars import why
from rules.engine.forms import Facts
from rules.people.roles import Role
from rules.sanctions.cases import Sanction, needs_approval
from rules.sanctions.forms import delivery, findings, sanction
from rules.sanctions.rulings import approval, decision, forwarding, publication, recovery, withdrawal
from texts import say
from workflow.engine.desk import Desk
from workflow.engine.drafts import begun
from workflow.engine.files import files_known
from workflow.engine.records import Draft
from workflow.interests.recusals import bars
from workflow.people.roles import staff
from workflow.sanctions.case_opening import open_case
from workflow.sanctions.cases import OFFICE, acting, declare, declaring, opened, read_file
from workflow.sanctions.hearings import ask_statement, record_delivery, record_findings
from workflow.sanctions.rulings import decide, forward, publish, record_approval, recover, still_asked, withdraw

FORM = "sanction"
FORMS: Mapping[str, str] = {
    "investigate": "sanction_findings",
    "deliver": "sanction_delivery",
    "decide": "sanction_decision",
    "approve": "sanction_approval",
    "forward": "sanction_forwarding",
    "recover": "sanction_recovery",
    "publish": "sanction_publication",
    "withdraw": "sanction_withdrawal",
}
"""The form in which each act is done."""
Work = Callable[[Desk, Draft, Mapping[str, Any]], Awaitable[Sanction]]


def guides() -> dict[str, Guide]:
    """Return the forms of those who handle a case; the party's is in `handlers.sanctions.hearings`."""
    return {
        FORM: Guide(form=lambda pack, _facts: sanction(pack), subject=FORM, ending=case_opened, facts=opening_facts),
        "sanction_findings": _guide(lambda _facts: findings(), "investigate", record_findings),
        "sanction_delivery": Guide(
            form=lambda _pack, _facts: delivery(), subject=FORM, sends=letter_delivered, facts=case_facts
        ),
        "sanction_decision": _guide(
            lambda facts: decision(facts["article"], approved=facts["approved"]), "decide", decide
        ),
        "sanction_approval": _guide(lambda facts: approval(facts["article"]), "approve", record_approval),
        "sanction_forwarding": _guide(lambda facts: forwarding(facts["article"]), "forward", forward),
        "sanction_recovery": _guide(lambda facts: recovery(facts["article"]), "recover", recover),
        "sanction_publication": _guide(lambda facts: publication(facts["article"]), "publish", publish),
        "sanction_withdrawal": _guide(lambda _facts: withdrawal(), "withdraw", withdraw),
    }


async def new_case(desk: Desk) -> Draft:
    """Begin a case that may end in a sanction."""
    return await begun(desk, FORM, "")


async def begin_act(desk: Desk, sanction_id: int, act: str) -> Draft:
    """Begin the form in which this act is done."""
    return await begun(desk, FORMS[act], f"sanction:{(await acting(desk, sanction_id, act)).id}")


async def send_file(bot: Bot, desk: Desk, sanction_id: int, place: int) -> None:
    """Send one file of the case."""
    name, content = await read_file(desk, sanction_id, place)
    await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, name))


async def print_letter(desk: Desk, sanction_id: int, kind: str) -> Page:
    """Print a letter of the case."""
    await owe_paper(desk, sanction_id, kind)
    return told(desk, "sanctions.printing", rows=[[key_button(desk, "menu.open", "menu:home")]])


async def declared(bot: Bot, desk: Desk, sanction_id: int, *, interest: bool) -> None:
    """Record the declaration: without an interest the case opens, with one it stays shut."""
    one = await declare(desk, sanction_id, interest=interest)
    if interest and bars(desk):
        await tell(bot, desk, "sanctions.stood_back", rows=ways(desk), number=one.number)
    else:
        await show_case(bot, desk, one)


async def asked(bot: Bot, desk: Desk, sanction_id: int) -> None:
    """Ask the party for a statement; if no channel reaches it, owe the letter to be delivered by hand."""
    one, count = await ask_statement(desk, sanction_id)
    if count is None:
        await owe_paper(desk, one.id, "hearing")
        await tell(bot, desk, "sanctions.to_deliver", rows=ways(desk, one), number=one.number)
        return
    counted = why(desk.person.language, count)
    await tell(bot, desk, "sanctions.asked", rows=ways(desk, one), number=one.number, due=count.last, why=counted)


async def case_opened(bot: Bot, desk: Desk, filling: Filling) -> None:
    """Open the case; under Art. 41 it ends the person's role, and their commands change."""
    one = await open_case(desk, filling.draft, filling.progress.answers)
    if one.article == 41 and one.person_id is not None:
        await announce_to_person(bot, desk, one.person_id)
    key = "sanctions.role_ended" if one.article == 41 else "sanctions.opened"
    await tell(bot, desk, key, rows=ways(desk, one), number=one.number)


async def letter_delivered(desk: Desk, filling: Filling) -> Page:
    """Record the delivery of the letter, from which the days count."""
    one, count = await record_delivery(desk, filling.draft, filling.progress.answers)
    counted = why(desk.person.language, count)
    return told(desk, "sanctions.delivered", rows=ways(desk, one), number=one.number, due=count.last, why=counted)


async def opening_facts(desk: Desk, draft: Draft) -> Facts:
    """Return whom the case can be about: clerks under Art. 38, everybody with a role under Art. 41; and the files."""
    article = (await desk.work.drafts.answers(draft.id)).get("article")
    served = [one for one in await staff(desk) if article == "41" or one.membership.role is Role.CLERK]
    members = {
        one.membership.id: f"{one.name or say(desk.person.language, 'people.unnamed')} · "
        + role_shown(desk, one.membership.role, one.membership.unit)
        for one in served
        if one.membership.person_id != desk.person.id
    }
    return {"members": members, "files": await files_known(desk, draft)}


async def case_facts(desk: Desk, draft: Draft) -> Facts:
    """Return the facts that the forms about a case share."""
    one = await opened(desk, int(draft.subject.removeprefix("sanction:")))
    approved = needs_approval(one.article, desk.pack)
    return {
        "article": one.article,
        "approved": approved,
        "items": still_asked(one),
        "files": await files_known(desk, draft),
    }


def _guide(form: Callable[[Facts], Any], act: str, work: Work) -> Guide:
    async def ended(desk: Desk, filling: Filling) -> Page:
        one = await work(desk, filling.draft, filling.progress.answers)
        key = f"sanctions.done.{act}"
        state = say(desk.person.language, f"sanctions.state.{one.state.value}")
        return told(desk, key, rows=ways(desk, one), number=one.number, state=state)

    return Guide(form=lambda _pack, facts: form(facts), subject=FORM, sends=ended, facts=case_facts)


PRESSES = Presses(
    "sanction",
    {
        "list": Press(show_list, article=36, roles=OFFICE),
        "new": Press(new_case, article=9, roles=OFFICE),
        "none": Press(partial(declared, interest=False), article=40),
        "interest": Press(partial(declared, interest=True), article=40),
        "open": Press(show_case, of=opened),
        "hear": Press(ask_hearing, of=partial(acting, act="hear")),
        "ask": Press(asked),
        "files": Press(show_files, of=opened),
        "file": Press(send_file),
        "paper": Press(print_letter),
        **{act: Press(partial(begin_act, act=act)) for act in FORMS},
    },
    article=36,
    undeclared=Press(show_declaration, of=declaring),
)
