"""Where a person is reached is corrected in the cases that run, theirs alone, and the journal says which (PIPL 46)."""

import pytest

from storage.store import Store
from tests.handlers.applying import open_edition, patient, ready, send
from tests.handlers.objecting import PHONE, Case
from tests.handlers.towns import on_web, town_with_web
from tests.talking import Town
from texts import say

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
NEW_PHONE, NEW_ADDRESS = "13700001111", "临夏县韩集镇新址8号"


async def test_an_objector_corrects_phone_and_address_while_the_case_runs(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await case.objector.presses_data("correction:fix")
    listed = case.objector.buttons()
    assert listed[:2] == [
        "YY2026-001 电话：139****5678",
        f"YY2026-001 地址：{listed[1][14]}{'*' * (len(listed[1]) - 15)}",
    ]
    await case.objector.presses("YY2026-001 电话")
    assert "例：13812345678" in (await case.objector.says("12"))[0]
    assert "已更正" in (await case.objector.says(NEW_PHONE))[0]
    await case.objector.presses_data("correction:fix:objection:1:address")
    assert "已更正" in (await case.objector.says(NEW_ADDRESS))[0]
    async with store.work() as work:
        known = await work.objections.identity(1)
    assert (known["phone"], known["address"]) == (NEW_PHONE, NEW_ADDRESS)
    assert await case.journal("contact_corrected") == [
        (case.ids[5], {"field": "phone"}),
        (case.ids[5], {"field": "address"}),
    ]


async def test_an_applicant_corrects_what_the_unit_reads(store: Store) -> None:
    town = Town(store)
    await open_edition(store)
    someone = await ready(town)
    await send(someone)
    await someone.presses_data("correction:fix:application:1:phone")
    assert "已更正" in (await someone.says(NEW_PHONE))[0]
    async with store.work() as work:
        application = await work.applications.get(1)
        assert application is not None
        assert (await work.drafts.answers(application.draft_id))["phone"] == NEW_PHONE


@pytest.mark.article(12)
async def test_one_contact_is_not_corrected_into_the_other(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone = await ready(town, "organisation")
    await send(someone, "organisation")
    await someone.presses_data("correction:fix:application:1:contact1_phone")
    assert (await someone.says("13900001232"))[0].startswith(say("zh", "apply.contact.same_phone"))
    assert "已更正" in (await someone.says(NEW_PHONE))[0]
    async with store.work() as work:
        application = await work.applications.get(1)
        assert application is not None
        answers = await work.drafts.answers(application.draft_id)
    assert (answers["contact1_phone"], answers["contact2_phone"]) == (NEW_PHONE, "13900001232")


async def test_nobody_corrects_anothers_entry_a_declared_one_or_one_that_is_over(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    assert "不归您办理" in (await case.person(6).presses_data("correction:fix:objection:1:phone"))[0]
    assert "不归您办理" in (await case.objector.presses_data("correction:fix:objection:1:document_number"))[0]
    await case.objector.presses_data("correction:fix:objection:1:phone")
    async with store.work() as work:
        objection = await work.objections.get(1)
        assert objection is not None
        await work.objections.move(objection, type(objection.state).WITHDRAWN, case.town.clock.now)
        await work.commit()
    assert "不归您办理" in (await case.objector.says(NEW_PHONE))[0]
    async with store.work() as work:
        assert (await work.objections.identity(1))["phone"] == PHONE


async def test_where_data_stay_at_home_a_number_is_corrected_on_the_web_only(store: Store) -> None:
    town = town_with_web(store, private_on_web=True)
    here, there = town.person(1), on_web(town, 900)
    assert "请在网页上更正" in (await here.presses_data("correction:phone"))[0]
    assert "例：13812345678" in (await there.presses_data("correction:phone"))[0]
    assert "例：马小兰" in (await here.presses_data("correction:name"))[0]
