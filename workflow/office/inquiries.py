"""Questions to the office, from anybody at any point: asked, added to, answered and made public (Art. 14, 22, 44)."""

from datetime import timedelta

from rules.applications.lifecycle import PLACES, Stage
from rules.awards.affair_forms import INQUIRY_LENGTH
from rules.awards.affairs import KEPT, MOST_ADDED, MOST_ASKED, PUBLIC, Affair, Kind, State
from rules.engine.answers import text_answer
from rules.engine.forms import Answers
from rules.engine.refusals import Refusal
from storage.engine.drafts import Draft
from storage.office.public_answers import PublicAnswer
from workflow.awards.affairs import (
    INQUIRY,
    acting,
    begin,
    go_on,
    known,
    note,
    subject_of,
    tell_holder,
    tell_office,
    wait_for_office,
    wait_for_unit,
)
from workflow.engine.desk import Desk, Reading, today
from workflow.objections.messages import subject_of as objection_subject

FORM = "inquiry"
DAY = timedelta(days=1)


async def units_for(desk: Desk) -> tuple[str, ...]:
    """Return the keys of the units that hold an application of the person's, and so can be asked instead (Art. 14)."""
    found = await desk.work.applications.of_person(desk.person.id)
    return tuple(dict.fromkeys(one.unit for one in found if one.unit and PLACES[one.state].stage is Stage.UNIT))


async def waiting_of(desk: Desk) -> Affair | None:
    """Return the person's question that is not answered yet, or None: another one is added to it."""
    found = await desk.work.affairs.of_person(desk.person.id)
    return next((one for one in found if one.kind is Kind.INQUIRY and one.state is State.SENT), None)


async def check_room(desk: Desk) -> Affair | None:
    """Return the question to add to, or None for a new one. Raises Refusal when there were too many (Art. 44)."""
    waiting = await waiting_of(desk)
    if waiting is not None:
        if len(waiting.said) >= MOST_ADDED:
            raise Refusal("inquiries.enough_added", article=44, number=waiting.number, due=waiting.due_on or "")
        return waiting
    found = await desk.work.affairs.of_person(desk.person.id)
    if sum(one.kind is Kind.INQUIRY and one.opened_at > desk.now - DAY for one in found) >= MOST_ASKED:
        raise Refusal("inquiries.enough_asked", article=44, most=MOST_ASKED)
    return None


async def ask(desk: Desk, words: str, unit: str | None = None) -> Affair:
    """Ask the office, or the unit that has the person's application; add to the question that still waits.

    It is shut at once to whoever has an interest in a case of the person's (Art. 40). Raises Unfit for words that are
    too few or too many, Refusal for too many questions.
    """
    least, most = INQUIRY_LENGTH
    said, waiting = text_answer(words, min_chars=least, max_chars=most), await check_room(desk)
    draft = await desk.work.drafts.begin(desk.person.id, FORM, desk.now, subject="")
    await desk.work.drafts.answer(draft.id, "words", said, desk.now)
    if waiting is not None:
        return await _add(desk, waiting, draft)
    asked = unit if unit in await units_for(desk) else None
    affair = await begin(desk, Kind.INQUIRY, draft, unit=asked)
    await _shut(desk, affair)
    return await (wait_for_office(desk, affair, INQUIRY) if asked is None else wait_for_unit(desk, affair, INQUIRY))


async def respond(desk: Desk, draft: Draft, answers: Answers) -> Affair:
    """Answer the question, with its article, and tell whoever asked (Art. 44)."""
    affair = await acting(desk, _of(draft), "respond")
    affair = await go_on(desk, affair, "respond", draft, topic=KEPT)
    await tell_holder(desk, affair, "answered", words=answers["words"], article=int(answers["article"]))
    return affair


async def prefill(desk: Desk, affair: Affair, draft: Draft) -> None:
    """Put question and answer into the form of the public answer, for the officer to read and change first."""
    if await desk.work.drafts.answers(draft.id):
        return
    response = await _response(desk, affair)
    words = {"question": await _asked(desk, affair), "answer": response.get("words")}
    for key, value in {**words, "question_en": None, "answer_en": None}.items():
        await desk.work.drafts.answer(draft.id, key, value, desk.now)


async def publish(desk: Desk, draft: Draft, answers: Answers) -> Affair:
    """Make the answer public as the officer left it, without who asked or what they wrote (Art. 44)."""
    affair = await acting(desk, _of(draft), "publish")
    article = int((await _response(desk, affair)).get("article") or affair.article)
    affair = await go_on(desk, affair, "publish", draft, topic=PUBLIC)
    texts = {key: answers.get(key) for key in ("question", "answer", "question_en", "answer_en")}
    await desk.work.public_answers.publish(affair.id, by=desk.person.id, now=desk.now, article=article, **texts)
    return affair


async def unpublish(desk: Desk, affair_id: int) -> Affair:
    """Take the answer off the page and out of the chat again."""
    affair = await acting(desk, affair_id, "unpublish")
    await desk.work.public_answers.withdraw(affair.id, desk.now)
    return await go_on(desk, affair, "unpublish", topic=KEPT)


async def shown(books: Reading, *, limit: int, after: int = 0) -> tuple[list[PublicAnswer], int]:
    """Return a page of the public answers, the newest first, and how many there are."""
    answers = books.work.public_answers
    return await answers.page(limit=limit, after=after), await answers.count()


async def _add(desk: Desk, affair: Affair, draft: Draft) -> Affair:
    await desk.work.drafts.send(draft.id, desk.now)
    said = (*affair.said, {"act": "add", "on": today(desk), "draft": draft.id})
    if not await desk.work.affairs.move(affair, affair.state, desk.now, said=said):
        raise Refusal("affairs.not_now", article=affair.article)
    await note(desk, affair, "add")
    affair = await known(desk, affair.id)
    if affair.unit is None:
        await tell_office(desk, affair, "added")
    return affair


async def _shut(desk: Desk, affair: Affair) -> None:
    applications = await desk.work.applications.of_person(desk.person.id)
    objections = await desk.work.objections.of_person(desk.person.id)
    about = [f"application:{one.id}" for one in applications] + [objection_subject(one) for one in objections]
    for subject in about:
        for person_id in await desk.work.recusals.interested_in(subject):
            if person_id != desk.person.id:
                await desk.work.recusals.declare(person_id, subject_of(affair), interest=True, now=desk.now)


async def _asked(desk: Desk, affair: Affair) -> str:
    drafts = [affair.draft_id, *(step["draft"] for step in affair.said if step["act"] == "add")]
    written = [(await desk.work.drafts.answers(one)).get("words") for one in drafts if one is not None]
    return "\n".join(one for one in written if one)[:500]


async def _response(desk: Desk, affair: Affair) -> Answers:
    step = next((step for step in reversed(affair.said) if step["act"] == "respond"), None)
    return await desk.work.drafts.answers(step["draft"]) if step is not None else {}


def _of(draft: Draft) -> int:
    return int(draft.subject.split(":")[1])
