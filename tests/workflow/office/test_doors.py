"""What lead and office alone read or do is refused by the act itself, whoever calls it (Art. 9, 15, 32, 37)."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from rules.awards.validity import Ending
from rules.engine.refusals import Forbidden, Refusal
from rules.letters.formal import KIND_OF
from rules.people.roles import Role
from storage.store import Store
from tests.handlers.deciding import LEAD, NOW, OFFICE, Chamber
from tests.workflow.desks import desk_of
from web.engine.acts import perform
from workflow.applications.register import Search, search
from workflow.awards.claims import make_codes
from workflow.awards.holders import end_award
from workflow.awards.july import figures_by_year, matrix
from workflow.engine.desk import Desk
from workflow.engine.lists import Nothing
from workflow.engine.tasks import open_tasks
from workflow.letters.formal import approve_letter
from workflow.letters.templates import hand_in_template
from workflow.office.holdings import read_holding
from workflow.office.invitations import invite_people
from workflow.office.journals import JournalQuery as JournalAsked
from workflow.office.journals import journal_page
from workflow.people.roles import staff
from workflow.people.sign_ins import pages_link, sign_in

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(5, 9, 15, 32, 37, 39)]
APPLICANT = 100
ACTS: dict[str, tuple[Callable[[Desk], Awaitable[Any]], int | None, tuple[int, ...]]] = {
    "staff": (staff, 9, (LEAD, OFFICE)),
    "open_tasks": (lambda desk: open_tasks(desk, everybodys=True), 9, (LEAD, OFFICE)),
    "invite_people": (lambda desk: invite_people(desk, ()), 9, (LEAD,)),
    "search": (lambda desk: search(desk, Search(), limit=9), 15, (LEAD, OFFICE)),
    "matrix": (lambda desk: matrix(desk, Nothing(), limit=9), 32, (LEAD, OFFICE)),
    "figures_by_year": (figures_by_year, 32, (LEAD, OFFICE)),
    "make_codes": (make_codes, None, (LEAD, OFFICE)),
}


@pytest.mark.parametrize("chat", [LEAD, OFFICE, APPLICANT])
@pytest.mark.parametrize("act", ACTS)
async def test_the_act_itself_refuses_whoever_does_not_serve_there(store: Store, act: str, chat: int) -> None:
    call, article, served = ACTS[act]
    await Chamber.open(store, 90)
    async with store.work() as work:
        desk = await desk_of(work, chat, NOW)
        if chat in served:
            await call(desk)
        else:
            with pytest.raises(Forbidden) as refused:
                await call(desk)
            assert refused.value.article == article


@pytest.mark.parametrize(("chat", "refused"), [(LEAD, "awards.not_approved"), (OFFICE, "people.not_yours")])
async def test_nobody_but_the_lead_ends_an_award_by_whatever_path(store: Store, chat: int, refused: str) -> None:
    await Chamber.open(store, 90)
    async with store.work() as work:
        desk = await desk_of(work, chat, NOW)
        assert desk.roles[0].role is (Role.LEAD if chat == LEAD else Role.OFFICE)
        with pytest.raises(Refusal) as said:
            await end_award(desk, 1, Ending.CANCELLED, NOW.date(), article=37)
        assert said.value.key == refused


NOTHING_THERE: dict[str, tuple[Callable[[Desk], Awaitable[Any]], tuple[str, int | None]]] = {
    "read_holding": (lambda desk: read_holding(desk, 99), ("talk.old_button", None)),
    "hand_in_template": (lambda desk: hand_in_template(desk, "non_acceptance", "zh"), ("templates.awaited", None)),
    "unknown act": (lambda desk: perform(desk, "zz:zz:1"), ("talk.old_button", None)),
    "no number": (lambda desk: perform(desk, "task:done:x"), ("talk.old_button", None)),
    "number in other digits": (lambda desk: perform(desk, "task:done:２"), ("talk.old_button", None)),
}


@pytest.mark.parametrize("act", NOTHING_THERE)
async def test_what_is_not_there_is_refused_in_words(store: Store, act: str) -> None:
    call, said = NOTHING_THERE[act]
    await Chamber.open(store, 90)
    async with store.work() as work:
        with pytest.raises(Refusal) as refused:
            await call(await desk_of(work, LEAD, NOW))
        assert (refused.value.key, refused.value.article) == said


@pytest.mark.parametrize("act", sorted(KIND_OF))
async def test_no_letter_is_approved_that_was_not_written(store: Store, act: str) -> None:
    chamber = await Chamber.open(store, 90)
    async with store.work() as work:
        application = await work.applications.get(chamber.cases[0])
        assert application is not None
        with pytest.raises(Refusal) as refused:
            await approve_letter(await desk_of(work, LEAD, NOW), application, act)
        assert (refused.value.key, refused.value.article) == ("letter.not_ready", 9)


@pytest.mark.parametrize(("limit", "further"), [(1, True), (2, False), (3, False)])
async def test_behind_the_last_entry_of_the_journal_there_is_no_further_page(
    store: Store, limit: int, *, further: bool
) -> None:
    await Chamber.open(store, 90)
    async with store.work() as work:
        for number in (1, 2):
            await work.journal.write("journal_exported", f"edition:{number}", now=NOW, article=9)
        await work.commit()
    async with store.work() as work:
        desk = await desk_of(work, LEAD, NOW)
        found = await journal_page(desk, JournalAsked(act="journal_exported"), limit=limit)
    assert (len(found.lines), found.before is not None) == (min(limit, 2), further)


async def test_every_sign_in_is_noted_once_and_a_used_link_signs_nobody_in(store: Store) -> None:
    chamber = await Chamber.open(store, 90)
    async with store.work() as work:
        address = await pages_link(await desk_of(work, OFFICE, NOW))
        token = address.partition("key=")[2]
        await sign_in(work, token, "Firefox", NOW)
        with pytest.raises(Refusal) as refused:
            await sign_in(work, token, "Firefox", NOW)
        await work.commit()
    assert refused.value.key == "pages.link_gone"
    async with store.work() as work:
        noted = [one.act for one in await work.journal.of(f"person:{chamber.ids[OFFICE]}")]
    assert noted.count("signed_in") == 1
