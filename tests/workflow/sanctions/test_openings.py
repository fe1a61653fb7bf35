"""A case is opened once, under an article that is offered, and keeps what its form held (Art. 36-41)."""

from typing import Any

import pytest

from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Role
from storage.store import Store
from tests.handlers.reviewing import NOW
from tests.handlers.sanctioning import CERTIFICATE, FACTS, Town
from tests.workflow.desks import desk_of
from workflow.engine.drafts import begun
from workflow.sanctions.case_opening import open_case

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(36, 37, 38, 39, 41)]
GIVEN: dict[str, Any] = {"ground": None, "happened_on": "2026-03-15", "facts": FACTS, "evidence": []}
APPLICATION = {**GIVEN, "article": "36", "target": "application", "application_number": "2026-0001"}


async def member(store: Store, town: Town) -> dict[str, Any]:
    """What the form holds that names the reviewer (Art. 41)."""
    async with store.work() as work:
        (held,) = await work.roles.of(town.ids[Town.REVIEWER])
    return {**GIVEN, "article": "41", "member": str(held.id)}


async def test_the_case_keeps_what_its_form_held_and_the_form_keeps_nothing(store: Store) -> None:
    town = await Town.with_award(store)
    for answers, gone in ((await member(store, town), "people.role_gone"), (APPLICATION, "sanctions.open_already")):
        async with store.work() as work:
            lead = await desk_of(work, Town.LEAD, NOW)
            draft = await begun(lead, "sanction", "")
            for question, answer in answers.items():
                await work.drafts.answer(draft.id, question, answer, NOW)
            one = await open_case(lead, draft, answers)
            assert (await work.drafts.answers(draft.id), one.matter["facts"]) == ({}, FACTS)
            assert [task.kind for task in await work.tasks.of(f"sanction:{one.id}")] == ["sanction_case"]
            with pytest.raises(Refusal) as again:
                await open_case(lead, await begun(lead, "sanction", "again"), answers)
            assert again.value.key == gone
            await work.commit()


@pytest.mark.parametrize("open_form", [False, True])
async def test_a_case_is_opened_from_an_open_form(store: Store, *, open_form: bool) -> None:
    await Town.with_award(store)
    async with store.work() as work:
        lead = await desk_of(work, Town.LEAD, NOW)
        draft = await begun(lead, "sanction", "")
        if open_form:
            assert (await open_case(lead, draft, APPLICATION)).article == 36
        else:
            await work.drafts.drop(draft.id, NOW)
            with pytest.raises(Refusal) as refused:
                await open_case(lead, draft, APPLICATION)
            assert refused.value.key == "forms.already_sent"


@pytest.mark.parametrize("article", [5, 40])
async def test_no_case_is_opened_under_an_article_that_has_none(store: Store, article: int) -> None:
    await Town.with_award(store)
    async with store.work() as work:
        lead = await desk_of(work, Town.LEAD, NOW)
        answers = {**GIVEN, "article": str(article), "target": "other", "name": "某公司", "certificate": CERTIFICATE}
        with pytest.raises(Refusal) as refused:
            await open_case(lead, await begun(lead, "sanction", ""), answers)
    assert (refused.value.key, refused.value.article) == ("sanctions.not_now", article)


@pytest.mark.parametrize(("chat", "article"), [(Town.APPLICANT, 36), (Town.CHAIR, 37), (Town.OFFICE, 41)])
async def test_whoever_is_not_of_the_office_opens_none_and_under_article_41_the_lead_alone(
    store: Store, chat: int, article: int
) -> None:
    town = await Town.with_award(store)
    answers = {**(await member(store, town) if article == 41 else APPLICATION), "article": str(article)}
    async with store.work() as work:
        desk = await desk_of(work, chat, NOW)
        with pytest.raises(Forbidden) as refused:
            await open_case(desk, await begun(desk, "sanction", ""), answers)
        assert (refused.value.key, refused.value.article) == ("people.not_yours", article)
        assert await work.roles.of(town.ids[Town.REVIEWER])


@pytest.mark.article(40)
async def test_whoever_stood_back_from_the_application_stands_back_from_its_case_and_from_its_hearing(
    store: Store,
) -> None:
    town = await Town.with_award(store)
    about, other = "application:1", town.ids[Town.COLLEAGUE_OFFICE]
    async with store.work() as work:
        await work.recusals.declare(other, about, interest=True, now=NOW)
        colleague = await desk_of(work, Town.COLLEAGUE_OFFICE, NOW)
        with pytest.raises(Refusal) as refused:
            await open_case(colleague, await begun(colleague, "sanction", ""), APPLICATION)
        assert (refused.value.key, refused.value.article) == ("sanctions.no_application", 36)
        lead = await desk_of(work, Town.LEAD, NOW)
        one = await open_case(lead, await begun(lead, "sanction", ""), APPLICATION)
        shut = {
            person: [await work.recusals.of(person, f"{room}:{one.id}") is not None for room in ("sanction", "heard")]
            for person in (other, town.ids[Town.APPLICANT], town.ids[Town.OFFICE])
        }
    assert list(shut.values()) == [[True, True], [True, False], [False, False]]


@pytest.mark.article(40)
async def test_nobody_opens_a_case_about_themselves(store: Store) -> None:
    town = await Town.with_award(store)
    async with store.work() as work:
        await work.roles.grant(town.ids[Town.HOLDER], Role.OFFICE)
        desk = await desk_of(work, Town.HOLDER, NOW)
        answers = {**GIVEN, "article": "39", "target": "certificate", "certificate": CERTIFICATE}
        with pytest.raises(Forbidden) as refused:
            await open_case(desk, await begun(desk, "sanction", ""), answers)
    assert (refused.value.key, refused.value.article) == ("sanctions.own", 40)
