"""Editions on the office's pages: the list, and one with its calendar and figures (Art. 4, 9, 15-25)."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from rules.people.roles import Role
from texts import say
from web.engine.drawings import Bar, Strip, bars_of, gauges_of, strip_of
from web.engine.pages import bare
from web.engine.staff import page, shown
from workflow.engine.desk import Desk, serves_as, today
from workflow.office.edition_overviews import Band, Overview, all_editions, overview, paces
from workflow.people.sign_ins import Seated

BOTH = (
    ("rooms.act.reviews", "result:edition:{id}"),
    ("rooms.act.row", "visit:row:{id}"),
    ("rooms.act.ranking", "evaluation:list:{id}"),
    ("rooms.act.meetings", "meeting:edition:{id}"),
    ("rooms.act.departments", "consult:see:edition-{id}"),
    ("rooms.act.grants", "grant:edition:{id}"),
)
"""What the office and the lead do for a whole edition: each act's label and its press."""
OBJECTIONS = ("admitted", "refused", "upheld", "withdrawn")


@dataclass(frozen=True, slots=True)
class Groups:
    """Bands of a calendar under one heading: the statutory periods, or what happened."""

    key: str
    bands: Sequence[Band]


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module."""
    return [
        web.get("/office/editions", shown(editions)),
        web.get("/office/editions/{id:[0-9]{1,15}}", shown(edition)),
    ]


async def editions(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show every edition, latest first."""
    found = await all_editions(seat.desk)
    return page(request, seat.desk, "office_editions.html", found=found, leads=serves_as(seat.desk, Role.LEAD))


async def edition(request: web.Request, seat: Seated) -> web.StreamResponse:
    """Show one edition."""
    desk, found = seat.desk, await overview(seat.desk, int(request.match_info["id"]))
    language = desk.person.language
    units = {unit.key: unit.name(language) for unit in desk.pack.units}
    kept = await paces(desk, found.edition.id)
    return page(
        request,
        desk,
        "office_edition.html",
        it=found,
        one=found.edition,
        strip=_strip(desk, found),
        groups=_groups(found),
        today=today(desk),
        states=bars_of({say(language, f"lifecycle.state.{key.value}"): n for key, n in found.states.items()}),
        of_units=bars_of({units.get(key or "", key or "—"): count for key, count in found.units.items()}),
        kinds=bars_of({say(language, f"reviews.kind.{key}"): count for key, count in found.kinds.items()}),
        outcomes=_outcomes(language, found),
        gauges=gauges_of({say(language, words): pace for words, pace in kept.items()}),
        acts=_acts(desk, found),
        lacks=_lacks(desk, found),
        band_named=lambda band: say(language, f"rooms.band.{band.key}", count=band.count),
        group_named=lambda key: say(language, f"rooms.group.{key}"),
        notice_state=lambda notice: say(language, f"rooms.notice.{notice.state_on(today(desk))}"),
    )


def _strip(desk: Desk, found: Overview) -> Strip:
    """Return a strip of all its days; today is added only if it is near, so that an old calendar stays readable."""
    days = [day for band in found.bands for day in (band.first, band.last)]
    strip = strip_of(days)
    return strip if not strip.has(today(desk)) else strip_of([*days, today(desk)])


def _groups(found: Overview) -> list[Groups]:
    by_law = [band for band in found.bands if band.planned or band.key == "window"]
    came = [band for band in found.bands if band not in by_law]
    return [Groups("planned", by_law), *([Groups("came", came)] if came else [])]


def _outcomes(language: str, found: Overview) -> list[Bar]:
    figures = found.objections
    return bars_of({say(language, f"rooms.outcome.{key}"): getattr(figures, key) for key in OBJECTIONS})


def _acts(desk: Desk, found: Overview) -> list[tuple[str, str]]:
    one, language = found.edition, desk.person.language
    acts = [(say(language, key), press.format(id=one.id)) for key, press in BOTH] if one.opened_at else []
    if not serves_as(desk, Role.LEAD):
        return acts
    lead = []
    if one.opened_at is None:
        lead.append((bare(say(language, "editions.change")), f"edition:change:{one.id}"))
        if not any(lack.blocks for lack in found.lacks):
            lead.insert(0, (bare(say(language, "editions.open")), f"edition:open:{one.id}"))
    if one.closes_on >= today(desk):
        lead.append((bare(say(language, "editions.move", number=one.number)), f"edition:move:{one.id}"))
    return [*lead, *acts]


def _lacks(desk: Desk, found: Overview) -> list[tuple[bool, str, str, str]]:
    """Return each line of the checklist: whether it blocks, its sentence, and press and label of what mends it."""
    language, leads = desk.person.language, serves_as(desk, Role.LEAD)
    lines = []
    for lack in found.lacks:
        said = lack.said(language)
        mend = lack.mend if leads else ""
        label = bare(say(language, f"editions.mend.{lack.key}"))
        lines.append((lack.blocks, say(language, said.key, **said.values), mend, label))
    return lines
