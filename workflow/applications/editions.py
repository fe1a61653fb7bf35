"""Editions: set up, checked, opened; their closing day moved; the next one called for (Art. 4, 9)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from rules.applications.editions import CARRIED, Edition, Milestone, Settings, milestones, next_due_on, settings_from
from rules.applications.lifecycle import KINDS, PAPER_FORMS, State
from rules.engine.forms import Answers
from rules.engine.options import day
from rules.engine.pack import Pack, read_pack
from rules.engine.refusals import Refusal
from rules.people.roles import Role
from storage.database.values import Say
from storage.engine.drafts import Draft
from storage.work import Work
from workflow.applications.preparations import lacking
from workflow.engine.desk import Desk, Reading, require, today
from workflow.engine.drafts import open_draft, send_once
from workflow.engine.ladders import CHECK
from workflow.engine.planning import Planning, owe

WINDOW = ("number", "year", "opens_on", "closes_on")
NEXT = "next_edition"
"""The kind of the lead's task to set up the next edition."""
_NEXT_ASKED_DAYS_BEFORE = 180


async def next_edition(desk: Desk) -> Edition | None:
    """Return the opened edition that takes applications today, else the one that opens next, or None."""
    return coming(await desk.work.editions.all(), today(desk))


def coming(editions: Iterable[Edition], day: date) -> Edition | None:
    """Return the edition that takes applications on this day, else the next one, opened ones first, or None.

    One that is set up and not opened yet tells its days as well (`opened_at` is None): people prepare for them.
    """
    ahead = [one for one in editions if one.closes_on >= day]
    return min(ahead, key=lambda edition: (edition.opened_at is None, edition.opens_on), default=None)


async def when(work: Work, day: date) -> Say:
    """Return the sentence that says when applications are taken: now, from a day on, or not known yet (Art. 4)."""
    edition = coming(await work.editions.all(), day)
    if edition is None:
        return Say("editions.when.none")
    state = "taking" if edition.takes_on(day) else "ahead" if edition.opened_at else "set"
    values = {"number": edition.number, "opens": edition.opens_on, "closes": edition.closes_on}
    return Say(f"editions.when.{state}", values)


async def settings_of(desk: Reading, edition_id: int) -> Settings:
    """Return the edition's weights, marks, places and panels, which are fixed once it is opened (Art. 20)."""
    edition = await desk.work.editions.get(edition_id)
    return settings_from(edition.settings if edition else {}, await pack_of(desk, edition_id))


async def pack_of(desk: Reading, edition_id: int) -> Pack:
    """Return the rules pack that the edition was opened under, whichever is in force by now (Art. 43)."""
    edition = await desk.work.editions.get(edition_id)
    if edition is None or edition.pack == desk.pack.version_name:
        return desk.pack
    text = await desk.work.editions.pack_text(edition.pack)
    return read_pack(text) if text else desk.pack


async def begin_set_up(desk: Desk) -> Draft:
    """Begin the lead's form of a new edition, filled in with the values of the last one. Raises Forbidden."""
    require(desk, Role.LEAD, article=9)
    if found := await open_draft(desk, "edition", ""):
        return found
    draft = await desk.work.drafts.begin(desk.person.id, "edition", desk.now)
    for last in (await desk.work.editions.all())[:1]:
        copied = {
            "number": last.number + 1,
            "year": last.year + desk.pack.edition_years,
            **last.settings,
            "rubric": None,
            CARRIED: None,
        }
        for key, value in copied.items():
            if value is not None:
                await desk.work.drafts.answer(draft.id, key, value, desk.now)
    return draft


async def begin_change(desk: Desk, edition_id: int) -> Draft:
    """Begin the same form for an edition not yet opened, filled in with its set-up.

    Raises Refusal once it is opened.
    """
    require(desk, Role.LEAD, article=9)
    edition = await known(desk, edition_id)
    if edition.opened_at is not None:
        raise Refusal("editions.opened_before", article=20)
    about = f"edition:{edition.id}"
    if found := await open_draft(desk, "edition", about):
        return found
    draft = await desk.work.drafts.begin(desk.person.id, "edition", desk.now, subject=about)
    window = {key: getattr(edition, key) for key in WINDOW}
    for key, value in {**window, **edition.settings}.items():
        if key != CARRIED:
            await desk.work.drafts.answer(draft.id, key, value, desk.now)
    return draft


async def set_up_edition(desk: Desk, draft: Draft, answers: Answers) -> Edition:
    """Create the edition under the pack in force, or change its set-up. Raises Refusal for a number that is taken."""
    require(desk, Role.LEAD, article=9)
    window: dict[str, Any] = {"number": int(answers["number"]), "year": int(answers["year"])}
    window |= {"opens_on": _day(answers["opens_on"]), "closes_on": _day(answers["closes_on"])}
    settings = {key: value for key, value in answers.items() if key not in WINDOW}
    if draft.subject:
        edition = await known(desk, int(draft.subject.removeprefix("edition:")))
        if edition.opened_at is not None:
            raise Refusal("editions.opened_before", article=20)
        kept = {CARRIED: True} if CARRIED in edition.settings else {}
        made = await desk.work.editions.change(edition.id, **window, settings={**settings, **kept})
        found = await desk.work.editions.get(edition.id) if made else None
    else:
        pack = desk.pack.version_name
        found = await desk.work.editions.add(**window, pack=pack, settings=settings)
    if found is None:
        raise Refusal("editions.known", article=4, number=window["number"])
    await send_once(desk, draft)
    await _note(desk, "edition_set_up", found, opens=found.opens_on, closes=found.closes_on)
    return found


def plan_of(desk: Desk, edition: Edition) -> tuple[Milestone, ...]:
    """Return the edition's statutory days in order; the last is the earliest on which the award can be granted."""
    return milestones(edition.closes_on, desk.pack, desk.calendar)


async def open_edition(desk: Desk, edition_id: int) -> Edition:
    """Open the edition: it takes applications from its first day, and its values are fixed (Art. 4, 20, 43).

    It keeps the pack in force now, not that of its set-up. Raises Refusal when something is lacking or it is open
    already.
    """
    require(desk, Role.LEAD, article=9)
    edition = await known(desk, edition_id)
    pack = desk.pack
    if edition.opened_at is None:
        left = (await lacking(desk, edition, today(desk)))[:1]
        for one in left:
            if one.blocks:
                said = one.said(desk.person.language)
                raise Refusal(said.key, article=one.article, **said.values)
    if not await desk.work.editions.open(edition.id, pack=pack.version_name, text=pack.text, now=desk.now):
        raise Refusal("editions.opened_before", article=20)
    for earlier in await desk.work.editions.all():
        for task in await desk.work.tasks.of(f"edition:{earlier.id}"):
            if task.kind == NEXT:
                await desk.work.tasks.done(task.key, desk.now, desk.person.id)
    await _note(desk, "edition_opened", edition, pack=pack.version_name)
    return edition


async def move_closing_day(desk: Desk, draft: Draft, answers: Answers) -> tuple[Edition, date, int]:
    """Move the closing day (Art. 4). Returns the edition as it was, the new day, and how many people are told."""
    require(desk, Role.LEAD, article=9)
    edition = await desk.work.editions.get(int(draft.subject.removeprefix("edition:")))
    closes = _day(answers["closes_on"])
    if edition is None or not await desk.work.drafts.send(draft.id, desk.now):
        raise Refusal("forms.already_sent")
    if closes < max(today(desk), edition.opens_on):
        raise Refusal("editions.too_early", article=4)
    await desk.work.editions.move_close(edition.id, closes)
    await _note(desk, "closing_day_moved", edition, before=edition.closes_on, closes=closes)
    return edition, closes, await _tell_writers(desk, edition, closes)


async def ask_for_next(plan: Planning) -> int:
    """Give the lead the task to set up the next edition, once, half a year before it is due (Art. 4)."""
    latest = next(iter(await plan.work.editions.all()), None)
    if latest is None or latest.opened_at is None:
        return 0
    due = next_due_on(latest, plan.pack)
    if plan.today < due - timedelta(days=_NEXT_ASKED_DAYS_BEFORE):
        return 0
    about = f"edition:{latest.id}"
    if not await plan.work.tasks.assign(f"{about}:{NEXT}", NEXT, about, Role.LEAD, now=plan.now, due_on=due):
        return 0
    leads = await plan.work.people.with_role(Role.LEAD, plan.now)
    values = {"of": f"{about}:{NEXT}", "number": latest.number, "due": due}
    buttons = [[{"key": "editions.new", "press": "edition:new"}]]
    return await owe(plan, f"{about}:{NEXT}", leads, "editions.next_due", kind=CHECK, values=values, buttons=buttons)


async def known(desk: Desk, edition_id: int) -> Edition:
    """Return the edition with this id. Raises Refusal when there is none."""
    edition = await desk.work.editions.get(edition_id)
    if edition is None:
        raise Refusal("talk.old_button")
    return edition


async def _tell_writers(desk: Desk, edition: Edition, closes: date) -> int:
    about = f"edition:{edition.id}"
    writers = {
        person: kind
        for kind in (*KINDS, *PAPER_FORMS.values())
        for person in await desk.work.drafts.holders(kind, about)
    }
    values = {"number": edition.number, "before": edition.closes_on, "closes": closes}
    key = f"{about}:closes:{closes.isoformat()}:{desk.now.isoformat()}"
    await desk.work.outbox.drop_prefix(f"{about}:closes:")
    for person_id in writers:
        buttons = [[{"key": "menu.apply", "press": "application:begin"}]]
        await desk.work.outbox.owe(
            f"{key}:{person_id}", person_id, "editions.told_moved", now=desk.now, values=values, buttons=buttons
        )
    confirmers = await _confirmers(desk, edition)
    for person_id, draft_id in confirmers:
        buttons = [[{"key": "forms.go_on", "press": f"f:{draft_id}:w"}]]
        await desk.work.outbox.owe(
            f"{key}:draft-{draft_id}",
            person_id,
            "editions.told_moved_confirming",
            now=desk.now,
            values=values,
            buttons=buttons,
        )
    return len(writers) + len(confirmers)


async def _confirmers(desk: Desk, edition: Edition) -> list[tuple[int, int]]:
    """Return person and draft of each open confirmation of an application not yet sent (Art. 13)."""
    written = {f"application:{one.id}" for one in await desk.work.applications.in_states(edition.id, {State.DRAFT})}
    return [(one.person_id, one.id) for one in await desk.work.drafts.open_of("confirmation") if one.subject in written]


async def _note(desk: Desk, act: str, edition: Edition, **details: object) -> None:
    about = f"edition:{edition.id}"
    await desk.work.journal.write(act, about, now=desk.now, person_id=desk.person.id, article=4, details=details)


def _day(value: object) -> date:
    found = day(value)
    if found is None:
        raise Refusal("forms.incomplete", count=1)
    return found
