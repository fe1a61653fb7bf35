"""Use of the award: its rules acknowledged every year, questions answered, misuse looked into (Art. 33, 34)."""

from datetime import datetime

from rules.awards.affairs import USE_RULES, Affair, Kind, State
from rules.awards.validity import Award, certificate_key
from rules.engine.forms import Answers
from rules.engine.refusals import Refusal
from storage.engine.drafts import Draft
from storage.work import Work
from workflow.awards.affairs import (
    CHECK,
    MISUSE,
    OFFICE,
    QUESTION,
    acting,
    award_of,
    begin,
    go_on,
    number_of,
    opened,
    own_award,
    subject_of,
    tell_holder,
    wait_for_office,
)
from workflow.awards.july import reached_about
from workflow.engine.desk import Desk, require, today
from workflow.engine.drafts import begun, open_draft
from workflow.engine.planning import MOST, Planning, is_looked_over, note_looked_over, owe

QUESTION_FORM, MISUSE_FORM = "use_question", "misuse"
SANCTION_FORM = "sanction"
CERTIFICATE = "cert-"
"""The prefix of the code on a card that opens the register; the award's id follows (Art. 34)."""
SEARCHED = 500
"""The most questions searched: as many as a county has in decades."""
_FACTS = 3000


async def ask_yearly(plan: Planning) -> int:
    """Ask every holder once a year, from the pack's day on, to read the rules of use again (Art. 33).

    A holder entered after that day finds the rules on its page and is asked next year. Returns how many awards were
    found.
    """
    year = plan.today.year
    asked_on = plan.pack.duties.use_rules_asked_on.in_year(year)
    ladder = f"use-rules:{year}:{USE_RULES}"
    if plan.today < asked_on or await is_looked_over(plan, ladder):
        return 0
    found = await plan.work.affairs.to_open(Kind.USE, year, asked_on, plan.today, topic=USE_RULES, limit=MOST)
    for award in plan.each({one.holder: one for one in found}.values()):
        affair = await _opened(plan.work, award, year, plan.now)
        if affair is None:
            continue  # another process was quicker
        values = {"of": affair.id, "state": State.AWAITED.value, "holder": award.name, "year": str(year)}
        buttons = [[{"key": "affairs.rules", "press": f"holder:rules:{award.id}"}]]
        people = await reached_about(plan, award)
        text = "affairs.use_asked"
        await owe(plan, subject_of(affair), people, text, kind=CHECK, values=values, buttons=buttons)
    return await note_looked_over(plan, ladder, len(found))


async def acknowledged(desk: Desk, award: Award) -> Affair | None:
    """Return this year's acknowledgement of the rules by the award's holder, or None while it is owed."""
    found = await _of_year(desk, award)
    return found if found is not None and found.state is State.SETTLED else None


async def accept_rules(desk: Desk, award_id: int) -> Affair:
    """Record that the holder acknowledges the rules, by whom and when (Art. 33). Raises Refusal the second time."""
    award = await own_award(desk, award_id)
    if await acknowledged(desk, award) is not None:
        raise Refusal("affairs.accepted_before", article=33)
    affair = await _of_year(desk, award) or await _opened(desk.work, award, today(desk).year, desk.now)
    if affair is None:
        raise Refusal("affairs.not_now", article=33)
    return await go_on(desk, affair, "accept", person_id=desk.person.id)


async def begin_question(desk: Desk, award_id: int) -> Draft:
    """Begin the holder's question whether a use is allowed."""
    award = await own_award(desk, award_id)
    return await begun(desk, QUESTION_FORM, f"award:{award.id}")


async def ask_question(desk: Desk, draft: Draft) -> Affair:
    """Send the question to the office, with a day to answer it (Art. 33)."""
    award = await own_award(desk, int(draft.subject.removeprefix("award:")))
    affair = await begin(desk, Kind.QUESTION, draft, award=award, unit=award.unit)
    return await wait_for_office(desk, affair, QUESTION)


async def reply(desk: Desk, draft: Draft, answers: Answers) -> Affair:
    """Answer the question for the office and tell the holder; both stay searchable (Art. 33)."""
    affair = await acting(desk, int(draft.subject.split(":")[1]), "reply")
    affair = await go_on(desk, affair, "reply", draft, topic=answers["verdict"])
    await tell_holder(desk, affair, answers["verdict"], words=answers["words"])
    return affair


async def find_questions(desk: Desk, word: str) -> list[Affair]:
    """Return the questions that contain this word, or whose answers do, newest first (Art. 33)."""
    require(desk, *OFFICE, article=33)
    hidden, wanted = await desk.work.recusals.interests_of(desk.person.id), word.casefold()
    found = await desk.work.affairs.page(Kind.QUESTION, limit=SEARCHED, hidden=hidden)
    return [one for one in found if wanted in (await _words_of(desk, one)).casefold()]


async def begin_misuse(desk: Desk) -> Draft:
    """Begin a report of misuse, which anybody may make."""
    return await begun(desk, MISUSE_FORM, "")


async def report_misuse(desk: Desk, draft: Draft, answers: Answers) -> Affair:
    """Send the report to the office, with the award if it names a registered certificate (Art. 34)."""
    award = await by_certificate(desk, answers.get("certificate") or "")
    affair = await begin(desk, Kind.MISUSE, draft, award=award, topic=answers["what"])
    return await wait_for_office(desk, affair, MISUSE)


async def by_certificate(desk: Desk, number: str) -> Award | None:
    """Return the award with this certificate number, however it is written, or None (Art. 34)."""
    key = certificate_key(number)
    return await desk.work.awards.by_certificate(key) if key else None


async def conclude(desk: Desk, draft: Draft, answers: Answers) -> Affair:
    """Conclude the report, and tell the reporter alone (Art. 34)."""
    affair = await acting(desk, int(draft.subject.split(":")[1]), "conclude")
    affair = await go_on(desk, affair, "conclude", draft)
    if affair.person_id is not None:
        text = f"affairs.told.misuse.{answers['verdict']}"
        values = {"number": affair.number, "words": answers["words"]}
        key = f"{subject_of(affair)}:concluded:person-{affair.person_id}"
        await desk.work.outbox.owe(key, affair.person_id, text, now=desk.now, values=values)
    return affair


async def begin_case(desk: Desk, affair_id: int) -> Draft:
    """Begin a sanction case from what was found of a holder; its form starts with certificate and facts (Art. 34-39).

    Raises Refusal when the affair names no holder.
    """
    require(desk, *OFFICE, article=34)
    affair = await opened(desk, affair_id)
    about, award = subject_of(affair), await award_of(desk, affair)
    if award is None:
        raise Refusal("affairs.no_holder", article=34)
    if found := await open_draft(desk, SANCTION_FORM, about):
        return found
    draft = await desk.work.drafts.begin(desk.person.id, SANCTION_FORM, desk.now, subject=about)
    noted = next((step["draft"] for step in affair.said if step["act"] == "inspect"), affair.draft_id)
    written = await desk.work.drafts.answers(noted or 0)
    facts = f"{affair.number}：{written.get('violation_words') or written.get('words') or ''}"[:_FACTS]
    for question, answer in (("certificate", award.certificate), ("facts", facts)):
        if answer:
            await desk.work.drafts.answer(draft.id, question, answer, desk.now)
    return draft


async def _words_of(desk: Desk, affair: Affair) -> str:
    drafts = [affair.draft_id, *(step["draft"] for step in affair.said)]
    answers = [await desk.work.drafts.answers(one) for one in drafts if one is not None]
    return "\n".join(str(each.get("words") or "") for each in answers)


async def _of_year(desk: Desk, award: Award) -> Affair | None:
    """Return the holder's acknowledgement of this year, owed or given, or None."""
    wanted = (Kind.USE, today(desk).year, USE_RULES)
    found = await desk.work.affairs.of_holder(award.holder)
    return next((one for one in found if (one.kind, one.year, one.topic) == wanted), None)


async def _opened(work: Work, award: Award, year: int, now: datetime) -> Affair | None:
    """Open the holder's acknowledgement for the year; None when it was opened before."""
    number = number_of(Kind.USE, year, await work.numbers.next(Kind.USE.value, year))
    about = {"award_id": award.id, "holder": award.holder, "unit": award.unit, "topic": USE_RULES}
    key = f"use:{year}:{USE_RULES}:{award.holder}"
    return await work.affairs.open(Kind.USE, State.AWAITED, number=number, year=year, now=now, key=key, **about)
