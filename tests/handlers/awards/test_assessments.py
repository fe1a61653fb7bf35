"""The July report as its holder fills it in: from last year's, from July on, once (Art. 32)."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from handlers.papers import render
from rules.awards.validity import AssessmentState
from storage.engine.owed import Paper, Urgency
from storage.store import Store
from tests.handlers.applying import draft_of
from tests.handlers.holding import (
    JULY,
    JUNE,
    fills,
    opened,
    plans,
    sends,
    state_of,
    texts_owed,
)


@pytest.mark.article(32)
async def test_a_report_is_filled_in_and_sent_and_the_office_has_a_task(store: Store) -> None:
    _, officer, holder = await opened(store)
    await fills(holder)
    told = await sends(holder)
    assert told[0].startswith("✅ 自评报告已收到，编号自评〔2026〕1号，时间2026年7月6日（周一）10:00，按时报送")
    assert await state_of(store) is AssessmentState.RECEIVED
    async with store.work() as work:
        (task,) = await work.tasks.of("assessment:1")
        receipt = await work.outbox.get("assessment:1:receipt-0")
        files = await work.files.of("assessment:1")
    assert (task.kind, task.due_on) == ("assessment", date(2026, 7, 20))
    assert receipt is not None
    assert (receipt.paper, receipt.urgency) == (Paper("assessment_receipt", "assessment:1"), Urgency.ANSWER)
    assert len(files) == 1
    assert await texts_owed(store, "assessment:1:received-0") == ["assessments.received"]
    assert "待办任务（1项）" in (await officer.says("/tasks"))[0]


@pytest.mark.article(32)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_receipt_is_printed_in_the_readers_language(store: Store, language: str) -> None:
    town, _, holder = await opened(store)
    await fills(holder)
    await sends(holder)
    paper = Paper("assessment_receipt", "assessment:1")
    name, content = await render(store, town.office.pack, paper, language)
    text = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
    assert (
        name
        == {"zh": "自评报告回执 自评〔2026〕1号.pdf", "en": "self-assessment receipt 自评〔2026〕1号.pdf"}[language]
    )
    assert ("自评〔2026〕1号" in text, "report.png" in text) == (True, True)


@pytest.mark.article(32)
@pytest.mark.parametrize(
    ("year", "reason"), [(2026, ""), (2022, "2022年7月31日（周日）不上班，顺延到2022年8月1日（周一）")]
)
async def test_a_last_day_that_is_not_the_last_of_july_says_why(store: Store, year: int, reason: str) -> None:
    _, _, holder = await opened(store, now=JULY.replace(year=year))
    await holder.presses_data("assessment:fill:1")
    page = (await holder.presses_data("consent:agree:assessment:fill:1"))[0]
    assert f"的{year}年自评报告" in page
    assert (reason in page, "顺延" in page) == (True, bool(reason))


@pytest.mark.article(32)
async def test_before_july_a_report_can_be_prepared_and_not_sent(store: Store) -> None:
    town, _, holder = await opened(store, now=JUNE)
    await fills(holder)
    assert (await sends(holder))[0].startswith("自评报告2026年7月1日（周三）起才能发送")
    assert await state_of(store) is AssessmentState.AWAITED
    town.clock.now = datetime(2026, 6, 30, 16, 0, tzinfo=JUNE.tzinfo)  # midnight in the office
    assert (await sends(holder))[0].startswith("✅ 自评报告已收到")


@pytest.mark.article(32)
async def test_a_late_report_is_taken_and_called_late(store: Store) -> None:
    town, officer, holder = await opened(store)
    await fills(holder)
    town.clock.now += timedelta(days=30)
    await plans(town)
    assert "属逾期报送（最后一天是2026年7月31日（周五））" in (await sends(holder))[0]
    (year,) = await officer.presses_data("assessment:year")
    assert ("逾期收到：1家" in year, "已收到、待审看：1家" in year) == (True, True)


async def test_a_report_is_sent_once_however_fast_the_taps(store: Store) -> None:
    town, _, holder = await opened(store)
    await fills(holder)
    draft, _ = await draft_of(town, holder, "assessment")
    await holder.presses_data(f"f:{draft.id}:z")
    assert (await holder.presses_data(f"f:{draft.id}:z"))[0].startswith("这份表已经发送过了")
    assert (await holder.presses_data("assessment:fill:1"))[0].startswith("这份报告已经收到、免报或者不再需要")
    async with store.work() as work:
        assert len(await work.tasks.of("assessment:1")) == 1


@pytest.mark.article(32)
async def test_next_year_begins_with_what_stays_from_this_one(store: Store) -> None:
    town, officer, holder = await opened(store, now=datetime(2025, 7, 7, 2, tzinfo=JUNE.tzinfo))
    await fills(holder, system_words="体系有效运行，今年内审两次，问题都已改完。")
    await sends(holder)
    town.clock.now = JULY
    await plans(town)
    await holder.presses_data("assessment:fill:2")
    _, answers = await draft_of(town, holder, "assessment")
    assert answers == {
        "system_words": "体系有效运行，今年内审两次，问题都已改完。",
        "contact_name": "马志强",
        "contact_phone": "13812345678",
    }
    (year,) = await officer.presses_data("assessment:year")
    assert year.startswith("2026年自评报告")
    assert (await officer.presses("2025"))[0].startswith("2025年自评报告")


@pytest.mark.article(32)
async def test_the_first_report_knows_the_contact_and_the_phone_list_follows_what_it_says(store: Store) -> None:
    town, _, holder = await opened(store)
    await holder.presses_data("assessment:fill:1")
    await holder.presses_data("consent:agree:assessment:fill:1")
    _, answers = await draft_of(town, holder, "assessment")
    assert answers == {"contact_name": "马志强", "contact_phone": "13812345678"}
    await fills(holder)
    await sends(holder)
    async with store.work() as work:
        assert (await work.people.meet("telegram", 50, JULY, "zh")).person.phone == "13812345678"


@pytest.mark.article(32)
async def test_a_major_change_not_yet_told_is_named_with_the_unit_to_tell(store: Store) -> None:
    _, _, holder = await opened(store)
    await fills(holder, changed="yes", change_told="no")
    assert "请尽快书面告知临夏县工业和信息化局（第三十二条）" in (await sends(holder))[1]


@pytest.mark.article(32)
async def test_a_report_to_be_sent_stands_among_ones_own_matters(store: Store) -> None:
    _, _, holder = await opened(store)
    (mine,) = await holder.says("/status")
    assert "📅 2026年自评报告，临夏县㐂和乳业有限责任公司" in mine
    assert "还没有报送，最后一天是2026年7月31日（周五）（第三十二条）" in mine
    await fills(holder)
    await sends(holder)
    assert "自评报告" not in (await holder.says("/status"))[0]


async def test_a_page_of_the_office_puts_down_the_form_that_was_open(store: Store) -> None:
    _, officer, _ = await opened(store)
    await officer.presses_data("assessment:excuse:1")
    await officer.presses_data("assessment:year")
    await officer.says("1")  # is no answer to the form, which is put down
    async with store.work() as work:
        seat = await work.people.meet("telegram", 9, JULY, "zh")
        (draft,) = await work.drafts.open_for(seat.person.id)
        assert await work.drafts.answers(draft.id) == {}
