"""One byte that is wrong on the disk spoils one field: lists and pages go on, and the lead is told once."""

from datetime import timedelta

import pytest

from reminders.planner import plan
from rules.engine.pack import load_pack
from rules.objections.cases import IDENTITY
from storage.engine.conversations import Talk
from storage.store import Store
from tests.handlers.objecting import NUMBER, PHONE, Case
from tests.handlers.towns import begin, guides
from tests.storage import raw
from tests.talking import Town

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
SAID = {"zh": "〔内容已损坏〕", "en": "[damaged]"}


async def damage(store: Store, table: str, column: str, where: str) -> None:
    """Flip the last byte of one field."""
    ((closed,),) = await raw.execute(store, f"SELECT {column} FROM {table} WHERE {where}")
    spoilt = closed[:-1] + bytes([closed[-1] ^ 1])
    await raw.execute(store, f"UPDATE {table} SET {column} = X'{spoilt.hex()}' WHERE {where}")


async def test_a_list_with_a_damaged_case_is_shown_and_the_case_opens_with_a_mark(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await damage(store, "objections", "matter", "id = 1")
    office = case.person(901)
    assert "YY2026-001" in "".join(await office.presses_data("objection:list")) + "".join(office.buttons())
    await office.presses_data("objection:open:1")
    assert SAID["zh"] in "".join(await office.presses_data("objection:clear:1"))


async def test_a_damaged_name_is_said_to_be_so_in_the_readers_language(store: Store) -> None:
    town = Town(store)
    for chat, language in ((1, "zh"), (2, "en")):
        someone = town.person(chat, language)
        await someone.says("/start")
        async with store.work() as work:
            channel = await work.channels.find("telegram", chat)
            assert channel is not None
            await work.people.set_name(channel.person_id, "马小兰")
            await work.people.set_phone(channel.person_id, "13812345678")
            await work.commit()
        await damage(store, "people", "name", f"id = {channel.person_id}")
        await damage(store, "people", "phone", f"id = {channel.person_id}")
        (page,) = await someone.says("/mydata")
        assert page.count(SAID[language]) == 2


async def test_a_field_of_who_objects_is_marked_and_the_others_open(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await case.opens()
    await damage(store, "objection_identities", "value", "field = 'document_number'")
    await damage(store, "objection_identities", "value", "field = 'document_kind'")
    await damage(store, "objection_identities", "value", "field = 'proof'")
    (page,) = await case.office.presses_data("objection:who:1")
    assert (page.count(SAID["zh"]), "139****5678" in page) == (3, True)
    await case.office.presses_data(f"objection:field:1:{IDENTITY.index('phone')}")
    read = await case.says_all(case.office, "objection_reason", "打电话核实证据来源")
    assert read[0].splitlines()[0] == f"联系电话：{PHONE}"
    for place in (IDENTITY.index("document_number"), IDENTITY.index("proof")):
        await case.office.presses_data(f"objection:field:1:{place}")
        read = await case.says_all(case.office, "objection_reason", "核对身份证明材料")
        assert read[0].startswith("这一项已损坏，打不开")
    await case.office.presses_data("objection:check:1")
    assert (await case.says_all(case.office, "objection_number", NUMBER))[0].startswith("这一项已损坏，打不开")
    assert (await case.the_objection()).identity_matches is None


async def test_a_damaged_answer_of_an_open_form_is_asked_again(store: Store) -> None:
    town = Town(store, guides=guides())
    someone = town.person(1)
    await someone.says("/start")
    draft = await begin(town, 1)
    await someone.presses_data(f"f:{draft}:g")
    await someone.says("兴盛公司")
    await damage(store, "answers", "value", f"draft_id = {draft} AND question = 'name'")
    await someone.presses_data(f"f:{draft}:g")  # asks what it is called, as at first
    await someone.says("兴盛公司")
    async with store.work() as work:
        assert (await work.drafts.answers(draft))["name"] == "兴盛公司"


async def test_a_chat_whose_memory_is_damaged_begins_anew(store: Store) -> None:
    town = Town(store, guides=guides())
    someone = town.person(1)
    await someone.says("/start")
    await damage(store, "conversations", "data", "chat_id = 1")
    assert "请选择" in (await someone.says("/menu"))[0]
    async with store.work() as work:
        assert await work.conversations.data(Talk(42, 1, 1)) != {}


async def test_a_file_that_does_not_open_is_said_to_be_so_and_the_chat_goes_on(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await case.opens()
    for blob in (store.folder / "files").iterdir():
        blob.write_bytes(blob.read_bytes()[:-1])
    read = await case.office.presses_data("objection:file:1:0")
    assert read[0].startswith("这里有一项内容已损坏，打不开，已报告负责人")
    assert "证明材料1个" in (await case.office.presses_data("objection:files:1"))[0]


async def test_the_lead_is_told_once_of_each_place_however_often_it_is_met(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await damage(store, "objections", "matter", "id = 1")
    now = case.town.clock.now
    for hour in range(3):
        await case.person(901).presses_data("objection:list")
        await plan(store, load_pack(), now + timedelta(hours=hour))
    told = [owed for owed in await case.owed(900) if owed.text == "damage.told"]
    assert [owed.values["count"] for owed in told] == [1]
    async with store.work() as work:
        found = [(entry.subject, entry.details) for entry in await work.journal.of("sealed:objections.matter")]
    assert found == [("sealed:objections.matter", {"row": "YY2026-001"})]


async def test_what_is_damaged_is_never_written_over(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await damage(store, "objections", "matter", "id = 1")
    before = await raw.execute(store, "SELECT matter FROM objections")
    await case.opens()
    await case.office.presses_data("objection:examine:1")
    await case.says_all(case.office, "examination", "1")
    assert await raw.execute(store, "SELECT matter FROM objections") == before
