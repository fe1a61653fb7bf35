"""The office's register of notices: drafted, running, to be signed, corrected; and one in full (Art. 9-25)."""

from dataclasses import dataclass

from rules.applications import Application
from rules.calendar import Count
from rules.editions import Edition
from rules.notices import Entry, Notice, NoticeState
from rules.objections import Objection
from rules.objections import View as Objections
from rules.people import STAFF, Role
from rules.refusals import Refusal
from storage.drafts import Draft
from storage.notice_register import View, Wanted
from workflow.desk import Desk, require, serves_as, today
from workflow.listings import is_interested, undeclared
from workflow.notice_drafts import POSTING
from workflow.notices import count_of, current
from workflow.objection_register import register
from workflow.postings import FORM
from workflow.reposts import drafts_it
from workflow.signings import signs, waiting
from workflow.tasks import number_of

__all__ = ["Drafted", "Shown", "View", "Wanted", "drafts_waiting", "read_notice", "search"]


@dataclass(frozen=True, slots=True)
class Drafted:
    """A notice not posted yet: its form, its title, and whether it was sent to the lead."""

    draft: Draft
    title: str
    sent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A notice in full. `to_declare` are its cases upon which the person must declare before signing.

    `objections` is None for people who may not see them.
    """

    notice: Notice
    edition: Edition | None
    entries: tuple[Entry, ...]
    count: Count | None
    objections: tuple[Objection, ...] | None
    correction: Notice | None
    corrected: Notice | None
    to_sign: bool
    to_declare: tuple[Application, ...]
    corrects: bool

    @property
    def cleared(self) -> int:
        """The number of entries signed "no objection"."""
        return sum(entry.cleared_at is not None and entry.struck_at is None for entry in self.entries)

    @property
    def struck(self) -> int:
        """The number of entries struck from the list."""
        return sum(entry.struck_at is not None for entry in self.entries)


async def search(desk: Desk, wanted: Wanted, *, limit: int, after: int = 0) -> tuple[list[Notice], int]:
    """Return a page of the notices and their total.

    Notices are public, but this list is for staff: raises Forbidden.
    """
    require(desk, *STAFF, article=9)
    return await desk.work.notice_register.page(wanted, limit=limit, after=after)


async def drafts_waiting(desk: Desk) -> list[Drafted]:
    """Return the person's open forms of notices, and for the lead also the office's drafts."""
    require(desk, *STAFF, article=9)
    mine = await desk.work.drafts.open_for(desk.person.id, FORM)
    found = [Drafted(draft, await _title(desk, draft), sent=False) for draft in mine]
    if not serves_as(desk, Role.LEAD):
        return found
    for task in await desk.work.tasks.open_of(POSTING):
        draft = await desk.work.drafts.get(number_of(task.subject, "draft") or -1)
        if draft is not None:
            found.append(Drafted(draft, await _title(desk, draft), sent=True))
    return found


async def read_notice(desk: Desk, notice_id: int) -> Shown:
    """Return one notice in full. Raises Refusal for an unknown one."""
    require(desk, *STAFF, article=9)
    notice = await desk.work.notices.get(notice_id)
    if notice is None:
        raise Refusal("notices.unknown")
    entries = await desk.work.notices.entries(notice.id)
    open_ones = await waiting(desk, notice)
    waits = any(entry.is_open for entry in entries) or bool(open_ones)
    to_sign = signs(desk, notice) and notice.state_on(today(desk)) is NoticeState.OVER and waits
    asked = [one for one in open_ones if not await is_interested(desk, one)] if to_sign else []
    office = serves_as(desk, Role.LEAD, Role.OFFICE)
    found = await register(desk, Objections.ALL, notice_id=notice.id) if office else None
    return Shown(
        notice=notice,
        edition=await desk.work.editions.get(notice.edition_id),
        entries=tuple(entries),
        count=await count_of(desk.work, notice),
        objections=tuple(found[0]) if found is not None else None,
        correction=await current(desk.work, notice) if notice.replaced_on else None,
        corrected=await desk.work.notices.get(notice.replaces_id) if notice.replaces_id else None,
        to_sign=to_sign,
        to_declare=tuple(await undeclared(desk, asked)),
        corrects=notice.replaced_on is None and drafts_it(desk, notice),
    )


async def _title(desk: Desk, draft: Draft) -> str:
    return str((await desk.work.drafts.answers(draft.id)).get("title") or "")
