"""Formal letters in the chat: the office drafts one, the lead reads, prints, returns or approves it (Art. 9, 17-19)."""

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.applications import dossiers
from handlers.engine.guides import Filling, Guide
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, tell, told
from rules.applications.lifecycle import Application
from rules.letters.formal import Letter, LetterKind, letter, letter_return
from rules.people.roles import Role
from texts import Words, say
from workflow.applications.applicants import subject_of
from workflow.engine.desk import Desk, serves_as
from workflow.engine.drafts import begun
from workflow.engine.issuing import owe_print
from workflow.engine.records import Draft, OwedState, Paper
from workflow.letters.formal import (
    act_of,
    approve_letter,
    begin_letter,
    draft_letter,
    letter_facts,
    read_letter,
    return_letter,
)

KINDS = set(LetterKind)


def guides() -> dict[str, Guide]:
    """Return the forms of the letter and of the lead's remarks when it is returned."""
    return {
        "letter": Guide(
            form=lambda _pack, facts: letter(LetterKind(facts["kind"]), above=bool(facts["above"])),
            subject="letter",
            sends=drafted,
            facts=letter_facts,
        ),
        "letter_return": Guide(form=lambda _pack, _facts: letter_return(), subject="letter", sends=returned),
    }


async def begin_of_kind(desk: Desk, kind: LetterKind, application_id: int) -> Draft:
    """Begin a letter of this kind."""
    return await begin_letter(desk, application_id, kind)


async def begin_return(desk: Desk, application_id: int, kind: LetterKind) -> Draft:
    """Begin the lead's remarks with which a letter goes back."""
    application, _ = await read_letter(desk, application_id, kind)
    return await begun(desk, "letter_return", f"{subject_of(application)}:{kind.value}")


async def show_letter(
    bot: Bot, desk: Desk, state: FSMContext, application_id: int, kind: LetterKind | None = None
) -> None:
    """Show the letter, how far it is, and what can be done with it."""
    application, one = await read_letter(desk, application_id, kind)
    language, answers = desk.person.language, await desk.work.drafts.answers(one.draft_id)
    text = say(
        language,
        "letter.page",
        number=application.number,
        name=application.name or "",
        kind=Words(f"letter.kind.{one.kind.value}"),
        ground=Words(f"letter.grounds.{answers['ground']}"),
        text=answers["text"],
        standing=await _standing(desk, application, one),
    )
    where = f"{application.id}:{one.kind.value}"
    rows = [[key_button(desk, "letter.print", f"letter:pdf:{where}")]]
    if one.waits and serves_as(desk, Role.LEAD):
        rows.insert(0, [key_button(desk, "letter.approve", f"letter:sure:{where}")])
        rows.insert(1, [key_button(desk, "letter.give_back", f"letter:back:{where}")])
    if one.approved_at is None:
        rows.append([key_button(desk, "letter.mend", f"letter:mend:{where}")])
    rows.append([key_button(desk, "reviews.open", f"review:open:{application.id}"), *_ways(desk)[0]])
    await dossiers.turn_to(bot, desk, state, text, rows)


async def printed(bot: Bot, desk: Desk, application_id: int, kind: LetterKind) -> None:
    """Print the letter, whether it is approved yet or not."""
    application, one = await read_letter(desk, application_id, kind)
    about = subject_of(application)
    await owe_print(desk, Paper(one.kind.value, about), f"{kind.value}:print", "letter.printed", application.number)
    rows = [[key_button(desk, "letter.open", f"letter:see:{application.id}:{kind.value}")], *_ways(desk)]
    await tell(bot, desk, "letter.printing", rows=rows)


async def asked_approval(bot: Bot, desk: Desk, state: FSMContext, application_id: int, kind: LetterKind) -> None:
    """Ask for confirmation, since a delivered letter cannot be taken back. Lead only (Art. 9)."""
    application, one = await read_letter(desk, application_id, kind)
    rows = [
        [key_button(desk, "letter.approve_yes", f"letter:yes:{application.id}:{kind.value}")],
        [key_button(desk, "letter.approve_no", f"letter:see:{application.id}:{kind.value}")],
    ]
    text = say(
        desk.person.language,
        "letter.approve_sure",
        number=application.number,
        name=application.name or "",
        kind=Words(f"letter.kind.{one.kind.value}"),
    )
    await dossiers.turn_to(bot, desk, state, text, rows)


async def approved(bot: Bot, desk: Desk, application_id: int, kind: LetterKind) -> None:
    """Approve the letter: the application ends, and the letter is delivered."""
    application, _ = await read_letter(desk, application_id, kind)
    moved = await approve_letter(desk, application, act_of(application, kind))
    rows = [[key_button(desk, "letter.open", f"letter:see:{moved.id}:{kind.value}")], *_ways(desk)]
    state = Words(f"lifecycle.state.{moved.state.value}")
    await tell(bot, desk, "letter.approved_now", rows=rows, number=moved.number, state=state)


async def drafted(desk: Desk, filling: Filling) -> Page:
    """Submit the draft of a letter to the lead."""
    application = await draft_letter(desk, filling.draft)
    kind = LetterKind(filling.facts["kind"])
    rows = [[key_button(desk, "letter.open", f"letter:see:{application.id}:{kind.value}")], *_ways(desk)]
    return told(desk, "letter.drafted", rows=rows, number=application.number)


async def returned(desk: Desk, filling: Filling) -> Page:
    """Return the letter to the office with the lead's remarks."""
    application = await return_letter(desk, filling.draft, filling.progress.answers["words"])
    return told(desk, "letter.returned_now", rows=_ways(desk), number=application.number)


async def _standing(desk: Desk, application: Application, one: Letter) -> str:
    """Say who has the letter now and, once it is approved, whether and when it arrived."""
    language = desk.person.language
    if one.approved_at is None:
        return say(language, "letter.waits" if one.waits else "letter.sent_back", words=one.returned)
    owed = await desk.work.outbox.get(f"{subject_of(application)}:{one.kind.value}:paper")
    if owed is None or owed.state is not OwedState.SENT:
        failed = owed is not None and owed.state is OwedState.FAILED
        return say(language, "letter.unreachable" if failed else "letter.on_its_way", at=one.approved_at)
    return say(language, "letter.arrived", at=one.approved_at, arrived=owed.sent_at)


def _ways(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "menu.tasks", "task:list"), key_button(desk, "menu.open", "menu:home")]]


PRESSES = Presses(
    "letter",
    {
        "see": Press(show_letter),
        "write": Press(begin_of_kind),
        "mend": Press(begin_letter),
        "pdf": Press(printed),
        "sure": Press(asked_approval, roles=(Role.LEAD,)),
        "yes": Press(approved),
        "back": Press(begin_return, roles=(Role.LEAD,)),
    },
    article=9,
    roles=(Role.LEAD, Role.OFFICE),
    puts_down=False,
    undeclared=dossiers.DECLARES,
)
