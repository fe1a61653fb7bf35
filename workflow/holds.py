"""What objections hold up: one application, and the signing of "no objection" (Art. 23)."""

from collections.abc import Iterable
from dataclasses import dataclass

from rules.notices import Entry, Notice
from rules.objections import Objection, blocks, holds
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Held:
    """What cannot be signed for: the whole list, or some of its entries by their places."""

    whole: bool
    places: frozenset[int]


async def held(work: Work, notice: Notice) -> Held:
    """For what "no objection" cannot be signed: an objection is pending or was upheld (Art. 23).

    One about an application, or a name on the list, holds that entry; one that names nobody on it holds the list. To a
    notice that was corrected since, one that is still pending counts as well.
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
    """Whether an objection to this application is open, or it is to be struck: all its applicant hears (Art. 23)."""
    return any(holds(objection) for objection in await work.objections.of_application(application_id))


async def _objections(work: Work, notice: Notice) -> list[tuple[list[Entry], Objection]]:
    """Those that are about no application and block this notice, or are pending to what it corrects; with the list."""
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
