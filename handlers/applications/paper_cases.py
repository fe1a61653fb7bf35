"""What is brought on paper: a clerk or officer enters it for its applicant, who may claim the case (Art. 9, 14, 22)."""

from typing import Literal

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.applications.applicants import sent
from handlers.engine.filling import open_form
from handlers.engine.guides import Filling, Guide, Guides, Opener, load
from handlers.engine.offers import put_down
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, tell, told
from rules.applications.forms import individual, organisation
from rules.applications.lifecycle import INDIVIDUAL, KINDS, ORGANISATION, PAPER_FORMS, Application, State
from rules.applications.paper_cases import late_entry, late_objection
from rules.engine.options import day
from rules.engine.pack import Pack
from rules.engine.refusals import Forbidden
from rules.people.roles import Role
from texts import say
from workflow.applications.applicants import OFFICE, drop_application
from workflow.engine.desk import Books, Desk, Places, addresses, serves_as, today
from workflow.engine.drafts import begun, unit_facts
from workflow.engine.records import Draft, Link, Work
from workflow.office.paper_cases import (
    LATE_FORM,
    LATE_OBJECTION,
    Entered,
    begin_late,
    begin_paper,
    claim_case,
    ended_facts,
    ended_notices,
    entered,
    enters,
    give_late_code,
    give_objection_code,
    late_edition,
    paper_facts,
    print_receipt,
)


def guides() -> dict[str, Guide]:
    """Return the applicant's own forms, filled in from paper, and the lead's forms for late entries."""
    return {
        PAPER_FORMS[ORGANISATION]: Guide(
            form=lambda pack, facts: organisation(pack, facts["year"], paper=True),
            subject="apply",
            sends=sent,
            facts=paper_facts,
            dropping=dropped,
        ),
        PAPER_FORMS[INDIVIDUAL]: Guide(
            form=lambda pack, _facts: individual(pack, paper=True),
            subject="apply",
            sends=sent,
            facts=paper_facts,
            dropping=dropped,
        ),
        LATE_FORM: Guide(form=lambda _pack, _facts: late_entry(), subject="entry", sends=allowed, facts=unit_facts),
        LATE_OBJECTION: Guide(
            form=lambda _pack, _facts: late_objection(),
            subject="entry",
            sends=allowed_objection,
            facts=ended_facts,
        ),
    }


async def begin_kind(desk: Desk, kind: Literal["organisation", "individual"]) -> Draft:
    """Begin an application that somebody brought on paper."""
    return await begin_paper(desk, kind)


async def begin_late_entry(desk: Desk) -> Draft:
    """Begin the lead's permission for an application that came in time and was not entered."""
    return await begun(desk, LATE_FORM, f"edition:{(await late_edition(desk)).id}")


async def begin_late_objection(desk: Desk) -> Draft:
    """Begin the lead's permission for an objection that came in time and was not entered."""
    await ended_notices(desk)
    return await begun(desk, LATE_OBJECTION, "")


def late_opener(guides: Guides) -> Opener:
    """Return the opener of the lead's code for a late entry."""

    async def opened(bot: Bot, desk: Desk, state: FSMContext, link: Link, token: str) -> None:
        draft = await begin_late(desk, link, token)
        notice = say(desk.person.language, "entry.late_begun", reason=str(link.values["reason"]))
        await open_form(bot, desk, state, await load(desk, draft, guides), notice=notice)

    return opened


async def claimed(bot: Bot, desk: Desk, state: FSMContext, _link: Link, token: str) -> None:
    """Make the case that was entered from paper the person's own, and show the way to it."""
    await put_down(state)
    found = await claim_case(desk, token)
    press = f"status:see:{found.id}" if isinstance(found, Application) else "status:all"
    rows = [
        [key_button(desk, "status.see", press, number=found.number)],
        [key_button(desk, "menu.mydata", "data:see"), key_button(desk, "menu.open", "menu:home")],
    ]
    await tell(bot, desk, "entry.claimed", rows=rows, number=found.number)


async def show_beginning(bot: Bot, desk: Desk) -> None:
    """Show what can be entered from paper today. Raises Forbidden for all but clerks and the office (Art. 9, 14)."""
    if not enters(desk):
        raise Forbidden("people.not_yours", article=14)
    edition = await desk.work.editions.taking_on(today(desk))
    rows: list[list[Button]] = []
    if edition is not None:
        rows += [[key_button(desk, f"entry.new.{kind}", f"paper_case:kind:{kind}")] for kind in KINDS]
    if serves_as(desk, *OFFICE):
        rows.append([key_button(desk, "objections.counter", "objection:counter")])
    rows.append([key_button(desk, "entry.enter_code", "award:code")])
    if serves_as(desk, Role.LEAD):
        rows[-1].append(key_button(desk, "entry.allow_late", "paper_case:late"))
        rows.append([key_button(desk, "entry.allow_late_objection", "paper_case:late_objection")])
    rows.append([key_button(desk, "menu.open", "menu:home")])
    closes = edition.closes_on if edition is not None else ""
    await tell(bot, desk, "entry.begin" if edition is not None else "entry.begin_closed", rows=rows, closes=closes)


async def allowed(desk: Desk, filling: Filling) -> Page:
    """Show the lead the code for the late entry, this once."""
    given = await give_late_code(desk, filling.draft, filling.progress.answers)
    name = filling.progress.answers["name"]
    return told(desk, "entry.late_code", rows=_home(desk), code=_spaced(given.code), name=name, until=given.until)


async def allowed_objection(desk: Desk, filling: Filling) -> Page:
    """Show the lead the code for the late entry of an objection, this once."""
    answers = filling.progress.answers
    given = await give_objection_code(desk, filling.draft, answers)
    said = {"code": _spaced(given.code), "came": day(answers["received_on"]), "until": given.until}
    return told(desk, "entry.late_objection_code", rows=_home(desk), **said)


async def printed(bot: Bot, desk: Desk, noun: Literal["application", "objection"], case_id: int) -> None:
    """Send the receipt to be printed again."""
    await print_receipt(desk, f"{noun}:{case_id}")
    await tell(bot, desk, "applications.printing", rows=[[_open(desk, noun, case_id)]])


async def dropped(desk: Desk, filling: Filling) -> None:
    """Drop what was begun; the paper itself is given back or entered anew."""
    await drop_application(desk, filling.draft)


async def lines(desk: Desk, about: str) -> list[str]:
    """Say how a case came in on paper: when, who entered it, why so late, and whether it was claimed."""
    found = await entered(desk, about)
    if found is None:
        return []
    language, paper = desk.person.language, found.paper
    said = [say(language, "entry.line", received=paper.received_at, at=paper.entered_at, who=found.by)]
    if paper.late_by is not None:
        said.append(say(language, "entry.line_late", who=found.late_by, reason=paper.late_reason or ""))
    if paper.claimed_at is not None:
        said.append(say(language, "entry.line_claimed", at=paper.claimed_at))
    return said


async def on_receipt(work: Work, pack: Pack, about: str, language: str) -> tuple[tuple[str, str], ...]:
    """Return what a receipt says of a case brought on paper: who entered it when, and the code to claim it."""
    found = await entered(Books(work, pack), about)
    if found is None:
        return ()
    by = say(language, "entry.entered_by_at", who=found.by, at=found.paper.entered_at)
    rows = [(say(language, "entry.entered_by"), by), *_late(found, language)]
    if code := found.paper.code:
        how = say(language, "entry.code_how", code=_spaced(code))
        rows.append((say(language, "entry.code"), how))
    return tuple(rows)


async def on_form(work: Work, pack: Pack, about: str, language: str) -> tuple[tuple[str, str], ...]:
    """Return what the printed form, and so the archive, says of its receipt on paper and of a late entry."""
    found = await entered(Books(work, pack), about)
    if found is None:
        return ()
    by = say(language, "entry.entered_by_at", who=found.by, at=found.paper.entered_at)
    return ((say(language, "entry.entered_by"), by), *_late(found, language))


async def claim_address(places: Places | None, work: Work, about: str) -> str:
    """Return the address behind the receipt's QR code, which claims the case; "" for one that is nobody's to claim."""
    paper = await work.paper_cases.get(about)
    return addresses(places, paper.code)[0] if places is not None and paper is not None and paper.code else ""


def for_applicant(desk: Desk, application: Application) -> list[list[Button]]:
    """Return the buttons with which unit or office act for an applicant who has no chat."""
    if not application.at_counter:
        return []
    rows = [[key_button(desk, "entry.print", f"paper_case:print:application:{application.id}")]]
    if application.state is State.SUPPLEMENT:
        rows.append([key_button(desk, "entry.supply", f"supplement:fill:{application.id}")])
    rows[0].append(key_button(desk, "entry.withdraw", f"application:withdraw:{application.id}"))
    return rows


def _late(found: Entered, language: str) -> tuple[tuple[str, str], ...]:
    if found.paper.late_by is None:
        return ()
    said = say(language, "entry.late_by", who=found.late_by, reason=found.paper.late_reason or "")
    return ((say(language, "entry.late"), said),)


def _spaced(code: str) -> str:
    return f"{code[:4]} {code[4:]}"


def _home(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "menu.office", "office:menu"), key_button(desk, "menu.open", "menu:home")]]


def _open(desk: Desk, noun: str, case_id: int) -> Button:
    press = f"review:open:{case_id}" if noun == "application" else f"objection:open:{case_id}"
    return key_button(desk, "reviews.back", press)


PRESSES = Presses(
    "paper_case",
    {
        "new": Press(show_beginning, puts_down=True),
        "kind": Press(begin_kind),
        "late": Press(begin_late_entry),
        "late_objection": Press(begin_late_objection),
        "print": Press(printed),
    },
    article=14,
    puts_down=False,
)
