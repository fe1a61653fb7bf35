"""The acts of the report on a site ask for themselves who may, when, and whether their form is open (Art. 19)."""

import pytest

from rules.applications.lifecycle import State
from rules.engine.refusals import Refusal
from storage.store import Store
from tests.handlers.reviews.test_site_reports import DISSENT, visited
from tests.handlers.visiting import HEAD, SECOND, THIRD, Visiting
from tests.workflow.desks import desk_of
from workflow.engine.drafts import begun
from workflow.reviews.site_reports import DISSENT as DISSENT_FORM
from workflow.reviews.site_reports import FORM, begin_dissent, begin_report, sign_report, write_report

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(19)]


async def acts_of(visiting: Visiting, case: int) -> list[tuple[str, object]]:
    """What the journal has of the report: the act, and whether whoever signed agrees."""
    async with visiting.town.store.work() as work:
        found = await work.journal.of(f"application:{case}")
    return [(one.act, one.details.get("agrees")) for one in found if one.act.startswith("site_report")]


@pytest.mark.parametrize("open_form", [False, True])
async def test_a_report_is_written_by_an_open_form_and_its_task_is_done(store: Store, *, open_form: bool) -> None:
    visiting, case = await visited(store)
    async with store.work() as work:
        desk = await desk_of(work, HEAD, visiting.town.clock.now)
        draft = await begun(desk, FORM, f"application:{case}")
        if open_form:
            await write_report(desk, draft)
        else:
            await work.drafts.drop(draft.id, desk.now)
            with pytest.raises(Refusal) as refused:
                await write_report(desk, draft)
            assert refused.value.key == "forms.already_sent"
        await work.commit()
    assert await acts_of(visiting, case) == [("site_report_written", None)] * open_form
    assert len(await visiting.due(case, "site_report")) == 1 - open_form
    async with store.work() as work:
        desk = await desk_of(work, HEAD, visiting.town.clock.now)
        again = await begun(desk, FORM, f"application:{case}")
        if open_form:
            for refusing in (write_report(desk, again), begin_report(desk, case)):
                with pytest.raises(Refusal) as refused:
                    await refusing
                assert (refused.value.key, refused.value.article) == ("visits.reported", 19)
        else:
            assert (await begin_report(desk, case)).form == FORM


@pytest.mark.parametrize("held", [False, True])
async def test_a_report_is_written_after_the_visit_and_signed_after_the_report(store: Store, *, held: bool) -> None:
    visiting = await Visiting.begin(store, 3, state=State.ON_SITE)
    (case,) = visiting.cases
    await visiting.appoints(case)
    if held:
        await visiting.held(case)
    async with store.work() as work:
        head, second = [await desk_of(work, chat, visiting.town.clock.now) for chat in (HEAD, SECOND)]
        with pytest.raises(Refusal) as unwritten:
            await sign_report(second, case)
        assert (unwritten.value.key, unwritten.value.article) == ("visits.not_reported", 19)
        draft = await begun(head, FORM, f"application:{case}")
        if held:
            await write_report(head, draft)
            assert (await sign_report(second, case)).unsigned == (visiting.ids[THIRD],)
        else:
            with pytest.raises(Refusal) as refused:
                await write_report(head, draft)
            assert (refused.value.key, refused.value.article) == ("visits.not_held", 19)


async def test_another_opinion_is_signed_by_an_open_form_and_each_signs_once(store: Store) -> None:
    visiting, case = await visited(store)
    await visiting.reported(case)
    async with store.work() as work:
        desk = await desk_of(work, THIRD, visiting.town.clock.now)
        given_up = await begun(desk, DISSENT_FORM, f"application:{case}")
        await work.drafts.drop(given_up.id, desk.now)
        with pytest.raises(Refusal) as refused:
            await sign_report(desk, case, draft=given_up, words=DISSENT)
        assert refused.value.key == "forms.already_sent"
        await work.commit()
    assert await acts_of(visiting, case) == [("site_report_written", None)]
    async with store.work() as work:
        desk = await desk_of(work, THIRD, visiting.town.clock.now)
        await sign_report(desk, case, draft=await begun(desk, DISSENT_FORM, f"application:{case}"), words=DISSENT)
        await sign_report(await desk_of(work, SECOND, desk.now), case)
        for refusing in (sign_report(desk, case), begin_dissent(desk, case)):
            with pytest.raises(Refusal) as twice:
                await refusing
            assert (twice.value.key, twice.value.article) == ("visits.signed", 19)
        await work.commit()
    assert await acts_of(visiting, case) == [
        ("site_report_written", None),
        ("site_report_signed", False),
        ("site_report_signed", True),
    ]
