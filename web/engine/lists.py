"""Listings on the office's pages: one form of filters, one table, one Excel download for all of them (Art. 9)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from aiohttp import web

from papers.engine.lists import book, titled, worded
from texts import say
from web.engine.forms import typed_words
from web.engine.pages import bare
from web.engine.staff import PAGE, Taken, number, page, shown, taken, way_to
from workflow.engine.desk import Desk, today
from workflow.engine.lists import MOST_EXPORTED, Column, Filter, Found, Listing, Shown, export
from workflow.people.sign_ins import Seated

L = TypeVar("L")
A = TypeVar("A")
More = Callable[[Desk, A, Found[L]], Awaitable[Mapping[str, object]]]
"""What a page shows besides its list, as values for its template."""


@dataclass(frozen=True, slots=True)
class Words:
    """A cell in words, where it leads, whether it is late, and its column's title for narrow screens."""

    said: str
    way: str
    late: bool
    title: str


def listed(
    path: str, listing: Listing[A, L], template: str = "office_list.html", more: More[A, L] | None = None
) -> list[web.AbstractRouteDef]:
    """Return the routes of a listing: its page, with what `more` adds to the template, and its Excel list."""

    async def show(request: web.Request, seat: Seated) -> web.StreamResponse:
        desk, answers, at = seat.desk, _answers(request, listing), number(request)
        asked, language = listing.query(answers), desk.person.language
        after = number(request, "before") if listing.by_id else at * PAGE
        found = await listing.find(desk, asked, limit=PAGE, after=after)
        head, beside = apart(await listing.shown(desk, Shown.PAGE))
        values = await more(desk, asked, found) if more is not None else {}
        return page(
            request,
            desk,
            template,
            listing=listing,
            address=path,
            answers=answers,
            options={one.name: await _options(desk, one) for one in listing.filters},
            found=found,
            head=head,
            beside=beside,
            titled=partial(titled, language),
            cells=partial(cells_of, desk),
            acts=partial(listing.acts, desk) if listing.acts is not None else None,
            at=at,
            more=found.more if found.count is None else after + PAGE < found.count,
            **values,
        )

    async def take(request: web.Request, seat: Seated) -> Taken:
        columns, rows = await export(seat.desk, listing, listing.query(_answers(request, listing)))
        return excel(seat.desk, listing.title, columns, rows)

    return [web.get(path, shown(show)), web.get(f"{path}.xlsx", taken(take))]


def excel(desk: Desk, title: str, columns: Sequence[str | int], rows: Sequence[Sequence[object]]) -> Taken:
    """Return an Excel list to download; `title` and `columns` are sentence keys."""
    language = desk.person.language
    said = say(language, title)
    make = partial(book, language, said, columns, rows, MOST_EXPORTED)
    return Taken(f"{said} {today(desk).isoformat()}.xlsx", make)


def _answers(request: web.Request, listing: Listing[Any, Any]) -> dict[str, str]:
    given = {one.name: request.query.get(one.name, "") or one.default for one in listing.filters}
    return given | {"words": typed_words(request)} if "words" in given else given


async def _options(desk: Desk, one: Filter) -> list[tuple[str, str]] | None:
    """Return the options of a filter in words; none for a filter that is not drawn, None for one that is typed."""
    if not one.title:
        return []
    if one.options is None:
        return None
    options = [(value, bare(worded(desk.person.language, cell))) for value, cell in await one.options(desk)]
    return sorted(options, key=lambda option: option[1]) if one.by_name else options


def apart(columns: Sequence[Column[L]]) -> tuple[list[Column[L]], list[Column[L]]]:
    """Return the columns that together name a line, and the others."""
    head = [column for column in columns if column.head] or list(columns[:1])
    return head, [column for column in columns if column not in head]


def cells_of(desk: Desk, columns: Sequence[Column[L]], line: L) -> list[Words]:
    """Return a line's cells in the person's language."""
    language = desk.person.language
    return [
        Words(
            worded(language, column.cell(desk, line), as_day=column.as_day),
            way_to(desk, column.subject(line)) if column.subject is not None else "",
            column.late is not None and column.late(desk, line),
            titled(language, column.title),
        )
        for column in columns
    ]
