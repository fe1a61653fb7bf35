"""Affairs after the award on the office's pages: the list, and one with everything written in it (Art. 28-35, 40)."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from papers.engine.answers import answered
from papers.engine.lists import worded
from rules.awards.affair_forms import form_of
from rules.awards.affairs import Affair, Invited, Kind
from texts import say
from web.engine.acts import AFFAIR, buttons
from web.engine.agenda import line
from web.engine.lists import listed
from web.engine.pages import bare
from web.engine.staff import OFFICE, Taken, declaration, page, shown, taken
from workflow.awards.affair_lists import AFFAIRS, AffairLine, AffairQuery, state_of, topic_of, waits_of
from workflow.awards.affairs import acts, award_of, files_of, opened, read_file, subject_of
from workflow.awards.uses import by_certificate
from workflow.engine.desk import Desk, serves_as, today
from workflow.engine.lists import Found
from workflow.engine.records import FileRecord, TaskState
from workflow.engine.tasks import described
from workflow.interests.recusals import Undeclared
from workflow.people.sign_ins import Seated

ONE = "/office/affairs/{id:[0-9]{1,15}}"


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        *listed("/office/affairs", AFFAIRS, "office_affairs.html", _offers),
        web.get(ONE, shown(affair)),
        web.get(ONE + "/files/{place:[0-9]{1,4}}", taken(download)),
    ]


async def affair(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show one affair, after a declaration of no interest in its holder (Art. 40)."""
    desk, one = seat.desk, int(request.match_info["id"])
    try:
        found = await opened(desk, one)
    except Undeclared as refusal:
        return declaration(request, desk, refusal, f"affair:none:{one}", f"recusal:ask:affair:interest:{one}")
    language, files = desk.person.language, await files_of(desk, found)
    tasks = [task for task in await desk.work.tasks.of(subject_of(found)) if task.state is TaskState.OPEN]
    return page(
        request,
        desk,
        "office_affair.html",
        one=found,
        award=await award_of(desk, found),
        of_office=serves_as(desk, *OFFICE),
        state=worded(language, state_of(found)),
        waits=worded(language, waits_of(found)),
        topic=worded(language, topic_of(found)),
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


async def _offers(desk: Desk, _asked: AffairQuery, _found: Found[AffairLine]) -> dict[str, object]:
    return {"of_office": serves_as(desk, *OFFICE)}


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
