"""Cases that may end in a sanction, and bars, on the office's pages (Art. 36-41)."""

from aiohttp import web

from rules.engine.identities import masked
from rules.sanctions.cases import GROUNDS, Sanction, State
from texts import say
from web.engine.acts import SANCTION
from web.engine.case_views import course, deeds
from web.engine.lists import listed
from web.engine.staff import declaration, page, shown
from workflow.engine.desk import Desk
from workflow.interests.recusals import Undeclared
from workflow.people.sign_ins import Seated
from workflow.sanctions.bar_register import BARS
from workflow.sanctions.timelines import SANCTIONS, read_sanction


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        *listed("/office/sanctions", SANCTIONS, "office_sanctions.html"),
        web.get("/office/sanctions/{id:[0-9]{1,15}}", shown(sanction)),
        *listed("/office/bars", BARS, "office_bars.html"),
    ]


async def sanction(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show one case, after a declaration of no interest in it (Art. 40)."""
    desk, one = seat.desk, int(request.match_info["id"])
    try:
        found = await read_sanction(desk, one)
    except Undeclared as refusal:
        return declaration(request, desk, refusal, f"sanction:none:{one}", f"recusal:ask:sanction:interest:{one}")
    language, it = desk.person.language, found.sanction
    return page(
        request,
        desk,
        "office_sanction.html",
        it=found,
        one=it,
        state=say(language, f"sanctions.state.{it.state}"),
        cited=say(language, f"sanctions.cited.{it.article}"),
        ground=_ground(desk, it),
        masked=masked(it.matter["number"]) if it.matter.get("number") else "",
        said=_said(language, it),
        acts=deeds(desk, SANCTION, found.acts, one, "sanctions.act"),
        **course(desk),
    )


def _ground(desk: Desk, one: Sanction) -> str:
    language, ground = desk.person.language, one.matter.get("ground")
    if one.article == 39:
        return next((each.name(language) for each in desk.pack.revocation_grounds if each.key == ground), "")
    return say(language, f"sanction.grounds.{ground}") if ground in GROUNDS.get(one.article, ()) else ""


def _said(language: str, one: Sanction) -> list[str]:
    """Return the allegation, the findings, the party's statement, the reasons, and the circular."""
    kept = [key for key in ("facts", "findings", "statement", "reasons") if one.matter.get(key)]
    said = [say(language, f"sanctions.{key}", **{key: one.matter[key]}) for key in kept]
    if one.state is State.HEARD and "statement" not in one.matter:
        said.append(say(language, "sanctions.silent"))
    if one.published_on is not None:
        said.append(say(language, "sanctions.circular", title=one.matter["circular"]["title"], on=one.published_on))
    return said
