"""The acts of the evaluation and of the committee keep their rules by themselves, whoever calls them (Art. 20, 21)."""

import pytest

from rules.applications.lifecycle import State
from rules.engine.refusals import Forbidden, Refusal
from rules.engine.rubrics import Part
from rules.people.roles import Role
from rules.reviews.meetings import Vote
from storage.store import Store
from tests.handlers.deciding import CHAIR, LEAD, MEMBER, NOW, OFFICE, Chamber
from tests.handlers.reviewing import Review
from tests.handlers.scoring import Scoring
from tests.workflow.desks import desk_of
from workflow.reviews.assignments import assign
from workflow.reviews.evaluation import close_report, give_reasons
from workflow.reviews.material_reviews import pass_material
from workflow.reviews.meetings import decide
from workflow.reviews.score_tables import score_table
from workflow.reviews.sheets import REMARKS, begin_sheet, open_written, save_sheet

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
SPARE = 590


@pytest.mark.article(20)
@pytest.mark.parametrize(("closed", "refusal"), [(False, None), (True, "evaluation.closed_before")])
async def test_the_report_is_closed_once(store: Store, *, closed: bool, refusal: str | None) -> None:
    chamber = await Chamber.open(store, 90, 80)
    if closed:
        await chamber.report_closed()
    async with store.work() as work:
        desk = await desk_of(work, OFFICE, NOW)
        draft = await work.drafts.begin(desk.person.id, "evaluation", NOW, subject=f"edition:{chamber.edition}")
        if refusal is None:
            assert (await close_report(desk, draft, {})).edition.id == chamber.edition
        else:
            with pytest.raises(Refusal) as refused:
                await close_report(desk, draft, {})
            assert (refused.value.key, refused.value.article) == (refusal, 20)


@pytest.mark.article(20, 40)
@pytest.mark.parametrize(
    ("chat", "refusal"), [(OFFICE, None), (MEMBER, ("people.not_yours", 20)), (CHAIR, ("people.not_yours", 20))]
)
async def test_why_somebody_is_passed_over_the_office_says_and_nobody_else(
    store: Store, chat: int, refusal: tuple[str, int] | None
) -> None:
    chamber = await Chamber.open(store, 90, 80)
    async with store.work() as work:
        desk = await desk_of(work, chat, NOW)
        draft = await work.drafts.begin(desk.person.id, "passing", NOW, subject=f"edition:{chamber.edition}")
        answers = {f"why_{chamber.cases[0]}": "申报材料与现场情况有出入，评委会要求从严。"}
        if refusal is None:
            await give_reasons(desk, draft, answers)
        else:
            with pytest.raises(Refusal) as refused:
                await give_reasons(desk, draft, answers)
            assert (refused.value.key, refused.value.article) == refusal


@pytest.mark.article(40)
async def test_nor_does_whoever_has_an_interest_in_one_of_the_ranked(store: Store) -> None:
    chamber = await Chamber.open(store, 90, 80)
    await chamber.interested(OFFICE, chamber.cases[1])
    async with store.work() as work:
        desk = await desk_of(work, OFFICE, NOW)
        draft = await work.drafts.begin(desk.person.id, "passing", NOW, subject=f"edition:{chamber.edition}")
        with pytest.raises(Refusal) as refused:
            await give_reasons(desk, draft, {f"why_{chamber.cases[0]}": "理由"})
        assert (refused.value.key, refused.value.article) == ("evaluation.interested", 40)


@pytest.mark.article(21)
async def test_every_vote_is_noted_and_not_what_it_was(store: Store) -> None:
    chamber = await Chamber.open(store, 90)
    await chamber.listed()
    meeting = await chamber.convened()
    for cast in (Vote.FOR, Vote.AGAINST):
        await chamber.voted(meeting, chamber.cases[0], MEMBER, cast.value)
    async with store.work() as work:
        noted = [one for one in await work.journal.of(f"meeting:{meeting}") if one.act == "vote_cast"]
    assert [(one.person_id, one.details["application"]) for one in noted] == [
        (chamber.ids[MEMBER], chamber.cases[0])
    ] * 2
    assert all("for" not in str(one.details) and "against" not in str(one.details) for one in noted)


@pytest.mark.article(21)
async def test_who_is_no_candidate_is_not_decided(store: Store) -> None:
    chamber = await Chamber.open(store, 90, 80)
    await chamber.listed()
    meeting = await chamber.convened()
    async with store.work() as work:
        for case in chamber.cases:
            await work.recusals.declare(chamber.ids[CHAIR], f"application:{case}", interest=False, now=NOW)
        await work.candidates.remove(chamber.cases[1])
        with pytest.raises(Refusal) as refused:
            await decide(await desk_of(work, CHAIR, NOW), meeting, chamber.cases[1])
        assert (refused.value.key, refused.value.article) == ("meetings.decided", 21)


@pytest.mark.article(16, 40)
@pytest.mark.parametrize(("people", "given"), [((), False), ((OFFICE,), False), ((SPARE,), True)])
async def test_only_free_reviewers_are_asked_and_never_nobody(
    store: Store, people: tuple[int, ...], *, given: bool
) -> None:
    chamber = await Chamber.open(store, 90, state=State.DEFENCE, locked=False)
    async with store.work() as work:
        spare = (await work.people.meet("telegram", SPARE, NOW, "zh")).person.id
        await work.roles.grant(spare, Role.REVIEWER)
        asked = [{SPARE: spare, **chamber.ids}[chat] for chat in people]
        application = await work.applications.get(chamber.cases[0])
        assert application is not None
        desk = await desk_of(work, OFFICE, NOW)
        if given:
            assert [one.person_id for one in await assign(desk, application, Part.DEFENCE, asked, due_on=None)] == asked
        else:
            with pytest.raises(Refusal) as refused:
                await assign(desk, application, Part.DEFENCE, asked, due_on=None)
            assert (refused.value.key, refused.value.article) == ("assignments.not_free", 40)


@pytest.mark.article(16, 40)
@pytest.mark.parametrize(("chat", "read"), [(LEAD, True), (OFFICE, False)])
async def test_an_officer_who_reviews_the_case_reads_no_others_scores(store: Store, chat: int, *, read: bool) -> None:
    chamber = await Chamber.open(store, 90)
    mine = chamber.ids[OFFICE]
    async with store.work() as work:
        await work.assignments.assign(chamber.cases[0], Part.DEFENCE, mine, head=False, by=mine, now=NOW)
        desk = await desk_of(work, chat, NOW)
        if read:
            assert (await score_table(desk, chamber.cases[0])).application.id == chamber.cases[0]
        else:
            with pytest.raises(Forbidden):
                await score_table(desk, chamber.cases[0])


@pytest.mark.article(17)
async def test_what_has_passed_its_material_review_needs_no_other_reviewer(store: Store) -> None:
    scoring = await Scoring.begin(store)
    await scoring.scored(700, 700)
    about = f"application:{scoring.application}"
    async with store.work() as work:
        desk = await desk_of(work, Review.OFFICE, scoring.town.clock.now)
        await work.tasks.assign(f"{about}:replacement", "replacement", about, Role.OFFICE, now=desk.now)
        await pass_material(desk, scoring.application)
        assert "replacement" not in [task.kind for task in await work.tasks.open() if task.subject == about]


@pytest.mark.article(16)
async def test_words_that_were_taken_back_do_not_come_back_with_others(store: Store) -> None:
    scoring = await Scoring.begin(store)
    await scoring.asks(500, 501)
    await scoring.declared(500)
    async with store.work() as work:
        desk = await desk_of(work, 500, scoring.town.clock.now)
        sheet = await open_written(desk, scoring.application, Part.MATERIAL)
        first, second = (f"words.{one.key}" for one in sheet.rubric[:2])
        await save_sheet(desk, scoring.application, Part.MATERIAL, {first: "战略清楚。"})
        draft = await begin_sheet(desk, scoring.application, Part.MATERIAL)
        await work.drafts.answer(draft.id, REMARKS, "no", desk.now)  # in the chat
        await save_sheet(desk, scoring.application, Part.MATERIAL, {second: "结果有数据支撑。"})
        kept = {key: value for key, value in (await work.drafts.answers(draft.id)).items() if key.startswith("words.")}
    assert kept == {second: "结果有数据支撑。"}
