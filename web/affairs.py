"""Affairs after the award on the office's pages: the list, and one with everything written in it (Art. 28-35, 40)."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from papers.answers import answered
from papers.spreadsheets import Value
from rules.affairs import Affair, Invited, Kind, State, waits_for
from rules.questions.affairs import form_of
from texts import say
from web.acts import AFFAIR, buttons
from web.agenda import line
from web.forms import typed_words
from web.lists import excel
from web.pages import bare
from web.staff import OFFICE, PAGE, Taken, declaration, number, page, shown, taken
from workflow.affair_lists import Asked, Found, export, kinds_of, search
from workflow.affairs import acts, award_of, files_of, opened, read_file, subject_of
from workflow.desk import Desk, serves_as, today
from workflow.records import FileRecord, TaskState
from workflow.recusals import Undeclared
from workflow.sign_ins import Seated
from workflow.tasks import described
from workflow.uses import by_certificate

COLUMNS = ("number", "kind", "topic", "holder", "certificate", "unit", "opened", "due", "state", "waits")
ONE = "/office/affairs/{id:[0-9]{1,15}}"
TOPICS: Mapping[Kind, str] = {
    Kind.CHANGE: "change.topics",
    Kind.QUESTION: "affair.verdicts.question",
    Kind.MISUSE: "misuse.whats",
    Kind.INQUIRY: "inquiries.topics",
}
"""The prefix of the sentence that names an affair's topic, by kind."""


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        web.get("/office/affairs", shown(affairs)),
        web.get("/office/affairs.xlsx", taken(take)),
        web.get(ONE, shown(affair)),
        web.get(ONE + "/files/{place:[0-9]{1,4}}", taken(download)),
    ]


async def affairs(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show a page of the affairs that the query asks for; by default, those that wait."""
    desk, asked, at = seat.desk, _asked(request), number(request)
    found, language = await search(desk, asked, limit=PAGE, after=at * PAGE), desk.person.language
    kinds = kinds_of(desk)
    return page(
        request,
        desk,
        "office_affairs.html",
        asked=asked,
        found=found,
        kinds=[(kind.value, say(language, f"affairs.kind.{kind}")) for kind in kinds],
        years=range(today(desk).year, today(desk).year - 6, -1),
        of_office=serves_as(desk, *OFFICE),
        state=lambda one: _state(language, one),
        waits=lambda one: _waits(language, one),
        topic=lambda one: _topic(language, one),
        today=today(desk),
        at=at,
        more=(at + 1) * PAGE < found.count,
    )


async def take(request: web.Request, seat: Seated) -> Taken:
    """Return the same affairs, unpaged, as an Excel list."""
    desk, found = seat.desk, await export(seat.desk, _asked(request))
    units = {unit.key: unit.name(desk.person.language) for unit in desk.pack.units}
    rows = [_row(desk.person.language, found, one, units) for one in found.affairs]
    return excel(desk, "holding.title", [f"holding.column.{name}" for name in COLUMNS], rows)


async def affair(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show one affair, after a declaration of no interest in its holder (Art. 40)."""
    desk, one = seat.desk, int(request.match_info["id"])
    try:
        found = await opened(desk, one)
    except Undeclared as refusal:
        return declaration(request, desk, refusal, f"af:none:{one}", f"rc:af:interest:{one}")
    language, files = desk.person.language, await files_of(desk, found)
    tasks = [task for task in await desk.work.tasks.of(subject_of(found)) if task.state is TaskState.OPEN]
    return page(
        request,
        desk,
        "office_affair.html",
        one=found,
        award=await award_of(desk, found),
        of_office=serves_as(desk, *OFFICE),
        state=_state(language, found),
        waits=_waits(language, found),
        topic=_topic(language, found),
        steps=[await _step(desk, found, step, files) for step in found.steps],
        files=files,
        guests=await _guests(desk, found),
        checked=await _checked(desk, found),
        grave=_is_grave(desk, found),
        acts=[
            (bare(say(language, f"affairs.act.{does[0]}")), press)
            for press, does in buttons(AFFAIR, await acts(desk, found), id=one).items()
        ],
        tasks=await described(desk, tasks),
        line=lambda each: line(desk, each),
        today=today(desk),
    )


async def download(request: web.Request, seat: Seated) -> Taken:
    """Return a file handed in with the affair; the reading is recorded in the journal."""
    name, content = await read_file(seat.desk, int(request.match_info["id"]), int(request.match_info["place"]))
    return Taken(name, lambda: content)


async def _step(
    desk: Desk, one: Affair, step: Mapping[str, Any], files: list[FileRecord]
) -> tuple[str, list[tuple[str, str]]]:
    """Return a step's day, and the answers given in its form."""
    language, form = desk.person.language, form_of(one, step["act"])
    title = bare(say(language, f"affairs.step.{step['act']}", on=step["on"]))
    if step["draft"] is None or form is None:
        return title, []
    given = await desk.work.drafts.answers(step["draft"])
    return title, answered(language, form, given, {"files": {file.id: file.name for file in files}})


async def _guests(desk: Desk, one: Affair) -> dict[str, int]:
    """Return how many were invited to an activity, by their answer; empty for other kinds."""
    if one.kind is not Kind.ACTIVITY:
        return {}
    states = [guest.state for guest in await desk.work.guests.of(one.id)]
    return {say(desk.person.language, f"holding.invited.{each}"): states.count(each) for each in Invited}


async def _checked(desk: Desk, one: Affair) -> str:
    """Return what the register says about the certificate named in a report of misuse (Art. 34)."""
    if one.kind is not Kind.MISUSE or one.draft_id is None:
        return ""
    named = (await desk.work.drafts.answers(one.draft_id)).get("certificate")
    if not named:
        return bare(say(desk.person.language, "affairs.no_certificate"))
    known = await by_certificate(desk, named)
    return bare(say(desk.person.language, "affairs.certificate_known" if known else "affairs.certificate_unknown"))


def _is_grave(desk: Desk, one: Affair) -> bool:
    """Say whether the person can open a case on what was found (Art. 34-39)."""
    found = one.kind is Kind.MISUSE or (one.kind is Kind.SUPERVISION and one.topic == "violation")
    return found and one.award_id is not None and serves_as(desk, *OFFICE)


def _state(language: str, one: Affair) -> str:
    return say(language, f"affairs.state.{one.kind}.{one.state}")


def _waits(language: str, one: Affair) -> str:
    actor = waits_for(one)
    return say(language, f"holding.waits.{actor}") if actor is not None else ""


def _topic(language: str, one: Affair) -> str:
    """Return what changed, what was ruled, or what is reported; "" if the kind says it all."""
    over = one.kind is not Kind.QUESTION or one.state is State.SETTLED
    return say(language, f"{TOPICS[one.kind]}.{one.topic}") if one.kind in TOPICS and one.topic and over else ""


def _row(language: str, found: Found, one: Affair, units: Mapping[str, str]) -> list[Value]:
    award = found.awards.get(one.award_id or 0)
    return [
        one.number,
        say(language, f"affairs.kind.{one.kind}"),
        _topic(language, one),
        award.name if award is not None else "",
        award.certificate if award is not None else "",
        units.get(one.unit or "", ""),
        one.opened_at,
        one.due_on,
        _state(language, one),
        _waits(language, one),
    ]


def _asked(request: web.Request) -> Asked:
    query = request.query
    kind = query.get("kind", "")
    return Asked(
        kind=Kind(kind) if kind in set(Kind) else None,
        waiting=query.get("view") != "all",
        unit=query.get("unit") or None,
        year=number(request, "year") or None,
        words=typed_words(request),
    )
