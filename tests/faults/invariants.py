"""What must be true whatever failed: looked for in the database and in the log of the Bot API's stand-in alone."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select

from handlers.dispatching import all_guides
from handlers.engine.guides import Guides
from handlers.engine.questions import FORM
from reminders.posting import STUMBLES
from rules.engine.forms import Form, Kind, Progress
from rules.engine.pack import load_pack
from rules.objections.cases import PENDING, Objection
from storage.engine.blobs import MARK
from storage.engine.conversations import Talk
from storage.engine.counts import numbers
from storage.engine.drafts import Draft, DraftState, drafts
from storage.engine.files import files
from storage.engine.journal import journal
from storage.engine.owed import OwedState, outbox
from storage.engine.updates import updates
from storage.objections.cases import objections
from storage.people.persons import people
from storage.work import Work
from tests.faults.talk import BOT
from tests.standin import StandIn
from tests.standin.chats import Chat
from tests.stories.chats import page_of
from workflow.engine.alerts import QUARANTINED

RECEIPT = re.compile(r"编号：((?:YY)?20\d\d-\d{3})\n收到时间")
SUBJECTS: Mapping[str, Table] = {"objection": objections, "draft": drafts}
"""What a key or a subject is about, by its first word."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The database, opened after everything has ended, and the stand-in's log."""

    work: Work
    log: StandIn

    async def rows(self, table: Table) -> list[dict[str, Any]]:
        """All rows of a table."""
        return [dict(row._mapping) for row in await self.work.drafts._db.execute(select(table))]

    async def ids(self, table: Table) -> set[int]:
        """The ids of all rows."""
        return {row["id"] for row in await self.rows(table)}

    async def objections(self) -> list[Objection]:
        """All objections, the oldest first."""
        return (await self.work.objections.these(sorted(await self.ids(objections))))[::-1]

    def chats(self) -> Iterator[Chat]:
        """The chats of people, as they saw them."""
        return (chat for chat in self.log.chats.values() if chat.id > 0)


async def nothing_owed_is_an_orphan(at: Evidence) -> AsyncIterator[str]:
    """Every message owed is to somebody, about something that is there, and was owed once."""
    persons, known = await at.ids(people), {word: await at.ids(table) for word, table in SUBJECTS.items()}
    for row in await at.rows(outbox):
        word, _, rest = row["key"].partition(":")
        one = rest.partition(":")[0]
        if row["person_id"] not in persons or (word in known and int(one) not in known[word]):
            yield f"{row['key']} is owed about nothing"


async def everything_owed_has_arrived(at: Evidence) -> AsyncIterator[str]:
    """What is over was sent and lies in the chat, needed no sending any more, or was set aside and the lead told so."""
    rows = await at.rows(outbox)
    told = {row["key"].split(":")[1] for row in rows if ":set-aside:" in row["key"] and row["state"] == OwedState.SENT}
    for row in rows:
        aside = row["state"] == OwedState.FAILED and row["tries"] >= STUMBLES and str(row["id"]) in told
        if row["state"] not in (OwedState.SENT, OwedState.DROPPED) and not aside:
            yield f"{row['key']} is {row['state']} ({row['error']})"
        elif row["state"] == OwedState.SENT and (row["proof"] or "").isdecimal():
            channel = await at.work.channels.get(row["channel_id"])
            note = channel and at.log.chats[channel.chat_id].notes.get(int(row["proof"]))
            if not note or not note.by_bot:
                yield f"{row['key']} was sent as {row['proof']}, which is in no chat"


async def whatever_was_sent_has_a_receipt(at: Evidence) -> AsyncIterator[str]:
    """An objection has its draft, one entry in the journal, and a receipt that was owed."""
    entries = Counter(row["subject"] for row in await at.rows(journal) if row["act"] == "objection_filed")
    keys = {row["key"] for row in await at.rows(outbox)}
    for one in await at.objections():
        draft = await at.work.drafts.get(await _draft_of(at, one))
        if draft is None or draft.state is not DraftState.SENT:
            yield f"{one.number}: its form was not sent"
        if entries.pop(f"objection:{one.id}", 0) != 1 or f"objection:{one.id}:receipt" not in keys:
            yield f"{one.number}: no receipt, or not one entry"
    for subject in entries:
        yield f"{subject} is in the journal and nowhere else"


async def nothing_was_said_that_is_not_so(at: Evidence) -> AsyncIterator[str]:
    """Every receipt that anybody was shown is of an objection of theirs that is there."""
    numbered = {one.number: one for one in await at.objections()}
    for chat in at.chats():
        channel = await at.work.channels.find("telegram", chat.id)
        for number in RECEIPT.findall("\n".join(chat.texts)):
            one = numbered.get(number)
            if one is None or channel is None or one.person_id != channel.person_id:
                yield f"{chat.id} was told {number}"


async def numbers_have_no_gap(at: Evidence) -> AsyncIterator[str]:
    """The numbers given are those from 1 to the last, each once."""
    given = sorted(one.number for one in await at.objections())
    last = next((row["last"] for row in await at.rows(numbers) if row["series"] == "objection"), 0)
    if given != [f"{number[:6]}-{place:03}" for place, number in enumerate(given, start=1)] or last != len(given):
        yield f"{last} numbers were given: {given}"


async def the_journal_is_whole(at: Evidence) -> AsyncIterator[str]:
    """Its chain holds from the first entry to the last."""
    if (bad := await at.work.journal.verify()) is not None:
        yield f"entry {bad}"


async def every_answer_acknowledged_is_kept(at: Evidence) -> AsyncIterator[str]:
    """Whoever was asked the next question has been heard at the last one, in their own words."""
    guides = all_guides()
    for chat in at.chats():
        for (one, place), said in acknowledged(chat):
            draft = await at.work.drafts.get(one)
            if draft is None:
                yield f"{chat.id} answered a form {one} that is not there"
                continue
            question = form_of(guides, draft).questions[place]
            kept = await _kept(at, draft)
            if question.key not in kept and not question.optional:
                yield f"{chat.id}: {draft.form}.{question.key} was answered and is not kept"
            elif said is not None and question.kind is Kind.TEXT and kept.get(question.key) != said:
                yield f"{chat.id}: {draft.form}.{question.key} is kept as something else"


async def every_open_form_stands_where_its_answers_lead(at: Evidence) -> AsyncIterator[str]:
    """The question of an open form is the first that is not answered, and its chat is in that form."""
    guides = all_guides()
    for row in await at.rows(drafts):
        if row["state"] != DraftState.OPEN:
            continue
        draft = await at.work.drafts.get(row["id"])
        assert draft is not None
        following = Progress(form_of(guides, draft), await at.work.drafts.answers(draft.id)).next_open()
        if draft.question != (following and following.key):
            yield f"form {draft.id} stands at {draft.question}, its answers lead to {following and following.key}"
        chats = [one.chat_id for one in await at.work.channels.of(draft.person_id) if one.bot == "telegram"]
        steps = {await at.work.conversations.state(Talk(BOT, chat, chat)) for chat in chats}
        if steps != {FORM}:
            yield f"form {draft.id} is open and its chat is at {steps}"


async def what_waits_has_its_task_and_its_day(at: Evidence) -> AsyncIterator[str]:
    """An objection that is not settled has somebody who has to act and a day; one that is settled has neither."""
    for one in await at.objections():
        about = f"objection:{one.id}"
        tasks = [task for task in await at.work.tasks.of(about) if task.done_at is None]
        clocks = [clock for clock in await at.work.deadlines.of(about) if clock.ended_at is None]
        if bool(tasks) != (one.state in PENDING) or bool(clocks) != (one.state in PENDING):
            yield f"{one.number} is {one.state}, with {len(tasks)} tasks and {len(clocks)} days"


async def every_file_has_its_content_and_every_content_its_file(at: Evidence) -> AsyncIterator[str]:
    """What was handed in can be opened; what nobody handed in is not on the disk."""
    kept = {row["blob"] for row in await at.rows(files)}
    for row in await at.rows(files):
        if len(await at.work.files.open(row["id"])) != row["size"]:
            yield f"file {row['id']} is not whole"
    lying = {path.name for path in at.work.files._blobs._folder.glob("*")} - {MARK}
    for name in lying - kept:
        yield f"content {name} is nobody's"


async def every_update_is_accounted_for(at: Evidence) -> AsyncIterator[str]:
    """Each update had its effect or was set aside, and nothing waits."""
    seen = {row["update_id"] for row in await at.rows(updates)}
    aside = [entry for entry in await at.work.journal.of("updates") if entry.act == QUARANTINED]
    seen |= {entry.details["update"] for entry in aside}
    for update in (*at.log.updates.history, *at.log.updates.pending):
        if update["update_id"] not in seen:
            yield f"update {update['update_id']} was passed over"
    if at.log.updates.pending:
        yield f"{len(at.log.updates.pending)} updates wait"


Invariant = Callable[[Evidence], AsyncIterator[str]]
INVARIANTS: tuple[Invariant, ...] = (
    nothing_owed_is_an_orphan,
    everything_owed_has_arrived,
    whatever_was_sent_has_a_receipt,
    nothing_was_said_that_is_not_so,
    numbers_have_no_gap,
    the_journal_is_whole,
    every_answer_acknowledged_is_kept,
    every_open_form_stands_where_its_answers_lead,
    what_waits_has_its_task_and_its_day,
    every_file_has_its_content_and_every_content_its_file,
    every_update_is_accounted_for,
)


async def broken(work: Work, log: StandIn) -> dict[str, list[str]]:
    """The invariants that do not hold, by name, with everything that shows it."""
    found = {each.__name__: [one async for one in each(Evidence(work, log))] for each in INVARIANTS}
    return {name: shown for name, shown in found.items() if shown}


def acknowledged(chat: Chat) -> Iterator[tuple[tuple[int, int], str | None]]:
    """Which questions somebody saw answered: draft and place, and the words where they were typed last."""
    asked, said = None, None
    for note in chat.messages:
        if not note.by_bot:
            said = note.raw.get("text")
            continue
        shown = page_of(note).place()
        if asked is not None and shown is not None and shown[0] == asked[0] and shown[1] > asked[1]:
            yield asked, said
        if shown is not None:
            asked, said = shown, None if shown != asked else said


def form_of(guides: Guides, draft: Draft) -> Form:
    """The form of a draft that knows nothing of what is around it."""
    return guides[draft.form].form(load_pack(), {"today": draft.created_at.date(), "year": draft.created_at.year})


async def _draft_of(at: Evidence, one: Objection) -> int:
    wanted = select(objections.c.draft_id).where(objections.c.id == one.id)
    found: int = (await at.work.drafts._db.execute(wanted)).scalar_one()
    return found


async def _kept(at: Evidence, draft: Draft) -> Mapping[str, Any]:
    """The answers of a form; once it was sent, its case keeps them."""
    answers = await at.work.drafts.answers(draft.id)
    if draft.form != "objection" or draft.state is not DraftState.SENT:
        return answers
    one = next(iter(await at.work.objections.of_person(draft.person_id)), None)
    if one is None:
        return {}
    named = {"who": one.who, "notice": one.notice_id, "identity_consent": "agree"}
    return {**named, **one.matter, **await at.work.objections.identity(one.id)}
