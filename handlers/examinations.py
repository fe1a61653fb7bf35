"""The office's side of an objection: the case, its examination, its result, papers at the counter (Art. 22, 23)."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers import custody
from handlers.counts import why
from handlers.filling import begin
from handlers.guides import Filling, Guide, Guides
from handlers.objections import changed_notice
from handlers.presses import Press, number
from handlers.speech import Button, Page, key_button, show, tell
from rules.forms import Answers, Facts, Form
from rules.objections import PENDING, Actor, Objection, State, acts_of, after
from rules.pack import Pack
from rules.questions.custody import delivery
from rules.questions.examination import examination, result
from rules.questions.objection import FIELDS, field_name, objection
from rules.refusals import Unfit
from texts import Words, languages, say
from workflow.desk import Desk, require, today
from workflow.examinations import decide, declare, examine, examiner, has_declared, record_delivery
from workflow.notices import objection_facts
from workflow.objections import OFFICE, file_objection
from workflow.records import Draft

ACTS = ("open", "list", "clear", "interest", "examine", "decide", "deliver", "counter")
"""The office's words behind `ob:`, besides those of `handlers.custody`."""
PAGE = 8
_SETTLED = frozenset(State) - PENDING


def guides() -> dict[str, Guide]:
    """The office's forms about an objection."""
    return {
        "examination": Guide(form=_examination, subject="objections", ending=examined, facts=examination_facts),
        "objection_result": Guide(form=lambda _pack, _facts: result(), subject="objections", ending=decided),
        "objection_delivery": Guide(form=lambda _pack, _facts: delivery(), subject="objections", ending=delivered),
        "counter_objection": Guide(
            form=lambda pack, _facts: objection(pack, counter=True),
            subject="objection",
            ending=entered,
            facts=objection_facts,
            changing=changed_notice,
        ),
        **custody.guides(),
    }


def router(guides: Guides) -> Router:
    """The buttons of the office."""
    here = Router(name="examinations")
    here.include_router(custody.router(guides))

    @here.callback_query(Press("ob", *ACTS))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        require(desk, *OFFICE, article=23)
        one = number(words, 1)
        match words[0]:
            case "open":
                await show_case(bot, desk, one)
            case "list":
                await show_list(bot, desk, one if one > 0 else None)
            case "clear" | "interest" as word:
                await declared(bot, desk, one, interest=word == "interest")
            case "counter":
                await begin(bot, desk, state, guides, "counter_objection")
            case act:
                await began_form(bot, desk, state, guides, act, one)

    return here


async def show_list(bot: Bot, desk: Desk, before: int | None) -> None:
    """The objections, those not yet decided first; each one tap away."""
    pending = await desk.work.objections.page(PENDING, limit=PAGE) if before is None else []
    settled = await desk.work.objections.page(_SETTLED, before=before, limit=PAGE)
    rows = [
        [key_button(desk, f"objections.line.{one.state.value}", f"ob:open:{one.id}", number=one.number)]
        for one in (*pending, *settled)
    ]
    if len(settled) == PAGE:
        rows.append([key_button(desk, "objections.earlier", f"ob:list:{settled[-1].id}")])
    rows.append([key_button(desk, "objections.counter", "ob:counter"), key_button(desk, "menu.office", "of:menu")])
    count = await desk.work.objections.count_pending()
    await tell(bot, desk, "objections.list", rows=rows, count=count)


async def show_case(bot: Bot, desk: Desk, objection_id: int) -> None:
    """The case: what is objected to and why, its dates, what can be done. Before that, the declaration (Art. 40)."""
    one = await examiner(desk, objection_id)
    if not await has_declared(desk, one):
        rows = [
            [key_button(desk, "objections.no_interest", f"ob:clear:{one.id}")],
            [key_button(desk, "objections.interested", f"ob:interest:{one.id}")],
        ]
        against = await _against(desk, one)
        await tell(bot, desk, "objections.declare", rows=rows, number=one.number, against=against)
        return
    title = say(desk.person.language, "objections.case", number=one.number)
    await show(bot, desk, Page("\n\n".join(await _lines(desk, one)), _rows(desk, one), title=title))


async def declared(bot: Bot, desk: Desk, objection_id: int, *, interest: bool) -> None:
    """The officer declared; without an interest the case opens, with one it stays shut."""
    one = await declare(desk, objection_id, interest=interest)
    if interest:
        rows = [[key_button(desk, "menu.tasks", "t:list"), key_button(desk, "menu.open", "m:home")]]
        await tell(bot, desk, "objections.stood_back", rows=rows, number=one.number)
    else:
        await show_case(bot, desk, one.id)


async def began_form(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, act: str, objection_id: int) -> None:
    """The form of the examination, of the result or of a delivery by hand."""
    one = await examiner(desk, objection_id)
    forms = {"examine": "examination", "decide": "objection_result", "deliver": "objection_delivery"}
    after(one, {"examine": "admit", "deliver": "close"}.get(act, act), today(desk))
    if not await has_declared(desk, one):
        await show_case(bot, desk, one.id)
        return
    await begin(bot, desk, state, guides, forms[act], subject=f"objection:{one.id}")


async def examined(bot: Bot, desk: Desk, filling: Filling) -> None:
    """The office examined it."""
    answers = filling.progress.answers
    wanted = named_fields(filling.facts["who"], str(answers.get("missing") or ""))
    one, count = await examine(desk, filling.draft, answers, wanted)
    counted = why(desk.person.language, count) if count else ""
    due = count.last if count else ""
    key = f"objections.examined.{answers['decision']}"
    await tell(bot, desk, key, rows=_ways(desk, one), number=one.number, due=due, why=counted)


async def decided(bot: Bot, desk: Desk, filling: Filling) -> None:
    """The result goes to the objector in writing."""
    one, count = await decide(desk, filling.draft, filling.progress.answers)
    said = {"number": one.number, "due": count.last, "why": why(desk.person.language, count)}
    await tell(bot, desk, "objections.result_sent", rows=_ways(desk, one), **said)


async def delivered(bot: Bot, desk: Desk, filling: Filling) -> None:
    """The result was handed over."""
    one, count = await record_delivery(desk, filling.draft, filling.progress.answers["delivery"])
    await tell(bot, desk, "objections.delivered", rows=_ways(desk, one), number=one.number, due=count.last)


async def entered(bot: Bot, desk: Desk, filling: Filling) -> None:
    """A paper was entered: its clock runs from its true receipt, and what it lacks is named (Art. 22, 23)."""
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
        lines.append(say(language, "objections.lacks", fields=[Words(field_name(key)) for key in filed.missing]))
    await show(bot, desk, Page("\n\n".join(lines), _ways(desk, one)))


async def examination_facts(desk: Desk, draft: Draft) -> Facts:
    """Whether it came late, and who objects: it decides what may be asked for."""
    one = await examiner(desk, int(draft.subject.removeprefix("objection:")))
    return {"late": one.late, "who": one.who}


def named_fields(who: str, words: str) -> tuple[str, ...]:
    """The fields that these words name, in whichever language (Art. 22)."""
    return tuple(
        key
        for key in FIELDS[who]
        if any(say(language, field_name(key)).casefold() in words.casefold() for language in languages())
    )


def _examination(pack: Pack, facts: Facts) -> Form:
    """The form; what is asked for has to be named as the objector will be asked for it."""
    form = examination(pack, late=facts["late"])
    named = (
        replace(each, check=partial(_names_fields, check=each.check)) if each.key == "missing" else each
        for each in form.questions
    )
    return replace(form, questions=tuple(named))


def _names_fields(value: Any, answers: Answers, facts: Facts, *, check: Any) -> None:
    check(value, answers, facts)
    if not named_fields(facts["who"], value):
        raise Unfit("objections.name_fields", article=22, fields=_fields(FIELDS[facts["who"]]))


def _fields(keys: Iterable[str]) -> list[Words]:
    return [Words(field_name(key)) for key in keys]


async def _lines(desk: Desk, one: Objection) -> list[str]:
    language, matter = desk.person.language, one.matter
    notice = await desk.work.notices.get(one.notice_id) if one.notice_id is not None else None
    state = say(
        language,
        f"objections.state.{one.state.value}",
        examine=one.examine_by,
        complete=one.complete_by,
        confirm=one.confirm_by,
    )
    title = notice.title if notice else matter.get("notice_words", "")
    received = say(language, "objections.received", received=one.received_at)
    about = {"notice": title, "against": await _against(desk, one), "who": Words(f"objection.objector.{one.who}")}
    lines = [received, state, say(language, "objections.about", **about)]
    lines.append(say(language, "objections.facts", facts=matter["facts"]))
    if matter.get("request"):
        lines.append(say(language, "objections.request", request=matter["request"]))
    lacking = await custody.lacking(desk, one)
    if lacking and one.state in PENDING:
        lines.append(say(language, "objections.lacks", fields=_fields(lacking)))
    if one.late:
        lines.append(say(language, "objections.is_late"))
    if one.same_as is not None:
        same = await desk.work.objections.get(one.same_as)
        lines.append(say(language, "objections.equal", number=same.number if same else ""))
    if result_ := matter.get("result"):
        lines.append(say(language, "objections.result_words", **result_))
    if matter.get("disagreement"):
        lines.append(say(language, "objections.disagreement_words", words=matter["disagreement"]))
    clocks = await desk.work.deadlines.of(f"objection:{one.id}")
    return [*lines, *(why(language, clock.count) for clock in clocks if clock.ended_at is None)]


async def _against(desk: Desk, one: Objection) -> str:
    if one.application_id is not None:
        application = await desk.work.applications.get(one.application_id)
        return (application.name or "") if application else ""
    if words := one.matter.get("against_words"):
        return str(words)
    notice = await desk.work.notices.get(one.notice_id) if one.notice_id is not None else None
    place = str(one.matter.get("against", "")).removeprefix("name:")
    return notice.names[int(place)] if notice and place.isdecimal() and int(place) < len(notice.names) else ""


def _rows(desk: Desk, one: Objection) -> list[list[Button]]:
    acts = acts_of(one, Actor.OFFICE, today(desk))
    rows: list[list[Button]] = []
    if "admit" in acts:
        rows.append([key_button(desk, "objections.examine", f"ob:examine:{one.id}")])
    if "decide" in acts:
        rows.append([key_button(desk, "objections.decide", f"ob:decide:{one.id}")])
    if one.state is State.DECIDED:
        rows.append([key_button(desk, "objections.deliver", f"ob:deliver:{one.id}")])
    rows.append(
        [
            key_button(desk, "objections.files", f"ob:files:{one.id}", count=len(one.matter.get("evidence", ()))),
            key_button(desk, "objections.identity", f"ob:who:{one.id}"),
        ]
    )
    if one.at_counter:
        rows += [
            [key_button(desk, f"objections.{act}", f"ob:{act}:{one.id}")]
            for act in acts_of(one, Actor.OBJECTOR, today(desk))
        ]
    rows.append([key_button(desk, "objections.all", "ob:list"), key_button(desk, "menu.open", "m:home")])
    return rows


def _ways(desk: Desk, one: Objection) -> list[list[Button]]:
    return [[key_button(desk, "objections.open", f"ob:open:{one.id}"), key_button(desk, "menu.tasks", "t:list")]]
