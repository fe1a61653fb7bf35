"""Filling in a form, whoever draws it: what is asked, which answers fit, what they invalidate, what sends the form.

The chat keeps one answer after another (`keep`); a page keeps what stands in its fields (`save`). Both write the same
draft, so that a form begun here is finished there. A page says beside each field which answer it was drawn with: what
somebody answered elsewhere meanwhile is never overwritten unseen, and what was typed here is never thrown away.
"""

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from rules.engine import answers, identities, names
from rules.engine.answers import Days
from rules.engine.damage import DAMAGED
from rules.engine.forms import Answers, Facts, Form, Kind, Progress, Question
from rules.engine.pack import Pack
from rules.engine.refusals import Forbidden, Refusal, Unfit
from storage.engine.drafts import Draft, DraftState
from workflow.engine.desk import Desk, today
from workflow.engine.replies import Page, Rows


@dataclass(frozen=True, slots=True)
class Filling:
    """One person's draft with its form, the facts around it, and the progress made."""

    draft: Draft
    guide: "Guide"
    form: Form
    facts: Facts
    progress: Progress

    @property
    def question(self) -> Question | None:
        """The person's current question if it is still asked, otherwise the next open one; None if nothing is open."""
        for question in self.progress.asked:
            if question.key == self.draft.question:
                return question
        return self.progress.next_open()


Said = Page | Sequence[Page]
"""What an act has to say: one page, or several in order."""


@dataclass(frozen=True, slots=True)
class Outdated:
    """The keys of answers that a changed answer invalidates, and the key of the sentence that says so."""

    keys: tuple[str, ...]
    notice: str


async def no_facts(_desk: Desk, _draft: Draft) -> Facts:
    """Default `facts`: the form needs none."""
    return {}


async def nothing(*_args: Any) -> None:
    """Default `dropping` and `changing`: nothing else was begun with the form, and no answer depends on another."""


def no_summary(_language: str, _filling: Filling) -> str:
    """Default `summary`: nothing is added up."""
    return ""


def no_rows(*_args: Any) -> Rows:
    """Default `buttons` and `beside`: nothing but what every form and every question has."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """How one form fits into the service.

    `form` builds its questions from the pack and the facts; `facts` gathers what they need to know. `subject` is the
    catalogue that holds its section titles. `sends` acts when the person sends it, and returns what is said. `awaited`
    says how far a part is that somebody else fills in. `dropping` undoes what starting the form did, and `droppable`
    says whether its filler may drop it. `changing` returns the other answers that a new answer invalidates, before it
    is kept. `summary` closes the check page and `buttons` adds to its buttons; `beside` adds buttons to one question.

    `ending` is for a form whose act still speaks for itself, in a chat: a page leaves sending it to the chat.
    """

    form: Callable[[Pack, Facts], Form]
    subject: str
    sends: Callable[[Desk, Filling], Awaitable[Said]] | None = None
    ending: Callable[..., Awaitable[None]] = nothing
    facts: Callable[[Desk, Draft], Awaitable[Facts]] = no_facts
    awaited: Callable[[Desk, Filling], Awaitable[Page]] | None = None
    dropping: Callable[[Desk, Filling], Awaitable[None]] = nothing
    changing: Callable[[Desk, Filling, Question, Any], Awaitable[Outdated | None]] = nothing
    summary: Callable[[str, Filling], str] = no_summary
    buttons: Callable[[Desk, Filling], Rows] = no_rows
    beside: Callable[[Desk, Filling, Question], Rows] = no_rows
    droppable: bool = True


Guides = Mapping[str, Guide]


async def load(desk: Desk, draft: Draft, guides: Guides, answers: Answers | None = None) -> Filling:
    """Load a draft as its owner fills it in.

    Pass `answers` if they have been read already. Raises Forbidden for anybody but the owner.
    """
    if draft.person_id != desk.person.id:
        raise Forbidden("people.not_yours")
    guide = guides[draft.form]
    facts: dict[str, Any] = {"today": today(desk), **await guide.facts(desk, draft)}
    form = guide.form(desk.pack, facts)
    if answers is None:
        answers = await desk.work.drafts.answers(draft.id)
    # a damaged answer is left out, so that it is asked for again
    readable = {key: answer for key, answer in answers.items() if answer != DAMAGED}
    return Filling(draft, guide, form, facts, Progress(form, readable))


async def opened(desk: Desk, draft_id: int, guides: Guides, *, alone: bool = False) -> Filling:
    """Load the person's own open draft; `alone` keeps other pages of it waiting until this Work ends.

    Raises Forbidden for any other draft, Refusal if it was sent or dropped.
    """
    if alone:
        await desk.work.hold(f"draft:{draft_id}")
    whole = await desk.work.drafts.whole(draft_id)
    if whole is None or whole[0].person_id != desk.person.id:
        raise Forbidden("people.not_yours")
    if whole[0].state is not DraftState.OPEN:
        raise Refusal("forms.already_sent" if whole[0].state is DraftState.SENT else "forms.already_dropped")
    return await load(desk, whole[0], guides, whole[1])


def understood(desk: Desk, filling: Filling, question: Question, text: str) -> Any:
    """Return the answer in the text, ready to be kept.

    Raises Unfit, which says what is wrong and how to put it right.
    """
    return checked(filling, question, _read(desk, filling, question, text))


def chosen(filling: Filling, question: Question, value: str) -> str:
    """Return the value of an option on offer. Raises Unfit for any other."""
    if all(option.value != value for option in question.choices(filling.facts, filling.progress.answers)):
        raise awaited(question)
    checked(filling, question, value)
    return value


def enough_files(filling: Filling, question: Question) -> list[str]:
    """Return the ids of the question's files. Raises Unfit if there are too few or they do not fit."""
    kept: list[str] = filling.progress.answers.get(question.key) or []
    if len(kept) < question.least and not question.optional:
        raise Unfit("forms.files_missing", least=question.least)
    checked(filling, question, kept)
    return kept


def nothing_given(question: Question) -> Any:
    """Return what is kept for a question that is skipped. Raises Unfit if it must be answered."""
    if not question.optional:
        raise Unfit("forms.not_optional")
    return [] if question.kind is Kind.FILES else None


def checked(filling: Filling, question: Question, value: Any) -> Any:
    """Return the value if the question's own check takes it beside the other answers. Raises Unfit."""
    if question.check is not None:
        question.check(value, filling.progress.answers, filling.facts)
    return value


def _read(desk: Desk, filling: Filling, question: Question, text: str) -> Any:
    match question.kind:
        case Kind.TEXT if question.named:
            return names.name_answer(text, least=question.least, most=question.most)
        case Kind.TEXT | Kind.NUMBER:
            return answers.answer_to(question, text)
        case Kind.DATE:
            return answers.date_answer(text).isoformat()
        case Kind.PHONE:
            return identities.phone(text)
        case Kind.EMAIL:
            return identities.email(text)
        case Kind.CREDIT_CODE:
            return identities.credit_code(text)
        case Kind.IDENTITY:
            kind = filling.progress.answers.get("document_kind", identities.DocumentKind.RESIDENT)
            return identities.document_number(identities.DocumentKind(kind), text, today=today(desk))
        case Kind.FILES | Kind.CHOICE | Kind.AWAITED:
            raise awaited(question)


def awaited(question: Question) -> Unfit:
    """Return what to say to a message that no such question takes: words, a voice, a place on the map."""
    match question.kind:
        case Kind.FILES:
            return Unfit("forms.one_file_awaited" if question.most == 1 else "forms.file_awaited")
        case Kind.CHOICE | Kind.AWAITED:
            return Unfit("forms.choose")
    return Unfit("forms.text_awaited")


def still_fits(desk: Desk, filling: Filling, question: Question, value: Any) -> bool:
    """Say whether a kept answer would still be accepted beside the other answers in `filling`."""
    if value is None or value == []:
        return True
    try:
        if question.kind is Kind.IDENTITY:
            _read(desk, filling, question, str(value))
        checked(filling, question, value)
    except Unfit:
        return False
    return True


def days_of(desk: Desk, filling: Filling, question: Question) -> Days | None:
    """Return the days that a calendar may offer for the question; None if its answer is not a day."""
    if question.kind is not Kind.DATE:
        return None
    fits = partial(_day_fits, desk, filling, question)
    return answers.days_allowed(fits, today(desk)) or Days()


def _day_fits(desk: Desk, filling: Filling, question: Question, day: date) -> bool:
    return still_fits(desk, filling, question, day.isoformat())


async def keep(
    desk: Desk, filling: Filling, question: Question, value: Any, *, moves: bool = False
) -> tuple[Filling, str]:
    """Keep the answer, replacing an earlier one; None means that the person skipped the question.

    Answers that it invalidates are deleted: the key of the sentence that says so is returned with the form as it stands
    now, "" if there are none. `moves` makes the next open question the current one; else the current one stays, because
    it stands in somebody's chat and the next words there answer it. Raises Refusal when the draft is no longer open.
    """
    now, notice = await _without_outdated(desk, filling, question, value)
    following = filling.draft.question
    if moves:
        after = now.progress.next_open(after=question.key)
        following = after.key if after else None
    if not await desk.work.drafts.answer_and_move(
        filling.draft.id, question.key, value, following, desk.now, desk.said
    ):
        raise Refusal("forms.already_sent")
    return replace(now, draft=replace(now.draft, question=following)), notice


async def stand_at(desk: Desk, filling: Filling, question: Question | None) -> None:
    """Make the question the one that the next words in the chat answer; None for the check of all answers."""
    key = question.key if question is not None else None
    if filling.draft.question != key:
        await desk.work.drafts.move(filling.draft.id, key, desk.now)


async def send(desk: Desk, filling: Filling) -> Sequence[Page]:
    """Send the form, and return what is said. Raises Refusal if anything is missing, and what its act raises."""
    if missing := filling.progress.missing():
        raise Refusal("forms.incomplete", count=len(missing))
    if filling.guide.sends is None:
        raise Refusal("forms.sent_in_chat")
    said = await filling.guide.sends(desk, filling)
    return (said,) if isinstance(said, Page) else said


async def drop(desk: Desk, filling: Filling) -> None:
    """Drop the draft and its answers. Raises Refusal if its filler may not."""
    if not filling.guide.droppable:
        raise Refusal("forms.not_droppable")
    await filling.guide.dropping(desk, filling)
    await desk.work.drafts.drop(filling.draft.id, desk.now)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in one field of a page: the words or the option, and the stamp of the answer it was drawn with.

    `none` says that an answer which the page does not show again is to be taken back.
    """

    text: str = field(repr=False)
    seen: str = ""
    none: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """The form after a save: why fields were not kept, which were answered elsewhere meanwhile, and what else happened.

    `notices` are the keys of sentences about answers that had to go.
    """

    filling: Filling
    unfit: Mapping[str, Unfit] = field(default_factory=dict)
    elsewhere: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


_OPEN = ""
"""What an open question is stamped with; no answer is an empty text."""


def stamp(secret: str, value: Any) -> str:
    """Return the stamp of an answer for the page of the browser with this secret; nobody else can guess the answer."""
    return hmac.new(secret.encode(), repr(value).encode(), hashlib.sha256).hexdigest()[:20]


def drawn_with(filling: Filling, question: Question, secret: str) -> str:
    """Return the stamp of the answer that a page shows for the question."""
    return stamp(secret, filling.progress.answers.get(question.key, _OPEN))


def hidden(question: Question) -> bool:
    """Say whether a page shows a kept answer only masked, beside an empty field: a number, a phone, a person's name."""
    return question.private and question.kind is not Kind.EMAIL


async def save(desk: Desk, filling: Filling, typed: Mapping[str, Typed], secret: str) -> Saved:
    """Keep what fits of a page's fields, question by question in the order of the form.

    An answer given elsewhere since the page was drawn stays, if the page did not change it; if both changed it, it is
    named in `elsewhere`, and what was typed counts once it is saved again. Raises Refusal when the draft is not open.
    """
    unfit: dict[str, Unfit] = {}
    elsewhere, notices = [], []
    for question in filling.form.questions:
        one = typed.get(question.key)
        if one is None or question not in filling.progress.asked:
            continue
        before = filling.progress.answers.get(question.key, _OPEN)
        try:
            value = _typed(desk, filling, question, one, was_open=one.seen == stamp(secret, _OPEN))
        except Unfit as wrong:
            unfit[question.key] = wrong
            continue
        if value == before or stamp(secret, value) == one.seen:
            continue
        if stamp(secret, before) != one.seen:
            elsewhere.append(question.key)
            continue
        filling, notice = await keep(desk, filling, question, value)
        notices += [notice] if notice else []
    return Saved(filling, unfit, tuple(elsewhere), tuple(notices))


async def finish(desk: Desk, saved: Saved, keys: Collection[str]) -> Saved:
    """Finish a step: of the questions that it asked, skip the open optional ones, and name what the others lack."""
    filling, unfit = saved.filling, dict(saved.unfit)
    for question in filling.form.questions:
        if question.key not in keys or question.key in unfit or question not in filling.progress.asked:
            continue
        if question.kind is Kind.AWAITED or not filling.progress.can_be_drawn(question, filling.facts):
            continue
        try:
            if question.kind is Kind.FILES:
                _enough(filling, question)
            if question.key not in filling.progress.answers:
                if not question.optional:
                    raise Unfit("forms.page.choose" if question.kind is Kind.CHOICE else "forms.page.empty")
                filling, _ = await keep(desk, filling, question, nothing_given(question))
        except Unfit as wrong:
            unfit[question.key] = wrong
    return replace(saved, filling=filling, unfit=unfit)


def _typed(desk: Desk, filling: Filling, question: Question, typed: Typed, *, was_open: bool) -> Any:
    """Return the answer in a field: what is kept already for one that says nothing new. Raises Unfit."""
    before = filling.progress.answers.get(question.key, _OPEN)
    if question.kind in (Kind.AWAITED, Kind.FILES):
        return before
    if typed.none:
        return nothing_given(question)
    if not answers.clean(typed.text):
        if was_open or before == _OPEN or hidden(question):
            return before
        if question.optional:
            return nothing_given(question)
        raise Unfit("forms.page.empty")
    if filling.progress.is_shut(question):
        raise Unfit("forms.page.shut")
    if question.kind is Kind.CHOICE:
        return chosen(filling, question, typed.text)
    return understood(desk, filling, question, typed.text)


def _enough(filling: Filling, question: Question) -> None:
    if len(filling.progress.answers.get(question.key) or ()) < question.least and not question.optional:
        raise Unfit("forms.page.files_missing", least=question.least)
    enough_files(filling, question)


async def _without_outdated(desk: Desk, filling: Filling, question: Question, value: Any) -> tuple[Filling, str]:
    given, notice = {**filling.progress.answers, question.key: value}, ""
    for outdated in (
        await filling.guide.changing(desk, filling, question, value),
        _overturned(desk, filling, question, given),
    ):
        if outdated is not None:
            await desk.work.drafts.forget(filling.draft.id, outdated.keys)
            given = {key: answer for key, answer in given.items() if key not in outdated.keys}
            notice = notice or outdated.notice
    return replace(filling, progress=Progress(filling.form, given)), notice


def _overturned(desk: Desk, filling: Filling, question: Question, given: Answers) -> Outdated | None:
    """Return the later answers that the new answer makes unfit: a number that belongs to another kind of document.

    `given` holds the new answer. Only answers to later questions can depend on it, even when it is given for the first
    time. None when all of them still fit.
    """
    before, place = filling.progress.answers, filling.form.index(question.key)
    same = question.key in before and before[question.key] == given[question.key]
    if same or not any(filling.form.index(key) > place for key in before):
        return None
    after = replace(filling, progress=Progress(filling.form, given))
    keys = [
        each.key
        for each in after.progress.asked
        if each.key in before
        and filling.form.index(each.key) > place
        and before[each.key] == given[each.key]
        and still_fits(desk, filling, each, before[each.key])
        and not still_fits(desk, after, each, before[each.key])
    ]
    return Outdated(tuple(keys), "forms.asked_again") if keys else None
