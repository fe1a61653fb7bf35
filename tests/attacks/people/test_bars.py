"""S41: whoever is barred applies again under another name and another spelling, as a branch, in time and after it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from rules.engine.refusals import Refusal
from rules.people.roles import Membership, Role
from rules.sanctions.bars import last_day
from storage.store import Store
from tests.handlers.applying import FORMS, Filler, apply, draft_of, give_role, open_edition, owed_to, patient, send
from tests.handlers.walking import Walk
from tests.rules.every_form import pack
from tests.talking import Someone, Town
from workflow.applications.bars import check_not_barred
from workflow.applications.submissions import submit_application
from workflow.engine.desk import Desk

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
CODE, PERSON = "91622921MAEXAMPL8J", "622921199001010008"
DAY = timedelta(days=1)


def wide(number: str) -> str:
    """Full-width and in small letters."""
    return "".join(chr(ord(char) + 0xFEE0) for char in number.lower())


def spaced(number: str) -> str:
    return f" {number[:6].lower()} {number[6:14].lower()}-{number[14:].lower()} "


async def bar(town: Town, number: str, article: int, *, until: date) -> None:
    """The holder of the number is barred under the article, until this day."""
    years = pack().bar_years[article]
    from_on = until.replace(year=until.year - years)
    assert last_day(article, from_on, pack()) == until
    async with town.store.work() as work:
        seat = await work.people.meet("telegram", 999, town.clock.now, "zh")
        case = await work.sanctions.open(
            number="2021-001",
            article=article,
            opened_by=seat.person.id,
            holder=work.bars.holder(number),
            matter={"name": "临夏县旧名食品有限公司", "number": number, "facts": "材料虚假"},
            now=town.clock.now,
        )
        await work.bars.add(
            sanction_id=case.id,
            holder=work.bars.holder(number),
            article=article,
            from_on=from_on,
            until_on=until,
            words={"name": "临夏县旧名食品有限公司", "document": "临县质评办〔2021〕8号"},
        )
        await work.commit()


async def applied(town: Town, kind: str, given: Mapping[str, str]) -> Someone:
    """Somebody has filled in an application, whoever confirms it has done so, and it waits to be sent."""
    someone, _ = await apply(town, kind)
    filler = Filler(someone, FORMS[kind], {"name": "临夏县新名食品有限公司", **given})
    await filler.fill()
    if kind == "individual" or given.get("kind") == "branch":
        draft, _ = await draft_of(town, someone, kind)
        async with town.store.work() as work:
            await work.drafts.answer(draft.id, "confirmation", "given", town.clock.now)
            await work.commit()
        await filler.fill()
    return someone


async def told(town: Town, lead: Someone) -> list[tuple[str, Any]]:
    """What the lead is told of bars: the key of the sentence, and the name on the bar."""
    return [(owed.text, owed.values.get("name")) for owed in await owed_to(town, lead) if owed.key.startswith("bar:")]


APPLICANTS = {
    "full-width code, new name": (36, "organisation", CODE, {"credit_code": wide(CODE)}),
    "spaced code, new name": (37, "organisation", CODE, {"credit_code": spaced(CODE)}),
    "branch of it": (39, "organisation", CODE, {"kind": "branch", "parent_code": wide(CODE)}),
    "full-width identity number": (37, "individual", PERSON, {"document_number": wide(PERSON)}),
}


@pytest.mark.article(36, 37, 39)
@pytest.mark.parametrize("applicant", APPLICANTS)
async def test_who_is_barred_is_found_told_until_when_and_the_lead_hears_of_it_once(
    store: Store, applicant: str
) -> None:
    article, kind, number, given = APPLICANTS[applicant]
    town = patient(store)
    await open_edition(store)
    lead = town.person(8)
    await give_role(town, lead, Role.LEAD)
    someone = await applied(town, kind, given)
    await bar(town, number, article, until=date(2031, 3, 1))
    cited = {36: "第三十六条", 37: "第三十七条", 39: "第三十九条"}[article]
    for _ in range(3):
        said = (await send(someone, kind))[0]
        assert (
            said == f"不予受理期到2031年3月1日（周六）（{cited}），2031年3月2日（周日）起可以申报。有疑问请联系评委办。"
        )
    assert await told(town, lead) == [("bars.attempt", "临夏县旧名食品有限公司")]
    async with town.store.work() as work:
        assert (await work.applications.of_person((await owner(work, someone)).id))[0].number is None


async def owner(work: Any, someone: Someone) -> Any:
    return (await work.people.meet("telegram", someone.chat_id, someone.town.clock.now, "zh")).person


@pytest.mark.article(36)
async def test_on_the_last_day_it_is_refused_and_on_the_day_after_it_is_taken(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone = await applied(town, "organisation", {"credit_code": CODE})
    until = date(2026, 9, 10)
    await bar(town, CODE, 36, until=until)
    town.clock.now += until - date(2026, 9, 1)
    assert (await send(someone, "organisation"))[0].startswith("不予受理期到2026年9月10日（周四）")
    town.clock.now += DAY
    assert (await send(someone, "organisation"))[0].startswith("申报已收到")


@pytest.mark.article(36)
async def test_the_lead_lets_nobody_past_a_bar_by_the_override_for_holders(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    lead = town.person(8)
    await give_role(town, lead, Role.LEAD)
    someone = await applied(town, "organisation", {"credit_code": CODE})
    await bar(town, CODE, 36, until=date(2031, 3, 1))
    await someone.presses_data("application:again:1")
    await lead.presses_data("application:allow:1")
    await lead.says("该单位合并重组后主体已经变更，同意再次申报。")
    await lead.presses("确认无误")
    assert (await send(someone, "organisation"))[0].startswith("不予受理期到2031年3月1日")


@pytest.mark.article(4, 36)
async def test_the_act_itself_refuses_whoever_goes_round_the_conversation(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone = await applied(town, "organisation", {"credit_code": CODE})
    await bar(town, CODE, 36, until=date(2031, 3, 1))
    filling = await Walk(someone, "organisation").filling()
    async with store.work() as work:
        seat = await work.people.meet("telegram", someone.chat_id, town.clock.now, "zh")
        desk = Desk(
            person=seat.person,
            channel=seat.channel,
            roles=(Membership(1, seat.person.id, Role.LEAD),),
            now=town.clock.now,
            work=work,
            pack=pack(),
            calendar=await work.calendar.load(),
            places=town.places,
        )
        with pytest.raises(Refusal) as refused:
            await submit_application(desk, filling.draft, filling.progress)
        with pytest.raises(Refusal) as again:
            await check_not_barred(desk, wide(CODE))
        await check_not_barred(desk, PERSON)
    assert [(one.value.key, one.value.article, one.value.values["until"]) for one in (refused, again)] == [
        ("applications.barred", 36, date(2031, 3, 1))
    ] * 2
