"""Every form of the service as pages: begun by its real button in the chat, filled in step by step, and sent there."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from aiogram import Bot
from aiohttp import web

from handlers.papers import render
from rules.engine.forms import Kind, Question
from storage.engine.uploads import Uploads
from storage.store import Store
from tests.handlers.applying import picture
from tests.handlers.beginnings import BEGINNINGS, confirmed
from tests.handlers.walking import Walk
from tests.web.paging import Filler, Step, enter
from tests.web.sites import EchoDesk, everybodys
from tests.web.tipping import visitor
from texts import say
from web.app import make_app, make_runner
from web.engine.session import WebSession
from web.engine.site import Site
from workflow.engine.filling import Filling
from workflow.engine.records import DraftState
from workflow.people.sign_ins import form_link

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
MOST = 60
"""More saves than any form takes."""
ENDED = (DraftState.SENT, DraftState.DROPPED)
LEFT = {"sheet"}
"""Forms that the page hands back to be confirmed."""


@asynccontextmanager
async def pages(walk: Walk, folder: Path) -> AsyncIterator[Filler]:
    """The site over the store of the town in which somebody stands before a form, opened by a link from their chat."""
    town = walk.someone.town
    session = WebSession(town.store, Uploads(folder / "uploads", town.store.seal), town.clock, everybodys)
    site = Site(
        bot=Bot("1:web", session=session),
        session=session,
        store=town.store,
        pack=town.office.pack,
        receive=EchoDesk(town.store, session),
        prints=partial(render, town.store, town.office.pack, places=town.places),
        now=town.clock,
        public_url=town.places.url,
        guides=town.guides,
    )
    runner = make_runner(make_app(site))
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        at = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with visitor(at) as browser:
            filling = await walk.filling()
            async with town.store.work() as work:
                seat = await work.people.meet("telegram", walk.someone.chat_id, town.clock.now, "zh")
                desk = walk.desk(work, seat, await work.calendar.load())
                link = await form_link(desk, f"/forms/{filling.draft.id}")
                await work.commit()
            await enter(browser, link.removeprefix(town.places.url))
            yield Filler(browser, filling.draft.id)
    finally:
        await runner.cleanup()


def typed(walk: Walk, filling: Filling, step: Step) -> tuple[dict[str, str], list[tuple[str, str, bytes]]]:
    """What is typed, chosen and attached for the open questions of a step."""
    words: dict[str, str] = {}
    files: list[tuple[str, str, bytes]] = []
    for question in (q for q in filling.progress.asked if q.key in step.keys):
        if question.kind is Kind.FILES:
            kept = filling.progress.answers.get(question.key) or ()
            files += [(question.key, *a_file(filling, question, n)) for n in range(len(kept), max(1, question.least))]
        elif question.key in filling.progress.answers or question.kind is Kind.AWAITED:
            continue
        elif question.kind is Kind.CHOICE:
            words[question.key] = walk.choice(filling, question).value
        else:
            words[question.key] = walk.words(filling, question)
    return words, files


def a_file(filling: Filling, question: Question, number: int) -> tuple[str, bytes]:
    return f"{question.key}-{number}.png", picture(100 * filling.form.index(question.key) + number)


async def to_check(walk: Walk, form: Filler) -> None:
    """Step after step, as the pages lead, to the check of all answers."""
    place = 1
    for _ in range(MOST):
        filling = await walk.filling()
        if place > len(filling.progress.steps()):
            if filling.progress.next_open() is None and filling.progress.missing():
                await confirmed(walk.someone, walk.form)
            if not (await walk.filling()).progress.missing():
                return
            place = 1
        step = await form.open(place)
        assert step.shown.status == 200, step.shown.words
        words, files = typed(walk, filling, step)
        after = await form.save(step, "save", *files, **words)
        assert after.wrong == {}, (walk.form, place, after.wrong)
        assert after.shown.status == 200, after.shown.words
        on = re.search(r'<form id="form" method="post" action="/forms/\d+/(\d+)"', after.shown.text)
        place = int(on.group(1)) if on else len(filling.progress.steps()) + 1
    raise AssertionError(f"{walk.form} does not end")


@pytest.mark.parametrize("form", sorted(BEGINNINGS))
async def test_every_form_is_filled_in_and_sent_as_pages(store: Store, tmp_path: Path, form: str) -> None:
    walk = Walk(await BEGINNINGS[form](store, form), form, others=confirmed)
    async with pages(walk, tmp_path) as filler:
        await to_check(walk, filler)
        check = await filler.open("check")
        assert check.shown.status == 200
        if say("zh", "forms.page.send_in_chat") in check.shown.words:
            return
        sent = {"page": check.shown.hidden("page"), "seen": check.shown.hidden("seen")}
        said = await filler.send(check.path, sent)
        assert said.status == 200, said.words
        assert say("zh", "forms.page.goes_to_chat") in said.words
        async with store.work() as work:
            draft = await work.drafts.get(filler.draft)
        assert draft is not None
        assert (draft.state in ENDED) is (form not in LEFT), said.words
