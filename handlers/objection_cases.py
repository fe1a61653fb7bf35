"""The office's pages of objections: the list, and one case with what can be done about it (Art. 22, 23)."""

from collections.abc import Iterable

from aiogram import Bot

from handlers import custody
from handlers.counts import why
from handlers.speech import Button, Page, key_button, show, tell
from rules.objections import PENDING, Actor, Objection, State, acts_of
from rules.questions.objection import field_name
from texts import Words, say
from workflow.desk import Desk, today
from workflow.examinations import examiner, has_declared
from workflow.objections import against

PAGE = 8
_SETTLED = frozenset(State) - PENDING


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
        about = await against(desk.work, one)
        await tell(bot, desk, "objections.declare", rows=rows, number=one.number, against=about)
        return
    title = say(desk.person.language, "objections.case", number=one.number)
    await show(bot, desk, Page("\n\n".join(await _lines(desk, one)), _rows(desk, one), title=title))


def fields(keys: Iterable[str]) -> list[Words]:
    """The names of fields, to be said in the reader's language."""
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
    about = {"notice": title, "against": await against(desk.work, one), "who": Words(f"objection.objector.{one.who}")}
    lines = [received, state, say(language, "objections.about", **about)]
    lines.append(say(language, "objections.facts", facts=matter["facts"]))
    if matter.get("request"):
        lines.append(say(language, "objections.request", request=matter["request"]))
    lacking = await custody.lacking(desk, one)
    if lacking and one.state in PENDING:
        lines.append(say(language, "objections.lacks", fields=fields(lacking)))
    if one.late:
        lines.append(say(language, "objections.is_late"))
    if one.same_as is not None:
        same = await desk.work.objections.get(one.same_as)
        lines.append(say(language, "objections.equal", number=same.number if same else ""))
    if result_ := matter.get("result"):
        outcome = Words(f"objection.result.{'upheld' if one.upheld else 'not_upheld'}")
        lines.append(say(language, "objections.result_words", outcome=outcome, **result_))
    if matter.get("disagreement"):
        lines.append(say(language, "objections.disagreement_words", words=matter["disagreement"]))
    clocks = await desk.work.deadlines.of(f"objection:{one.id}")
    return [*lines, *(why(language, clock.count) for clock in clocks if clock.ended_at is None)]


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
