"""Holds by objections: on an application, and on signing "no objection" (Art. 23)."""

from collections.abc import Iterable
from dataclasses import dataclass

from rules.notices.postings import Entry, Notice
from rules.objections.cases import Objection, blocks, holds
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Held:
    """What cannot be signed: the whole list, or the entries at these places."""

    whole: bool
    places: frozenset[int]


async def held(work: Work, notice: Notice) -> Held:
    """Return what a pending or upheld objection keeps from being signed "no objection" (Art. 23).

    An objection about an application or a listed name holds that entry; one that names nobody on the list holds all of
    it. Objections still pending against a notice that this one corrects count too.
    """
    named = [_named(objection, listed) for listed, objection in await _objections(work, notice)]
    places = set()
    for entry in await work.notices.entries(notice.id):
        one = entry.application_id
        about_it = await work.objections.of_application(one) if one is not None else []
        if entry.name in named or any(blocks(objection, notice.id) for objection in about_it):
            places.add(entry.place)
    return Held(None in named, frozenset(places))


async def is_on_hold(work: Work, application_id: int) -> bool:
    """Whether an open or upheld objection holds the application; its applicant learns no more than that (Art. 23)."""
    return any(holds(objection) for objection in await work.objections.of_application(application_id))


async def _objections(work: Work, notice: Notice) -> list[tuple[list[Entry], Objection]]:
    """Return the objections about no application that block this notice, each with the list it was filed against."""
    found = []
    posted: Notice | None = notice
    while posted is not None:
        listed, filed = await work.notices.entries(posted.id), await work.objections.of_notice(posted.id)
        found += [(listed, one) for one in filed if one.application_id is None and blocks(one, notice.id)]
        posted = await work.notices.get(posted.replaces_id) if posted.replaces_id is not None else None
    return found


def _named(objection: Objection, listed: Iterable[Entry]) -> str | None:
    place = str(objection.matter.get("against", "")).removeprefix("name:")
    return next((entry.name for entry in listed if str(entry.place) == place), None)
