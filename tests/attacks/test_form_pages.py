"""Somebody else's form: it opens on no page, takes nothing, and looks like one that does not exist."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.handlers.applying import picture
from tests.web.offices import Bureau, bureau
from tests.web.paging import Filler, answers, begin, by_link, draft_of, enter
from tests.web.tipping import Visitor, visitor
from texts import say
from web.engine import filling
from workflow.engine.records import DraftState
from workflow.people.sign_ins import form_link

FACTS = "公示的材料与实际情况不符，请核查。"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Bureau]:
    async with bureau(tmp_path) as made:
        yield made


def routes() -> list[tuple[str, str]]:
    """Every route of a form's pages: method and address."""
    found = [(route.method, route.path) for route in filling.routes()]  # type: ignore[attr-defined]  # routes of one kind
    return [(method, path) for method, path in found if "{id" in path]


def at(path: str, draft: int) -> str:
    return path.replace(filling.ONE, f"/forms/{draft}").replace("/{step:[0-9]{1,2}}", "/1")


async def tried(form: Filler, browser: Visitor, draft: int) -> list[tuple[int, str]]:
    """What somebody is answered who tries every route with all that a page of the form says."""
    step = await form.open()
    check = await form.open("check")
    sent = {**step.fields("save", facts=FACTS), "seen": check.shown.hidden("seen"), "press": f"f:{draft}:D"}
    other = Filler(browser, draft)
    said = []
    for method, path in routes():
        if method == "POST":
            shown = await other.send(at(path, draft), sent, ("evidence", "a.png", picture(1)))
        else:
            shown = await browser.get(at(path, draft))
        said.append((shown.status, shown.words))
    return said


@pytest.mark.parametrize("who", ["nobody", "visitor", "by_link", "lead"])
async def test_another_persons_form_opens_on_no_path(town: Bureau, who: str) -> None:
    async with visitor(town.url) as owner, visitor(town.url) as stranger:
        form = await begin(owner, "objection")
        assert len(routes()) == 8
        if who == "lead":
            async with town.signed_in("lead") as lead:
                said = await tried(form, lead, form.draft)
        elif who == "nobody":
            said = await tried(form, stranger, form.draft)
        else:
            own = await begin(stranger, "objection")
            if who == "visitor":
                said = await tried(form, stranger, form.draft)
                assert said == await tried(form, stranger, 999_999)  # nobody learns whether there is one
            else:
                async with by_link(town, own) as linked:
                    said = await tried(form, linked.browser, form.draft)
        assert {status for status, _ in said} == {404}
        assert await answers(town, form) == {}
        assert (await draft_of(town, form)).state is DraftState.OPEN


async def test_a_link_is_worth_nothing_once_it_was_used_or_somebody_signed_out(town: Bureau) -> None:
    async with visitor(town.url) as owner:
        form = await begin(owner, "objection")
        async with by_link(town, form) as two:
            assert (await two.open()).shown.status == 200
            owned = (await draft_of(town, form)).person_id
            async with town.served.site.store.work() as work:
                await work.sign_ins.end_all(owned)
                await work.commit()
            assert (await two.open()).shown.status == 404


@pytest.mark.article(40)
async def test_a_form_about_a_case_closes_when_its_officer_declares_an_interest(town: Bureau) -> None:
    async with town.served.site.store.work() as work:
        draft = await work.drafts.begin(
            town.people["clerk"], "supplement_notice", town.now, subject=f"application:{town.cases[0]}"
        )
        await work.commit()
    async with town.signed_in("clerk") as browser:
        form = Filler(browser, draft.id)
        assert (await form.open()).shown.status == 200
        await town.declares("clerk", town.cases[0], interest=True)
        assert (await form.open()).shown.status == 404
        assert (await form.open("check")).shown.status == 404


async def test_a_link_to_a_form_opens_no_page_of_the_office(town: Bureau) -> None:
    async with town.served.site.store.work() as work:
        desk = await town.desk(work, "lead")
        draft = await work.drafts.begin(town.people["lead"], "editions", town.now)
        link = (await form_link(desk, f"/forms/{draft.id}")).removeprefix(town.served.site.public_url)
        await work.commit()
    async with visitor(town.url) as browser:
        await enter(browser, link)
        [secret] = [cookie.value for cookie in browser.http.cookie_jar if cookie.key == "forms"]
    async with visitor(town.url, Cookie=f"office={secret}") as browser:
        assert say("zh", "pages.closed") in (await browser.get("/office")).words
