"""A receipt bears the journal's head: whoever holds one can show later that the end was cut off."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from handlers.papers import render
from rules.engine.pack import load_pack
from storage.engine.journal import Head
from storage.engine.owed import Paper
from storage.store import Store
from tests.handlers.applying import open_edition, ready, send
from tests.handlers.objecting import Case
from tests.storage import raw
from tests.talking import Town

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


async def head_on(store: Store, paper: Paper) -> tuple[str, Head]:
    """What the paper says, and the journal's head when it was printed."""
    async with store.work() as work:
        head = await work.journal.head()
    _, pdf = await render(store, load_pack(), paper, "zh")
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split()), head


async def test_a_cut_off_end_of_the_journal_shows_against_the_head_on_an_objectors_receipt(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    printed, head = await head_on(store, Paper("objection_receipt", "objection:1"))
    assert f"日志存证{head}" in printed
    async with store.work() as work:
        assert await work.journal.verify(Head.read(str(head))) is None
    await raw.execute(store, "DROP TRIGGER journal_refuses_delete", f"DELETE FROM journal WHERE id = {head.id}")
    async with store.work() as work:
        assert (await work.journal.verify(), await work.journal.verify(Head.read(str(head)))) == (None, head.id)


async def test_an_applicants_receipt_bears_it_too(store: Store) -> None:
    town = Town(store)
    await open_edition(store)
    await send(await ready(town))
    printed, head = await head_on(store, Paper("application_receipt", "application:1"))
    assert f"日志存证{head}" in printed
