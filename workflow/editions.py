"""Editions: set up by the lead; when the last day for applications moves, whoever writes one is told (Art. 4, 9)."""

from datetime import date

from rules.editions import Edition
from rules.forms import Answers
from rules.people import Role
from rules.questions.options import day
from rules.refusals import Refusal
from storage.drafts import Draft
from workflow.applications import KINDS
from workflow.desk import Desk, require, today


async def next_edition(desk: Desk) -> Edition | None:
    """The edition that takes applications today, else the one that opens next; None when none is set up."""
    ahead = [edition for edition in await desk.work.editions.all() if edition.closes_on >= today(desk)]
    return min(ahead, key=lambda edition: edition.opens_on, default=None)


async def set_up_edition(desk: Desk, draft: Draft, answers: Answers) -> Edition:
    """A new edition under the pack in force. Raises Refusal for a number that is taken."""
    require(desk, Role.LEAD, article=9)
    opens, closes = _day(answers["opens_on"]), _day(answers["closes_on"])
    edition = await desk.work.editions.add(
        number=int(answers["number"]),
        year=int(answers["year"]),
        opens_on=opens,
        closes_on=closes,
        pack=f"{desk.pack.name}:{desk.pack.version}",
    )
    if edition is None:
        raise Refusal("editions.known", article=4, number=int(answers["number"]))
    if not await desk.work.drafts.send(draft.id, desk.now):
        raise Refusal("forms.already_sent")
    await _note(desk, "edition_set_up", edition, opens=opens, closes=closes)
    return edition


async def move_closing_day(desk: Desk, draft: Draft, answers: Answers) -> tuple[Edition, date, int]:
    """The last day for applications moves: the edition as it was, the new day, how many people are told (Art. 4)."""
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


async def _tell_writers(desk: Desk, edition: Edition, closes: date) -> int:
    about = f"edition:{edition.id}"
    writers = {person: kind for kind in KINDS for person in await desk.work.drafts.holders(kind, about)}
    await desk.work.outbox.drop_prefix(f"{about}:closes:")
    for person_id in writers:
        await desk.work.outbox.owe(
            f"{about}:closes:{closes.isoformat()}:{desk.now.isoformat()}:{person_id}",
            person_id,
            "editions.told_moved",
            now=desk.now,
            values={"number": edition.number, "before": edition.closes_on, "closes": closes},
            buttons=[[{"key": "menu.apply", "press": "ap:begin"}]],
        )
    return len(writers)


async def _note(desk: Desk, act: str, edition: Edition, **details: object) -> None:
    about = f"edition:{edition.id}"
    await desk.work.journal.write(act, about, now=desk.now, person_id=desk.person.id, article=4, details=details)


def _day(value: object) -> date:
    found = day(value)
    if found is None:
        raise Refusal("forms.incomplete", count=1)
    return found
