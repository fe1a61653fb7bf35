"""Interests are stated once and every year, and what is known shuts a case before anybody hears of it (Art. 40)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handlers.engine.floods import Gate
from reminders.planner import plan
from rules.engine.pack import load_pack
from rules.engine.parts import RecusalLevel
from rules.interests.statements import Source
from rules.people.roles import Role
from rules.reviews.assignments import Standing
from storage.engine.journal import Entry
from storage.engine.tasks import TaskState
from storage.store import Store
from tests.handlers.applying import NAME, give_role, open_edition, owed_to, patient, ready, send
from tests.handlers.reviewing import ANSWERS, UNIT, Review
from tests.handlers.scoring import Scoring
from tests.handlers.towns import token_in
from tests.storage import raw
from tests.talking import Someone, Town

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
SHUT = "这件事不归您办理"


async def states(someone: Someone, employer: str = "", *, past: str = "", kin: str = "") -> list[str]:
    """The person states these; what is not given is passed by."""
    await someone.presses_data("interest:state")
    await someone.presses("继续")
    for answer in (employer, "", past):
        await (someone.says(answer) if answer else someone.presses("跳过"))
    await (someone.says(kin) if kin else someone.presses("跳过"))
    return await someone.presses("确认无误，发送")


async def known(store: Store, about: str = "application:1") -> list[Entry]:
    async with store.work() as work:
        return [entry for entry in await work.journal.of(about) if entry.act == "recusal_known"]


@pytest.mark.article(40)
async def test_what_is_stated_is_kept_sealed_in_one_place_and_the_forms_answers_are_gone(store: Store) -> None:
    review = await Review.open(store)
    read = await states(review.person(Review.REVIEWER), "兴盛公司", past="临夏县示例建材公司\n甲公司", kin="马大山")
    assert read[0].startswith("申明已加密保存。单位或亲属有变化请随时重新申明")
    async with store.work() as work:
        mine = await work.interests.of(review.ids[Review.REVIEWER])
        assert mine is not None
        assert mine.employers == ("兴盛公司", "临夏县示例建材公司", "甲公司")
        assert mine.kin == ("马大山",)
        (draft,) = await work.drafts.of(review.ids[Review.REVIEWER])
        assert await work.drafts.answers(draft.id) == {}
        written = [entry for entry in await work.journal.page() if entry.act == "interests_stated"]
    assert [entry.details for entry in written] == [{"draft": draft.id}]


@pytest.mark.article(40)
@pytest.mark.parametrize("given", [{"employer": ANSWERS["employer"]}, {"past": "示例食品"}, {"kin": "马小花"}])
async def test_a_statement_shuts_a_running_case_and_its_sheet_goes_to_another(
    store: Store, given: dict[str, str]
) -> None:
    scoring = await Scoring.begin(store)
    await scoring.asks(500, 501)
    reviewer = await scoring.fills(500)
    read = await states(reviewer, given.get("employer", ""), past=given.get("past", ""), kin=given.get("kin", ""))
    assert read[0].startswith("申明已加密保存。单位或亲属有变化请随时重新申明")
    assert await scoring.standings() == {500: (Standing.REPLACED, True), 501: (Standing.ACTIVE, False)}
    assert ("replacement", None) in [(kind, who) for kind, _, who in await scoring.open_tasks()]
    for press in (f"review:open:{scoring.application}", f"sheet:open:material:{scoring.application}"):
        assert (await reviewer.presses_data(press))[0].startswith("这件事不归您办理")
    ground = "kin" if "kin" in given else "employer"
    assert [entry.details for entry in await known(store)] == [{"person": scoring.ids[500], "ground": ground}]
    async with store.work() as work:
        assert await work.drafts.open_for(scoring.ids[500]) == []


@pytest.mark.article(40)
async def test_an_interest_once_known_stays_when_the_statement_says_it_no_more(store: Store) -> None:
    review = await Review.open(store)
    clerk = review.person(Review.CLERK)
    await states(clerk, kin="马小花")
    assert (await states(clerk))[0].startswith("申明已加密保存。单位")
    assert (await clerk.presses_data(f"review:none:{review.application}"))[0].startswith(SHUT)
    assert len(await known(store)) == 1


@pytest.mark.article(40)
async def test_a_case_that_comes_in_is_shut_to_whom_it_concerns_before_anybody_is_told(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    clerks = [town.person(chat) for chat in (200, 201)]
    for clerk in clerks:
        await give_role(town, clerk, Role.CLERK, "leading_group_office")
    await states(clerks[0], past=NAME)
    await send(await ready(town, "organisation"), "organisation")
    assert [one.text for one in await owed_to(town, clerks[0])] == []
    assert [one.text for one in await owed_to(town, clerks[1])] == ["applications.new_case"]
    assert await clerks[0].says("/tasks") == ["现在没有要您办的事。有新任务会马上告诉您。"]
    assert [entry.details["ground"] for entry in await known(store)] == ["employer"]


@pytest.mark.article(40)
async def test_where_no_clerk_of_the_unit_is_left_the_lead_is_asked_to_find_one(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    clerk, lead = town.person(200), town.person(400)
    await give_role(town, clerk, Role.CLERK, "leading_group_office")
    await give_role(town, lead, Role.LEAD)
    await states(clerk, NAME)
    await send(await ready(town, "organisation"), "organisation")
    assert [one.text for one in await owed_to(town, lead)] == ["reviews.another_wanted"]


@pytest.mark.article(40)
async def test_colleagues_of_an_applicant_do_not_handle_the_application(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    for chat in (5, 200):
        await give_role(town, town.person(chat), Role.CLERK, "leading_group_office")
    await send(await ready(town))
    grounds = [entry.details["ground"] for entry in await known(store)]
    assert grounds == ["own", "colleague"]
    assert (await town.person(200).presses_data("review:open:1"))[-1].startswith(SHUT)


@pytest.mark.article(40)
async def test_whoever_takes_a_role_is_asked_and_shut_out_of_what_is_theirs(store: Store) -> None:
    review = await Review.open(store)
    lead, applicant = review.person(Review.LEAD), review.person(Review.APPLICANT)
    for press in ("邀请", "评审人员"):
        await (lead.presses_data("invitation:role") if press == "邀请" else lead.presses(press))
    made = await lead.says("马小花")
    await applicant.says(f"/start {token_in(made[0])}")
    await applicant.presses("接受")
    assert [entry.details["ground"] for entry in await known(store)] == ["own"]
    assert "申明利害关系" in (await applicant.says("/tasks"))[0]
    await states(applicant)
    assert await applicant.says("/tasks") == ["现在没有要您办的事。有新任务会马上告诉您。"]


@pytest.mark.article(40)
async def test_from_the_first_of_january_everybody_who_served_before_is_asked_once(store: Store) -> None:
    review = await Review.open(store)
    await states(review.person(Review.OFFICE))
    staff = sorted(review.ids[chat] for chat in (200, 201, 300, 400, 401, 500))

    async def asked(now: datetime) -> list[int]:
        await plan(store, load_pack(), now)
        async with store.work() as work:
            found = [task for task in await work.tasks.open() if task.kind == "interests"]
        return sorted(task.person_id or 0 for task in found)

    assert await asked(datetime(2026, 12, 31, 15, 59, tzinfo=UTC)) == []
    assert await asked(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == staff
    assert await asked(datetime(2027, 3, 1, 2, tzinfo=UTC)) == staff
    async with store.work() as work:
        told = {one: [owed.text for owed in await work.outbox.of(one) if ":2027:given" in owed.key] for one in staff}
    assert told == {one: ["tasks.given"] for one in staff}
    review.town.clock.now = datetime(2027, 3, 1, 3, tzinfo=UTC)
    await states(review.person(Review.OFFICE))
    async with store.work() as work:
        done = await work.tasks.get(f"interests:{review.ids[Review.OFFICE]}:2027")
    assert done is not None
    assert done.state is TaskState.DONE
    assert await asked(datetime(2027, 3, 2, 2, tzinfo=UTC)) == sorted(set(staff) - {review.ids[Review.OFFICE]})


async def test_who_serves_nothing_states_nothing(store: Store) -> None:
    review = await Review.open(store)
    for chat in (Review.APPLICANT, 600):
        assert (await review.person(chat).presses_data("interest:state"))[0].startswith("这件事不归您办理")


async def test_a_statement_goes_with_the_last_role(store: Store) -> None:
    review = await Review.open(store)
    await states(review.person(Review.REVIEWER), "兴盛公司")
    async with store.work() as work:
        (held,) = await work.roles.of(review.ids[Review.REVIEWER])
    await review.person(Review.LEAD).presses_data(f"person:end:{held.id}")
    async with store.work() as work:
        assert await work.interests.of(review.ids[Review.REVIEWER]) is None


@pytest.mark.article(40)
async def test_in_a_small_county_an_interest_is_disclosed_and_the_person_goes_on(store: Store) -> None:
    review = await Review.open(store)
    review.town = Town(store, pack=replace(load_pack(), recusal=RecusalLevel.DISCLOSE))
    review.town.receive.gate = Gate(burst=10_000, monotonic=lambda: 0.0)
    clerk = review.person(Review.CLERK)
    await states(review.person(Review.COLLEAGUE), kin="马小花")
    await clerk.presses_data(f"review:sure:{review.application}")
    read = await clerk.presses("确定回避")
    assert "⚠ 已公开声明利害关系：某201、某200（第四十条）" in read[0]
    assert (await clerk.presses("审核通过"))[0].startswith("〔审核清单〕")
    async with store.work() as work:
        found = await work.recusals.about(review.about)
        assert [(one.interest, one.barred, one.source) for one in found] == [
            (True, False, Source.KNOWN),
            (True, False, Source.DECLARED),
        ]
        assert await work.recusals.interested_in(review.about) == frozenset()


@pytest.mark.article(40)
async def test_even_there_nobody_reviews_their_own_application(store: Store) -> None:
    review = await Review.open(store)
    review.town = Town(store, pack=replace(load_pack(), recusal=RecusalLevel.DISCLOSE))
    async with store.work() as work:
        await work.roles.grant(review.ids[Review.APPLICANT], Role.CLERK, unit=UNIT)
        await work.commit()
    read = await review.person(Review.APPLICANT).presses_data(f"review:open:{review.application}")
    assert read[0].startswith(SHUT)


@pytest.mark.article(40)
async def test_a_statement_that_does_not_open_is_asked_for_anew_once_until_it_is_given(store: Store) -> None:
    review = await Review.open(store)
    clerk = review.person(Review.CLERK)
    await states(clerk, kin="马大山")
    now = review.town.clock.now
    await plan(store, load_pack(), now)
    asked = [one for one in await review.owed(Review.CLERK) if one.text == "interests.asked_anew"]
    assert asked == []
    await raw.execute(store, "UPDATE interests SET words = x'0001'")
    for _ in range(2):
        await plan(store, load_pack(), now)
    asked = [one for one in await review.owed(Review.CLERK) if one.text == "interests.asked_anew"]
    assert len(asked) == 1
    assert await open_statements(store, review.ids[Review.CLERK]) == 1
    await states(clerk, kin="马大山")
    assert await open_statements(store, review.ids[Review.CLERK]) == 0
    await plan(store, load_pack(), now)
    assert await open_statements(store, review.ids[Review.CLERK]) == 0


async def open_statements(store: Store, person_id: int) -> int:
    async with store.work() as work:
        return sum(task.state is TaskState.OPEN for task in await work.tasks.of(f"interests:{person_id}"))
