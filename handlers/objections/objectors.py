"""An objector's conversation: object, complete, withdraw, answer the result (Art. 22, 23)."""

from typing import Any

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.engine.filling import begin
from handlers.engine.guides import Filling, Guide, Guides, Outdated
from handlers.engine.presses import Press, Presses
from handlers.engine.resuming import Case
from handlers.engine.speech import Button, Page, Rows, key_button, show, tell, told
from handlers.objections.cases import state_line
from handlers.people.personal_data import require_consent
from papers.engine.calendars import why
from papers.engine.parts import reach
from rules.engine.forms import Facts, Question
from rules.objections.cases import Actor, Objection, State, acts_of, after
from rules.objections.custody import disagreement
from rules.objections.forms import completion, objection
from rules.sanctions.remedies import Authority
from texts import Words, say
from workflow.engine.desk import Desk, today
from workflow.engine.drafts import begun
from workflow.engine.files import files_known
from workflow.engine.records import Draft
from workflow.engine.replies import remedy
from workflow.notices.board import begun_objection, objection_facts
from workflow.objections.objectors import (
    Filed,
    complete_objection,
    confirm_result,
    disagree_with_result,
    file_objection,
    of_objector,
    withdraw_objection,
)
from workflow.office.drawings import filed_by

SHOWN = 5


def guides() -> dict[str, Guide]:
    """Return the objector's forms."""
    return {
        "objection": Guide(
            form=lambda pack, _facts: objection(pack),
            subject="objection",
            sends=sent,
            facts=objection_facts,
            changing=changed_notice,
        ),
        "completion": Guide(
            form=lambda pack, facts: completion(pack, facts["missing"]),
            subject="objection",
            sends=completed,
            facts=completion_facts,
        ),
        "objection_disagreement": Guide(
            form=lambda _pack, _facts: disagreement(), subject="objections", sends=disagreed
        ),
    }


async def began(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, notice_id: int = -1) -> None:
    """Begin an objection, open to anybody; say first what it takes, and where to object to an internal notice.

    The articles are 13 and 22. `notice_id` is the notice whose button or code brought the person here; -1 if they have
    yet to choose one.
    """
    if await require_consent(bot, desk, state, f"objection:begin:{notice_id}" if notice_id > 0 else "objection:begin"):
        days = desk.pack.examination_working_days
        notice = say(desk.person.language, "objections.begin", days=days)
        subject = await begun_objection(desk, notice_id)
        await begin(bot, desk, state, guides, "objection", subject=subject, notice=notice)


async def sent(desk: Desk, filling: Filling) -> Page:
    """File the objection; its receipt."""
    return receipt(desk, await file_objection(desk, filling.draft, filling.progress.answers))


def receipt(desk: Desk, filed: Filed) -> Page:
    """Return number, time, the last day of the examination, how it was counted, and what happens next (Art. 22, 23)."""
    language, one = desk.person.language, filed.objection
    text = say(
        language,
        "objections.late_receipt" if one.late else "objections.receipt",
        number=one.number,
        received=one.received_at,
        due=filed.count.last,
        days=filed.count.days,
        why=why(language, filed.count),
        confirm=desk.pack.confirmation_working_days,
    )
    rows = [[key_button(desk, "objections.see", f"objection:mine:{one.id}", number=one.number)], *_home(desk)]
    lines = (text, reach(desk.pack, desk.pack.bodies.office.name(language), language))
    return Page("\n".join(filter(None, lines)), rows)


async def completed(desk: Desk, filling: Filling) -> Page:
    """Keep what was missing, and name the new last day of the examination."""
    filed = await complete_objection(desk, filling.draft, filling.progress.answers)
    counted = why(desk.person.language, filed.count)
    number_ = filed.objection.number
    return told(desk, "objections.completed", rows=_home(desk), number=number_, due=filed.count.last, why=counted)


async def disagreed(desk: Desk, filling: Filling) -> Page:
    """Record the objector's words against the result."""
    one = await disagree_with_result(desk, filling.draft, filling.progress.answers["disagreement"])
    return told(desk, "objections.disagreed", rows=_home(desk), number=one.number)


async def completion_facts(desk: Desk, draft: Draft) -> Facts:
    """Return the fields that the office asked for, and the form's files."""
    one = await of_objector(desk, int(draft.subject.removeprefix("objection:")))
    return {"missing": one.missing, "files": await files_known(desk, draft)}


async def changed_notice(_desk: Desk, filling: Filling, question: Question, value: Any) -> Outdated | None:
    """Return the answers on whom the objection is against as outdated if another notice is chosen."""
    answers = filling.progress.answers
    if question.key != "notice" or "against" not in answers or answers.get("notice") == value:
        return None
    return Outdated(("against", "against_words"), "objections.against_again")


async def opened(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, number: str) -> bool:
    """Begin an objection to the notice with this number, which its printed code names; False when there is none."""
    notice = await desk.work.notices.numbered(number)
    if notice is not None:
        await began(bot, desk, state, guides, notice.id)
    return notice is not None


async def begin_completion(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, one: Objection) -> None:
    """Begin the form that completes the objection. Raises Refusal if its time is over."""
    after(one, "complete", today(desk))
    notice = say(desk.person.language, "objections.wanted", missing=one.matter.get("missing_words", ""))
    await begin(bot, desk, state, guides, "completion", subject=f"objection:{one.id}", notice=notice)


async def begin_disagreement(desk: Desk, one: Objection) -> Draft:
    """Begin the form that contests the result. Raises Refusal if its time is over."""
    after(one, "disagree", today(desk))
    return await begun(desk, "objection_disagreement", f"objection:{one.id}")


async def asked_withdrawal(bot: Bot, desk: Desk, one: Objection) -> None:
    """Ask for confirmation: one tap alone withdraws nothing."""
    after(one, "withdraw", today(desk))
    rows = [
        [key_button(desk, "objections.withdraw_yes", f"objection:gone:{one.id}")],
        [key_button(desk, "objections.withdraw_no", f"objection:mine:{one.id}")],
    ]
    await tell(bot, desk, "objections.withdraw_sure", rows=rows, number=one.number)


async def withdrawn(desk: Desk, one: Objection) -> Page:
    """Say that the objection was taken back."""
    return told(desk, "objections.withdrawn", rows=_home(desk), number=one.number)


async def confirmed(desk: Desk, one: Objection) -> Page:
    """Say that the result was confirmed."""
    return told(desk, "objections.confirmed", rows=_home(desk), number=one.number)


async def show_mine(bot: Bot, desk: Desk, one: Objection) -> None:
    """Show where the objection is, its last day and why, and what the objector can do now."""
    language, lines = desk.person.language, list(_lines(desk, one))
    if result := one.matter.get("result"):
        outcome = Words(f"objection.result.{'upheld' if one.upheld else 'not_upheld'}")
        lines.append(say(language, "objections.result_words", outcome=outcome, **result))
        lines.append(say(language, f"objections.follows.{result.get('effect') or 'nothing'}"))
    if one.state is State.NOT_ADMITTED:
        lines.append(say(language, "objections.refused_words", reasons=one.matter["reasons"]))
    if one.state is State.NOT_ADMITTED or one.upheld is False:
        against = remedy(desk.pack, Authority.OFFICE)
        lines.append(say(language, against.key, **against.values))
    clocks = await desk.work.deadlines.of(f"objection:{one.id}")
    lines += [why(language, clock.count) for clock in clocks if clock.ended_at is None]
    rows = [[_act(desk, act, one)] for act in acts_of(one, Actor.OBJECTOR, today(desk))]
    title = say(language, "objections.case", number=one.number)
    await show(bot, desk, Page("\n\n".join(lines), [*rows, *_home(desk)], title=title))


async def source(desk: Desk) -> list[Case]:
    """Return the person's objections, for the list "my progress"."""
    return [
        Case(
            say(desk.person.language, "objections.case", number=one.number),
            _lines(desk, one),
            [[key_button(desk, "objections.see", f"objection:mine:{one.id}", number=one.number)]],
        )
        for one in (await filed_by(desk))[:SHOWN]
    ]


def _lines(desk: Desk, one: Objection) -> tuple[str, ...]:
    received = say(desk.person.language, "objections.received", received=one.received_at)
    return (received, state_line(desk, one))


def _act(desk: Desk, act: str, one: Objection) -> Button:
    return key_button(desk, f"objections.{act}", f"objection:{act}:{one.id}")


def _home(desk: Desk) -> Rows:
    return [[key_button(desk, "menu.status", "status:all"), key_button(desk, "menu.open", "menu:home")]]


PRESSES = Presses(
    "objection",
    {
        "begin": Press(began, article=22, command="object"),
        "mine": Press(show_mine, of=of_objector),
        "complete": Press(begin_completion, of=of_objector, article=22),
        "disagree": Press(begin_disagreement, of=of_objector),
        "withdraw": Press(asked_withdrawal, of=of_objector, article=22),
        "gone": Press(withdrawn, of=withdraw_objection, article=22),
        "confirm": Press(confirmed, of=confirm_result),
    },
    article=23,
)
