"""Who objects: masked, opened with a reason, the number typed again (Art. 22)."""

import pytest

from rules.objections.cases import IDENTITY
from rules.people.roles import IDENTITY_CONSENT
from storage.store import Store
from tests.handlers.objecting import NUMBER, PHONE, Case

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
SHUT = "这件事不归您办理，没有改动任何内容。如有疑问，请联系评委办。"
NOT_YOURS = "这件事不归您办理，没有改动任何内容。如有疑问，请联系评委办。"
OFFICE_BUTTONS = ("open:1", "list", "clear:1", "interest:1", "examine:1", "decide:1", "deliver:1", "counter",
                  "who:1", "field:1:4", "check:1", "files:1", "file:1:0")  # fmt: skip


@pytest.mark.article(22)
async def test_who_objects_is_masked_and_one_field_opens_with_a_reason_in_the_journal(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await case.opens()
    page = await case.office.presses_data("objection:who:1")
    assert [word for word in ("李平", PHONE, NUMBER) if word in page[0]] == []
    assert "· 证件号码：6****************8" in page[0].splitlines()
    await case.office.presses("打开：联系电话")
    read = await case.says_all(case.office, "objection_reason", "打电话核实证据来源")
    assert read[0].splitlines()[0] == f"联系电话：{PHONE}"
    details = {"field": "phone", "reason": "打电话核实证据来源"}
    assert await case.journal("objection_identity_opened") == [(case.ids[901], details)]
    await case.office.presses_data("objection:field:1:4")
    assert len(await case.journal("objection_identity_opened")) == 1  # the next time a reason is asked again


@pytest.mark.article(22)
async def test_the_papers_of_the_identity_come_only_with_a_reason(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    await case.opens()
    listed = await case.office.presses_data("objection:files:1")
    assert (listed, case.office.buttons()) == (["证明材料1个，按一下就发给您。"], ["📄 evidence.png", "打开异议"])
    assert await case.office.presses_data("objection:file:1:0") == ["[evidence.png] "]
    assert (await case.office.presses_data("objection:file:1:1"))[0].startswith("这个按钮属于前面的内容")
    await case.office.presses_data(f"objection:field:1:{IDENTITY.index('proof')}")
    read = await case.says_all(case.office, "objection_reason", "核对证件号码")
    assert read[0] == "[proof.png] "


@pytest.mark.article(22)
@pytest.mark.parametrize(
    ("typed", "matches"), [(NUMBER, True), ("622921 19900101 0008", True), ("622921199001010016", False)]
)
async def test_the_number_typed_again_matches_or_does_not(store: Store, typed: str, matches: bool) -> None:
    case = await Case.open(store)
    await case.object()
    await case.opens()
    await case.office.presses_data("objection:check:1")
    read = await case.says_all(case.office, "objection_number", typed)
    assert read[0].startswith("证件号码和填写的一致") is matches
    assert ((await case.the_objection()).identity_matches, len(await case.journal("objection_identity_checked"))) == (
        matches,
        1,
    )


@pytest.mark.article(22)
@pytest.mark.parametrize("named", ["李平", PHONE, NUMBER])
async def test_a_reason_that_names_the_objector_is_sent_back_and_opens_nothing(store: Store, named: str) -> None:
    case = await Case.open(store)
    await case.object(name="李平")
    await case.opens()
    await case.office.presses_data("objection:field:1:4")
    assert (await case.office.says(f"打电话给{named}核实"))[0].startswith("理由会长期留在日志里")
    assert await case.journal("objection_identity_opened") == []
    read = await case.says_all(case.office, "objection_reason", "打电话核实证据来源")
    assert read[0].splitlines()[0] == f"联系电话：{PHONE}"


@pytest.mark.article(22)
async def test_the_consent_to_the_proof_of_identity_is_in_the_journal_with_its_version(store: Store) -> None:
    case = await Case.open(store)
    await case.object()
    ((_, details),) = await case.journal("objection_filed")
    assert details["identity_consent"] == IDENTITY_CONSENT
