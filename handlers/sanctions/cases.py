"""The pages of cases that may end in a sanction: the list, one case, its files, the declaration (Art. 5, 36-41)."""

from collections.abc import Iterator

from aiogram import Bot

from handlers.awards.holders import describe
from handlers.engine.speech import Button, Page, in_rows, key_button, show, tell
from handlers.reviews.presentations import line as presentation_line
from handlers.sanctions.papers import effect
from papers.engine.calendars import why
from rules.engine.identities import masked
from rules.engine.options import day
from rules.engine.refusals import Refusal
from rules.sanctions.cases import BUSY, GROUNDS, Sanction, State
from rules.sanctions.remedies import authority_of
from texts import Words, say
from workflow.engine.desk import Desk, serves_as
from workflow.engine.issuing import owe_print
from workflow.engine.records import Paper
from workflow.engine.replies import remedy
from workflow.sanctions.cases import OFFICE, acts, files_of, opened, shown
from workflow.sanctions.hearings import heard
from workflow.sanctions.parties import is_party

PAGE = 8
BUTTONS = ("investigate", "hear", "deliver", "answer", "decide", "approve", "forward", "recover", "publish", "withdraw")
"""The acts with a button. The others are answers in the form of one of these, or happen by themselves."""
_SETTLED = frozenset(State) - BUSY


async def show_list(bot: Bot, desk: Desk, before: int | None = None) -> None:
    """Show a page of the cases, those with something to do first.

    Cases about the person, or from which they stood back, are left out.
    """
    busy = await desk.work.sanctions.page(BUSY, limit=50) if before is None else []
    settled = await desk.work.sanctions.page(_SETTLED, before=before, limit=PAGE)
    rows = [
        [key_button(desk, "sanctions.line", f"sanction:open:{one.id}", **_named(one))]
        for one in await shown(desk, [*busy, *settled])
    ]
    if len(settled) == PAGE:
        rows.append([key_button(desk, "sanctions.earlier", f"sanction:list:{settled[-1].id}")])
    rows.append([key_button(desk, "sanctions.new", "sanction:new"), key_button(desk, "bars.list", "bar:list")])
    rows.append([key_button(desk, "menu.office", "office:menu"), key_button(desk, "menu.open", "menu:home")])
    await tell(bot, desk, "sanctions.list", rows=rows)


async def show_declaration(bot: Bot, desk: Desk, one: Sanction) -> None:
    """Ask, before the case opens, whether the person has an interest in its party (Art. 40)."""
    rows = [
        [key_button(desk, "objections.no_interest", f"sanction:none:{one.id}")],
        [key_button(desk, "objections.interested", f"recusal:ask:sanction:interest:{one.id}")],
    ]
    await tell(bot, desk, "sanctions.declare", rows=rows, name=one.matter["name"], **_named(one))


async def show_case(bot: Bot, desk: Desk, one: Sanction) -> None:
    """Show the case: the party, the reason, what was said to it, what was decided, what can be done."""
    title = say(desk.person.language, "sanctions.case", **_named(one))
    await show(bot, desk, Page("\n\n".join(await _lines(desk, one)), await _rows(desk, one), title=title))


async def show_files(bot: Bot, desk: Desk, one: Sanction) -> None:
    """Show a button for each file of the case; every reading is recorded in the journal."""
    found = await files_of(desk, one)
    rows = [[Button(f"📄 {record.name}"[:60], f"sanction:file:{one.id}:{place}")] for place, record in enumerate(found)]
    await tell(bot, desk, "sanctions.files_page", rows=[*rows, *ways(desk, one)], count=len(found))


async def ask_hearing(bot: Bot, desk: Desk, one: Sanction) -> None:
    """Ask for confirmation before the party is asked for a statement."""
    rows = [
        [key_button(desk, "sanctions.hear_yes", f"sanction:ask:{one.id}")],
        [key_button(desk, "sanctions.open", f"sanction:open:{one.id}")],
    ]
    said = {"name": one.matter["name"], "days": desk.pack.hearing_working_days, "facts": one.matter["facts"]}
    await tell(bot, desk, "sanctions.hear_sure", rows=rows, **said)


async def owe_paper(desk: Desk, sanction_id: int, kind: str) -> None:
    """Owe the person a letter of the case. Raises Refusal if there is none of this kind."""
    found = await desk.work.sanctions.get(sanction_id)
    party = found is not None and await is_party(desk.work, found, desk.person.id)
    one = await (heard if party else opened)(desk, sanction_id)
    if kind not in _papers(one):
        raise Refusal("talk.old_button")
    paper = Paper(f"sanction_{kind}", f"sanction:{one.id}")
    await owe_print(desk, paper, kind, f"sanctions.paper.{kind}", one.number)


def paper_buttons(desk: Desk, one: Sanction) -> list[Button]:
    """Return a button for each existing letter."""
    return [key_button(desk, f"sanctions.print.{kind}", f"sanction:paper:{one.id}:{kind}") for kind in _papers(one)]


def ways(desk: Desk, one: Sanction | None = None) -> list[list[Button]]:
    """Return the buttons back to the case, the tasks and the menu."""
    case = [key_button(desk, "sanctions.open", f"sanction:open:{one.id}")] if one is not None else []
    return [[*case, key_button(desk, "menu.tasks", "task:list"), key_button(desk, "menu.open", "menu:home")]]


def what_followed(desk: Desk, one: Sanction) -> Iterator[str]:
    """Yield what was decided and what it means, for the party and the office alike."""
    language, matter = desk.person.language, one.matter
    if ruling := matter.get("ruling"):
        said = {**ruling, "decided": day(ruling["decided_on"])}
        yield say(language, "sanctions.forwarded" if "to" in ruling else "sanctions.ruling", **said)
    if approval := matter.get("approval"):
        said = {**approval, "approver": approval.get("approver", ""), "decided": day(approval["decided_on"])}
        yield say(language, "sanctions.approval", **said)
    if matter.get("reasons"):
        yield say(language, "sanctions.reasons", reasons=matter["reasons"])
    if "effect" in matter:
        yield effect(one, language)
        against = remedy(desk.pack, authority_of(one))
        yield say(language, against.key, **against.values)
    for item, state in (("plaque", one.plaque), ("certificate", one.certificate)):
        if state is not None:
            how = matter.get("recovered", {}).get(item, {})
            said = {
                "item": Words(f"sanction.items.{item}"),
                "on": day(how.get("on")) or "",
                "words": how.get("words", ""),
            }
            yield say(language, f"sanctions.recovered.{state.value}", **said)
    if one.published_on is not None:
        yield say(language, "sanctions.circular", title=matter["circular"]["title"], on=one.published_on)


async def _lines(desk: Desk, one: Sanction) -> list[str]:
    clocks = await desk.work.deadlines.of(f"sanction:{one.id}")
    counted = (why(desk.person.language, clock.count) for clock in clocks if clock.ended_at is None)
    return [*await _whom(desk, one), *_said(desk, one), *what_followed(desk, one), *counted]


async def _whom(desk: Desk, one: Sanction) -> list[str]:
    language, matter = desk.person.language, one.matter
    lines = [say(language, "sanctions.whom", name=matter["name"], ground=_ground(desk, one))]
    if matter.get("number"):
        lines.append(say(language, "sanctions.number", number=masked(matter["number"])))
    if one.application_id is not None:
        application = await desk.work.applications.get(one.application_id)
        lines.append(say(language, "sanctions.application", number=application.number if application else ""))
    if one.award_id is not None and (award := await desk.work.awards.get(one.award_id)):
        lines.append(describe(desk, award))
        handed = (await desk.work.presentations.of([award.id])).get(award.id)
        lines += [say(language, "presentations.line", line=presentation_line(language, handed))] if handed else []
    return lines


def _said(desk: Desk, one: Sanction) -> Iterator[str]:
    language, matter = desk.person.language, one.matter
    if matter.get("happened_on"):
        yield say(language, "sanctions.happened", on=day(matter["happened_on"]))
    yield say(language, "sanctions.facts", facts=matter["facts"])
    if "touched" in matter:
        yield say(language, "sanctions.touched", count=len(matter["touched"]), subjects=", ".join(matter["touched"]))
    if "findings" in matter:
        yield say(language, "sanctions.findings", findings=matter["findings"])
    if "statement" in matter:
        yield say(language, "sanctions.statement", statement=matter["statement"])
    elif one.state is State.HEARD:
        yield say(language, "sanctions.silent")


async def _rows(desk: Desk, one: Sanction) -> list[list[Button]]:
    mine = [act for act in acts(desk, one) if act in BUTTONS]
    rows = [[key_button(desk, f"sanctions.act.{act}", f"sanction:{act}:{one.id}")] for act in mine]
    rows += in_rows(paper_buttons(desk, one), width=2)
    rows.append(
        [key_button(desk, "objections.files", f"sanction:files:{one.id}", count=len(await files_of(desk, one)))]
    )
    if (bar := await desk.work.bars.of_sanction(one.id)) and serves_as(desk, *OFFICE):
        rows[-1].append(key_button(desk, "bars.see", f"bar:open:{bar.id}"))
    everything = [key_button(desk, "sanctions.all", "sanction:list")] if serves_as(desk, *OFFICE) else []
    return [*rows, [*everything, key_button(desk, "menu.open", "menu:home")]]


def _papers(one: Sanction) -> tuple[str, ...]:
    known = {"hearing": "asked_on" in one.matter, "decision": "effect" in one.matter, "circular": one.published_on}
    return tuple(kind for kind, there in known.items() if there)


def _named(one: Sanction) -> dict[str, object]:
    cited, state = Words(f"sanctions.cited.{one.article}"), Words(f"sanctions.state.{one.state.value}")
    return {"number": one.number, "cited": cited, "state": state}


def _ground(desk: Desk, one: Sanction) -> str:
    ground, language = one.matter.get("ground"), desk.person.language
    named = {each.key: each.name(language) for each in desk.pack.revocation_grounds}
    if one.article == 39:
        return named.get(str(ground), "")
    known = ground in GROUNDS.get(one.article, ())
    return say(language, f"sanction.grounds.{ground}") if known else say(language, "sanctions.unrectified")
