"""Office and units in the chat: how they are reached, who is entrusted, longer Measures (Art. 14, 43, 44)."""

from collections.abc import Mapping
from functools import partial

from aiogram import Bot

from handlers.engine.guides import Filling, Guide
from handlers.engine.lists import PAGE, turns
from handlers.engine.presses import Press, Presses
from handlers.engine.prints import Copied
from handlers.engine.speech import Button, Page, key_button, show, tell, told
from papers.engine.parts import reach
from rules.engine.forms import Facts, Form
from rules.engine.pack import Pack
from rules.engine.parts import OFFICE, Unit, UnitKind
from rules.engine.refusals import Refusal
from rules.office import provisions as questions
from rules.people.roles import Role
from texts import say
from workflow.engine.desk import Desk, serves_as, today
from workflow.engine.files import file_facts
from workflow.engine.provisions import (
    CONTACT,
    ENDING,
    ENTRUSTMENT,
    NEW,
    PROLONGATION,
    acts_on,
    begin_provision,
    end_entrustment,
    entrust,
    prolong,
    scans_of,
    set_contact,
    unit_named,
)
from workflow.engine.records import Draft

FORMS = {"contact": CONTACT, "entrust": ENTRUSTMENT, "end": ENDING}
"""The form of each press about a unit."""


def guides() -> dict[str, Guide]:
    """Return the forms of the four acts."""
    return {
        CONTACT: Guide(form=_contact, subject="provisions", sends=contact_set, facts=_facts),
        ENTRUSTMENT: Guide(
            form=lambda _pack, facts: questions.entrustment(new=bool(facts["new"])),
            subject="provisions",
            sends=entrusted,
            facts=_facts,
        ),
        ENDING: Guide(form=lambda _p, _f: questions.ending(), subject="provisions", sends=ended, facts=_facts),
        PROLONGATION: Guide(
            form=lambda _p, _f: questions.prolongation(), subject="provisions", sends=prolonged, facts=_facts
        ),
    }


async def begin_prolongation(desk: Desk) -> Draft:
    """Begin the prolongation of the Measures' term."""
    return await begin_provision(desk, PROLONGATION, desk.pack.name)


async def begin_for(desk: Desk, unit: str, form: str) -> Draft:
    """Begin the form of an act on the office or a unit."""
    return await begin_provision(desk, form, unit)


async def show_bodies(bot: Bot, desk: Desk, page: int = 0) -> None:
    """Show the office and a page of the units, each with whether its contact is set and until when it is entrusted."""
    language, bodies = desk.person.language, _bodies(desk)
    shown = bodies[page * PAGE : (page + 1) * PAGE]
    rows = [[Button(f"{_mark(desk, key)} {_name(desk, key)}", f"provision:see:{key}")] for key in shown]
    rows += turns(desk, "provision:list", page, len(bodies))
    if serves_as(desk, Role.LEAD):
        rows.append([key_button(desk, "provisions.entrust", f"provision:entrust:{NEW}")])
    rows.append([key_button(desk, "provisions.measures", "provision:measures")])
    silent = sum(desk.pack.contact(key) is None for key in bodies)
    text = say(language, "provisions.silent" if silent else "provisions.all_set", count=silent)
    await show(bot, desk, Page(text, [*rows, *_home(desk)], title=say(language, "provisions.list")))


async def show_body(bot: Bot, desk: Desk, key: str) -> None:
    """Show how the office or a unit is reached, its entrustment and its papers."""
    language, unit = desk.person.language, unit_named(desk.pack, key)
    if unit is None and key != OFFICE:
        raise Refusal("talk.old_button")
    lines = [reach(desk.pack, _name(desk, key), language) or say(language, "provisions.unset")]
    rows: list[list[Button]] = []
    if serves_as(desk, Role.LEAD):
        rows.append([key_button(desk, "provisions.set", f"provision:contact:{key}")])
    if unit is not None and unit.kind is UnitKind.ENTRUSTED_ASSOCIATION:
        lines.append(_term(desk, unit))
        if serves_as(desk, Role.LEAD):
            rows.append([key_button(desk, "provisions.renew", f"provision:entrust:{key}")])
        if serves_as(desk, Role.LEAD) and (unit.entrusted_until is None or unit.entrusted_until > today(desk)):
            rows.append([key_button(desk, "provisions.end", f"provision:end:{key}")])
    said, scans = await _papers(desk, key)
    title = _name(desk, key)
    await show(bot, desk, Page("\n".join([*lines, *said]), [*rows, *scans, *_ways(desk)], title=title))


async def show_measures(bot: Bot, desk: Desk) -> None:
    """Show how long the Measures are in force, and the decisions that prolonged them (Art. 43)."""
    language, pack = desk.person.language, desk.pack
    said, scans = await _papers(desk, pack.name)
    text = say(language, "provisions.in_force", document=pack.document_number, last=pack.last_day)
    leads = [[key_button(desk, "provisions.prolong", "provision:prolong")]] if serves_as(desk, Role.LEAD) else []
    title = say(language, "provisions.measures")
    await show(bot, desk, Page("\n".join([text, *said]), [*leads, *scans, *_ways(desk)], title=title))


async def send_scan(bot: Bot, desk: Desk, provision_id: int) -> None:
    """Send the scanned pages of an act's paper."""
    for record in await scans_of(desk, provision_id):
        record.check_open()
        copy = Copied(await desk.work.files.open(record.id), filename=record.name, origins=(record.id,))
        await bot.send_document(desk.channel.chat_id, copy)
    await tell(bot, desk, "provisions.scan_sent", rows=_ways(desk))


async def contact_set(desk: Desk, filling: Filling) -> Page:
    """Set the contact, and offer the next body that has none."""
    made = await set_contact(desk, filling.draft, filling.progress.answers)
    silent = [key for key in _bodies(desk) if key != made.about and desk.pack.contact(key) is None][:1]
    rows = [[key_button(desk, "provisions.next", f"provision:contact:{key}", name=_name(desk, key))] for key in silent]
    return told(desk, "provisions.contact_set", name=_name(desk, made.about), rows=[*rows, *_ways(desk)])


async def entrusted(desk: Desk, filling: Filling) -> Page:
    """Entrust the association and say what comes next: its contact, and its clerk."""
    made = await entrust(desk, filling.draft, filling.progress.answers)
    rows = [
        [key_button(desk, "provisions.set", f"provision:contact:{made.about}")],
        [key_button(desk, "people.invite", "invitation:role:clerk")],
        *_ways(desk),
    ]
    name = (made.name_en if desk.person.language == "en" else "") or made.name_zh
    return told(desk, "provisions.entrusted", rows=rows, name=name, begins=made.from_on, until=made.until_on)


async def ended(desk: Desk, filling: Filling) -> Page:
    """End the entrustment."""
    made = await end_entrustment(desk, filling.draft, filling.progress.answers)
    return told(desk, "provisions.ended", rows=_ways(desk), name=_name(desk, made.about), until=made.until_on)


async def prolonged(desk: Desk, filling: Filling) -> Page:
    """Prolong the Measures."""
    made = await prolong(desk, filling.draft, filling.progress.answers)
    rows = [[key_button(desk, "editions.list", "edition:list")], *_ways(desk)]
    return told(desk, "provisions.prolonged", rows=rows, document=made.document, last=made.until_on)


async def _facts(desk: Desk, draft: Draft) -> Facts:
    """Return what the forms need: whom the contact is of, and the days that a new one has to be beside."""
    unit = unit_named(desk.pack, draft.subject)
    names = (unit.name_zh, unit.name_en) if unit else (desk.pack.bodies.office.zh, desk.pack.bodies.office.en)
    known: Mapping[str, object] = {"new": draft.subject == NEW, "names": names, "last_day": desk.pack.last_day}
    until = unit.entrusted_until if unit is not None else None
    return {**await file_facts(desk, draft), **known, "until": until}


def _contact(_pack: Pack, facts: Facts) -> Form:
    return questions.contact(*facts["names"])


async def _papers(desk: Desk, about: str) -> tuple[list[str], list[list[Button]]]:
    """Return a line for each act on paper, and buttons that send the scans."""
    language, found = desk.person.language, (await acts_on(desk, about))[:PAGE]
    lines = [
        say(language, f"provisions.act.{one.kind}", document=one.document, on=one.decided_on, until=one.until_on)
        for one in found
    ]
    return lines, [
        [key_button(desk, "provisions.scan", f"provision:scan:{one.id}", document=one.document)] for one in found
    ]


def _term(desk: Desk, unit: Unit) -> str:
    over = unit.entrusted_until is not None and unit.entrusted_until < today(desk)
    key = "provisions.term_ended" if over else "provisions.term" if unit.entrusted_until else "provisions.term_open"
    return say(desk.person.language, key, begins=unit.entrusted_from, until=unit.entrusted_until)


def _name(desk: Desk, key: str) -> str:
    unit = unit_named(desk.pack, key)
    return (unit or desk.pack.bodies.office).name(desk.person.language)


def _bodies(desk: Desk) -> list[str]:
    """Return the keys of the office and of the units, in the pack's order."""
    return [OFFICE, *(unit.key for unit in desk.pack.units)]


def _mark(desk: Desk, key: str) -> str:
    return "✅" if desk.pack.contact(key) else "❗"


def _ways(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "provisions.list", "provision:list:0")], *_home(desk)]


def _home(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "menu.office", "office:menu"), key_button(desk, "menu.open", "menu:home")]]


PRESSES = Presses(
    "provision",
    {
        "list": Press(show_bodies),
        "see": Press(show_body),
        "measures": Press(show_measures),
        "scan": Press(send_scan),
        "prolong": Press(begin_prolongation),
        **{act: Press(partial(begin_for, form=form)) for act, form in FORMS.items()},
    },
    article=9,
    roles=(Role.LEAD, Role.OFFICE),
)
