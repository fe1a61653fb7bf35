"""The acts of a defence ask for themselves who may and whether their form is open (Art. 18)."""

from typing import Any

import pytest

from rules.applications.lifecycle import State
from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Role
from rules.reviews.visits import VisitState
from storage.engine.drafts import Draft
from storage.store import Store
from storage.work import Work
from tests.handlers.deciding import NOW, OFFICE
from tests.handlers.visiting import DAY, HEAD, HOUR, PLACE, Visiting
from tests.workflow.desks import desk_of
from workflow.engine.desk import Desk
from workflow.engine.drafts import begun
from workflow.interests.recusals import Undeclared
from workflow.reviews.visits import (
    MANY,
    MISSED,
    ONE,
    PRESENTER,
    name_presenter,
    pass_part,
    plan_row,
    plan_visit,
    record_held,
    record_missed,
)

pytestmark = [pytest.mark.parametrize("url", ["sqlite"], indirect=True), pytest.mark.article(18)]
NEW, APPLICANT = 402, 100
THEN: dict[str, Any] = {"day": DAY, "hour": HOUR, "minutes": "20", "place": PLACE, "bring": None}
WHO: dict[str, Any] = {"presenter": "马丽，副总经理", "responsible": "yes"}


async def acts_of(visiting: Visiting, case: int) -> list[tuple[str, object]]:
    """What the journal has of the case's appointments: the act and, of a presenter, whether it is a substitute."""
    async with visiting.town.store.work() as work:
        found = await work.journal.of(f"application:{case}")
    return [(one.act, one.details.get("substitute")) for one in found if one.article == 18]


async def form(work: Work, chat: int, kind: str, subject: str, visiting: Visiting) -> tuple[Desk, Draft]:
    """Somebody's desk, and their open form."""
    desk = await desk_of(work, chat, visiting.town.clock.now)
    return desk, await begun(desk, kind, subject)


@pytest.mark.parametrize(("panel", "appointed"), [(2, 0), (3, 1)])
async def test_the_act_itself_appoints_with_a_full_panel_and_with_one_reviewer_less_nothing(
    store: Store, panel: int, appointed: int
) -> None:
    visiting = await Visiting.begin(store, panel)
    (case,) = visiting.cases
    async with store.work() as work:
        desk, draft = await form(work, OFFICE, ONE, f"application:{case}", visiting)
        if appointed:
            await plan_visit(desk, draft, THEN)
        else:
            with pytest.raises(Refusal) as refused:
                await plan_visit(desk, draft, THEN)
            assert (refused.value.key, refused.value.article) == ("assignments.too_few", 18)
        await work.commit()
    assert len(await visiting.visits(case)) == appointed


@pytest.mark.parametrize(("state", "chat"), [(State.LISTED, OFFICE), (State.DEFENCE, HEAD), (State.DEFENCE, OFFICE)])
async def test_the_office_alone_appoints_and_while_the_defence_is_on(store: Store, state: State, chat: int) -> None:
    visiting = await Visiting.begin(store, 3)
    (case,) = visiting.cases
    async with store.work() as work:
        application = await work.applications.get(case)
        assert application is not None
        await work.applications.move(application, state, NOW)
        desk, draft = await form(work, chat, ONE, f"application:{case}", visiting)
        if (state, chat) == (State.DEFENCE, OFFICE):
            assert (await plan_visit(desk, draft, THEN)).place == PLACE
            return
        with pytest.raises(Refusal) as refused:
            await plan_visit(desk, draft, THEN)
    assert (type(refused.value), refused.value.article) == (Forbidden if chat == HEAD else Refusal, 18)
    assert refused.value.key == ("people.not_yours" if chat == HEAD else "visits.not_on")


async def test_a_form_of_one_appointment_or_of_a_row_appoints_once(store: Store) -> None:
    visiting = await Visiting.begin(store, 3, 3)
    one, other = visiting.cases
    async with store.work() as work:
        desk, draft = await form(work, OFFICE, MANY, f"edition:{visiting.edition}", visiting)
        assert [visit.application_id for visit in await plan_row(desk, draft, THEN)] == [one, other]
        for again in (plan_row(desk, draft, THEN), plan_visit(desk, await sent(work, desk, other), THEN)):
            with pytest.raises(Refusal) as refused:
                await again
            assert refused.value.key == "forms.already_sent"
        await work.commit()
    assert [await visiting.states_of(case) for case in (one, other)] == [[VisitState.PLANNED]] * 2


async def sent(work: Work, desk: Desk, case: int) -> Draft:
    """A form of one appointment that was sent before."""
    draft = await begun(desk, ONE, f"application:{case}")
    await work.drafts.send(draft.id, desk.now)
    return draft


@pytest.mark.article(40)
async def test_whoever_has_not_declared_an_interest_in_each_appoints_no_row(store: Store) -> None:
    visiting = await Visiting.begin(store, 3)
    (case,) = visiting.cases
    async with store.work() as work:
        seat = await work.people.meet("telegram", NEW, NOW, "zh")
        await work.roles.grant(seat.person.id, Role.OFFICE)
        desk, draft = await form(work, NEW, MANY, f"edition:{visiting.edition}", visiting)
        await work.commit()
    async with store.work() as work:
        with pytest.raises(Undeclared):
            await plan_row(await desk_of(work, NEW, NOW), draft, THEN)
    async with store.work() as work:
        desk, draft = await form(work, NEW, MANY, f"edition:{visiting.edition}", visiting)
        await work.recusals.declare(desk.person.id, f"application:{case}", interest=False, now=NOW)
        assert len(await plan_row(desk, draft, THEN)) == 1


async def test_without_a_day_nothing_is_appointed(store: Store) -> None:
    visiting = await Visiting.begin(store, 3)
    (case,) = visiting.cases
    async with store.work() as work:
        desk, draft = await form(work, OFFICE, ONE, f"application:{case}", visiting)
        with pytest.raises(Refusal) as refused:
            await plan_visit(desk, draft, {**THEN, "day": None})
    assert refused.value.key == "forms.incomplete"


async def test_a_presenter_is_named_by_an_open_form_for_an_appointment_and_the_journal_says_so(store: Store) -> None:
    visiting = await Visiting.begin(store, 3)
    (case,) = visiting.cases
    async with store.work() as work:
        desk, draft = await form(work, APPLICANT, PRESENTER, f"application:{case}", visiting)
        with pytest.raises(Refusal) as none:
            await name_presenter(desk, draft, WHO)
        await work.commit()
    await visiting.appoints(case)
    for answers in (WHO, {**WHO, "responsible": "no", "substitute": "总经理出差。"}):
        async with store.work() as work:
            desk, draft = await form(work, APPLICANT, PRESENTER, f"application:{case}", visiting)
            await name_presenter(desk, draft, answers)
            with pytest.raises(Refusal) as again:
                await name_presenter(desk, draft, {**WHO, "presenter": "别人"})
            await work.commit()
        assert [(one.value.key, one.value.article) for one in (none, again)] == [("visits.none", 18)] * 2
    named = [one for one in await acts_of(visiting, case) if one[0] == "presenter_named"]
    assert named == [("presenter_named", False), ("presenter_named", True)]
    assert (await visiting.visits(case))[0].presenter == WHO["presenter"]


@pytest.mark.parametrize("open_form", [False, True])
async def test_that_it_was_missed_is_recorded_by_an_open_form_and_by_none_that_was_given_up(
    store: Store, *, open_form: bool
) -> None:
    visiting = await Visiting.begin(store, 3)
    (case,) = visiting.cases
    await visiting.appoints(case)
    (visit,) = await visiting.visits(case)
    visiting.town.clock.now = visit.at
    async with store.work() as work:
        desk, draft = await form(work, OFFICE, MISSED, f"visit:{visit.id}", visiting)
        if open_form:
            await record_missed(desk, draft, {"words": "没有到场。"})
        else:
            await work.drafts.drop(draft.id, desk.now)
            with pytest.raises(Refusal) as refused:
                await record_missed(desk, draft, {"words": "没有到场。"})
            assert refused.value.key == "forms.already_sent"
        await work.commit()
    assert await visiting.states_of(case) == [VisitState.MISSED if open_form else VisitState.PLANNED]
    assert [act for act, _ in await acts_of(visiting, case)][1:] == ["visit_missed"] * open_form


@pytest.mark.parametrize("chat", [HEAD, OFFICE])
async def test_the_office_alone_records_that_it_was_held_and_the_journal_says_so(store: Store, chat: int) -> None:
    visiting = await Visiting.begin(store, 3)
    (case,) = visiting.cases
    await visiting.appoints(case)
    (visit,) = await visiting.visits(case)
    visiting.town.clock.now = visit.at
    async with store.work() as work:
        desk = await desk_of(work, chat, visit.at)
        if chat == OFFICE:
            await record_held(desk, visit.id)
            with pytest.raises(Refusal) as unknown:
                await record_held(desk, visit.id + 1)
            assert unknown.value.key == "talk.old_button"
        else:
            with pytest.raises(Forbidden) as refused:
                await record_held(desk, visit.id)
            assert refused.value.article == 18
        await work.commit()
    assert [act for act, _ in await acts_of(visiting, case)] == ["visit_planned", "visit_held"][: 1 + (chat == OFFICE)]


@pytest.mark.parametrize("state", [State.LISTED, State.EVALUATED])
async def test_before_the_defence_and_after_the_site_there_is_no_part_to_pass(store: Store, state: State) -> None:
    visiting = await Visiting.begin(store, 3)
    (case,) = visiting.cases
    async with store.work() as work:
        application = await work.applications.get(case)
        assert application is not None
        await work.applications.move(application, state, NOW)
        with pytest.raises(Refusal) as refused:
            await pass_part(await desk_of(work, OFFICE, NOW), case)
    assert (refused.value.key, refused.value.article) == ("visits.not_on", 18)
