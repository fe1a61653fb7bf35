"""The office's side of an objection: the case, examination, result, papers at the counter (Art. 22, 23)."""

from dataclasses import replace
from functools import partial
from typing import Any

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.engine.filling import begin
from handlers.engine.guides import Filling, Guide, Guides
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, tell, told
from handlers.objections import custody, investigations
from handlers.objections.cases import fields, following, show_case
from handlers.objections.objectors import changed_notice
from papers.engine.calendars import why
from rules.engine.forms import Answers, Facts, Form
from rules.engine.pack import Pack
from rules.engine.refusals import Unfit
from rules.objections.cases import Objection, after
from rules.objections.custody import delivery
from rules.objections.examinations import examination, result
from rules.objections.forms import field_name, fields_of, objection
from texts import languages, say
from workflow.engine.desk import Desk, today
from workflow.engine.drafts import begun
from workflow.engine.records import Draft
from workflow.interests.recusals import bars
from workflow.notices.board import objection_facts
from workflow.objections.examinations import decide, effects, examine, linked, record_delivery
from workflow.objections.examiners import declare, examiner, free_examiners, give_objection, has_declared
from workflow.objections.investigations import check_findings
from workflow.objections.objectors import OFFICE, file_objection

SHOWN = 20


def guides() -> dict[str, Guide]:
    """Return the office's forms about an objection."""
    return {
        "examination": Guide(form=_examination, subject="objections", sends=examined, facts=examination_facts),
        "objection_result": Guide(
            form=lambda _pack, facts: result(facts["effects"], together=facts["together"]),
            subject="objections",
            sends=decided,
            facts=result_facts,
        ),
        "objection_delivery": Guide(form=lambda _pack, _facts: delivery(), subject="objections", sends=delivered),
        "counter_objection": Guide(
            form=lambda pack, _facts: objection(pack, counter=True),
            subject="objection",
            sends=entered,
            facts=objection_facts,
            changing=changed_notice,
        ),
        **custody.guides(),
        **investigations.guides(),
    }


async def declared(bot: Bot, desk: Desk, objection_id: int, *, interest: bool) -> None:
    """Record the officer's declaration: without an interest the case opens, with one it stays shut (Art. 40)."""
    one = await declare(desk, objection_id, interest=interest)
    if interest and bars(desk):
        await tell(bot, desk, "objections.stood_back", rows=_tasks_or_home(desk), number=one.number)
    else:
        await show_case(bot, desk, one.id)


async def show_examiners(bot: Bot, desk: Desk, objection_id: int) -> None:
    """Show the lead who can take over a case whose examiner stood back (Art. 40)."""
    one, free = await free_examiners(desk, objection_id)
    people = [
        [Button(person.name or f"#{person.id}", f"objection:give:{one.id}:{person.id}")] for person in free[:SHOWN]
    ]
    await tell(bot, desk, "objections.whom", rows=[*people, *_tasks_or_home(desk)], number=one.number)


async def given(bot: Bot, desk: Desk, objection_id: int, person_id: int) -> None:
    """Give the case to another officer (Art. 40)."""
    person = await give_objection(desk, objection_id, person_id)
    await tell(bot, desk, "objections.given_to", rows=_tasks_or_home(desk), who=person.name or "—")


async def begin_counter(desk: Desk) -> Draft:
    """Begin an objection that came on paper."""
    return await begun(desk, "counter_objection", "")


async def began_form(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, objection_id: int, act: str) -> None:
    """Begin the form of the examination, of the result or of a delivery by hand."""
    one = await examiner(desk, objection_id)
    forms = {"examine": "examination", "decide": "objection_result", "deliver": "objection_delivery"}
    after(one, {"examine": "admit", "deliver": "close"}.get(act, act), today(desk))
    if not await has_declared(desk, one):
        await show_case(bot, desk, one.id)
        return
    found: list[str] = []
    if act == "decide":
        await check_findings(desk, one)
        found = await investigations.found_words(desk, one)
    await begin(bot, desk, state, guides, forms[act], subject=f"objection:{one.id}", notice="\n\n".join(found))


async def examined(desk: Desk, filling: Filling) -> Page:
    """Record the examination and say what follows by when."""
    answers = filling.progress.answers
    wanted = named_fields(_fields(filling.facts), str(answers.get("missing") or ""))
    one, count = await examine(desk, filling.draft, answers, wanted)
    counted = why(desk.person.language, count) if count else ""
    due = count.last if count else ""
    key = f"objections.examined.{answers['decision']}"
    return told(desk, key, rows=_ways(desk, one), number=one.number, due=due, why=counted)


async def decided(desk: Desk, filling: Filling) -> Page:
    """Record the result for this objection and those decided with it, and say by when the objector may answer."""
    settled, count = await decide(desk, filling.draft, filling.progress.answers)
    numbers = [one.number for one in settled]
    said = {"number": numbers, "due": count.last, "why": why(desk.person.language, count)}
    one = await examiner(desk, settled[0].id)
    rows = [*await following(desk, one), *_ways(desk, one)]
    return told(desk, "objections.result_sent", rows=rows, **said)


async def delivered(desk: Desk, filling: Filling) -> Page:
    """Record that the result was handed over."""
    one, count = await record_delivery(desk, filling.draft, filling.progress.answers["delivery"])
    return told(desk, "objections.delivered", rows=_ways(desk, one), number=one.number, due=count.last)


async def entered(desk: Desk, filling: Filling) -> Page:
    """Enter a paper objection. Its clock runs from its true receipt, and what it lacks is named (Art. 22, 23)."""
    filed = await file_objection(desk, filling.draft, filling.progress.answers, at_counter=True)
    language, one = desk.person.language, filed.objection
    lines = [
        say(
            language,
            "objections.entered",
            number=one.number,
            received=one.received_at,
            due=filed.count.last,
            why=why(language, filed.count),
        )
    ]
    if one.late:
        lines.append(say(language, "objections.entered_late"))
    if filed.missing:
        lines.append(say(language, "objections.lacks", fields=fields(filed.missing)))
    return Page("\n\n".join(lines), _ways(desk, one))


async def examination_facts(desk: Desk, draft: Draft) -> Facts:
    """Return whether the objection came late, and who objects, which decides what may be asked for."""
    one = await examiner(desk, int(draft.subject.removeprefix("objection:")))
    return {"late": one.late, "who": one.who, "acting": one.matter.get("acting")}


async def result_facts(desk: Desk, draft: Draft) -> Facts:
    """Return what can follow from the result, and the linked objections that are decided with it."""
    one = await examiner(desk, int(draft.subject.removeprefix("objection:")))
    numbers = [each.number for each in await linked(desk, one)]
    together = say(desk.person.language, "objections.numbers", numbers=numbers) if numbers else ""
    return {"effects": tuple(await effects(desk, one)), "together": together}


def _fields(facts: Facts) -> tuple[str, ...]:
    return fields_of(facts["who"], facts.get("acting"))


def named_fields(wanted: tuple[str, ...], words: str) -> tuple[str, ...]:
    """Return the fields that these words name, in either language (Art. 22)."""
    return tuple(
        key
        for key in wanted
        if any(say(language, field_name(key)).casefold() in words.casefold() for language in languages())
    )


def _examination(pack: Pack, facts: Facts) -> Form:
    """Return the form; its `missing` must name fields in the words that the objector will read."""
    form = examination(pack, late=facts["late"])
    named = (
        replace(each, check=partial(_names_fields, check=each.check)) if each.key == "missing" else each
        for each in form.questions
    )
    return replace(form, questions=tuple(named))


def _names_fields(value: Any, answers: Answers, facts: Facts, *, check: Any) -> None:
    check(value, answers, facts)
    if not named_fields(_fields(facts), value):
        raise Unfit("objections.name_fields", article=22, fields=fields(_fields(facts)))


def _tasks_or_home(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "menu.tasks", "task:list"), key_button(desk, "menu.open", "menu:home")]]


def _ways(desk: Desk, one: Objection) -> list[list[Button]]:
    return [
        [key_button(desk, "objections.open", f"objection:open:{one.id}"), key_button(desk, "menu.tasks", "task:list")]
    ]


PRESSES = Presses(
    "objection",
    {
        "open": Press(show_case),
        "clear": Press(partial(declared, interest=False), article=40),
        "interest": Press(partial(declared, interest=True), article=40),
        "another": Press(show_examiners, article=40),
        "give": Press(given, article=40),
        "counter": Press(begin_counter),
        **{act: Press(partial(began_form, act=act)) for act in ("examine", "decide", "deliver")},
    },
    article=23,
    roles=OFFICE,
)
