"""The recommendation of a parent or an employer: asked for by a one-time link, given or declined there (Art. 13)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from rules.applications.confirmations import confirmation
from rules.applications.lifecycle import Application, State
from rules.engine.forms import Answers, Facts, Progress
from rules.engine.options import day
from rules.engine.pack import Pack
from rules.engine.refusals import Refusal
from storage.engine.drafts import Draft, DraftState
from storage.engine.files import FileRecord
from storage.engine.links import Link, LinkState
from storage.work import Work
from workflow.applications.applicants import mine, note, subject_of
from workflow.engine.desk import Desk, today
from workflow.engine.drafts import check_notice_days, send_once
from workflow.engine.files import of_draft

FORM = "confirmation"
NOTICE = "internal_notice"
"""The paper of the internal notice, and the deadline that counts its working days."""
PURPOSE = "confirm"
GOOD_FOR = timedelta(days=30)
ABOUT = "about"
"""Kept beside the answers of the confirmer's draft: the applicant's naming answers when it was begun."""
NAMING = ("name", "kind", "parent_name", "parent_code", "employer")
"""The answers on which a confirmation rests; when one changes, it must be given again."""


class Standing(StrEnum):
    """How far a confirmation has come; each value ends the key of its sentence."""

    NONE = "none"
    ASKED = "asked"
    OPENED = "opened"
    POSTED = "posted"
    DECLINED = "declined"
    GIVEN = "given"
    OUTDATED = "outdated"


_ACTS = {f"confirmation_{standing.value}": standing for standing in Standing}


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The standing of a confirmation, and since when.

    `reasons` are those for declining. `begins` and `ends` are the days of the internal notice as reported or, while it
    hangs, its counted last day alone; `pages` is the number of sealed pages that came back.
    """

    standing: Standing
    at: datetime | None = None
    reasons: str = field(default="", repr=False)
    begins: date | None = None
    ends: date | None = None
    pages: int = 0

    @property
    def until(self) -> datetime | None:
        """The moment at which the link expires, reckoned from `at`."""
        return self.at + GOOD_FOR if self.at is not None else None


class Given(StrEnum):
    """The outcome of sending a confirmation; each value ends the key of its sentence."""

    RECOMMENDED = "recommended"
    DECLINED = "declined"
    CHANGED = "changed"
    """Nothing was given: the applicant's naming answers changed meanwhile, and must be looked at first."""


async def confirmation_of(desk: Desk, application: Application) -> Confirmation:
    """Return the standing of an application's confirmation, read from the journal."""
    last = next(
        (one for one in reversed(await desk.work.journal.of(subject_of(application))) if one.act in _ACTS), None
    )
    if last is None:
        return Confirmation(Standing.NONE)
    found, draft_id = Confirmation(_ACTS[last.act], last.at), last.details.get("draft")
    match found.standing:
        case Standing.POSTED:
            counted = await desk.work.deadlines.get(f"draft:{draft_id}", NOTICE)
            return replace(found, ends=counted.count.last if counted else None)
        case Standing.DECLINED:
            answers = await desk.work.drafts.answers(int(draft_id or -1))
            return replace(found, reasons=str(answers.get("reasons", "")))
        case Standing.GIVEN:
            return replace(found, **notice_and_seal(await desk.work.drafts.answers(int(draft_id or -1))))
        case _:
            return found


def notice_and_seal(given: Answers) -> dict[str, Any]:
    """Return the days of the internal notice and the number of sealed pages, from the confirmer's answers."""
    days = {"begins": day(given.get("notice_from")), "ends": day(given.get("notice_until"))}
    return {**days, "pages": len(given.get("seal") or ())}


async def ask_confirmation(desk: Desk, application_id: int) -> tuple[str, Answers]:
    """Make a new link for the parent or employer. Returns its token and the applicant's answers.

    The earlier link stops working, and drafts begun with it are deleted. Raises Forbidden, or Refusal when the
    application was sent, is confirmed already, or has no name yet.
    """
    application = await mine(desk, application_id)
    answers = await desk.work.drafts.answers(application.draft_id)
    if application.state is not State.DRAFT:
        raise Refusal("forms.already_sent")
    if "confirmation" in answers:
        raise Refusal("confirmations.already", article=13)
    if not answers.get("name"):
        raise Refusal("confirmations.name_first", article=13)
    about = subject_of(application)
    await desk.work.links.withdraw(PURPOSE, about)
    await _drop_begun(desk, about)
    until = desk.now + GOOD_FOR
    token = await desk.work.links.make(PURPOSE, about, now=desk.now, expires_at=until, made_by=desk.person.id)
    await note(desk, "confirmation_asked", application, article=13)
    return token, answers


async def open_confirmation(desk: Desk, link: Link, token: str) -> tuple[Draft, Application, Answers]:
    """Use the link up. Returns the confirmer's new draft, the application and its answers.

    Raises Refusal for the applicant themselves, for a used link, and when nothing is left to confirm.
    """
    application, answers = await _anothers(desk, link.subject)
    if (await desk.work.links.use(token, desk.person.id, desk.now, purpose=PURPOSE)).state is not LinkState.GOOD:
        raise Refusal("links.used")
    draft = await desk.work.drafts.begin(desk.person.id, FORM, desk.now, subject=link.subject)
    await desk.work.drafts.answer(draft.id, ABOUT, _naming(answers), desk.now)
    await note(desk, "confirmation_opened", application, article=13)
    return draft, application, answers


async def give_confirmation(desk: Desk, draft: Draft, progress: Progress) -> Given:
    """Send the recommendation or the refusal, once, and tell the applicant (Art. 13).

    Returns CHANGED, and sends nothing, if the applicant's naming answers changed since the draft was begun.
    """
    application, answers = await _anothers(desk, draft.subject)
    if (await desk.work.drafts.answers(draft.id)).get(ABOUT) != _naming(answers):
        await desk.work.drafts.answer(draft.id, ABOUT, _naming(answers), desk.now)
        return Given.CHANGED
    recommended = progress.answers["decision"] == "recommend"
    if recommended:
        check_notice_days(desk, day(progress.answers.get("notice_from")), day(progress.answers.get("notice_until")))
    await send_once(desk, draft)
    await desk.work.links.withdraw(PURPOSE, draft.subject)
    await desk.work.deadlines.end(of_draft(draft), NOTICE, desk.now)
    await (_recommend if recommended else _decline)(desk, draft, application, progress.answers)
    return Given.RECOMMENDED if recommended else Given.DECLINED


async def outdate_confirmation(desk: Desk, draft: Draft, *, question: str, before: Answers, value: object) -> bool:
    """Return whether this change of an answer invalidates a given confirmation; if so, note it in the journal."""
    if question not in NAMING or "confirmation" not in before or before.get(question) == value:
        return False
    application = await desk.work.applications.of_draft(draft.id)
    if application is not None:
        await note(desk, "confirmation_outdated", application, article=13)
    return True


async def _recommend(desk: Desk, draft: Draft, application: Application, given: Answers) -> None:
    value = {"draft": draft.id, "on": today(desk)}
    if not await desk.work.drafts.answer(application.draft_id, "confirmation", value, desk.now):
        raise Refusal("confirmations.over", article=13)
    await note(desk, "confirmation_given", application, article=13, details={"draft": draft.id})
    told = {"on": today(desk), **notice_and_seal(given)}
    await _tell(desk, application, f"confirmed:{draft.id}", "confirmations.told_given", told)


async def _decline(desk: Desk, draft: Draft, application: Application, given: Answers) -> None:
    await note(desk, "confirmation_declined", application, article=13, details={"draft": draft.id})
    reasons = {"on": today(desk), "reasons": given["reasons"]}
    await _tell(desk, application, f"declined:{draft.id}", "confirmations.told_declined", reasons)


async def _tell(desk: Desk, application: Application, step: str, text: str, values: Mapping[str, Any]) -> None:
    await desk.work.outbox.owe(
        f"{subject_of(application)}:{step}",
        application.person_id,
        text,
        now=desk.now,
        values=values,
        buttons=[[{"key": "forms.go_on", "press": f"f:{application.draft_id}:w"}]],
    )


async def open_application(desk: Desk, about: str) -> tuple[Application, Answers]:
    """Return the application to confirm and its answers. Raises Refusal where nothing is left to confirm."""
    number = about.removeprefix("application:")
    application = await desk.work.applications.get(int(number)) if number.isdecimal() else None
    if application is None or application.state is not State.DRAFT:
        raise Refusal("confirmations.over", article=13)
    answers = await desk.work.drafts.answers(application.draft_id)
    if "confirmation" in answers:
        raise Refusal("confirmations.already", article=13)
    return application, answers


async def _anothers(desk: Desk, about: str) -> tuple[Application, Answers]:
    """Return the same, and refuse the applicant, even if they became it by joining chats after opening the link."""
    application, answers = await open_application(desk, about)
    if application.person_id == desk.person.id:
        raise Refusal("confirmations.own", article=13)
    return application, answers


async def _drop_begun(desk: Desk, about: str) -> None:
    for draft in await desk.work.drafts.open_of(FORM):
        if draft.subject == about:
            for record in await desk.work.files.of(of_draft(draft)):
                await desk.work.files.purge(record.id)
            await desk.work.drafts.drop(draft.id, desk.now)


def _naming(answers: Answers) -> dict[str, Any]:
    return {key: answers[key] for key in NAMING if key in answers}


# The recommendation of a parent or an employer, as readers of the application see it (Art. 13, 15).


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The sent check, internal notice and opinion; `files` are the notice's proof and the sealed opinion."""

    draft: Draft
    progress: Progress
    facts: Facts
    files: tuple[FileRecord, ...]


def recommending(answers: Answers) -> int | None:
    """Return the id of the draft in which the applicant with these answers was recommended, or None."""
    given = answers.get("confirmation")
    return int(given["draft"]) if isinstance(given, Mapping) else None


async def recommendation_of(work: Work, pack: Pack, answers: Answers) -> Recommendation | None:
    """Return the recommendation of the application with these answers; None if it needs none or has none yet."""
    draft = await work.drafts.get(recommending(answers) or -1)
    if draft is None or draft.state is not DraftState.SENT:
        return None
    files = await work.files.of(of_draft(draft))
    progress = Progress(confirmation(pack), await work.drafts.answers(draft.id))
    return Recommendation(draft, progress, {"files": {one.id: one.name for one in files}}, tuple(files))
