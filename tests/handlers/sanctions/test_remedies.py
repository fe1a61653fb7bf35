"""Every decision against somebody says who made it, what can be done and until when (Art. 15-25, 36-39)."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from handlers.papers import render
from reminders.letters import written
from rules.applications.lifecycle import ENDED, State
from rules.engine.pack import Pack, load_pack
from rules.engine.parts import Remedies
from rules.sanctions.remedies import AGAINST, Authority
from storage.engine.owed import Owed, Paper
from storage.store import Store
from tests.handlers.objecting import Case
from tests.handlers.reviewing import Review
from tests.handlers.sanctioning import CIRCULAR, DECISION, REASONS, Town, heard, revoked
from tests.handlers.scoring import Scoring
from texts import say
from workflow.engine.replies import remedy

sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
PACK = load_pack()
TIMES = (
    "自知道之日起60日内向{to}申请行政复议，或者自知道之日起6个月内向人民法院提起行政诉讼。"
    "（期限待评委办的法律顾问确认。）"
)
COUNTY = TIMES.format(to="县人民政府")
ABOVE = TIMES.format(to="上一级人民政府")


def said(by: Authority, pack: Pack = PACK, language: str = "zh") -> str:
    found = remedy(pack, by)
    return say(language, found.key, **found.values)


def last(owed: list[Owed], key: str) -> str:
    """What is read of the last message with this key."""
    one = next(one for one in reversed(owed) if one.text == key)
    return written(one, "zh", one.created_at).text


async def on_paper(store: Store, name: str, about: str) -> str:
    _, content = await render(store, PACK, Paper(name, about), "zh")
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages)


@pytest.mark.article(36, 38)
def test_the_sentence_names_authority_remedy_and_time_and_that_counsel_is_still_to_confirm_it() -> None:
    assert said(Authority.GOVERNMENT) == f"这一决定由县人民政府作出。不服的，可以{ABOVE}"
    assert said(Authority.OFFICE) == f"这一决定由评委办作出。不服的，可以{COUNTY}"
    sure = replace(PACK, remedies=Remedies(reconsideration_days=61, lawsuit_months=7, confirmed=True))
    assert said(Authority.UNIT, sure).endswith(
        "61日内向县人民政府申请行政复议，或者自知道之日起7个月内向人民法院提起行政诉讼。"
    )
    assert "still to be confirmed by the office's counsel" in said(Authority.UNIT, language="en")


def test_every_end_of_an_application_but_a_grant_and_its_own_withdrawal_is_against_it() -> None:
    assert set(AGAINST) == ENDED - {State.GRANTED, State.WITHDRAWN}


@sqlite
@pytest.mark.article(39)
async def test_a_revocation_says_so_on_message_page_and_paper_in_the_governments_name(store: Store) -> None:
    town = await revoked(store)
    assert ABOVE in last(await town.owed(Town.HOLDER), "sanctions.told.decision")
    assert said(Authority.GOVERNMENT) in "\n".join(await town.person(Town.HOLDER).presses_data("sanction:mine:1"))
    assert said(Authority.GOVERNMENT) in await on_paper(store, "sanction_decision", "sanction:1")
    await town.does(Town.LEAD, "publish", "关于撤销质量奖的通报", CIRCULAR, "县政府网站")
    assert (await on_paper(store, "sanction_circular", "sanction:1")).count("临夏县人民政府") >= 1


@sqlite
@pytest.mark.article(36)
async def test_a_bar_for_false_materials_says_so_and_before_it_is_decided_nothing_does(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens()
    await heard(town)
    assert "行政复议" not in "\n".join(await town.person(Town.APPLICANT).presses_data("sanction:mine:1"))
    await town.does(Town.LEAD, "decide", *DECISION, "1", REASONS)
    assert COUNTY in last(await town.owed(Town.APPLICANT), "sanctions.told.decision")
    assert said(Authority.OFFICE) in "\n".join(await town.person(Town.APPLICANT).presses_data("sanction:mine:1"))
    assert said(Authority.OFFICE) in await on_paper(store, "sanction_decision", "sanction:1")


@sqlite
@pytest.mark.article(38)
async def test_a_case_that_was_not_established_has_nothing_to_be_done_against(store: Store) -> None:
    town = await Town.with_award(store)
    await town.opens()
    await heard(town)
    await town.does(Town.LEAD, "decide", "2", REASONS)
    assert "行政复议" not in last(await town.owed(Town.APPLICANT), "sanctions.told.dismiss")
    assert "行政复议" not in "\n".join(await town.person(Town.APPLICANT).presses_data("sanction:mine:1"))


@sqlite
@pytest.mark.article(17)
async def test_a_letter_of_non_acceptance_says_so_on_message_page_and_paper(store: Store) -> None:
    scoring = await Scoring.begin(store)
    await scoring.failed()
    assert "行政复议" not in "\n".join(await scoring.person(100).presses_data("status:all"))
    lead = await scoring.declared(Review.LEAD)
    await lead.presses("批准不予受理告知书")
    await lead.presses("批准并送达")
    await lead.presses("确定批准")
    assert await scoring.state() is State.NOT_ACCEPTED
    assert COUNTY in last(await scoring.owed(100), "letter.told.not_accepted")
    assert said(Authority.OFFICE) in "\n".join(await scoring.person(100).presses_data("status:all"))
    assert said(Authority.OFFICE) in await on_paper(store, "not_accepted", f"application:{scoring.application}")


@sqlite
@pytest.mark.article(23)
@pytest.mark.parametrize("refused", [True, False])
async def test_an_objection_that_is_refused_says_so_and_one_that_is_admitted_does_not(
    store: Store, refused: bool
) -> None:
    case = await Case.open(store)
    await case.object()
    await case.examines(
        "2" if refused else "1", *(("所附材料不能证明所反映的情况，提出的理由不能成立。",) if refused else ())
    )
    page = "\n".join(await case.objector.presses_data("objection:mine:1"))
    assert (said(Authority.OFFICE) in page) is refused
    if refused:
        assert COUNTY in last(await case.owed(5), "objections.told.refused")
        assert said(Authority.OFFICE) in await on_paper(store, "objection_refusal", "objection:1")


@sqlite
@pytest.mark.article(23)
async def test_a_message_owed_by_an_earlier_release_is_still_sent(store: Store) -> None:
    town = await revoked(store)
    one = next(one for one in await town.owed(Town.HOLDER) if one.text == "sanctions.told.decision")
    older = replace(one, values={key: value for key, value in one.values.items() if key != "remedy"})
    assert written(older, "zh", one.created_at).text.rstrip().endswith("并向社会通报。")
