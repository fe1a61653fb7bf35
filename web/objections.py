"""Objections on the office's pages: the register and one objection; the objector stays sealed (Art. 22, 23).

The identity opens in the chat alone, field by field and with a reason.
"""

from aiohttp import web

from rules.objections.cases import effect_of
from texts import say
from web.engine.acts import OBJECTION
from web.engine.case_views import course, deeds
from web.engine.lists import listed
from web.engine.staff import Taken, declaration, page, shown, taken
from workflow.interests.recusals import Undeclared
from workflow.objections.custody import read_file
from workflow.objections.register import OBJECTIONS, outcome_of
from workflow.objections.timelines import Shown, read_objection
from workflow.office.paper_cases import entered
from workflow.people.sign_ins import Seated


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    one = "/office/objections/{id:[0-9]{1,15}}"
    return [
        *listed("/office/objections", OBJECTIONS, "office_objections.html"),
        web.get(one, shown(objection)),
        web.get(one + "/files/{file:[0-9a-f]{32}}", taken(download)),
    ]


async def objection(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show one objection, after a declaration of no interest in it (Art. 40)."""
    desk, one = seat.desk, int(request.match_info["id"])
    try:
        found = await read_objection(desk, one)
    except Undeclared as refusal:
        return declaration(request, desk, refusal, f"objection:clear:{one}", f"recusal:ask:objection:interest:{one}")
    language = desk.person.language
    return page(
        request,
        desk,
        "office_objection.html",
        it=found,
        one=found.objection,
        state=say(language, f"objections.outcome.{outcome_of(found.objection)}"),
        entry=await entered(desk, f"objection:{one}"),
        who=say(language, f"objection.objector.{found.objection.who}"),
        result=_result(language, found),
        found_words=[_found(language, each.name, each.conclusion, each.words) for each in found.findings],
        acts=deeds(desk, OBJECTION, found.acts, one, "objections"),
        **course(desk),
    )


async def download(request: web.Request, seat: Seated) -> Taken:
    """Return a file of the evidence; the reading is recorded in the journal."""
    name, content = await read_file(seat.desk, int(request.match_info["id"]), request.match_info["file"])
    return Taken(name, lambda: content)


def _result(language: str, found: Shown) -> list[str]:
    """Return what was decided, what follows, and the objector's answer to it."""
    one, said = found.objection, []
    if result := one.matter.get("result"):
        outcome = say(language, f"objection.result.{'upheld' if one.upheld else 'not_upheld'}")
        said.append(say(language, "objections.result_words", **{**result, "outcome": outcome}))
    if effect := effect_of(one):
        said.append(say(language, f"objections.follows.{effect}"))
    if one.matter.get("disagreement"):
        said.append(say(language, "objections.disagreement_words", words=one.matter["disagreement"]))
    return said


def _found(language: str, who: str, conclusion: str, words: str) -> str:
    named = say(language, f"objection.found.{conclusion}")
    return say(language, "objections.finding", who=who, conclusion=named, words=words)
