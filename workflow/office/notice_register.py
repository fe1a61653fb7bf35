"""The office's register of notices: drafted, running, to be signed, corrected; and one in full (Art. 9-25)."""

from dataclasses import dataclass, field

from rules.applications.editions import Edition
from rules.applications.lifecycle import Application
from rules.engine.calendar import Count
from rules.engine.refusals import Refusal
from rules.notices.postings import Entry, Notice, NoticeKind, NoticeState
from rules.objections.cases import Objection
from rules.objections.cases import View as Objections
from rules.people.roles import STAFF, Role
from storage.database.values import Say
from storage.engine.drafts import Draft
from storage.notices.board import NoticeFilter, View
from workflow.engine.desk import Desk, require, serves_as, today
from workflow.engine.lists import Column, Found, Listing, by_edition, choice, typed
from workflow.engine.lists import Shown as On
from workflow.engine.tasks import number_of
from workflow.notices.board import count_of, current
from workflow.notices.drafts import POSTING
from workflow.notices.lists import is_interested, undeclared
from workflow.notices.postings import FORM, drafts_it
from workflow.notices.signings import signs, waiting
from workflow.objections.register import register


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeQuery:
    """A query for the register; `words` as typed, looked for in numbers and titles."""

    view: View = View.ALL
    edition_id: int | None = None
    kind: NoticeKind | None = None
    words: str = field(default="", repr=False)


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


async def search(desk: Desk, asked: NoticeQuery, *, limit: int, after: int = 0) -> Found[Notice]:
    """Return a page of the notices. They are public, but this list is for staff: raises Forbidden."""
    require(desk, *STAFF, article=9)
    wanted = NoticeFilter(
        view=asked.view, day=today(desk), edition_id=asked.edition_id, kind=asked.kind, words=asked.words
    )
    return Found(*await desk.work.notice_register.page(wanted, limit=limit, after=after))


NOTICES = Listing(
    title="rooms.notices",
    find=search,
    asked=NoticeQuery,
    filters=(
        typed("rooms.words.notice"),
        choice("view", "pages.column.state", View, "rooms.notices", default=View.ALL),
        choice("kind", "rooms.column.kind", NoticeKind, "notice.kinds"),
        by_edition(),
    ),
    columns=(
        Column("rooms.column.number", lambda _, one: one.number, subject=lambda one: f"notice:{one.id}"),
        Column("rooms.column.title", lambda _, one: one.title),
        Column("rooms.column.kind", lambda _, one: Say(f"notice.kinds.{one.kind}")),
        Column("rooms.column.posted", lambda _, one: one.posted_on),
        Column("rooms.column.last", lambda _, one: one.last_day),
        Column(
            "pages.column.state",
            lambda desk, one: (
                Say(f"rooms.notice.{one.state_on(today(desk))}"),
                Say("rooms.provisional") if one.provisional else None,
            ),
        ),
        Column("rooms.column.place", lambda _, one: one.place, shown=On.EXCEL),
    ),
    count="rooms.notices_count",
    exported="notices_exported",
    about="notices",
)


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
