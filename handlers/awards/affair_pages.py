"""The pages of affairs: the office's menu, the lists, and one affair with everything written in it (Art. 28-35, 40)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from handlers.awards.holders import describe
from handlers.engine.lists import PAGE, turns
from handlers.engine.offers import FREE_TEXT, put_down
from handlers.engine.presses import Press, Presses
from handlers.engine.resuming import Case
from handlers.engine.speech import Button, Page, key_button, show, tell
from papers.engine.answers import answered
from rules.awards import affair_forms as questions
from rules.awards.affairs import OPEN, Affair, Kind, State
from rules.engine.refusals import Unfit
from rules.people.roles import Role
from texts import Words, say
from workflow.awards.affairs import OFFICE, acts, award_of, files_of, is_party, units_of
from workflow.awards.claims import awards_of
from workflow.awards.uses import by_certificate, find_questions
from workflow.engine.desk import Desk, serves_as, today
from workflow.engine.records import FileRecord

OFFICES = (Kind.CHANGE, Kind.QUESTION, Kind.MISUSE, Kind.USE, Kind.HIGHER, Kind.ACTIVITY, Kind.LISTING, Kind.INQUIRY)
CLERKS = (Kind.CHANGE, Kind.ACTIVITY, Kind.INQUIRY)
"""The kinds that have a list of their own on each side; supervision notes are listed separately, year by year."""
OWN, SHOWN = frozenset({Kind.CHANGE, Kind.QUESTION, Kind.MISUSE, Kind.INQUIRY}), 5
"""The kinds that people find in the list of what they started, and how many of them are shown."""
TAPS = ("hold", "call_off", "accept")
"""Acts whose buttons are on other pages."""


async def show_office(bot: Bot, desk: Desk) -> None:
    """Show the office's menu: each kind of affair with the number that are open."""
    units, hidden = units_of(desk), await desk.work.recusals.interests_of(desk.person.id)
    rows = []
    for kind in OFFICES if units is None else CLERKS:
        counts = await desk.work.affairs.counts(kind, units=units, hidden=hidden)
        waiting = sum(count for state, count in counts.items() if state in OPEN)
        rows.append([key_button(desk, f"affairs.list.{kind}", f"affair:list:{kind}:0", count=waiting)])
    rows.append([key_button(desk, "affairs.list.supervision", f"affair:year:{today(desk).year}")])
    rows.append([key_button(desk, "affairs.new_activity", "affair:new:activity")])
    if units is None:
        rows[-1].append(key_button(desk, "affairs.new_list", "holder_list:new"))
    office = [key_button(desk, "menu.office", "office:menu")] if units is None else []
    rows.append([*office, key_button(desk, "menu.open", "menu:home")])
    await tell(bot, desk, "affairs.menu", rows=rows)


async def show_list(bot: Bot, desk: Desk, kind: Kind, page: int = 0) -> None:
    """Show one page of the affairs of one kind, open ones first, then the newest."""
    units, language = units_of(desk), desk.person.language
    hidden = await desk.work.recusals.interests_of(desk.person.id)
    year, held = today(desk).year, ""
    count = sum((await desk.work.affairs.counts(kind, units=units, hidden=hidden)).values())
    found = await desk.work.affairs.page(kind, limit=PAGE, after=page * PAGE, units=units, hidden=hidden)
    if kind is Kind.ACTIVITY:
        figures = dict(zip(("held", "asked", "came"), await desk.work.guests.figures(year, units), strict=True))
        held = say(language, "affairs.figures", year=str(year), **figures)
    title = say(language, "affairs.list_title" if count else "affairs.list_empty", count=count)
    lines = [await line_of(desk, affair) for affair in found]
    rows = [[Button(affair.number, f"affair:open:{affair.id}")] for affair in found]
    rows += turns(desk, f"affair:list:{kind}", page, count)
    if kind is Kind.QUESTION:
        rows.append([key_button(desk, "affairs.find", "affair:find")])
    rows += ways(desk)
    await show(bot, desk, Page("\n\n".join(part for part in (title, held, *lines) if part), rows))


async def show_years(bot: Bot, desk: Desk, year: int = -1, page: int = 0) -> None:
    """Show one year's supervision notes: how many are in, and first the holders whose note is missing."""
    units, language = units_of(desk), desk.person.language
    hidden = await desk.work.recusals.interests_of(desk.person.id)
    counts = await desk.work.affairs.counts(Kind.SUPERVISION, year=year, units=units, hidden=hidden)
    found = await desk.work.affairs.page(
        Kind.SUPERVISION, year=year, limit=PAGE, after=page * PAGE, units=units, hidden=hidden
    )
    noted, missing = counts.get(State.SETTLED, 0), counts.get(State.AWAITED, 0)
    title = say(language, "affairs.notes", year=str(year), noted=noted, missing=missing)
    lines = [await line_of(desk, affair) for affair in found]
    rows = [[Button(affair.number, f"affair:open:{affair.id}")] for affair in found]
    rows += turns(desk, f"affair:year:{year}", page, sum(counts.values()))
    rows.append(
        [Button(str(other), f"affair:year:{other}") for other in (year - 1, year + 1) if other <= today(desk).year]
    )
    await show(bot, desk, Page("\n\n".join([title, *lines]), [*rows, *ways(desk)]))


async def show_declaration(bot: Bot, desk: Desk, affair: Affair) -> None:
    """Ask, before the affair opens, whether the person has an interest in its holder (Art. 40)."""
    award = await award_of(desk, affair)
    rows = [
        [key_button(desk, "objections.no_interest", f"affair:none:{affair.id}")],
        [key_button(desk, "objections.interested", f"recusal:ask:affair:interest:{affair.id}")],
    ]
    key = "affairs.declare" if award is not None else "affairs.declare_unnamed"
    await tell(bot, desk, key, rows=rows, number=affair.number, holder=award.name if award is not None else "")


async def show_affair(bot: Bot, desk: Desk, affair: Affair, *, notice: str = "") -> None:
    """Show an affair in full."""
    await show(bot, desk, await affair_page(desk, affair, notice=notice))


async def affair_page(desk: Desk, affair: Affair, *, notice: str = "") -> Page:
    """Return an affair: its holder, what was written at each step, its files, and what can be done."""
    language, files = desk.person.language, await files_of(desk, affair)
    award, party = await award_of(desk, affair), await is_party(desk, affair)
    parts = [say(language, notice)] if notice else []
    parts.append(_head(language, affair, today(desk)))
    if award is not None and not (party and affair.kind is Kind.MISUSE):
        parts.append(describe(desk, award))
    if not party:
        parts += await _checked(desk, affair)
    parts += [await _written(desk, affair, step, files) for step in affair.steps]
    rows = [[Button(f"📎 {file.name[:40]}", f"affair:file:{affair.id}:{n}")] for n, file in enumerate(files)]
    mine = [act for act in await acts(desk, affair) if act not in TAPS]
    rows += [[key_button(desk, f"affairs.act.{act}", f"affair:{act}:{affair.id}")] for act in mine]
    rows += await _more(desk, affair, party=party)
    return Page("\n\n".join(part for part in parts if part), [*rows, *ways(desk, party=party)])


async def source(desk: Desk) -> list[Case]:
    """Return the affairs that the person started or has to act on, for the list "my progress"."""
    mine = {one.id: one for one in await desk.work.affairs.of_person(desk.person.id) if one.kind in OWN}
    for award in await awards_of(desk, desk.person.id):
        found = await desk.work.affairs.of_holder(award.holder)
        mine |= {one.id: one for one in found if one.kind in OWN and one.state in OPEN}
    newest = sorted(mine.values(), key=lambda one: (one.state in OPEN, one.id), reverse=True)[:SHOWN]
    return [
        Case(
            _head(desk.person.language, one, today(desk)),
            (),
            [[key_button(desk, "affairs.open", f"affair:open:{one.id}")]],
        )
        for one in newest
    ]


async def line_of(desk: Desk, affair: Affair) -> str:
    """Return an affair as two lines of a list."""
    award = await award_of(desk, affair)
    head = _head(desk.person.language, affair, today(desk))
    return f"{head}\n{award.name}" if award is not None else head


def ways(desk: Desk, affair: Affair | None = None, *, party: bool = False) -> list[list[Button]]:
    """Return the buttons back to the affair, to the list and to the menu."""
    row = [key_button(desk, "affairs.open", f"affair:open:{affair.id}")] if affair is not None else []
    if serves_as(desk, *OFFICE, Role.CLERK) and not party:
        row.append(key_button(desk, "affairs.menu_button", "affair:office"))
    elif party:
        row.append(key_button(desk, "awards.mine", "award:mine"))
    return [[*row, key_button(desk, "menu.open", "menu:home")]]


def _head(language: str, affair: Affair, day: date) -> str:
    state = Words(f"affairs.state.{affair.kind}.{affair.state}")
    topic = say(language, f"change.topics.{affair.topic}") if affair.kind in _NAMED and affair.topic else ""
    dated = "affairs.held_on" if affair.kind is Kind.ACTIVITY else "affairs.due"
    if affair.kind is not Kind.ACTIVITY and affair.due_on is not None and affair.due_on < day:
        dated = "affairs.due_past"
    due = say(language, dated, due=affair.due_on) if affair.due_on and affair.state in OPEN else ""
    named = {"number": affair.number, "kind": Words(f"affairs.kind.{affair.kind}"), "state": state}
    return "\n".join(line for line in (say(language, "affairs.head", **named), topic, due) if line)


_NAMED = frozenset({Kind.CHANGE})
"""Kinds whose first line already says what has changed."""


async def _written(desk: Desk, affair: Affair, step: Mapping[str, Any], files: list[FileRecord]) -> str:
    """Return one step as text: its day, and the answers given in its form."""
    language, act = desk.person.language, step["act"]
    title = say(language, f"affairs.step.{act}", on=step["on"])
    form = questions.form_of(affair, act)
    if step["draft"] is None or form is None:
        return title
    given = await desk.work.drafts.answers(step["draft"])
    read = answered(language, form, given, {"files": {file.id: file.name for file in files}})
    return "\n".join([title, *(say(language, "forms.line", question=asked, answer=answer) for asked, answer in read)])


async def _checked(desk: Desk, affair: Affair) -> list[str]:
    """Return what the register says about the certificate named in a report of misuse (Art. 34)."""
    if affair.kind is not Kind.MISUSE or affair.draft_id is None:
        return []
    named = (await desk.work.drafts.answers(affair.draft_id)).get("certificate")
    if not named:
        return [say(desk.person.language, "affairs.no_certificate")]
    found = await by_certificate(desk, named)
    return [say(desk.person.language, "affairs.certificate_known" if found else "affairs.certificate_unknown")]


async def _more(desk: Desk, affair: Affair, *, party: bool) -> list[list[Button]]:
    """Return the buttons to pages of their own: guests, the rules of use, a case."""
    if affair.kind is Kind.ACTIVITY and not party:
        return [[key_button(desk, "affairs.guests", f"activity:see:{affair.id}:0")]]
    if affair.kind is Kind.ACTIVITY and affair.state is State.SENT:
        invited = {guest.award_id for guest in await desk.work.guests.of(affair.id)}
        mine = [award.id for award in await awards_of(desk, desk.person.id) if award.id in invited]
        said = (("affairs.coming", "yes"), ("affairs.not_coming", "no"))
        return [
            [key_button(desk, key, f"activity:come:{affair.id}:{one}:{word}") for key, word in said] for one in mine
        ]
    if affair.kind is Kind.USE and party and affair.state is State.AWAITED:
        return [[key_button(desk, "affairs.rules", f"holder:rules:{affair.award_id}")]]
    grave = affair.kind is Kind.MISUSE or (affair.kind is Kind.SUPERVISION and affair.topic == "violation")
    if grave and affair.award_id is not None and not party and serves_as(desk, *OFFICE):
        return [[key_button(desk, "affairs.case", f"affair:case:{affair.id}")]]
    return []


# Finds earlier questions on the use of the award by a word in the question or the answer (Art. 33).


WORD = "affairs:word"
"""The step in which the chat waits for the search word."""
LONGEST = 50


def router() -> Router:
    """Build the router for the typed word."""
    here = Router(name="affair_search")

    @here.message(StateFilter(WORD))
    async def typed(message: Message, bot: Bot, desk: Desk, state: FSMContext) -> None:
        word = (message.text or "").strip()
        if not 0 < len(word) <= LONGEST:
            raise Unfit("affairs.find_awaited")
        await put_down(state)
        await show_found(bot, desk, await find_questions(desk, word), word)

    return here


async def ask_word(bot: Bot, desk: Desk, state: FSMContext) -> None:
    """Ask for the word to look for."""
    await state.set_state(WORD)
    await state.update_data({FREE_TEXT: True})
    await tell(bot, desk, "affairs.ask_find", rows=ways(desk))


async def show_found(bot: Bot, desk: Desk, found: Sequence[Affair], word: str) -> None:
    """Show the first page of the questions that contain the word, each with a button."""
    title = say(
        desk.person.language, "affairs.found" if found else "affairs.nothing_found", word=word, count=len(found)
    )
    lines = [await line_of(desk, affair) for affair in found[:PAGE]]
    rows = [[Button(affair.number, f"affair:open:{affair.id}")] for affair in found[:PAGE]]
    rows += [[key_button(desk, "affairs.find", "affair:find")], *ways(desk)]
    await show(bot, desk, Page("\n\n".join([title, *lines]), rows))


PRESSES = Presses("affair", {"find": Press(ask_word, article=33, roles=OFFICE)})
