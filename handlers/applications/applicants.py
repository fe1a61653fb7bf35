"""The applicant's conversation: begin, send, print, withdraw (Art. 4, 10-15)."""

from typing import Literal

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.applications import confirmation_papers, confirmations
from handlers.applications.editions import edition_name
from handlers.applications.eligibility import FORM as CHECK
from handlers.engine.guides import Filling, Guide, Guides
from handlers.engine.offers import put_down
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, show, tell, told
from handlers.people.personal_data import require_consent
from papers.engine.calendars import why
from papers.engine.parts import reach
from rules.applications.forms import individual, organisation
from rules.applications.lifecycle import INDIVIDUAL, KINDS, ORGANISATION, PAPER_FORMS, Application
from rules.engine.refusals import Forbidden, Refusal
from rules.sanctions.bars import number_of
from texts import say
from workflow.applications.applicants import begin_application, drop_application, mine, of_open_draft, subject_of
from workflow.applications.bars import barring, said_of, tell_of_attempt
from workflow.applications.editions import next_edition
from workflow.applications.submissions import (
    Submission,
    clear_doubtful,
    doubtful_files,
    held_until,
    submit_application,
    withdraw_application,
)
from workflow.engine.desk import Desk, today
from workflow.engine.drafts import application_facts, begun
from workflow.engine.filling import opened
from workflow.engine.issuing import owe_print
from workflow.engine.records import Draft, Paper


def guides() -> dict[str, Guide]:
    """Return the forms of an organisation and of an individual."""
    return {
        ORGANISATION: Guide(
            form=lambda pack, facts: organisation(pack, facts["year"]),
            subject="apply",
            sends=sent,
            facts=application_facts,
            awaited=confirmations.show_standing,
            dropping=dropped,
            changing=confirmations.changing,
            beside=confirmation_papers.beside,
        ),
        INDIVIDUAL: Guide(
            form=lambda pack, _facts: individual(pack),
            subject="apply",
            sends=sent,
            facts=application_facts,
            awaited=confirmations.show_standing,
            dropping=dropped,
            changing=confirmations.changing,
        ),
    }


async def begin_check(desk: Desk) -> Draft:
    """Begin the eligibility check."""
    return await begun(desk, CHECK, "")


async def new_application(
    bot: Bot, desk: Desk, state: FSMContext, kind: Literal["organisation", "individual"]
) -> Draft | None:
    """Begin an application, after the consent to the use of personal data."""
    agreed = await require_consent(bot, desk, state, f"application:new:{kind}")
    return await begin_application(desk, kind) if agreed else None


async def show_beginning(bot: Bot, desk: Desk, state: FSMContext) -> None:
    """Show which applications can be started today; the eligibility check is always offered."""
    await put_down(state)
    edition = await next_edition(desk)
    rows = [[key_button(desk, "applications.check", "application:check")]]
    home = [key_button(desk, "menu.open", "menu:home")]
    if edition is None:
        await tell(bot, desk, "applications.none_open", rows=[*rows, home])
        return
    takes = edition.takes_on(today(desk))
    if takes:
        rows += [[key_button(desk, f"applications.new.{kind}", f"application:new:{kind}")] for kind in KINDS]
    later = "opens_later" if edition.opened_at else "set_later"
    await tell(
        bot,
        desk,
        f"applications.{'begin' if takes else later}",
        rows=[*rows, home],
        edition=edition_name(desk, edition, desk.person.language),
        opens=edition.opens_on,
        closes=edition.closes_on,
    )


async def sent(desk: Desk, filling: Filling) -> Page:
    """Submit the application, or say what stands in the way.

    That is a bar (Art. 36-39), an award that is still valid and needs the lead's permission (Art. 5), or files that may
    hold a state secret (Art. 12).
    """
    application = await of_open_draft(desk, filling.draft)
    if bar := await barring(desk, number_of(filling.progress.answers)):
        await tell_of_attempt(desk, application, bar)
        rows = [[key_button(desk, "menu.help", "help:see"), key_button(desk, "menu.open", "menu:home")]]
        return told(desk, "applications.barred", rows=rows, **said_of(bar))
    if held := await held_until(desk, filling.draft, filling.progress):
        rows = [
            [key_button(desk, "applications.override_ask", f"application:again:{application.id}")],
            [key_button(desk, "menu.open", "menu:home")],
        ]
        return told(desk, "applications.holder", rows=rows, until=held)
    doubtful = await doubtful_files(desk, filling.draft, filling.progress)
    if doubtful:
        names = "\n".join(f"· {record.name}" for record in doubtful)
        rows = [
            [key_button(desk, "applications.clear", f"application:clear:{filling.draft.id}")],
            [key_button(desk, "forms.list", f"f:{filling.draft.id}:t")],
        ]
        return told(desk, "applications.doubtful", rows=rows, names=names)
    return receipt(desk, filling, await submit_application(desk, filling.draft, filling.progress))


async def cleared(bot: Bot, desk: Desk, guides: Guides, draft_id: int) -> None:
    """Record that the applicant answers for the doubtful files, then submit the application.

    Raises Forbidden for anybody else's draft, Refusal if it was sent before or is incomplete.
    """
    filling = await opened(desk, draft_id, guides)
    draft = filling.draft
    if draft.form not in (*KINDS, *PAPER_FORMS.values()):
        raise Forbidden("people.not_yours")
    if filling.progress.missing():
        raise Refusal("forms.incomplete", count=len(filling.progress.missing()))
    await clear_doubtful(desk, draft, filling.progress)
    await show(bot, desk, await sent(desk, filling))


def receipt(desk: Desk, filling: Filling, submission: Submission) -> Page:
    """Return the receipt: number, time, unit, next step, its last day and how that was counted, and how to withdraw.

    Whoever entered it from paper is told to print the receipt and hand it over (Art. 14).
    """
    one, language = submission.application, desk.person.language
    unit = next(unit for unit in desk.pack.units if unit.key == submission.unit)
    text = say(
        language,
        "entry.entered" if one.on_paper else "applications.sent",
        number=submission.number,
        name=filling.progress.answers["name"],
        received=submission.received_at,
        unit=unit.name(language),
        due=submission.review.last,
        why=why(language, submission.review),
    )
    lines = (text, reach(desk.pack, unit.name(language), language))
    rows = _paper_ways(desk, one) if one.on_paper else _ways(desk, one.id)
    return Page("\n".join(filter(None, lines)), rows)


async def printed(bot: Bot, desk: Desk, application_id: int) -> None:
    """Send the application form as it was submitted, to print, sign and seal (Art. 12)."""
    application = await mine(desk, application_id)
    if application.number is None:
        raise Refusal("talk.old_button")
    about = subject_of(application)
    paper = Paper("application_form", about)
    await owe_print(desk, paper, "form", "applications.paper.form", application.number)
    await tell(bot, desk, "applications.printing", rows=_ways(desk, application.id))


async def asked_withdrawal(bot: Bot, desk: Desk, application_id: int) -> None:
    """Ask for confirmation: one tap alone withdraws nothing."""
    application = await mine(desk, application_id)
    rows = [
        [key_button(desk, "applications.withdraw_yes", f"application:gone:{application.id}")],
        [key_button(desk, "applications.withdraw_no", f"status:see:{application.id}")],
    ]
    await tell(bot, desk, "applications.withdraw_sure", rows=rows, number=application.number)


async def withdrawn(bot: Bot, desk: Desk, application_id: int) -> None:
    """Withdraw the application and say so."""
    application = await withdraw_application(desk, application_id)
    rows = [[key_button(desk, "menu.status", "status:all"), key_button(desk, "menu.open", "menu:home")]]
    await tell(bot, desk, "applications.withdrawn", rows=rows, number=application.number)


async def dropped(desk: Desk, filling: Filling) -> None:
    """Drop the application of a draft that its applicant gives up."""
    await drop_application(desk, filling.draft)


def _paper_ways(desk: Desk, one: Application) -> list[list[Button]]:
    return [
        [
            key_button(desk, "reviews.open", f"review:open:{one.id}"),
            key_button(desk, "entry.another", "paper_case:new"),
        ],
        [key_button(desk, "menu.tasks", "task:list"), key_button(desk, "menu.open", "menu:home")],
    ]


def _ways(desk: Desk, application_id: int) -> list[list[Button]]:
    return [
        [key_button(desk, "applications.print", f"application:print:{application_id}")],
        [key_button(desk, "menu.status", "status:all"), key_button(desk, "menu.open", "menu:home")],
    ]


PRESSES = Presses(
    "application",
    {
        "begin": Press(show_beginning, command="apply"),
        "check": Press(begin_check),
        "new": Press(new_application),
        "clear": Press(cleared, article=12),
        "print": Press(printed, article=12),
        "withdraw": Press(asked_withdrawal, article=15),
        "gone": Press(withdrawn, article=15),
    },
    article=11,
    puts_down=False,
)
