"""The July report: filled in from last year's, sent once, accepted or returned by the office (Art. 32)."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from handlers.papers import render
from rules.awards import AssessmentState
from storage.owed import Paper, Urgency
from storage.store import Store
from tests.handlers.applying import draft_of
from tests.handlers.holding import JULY, JUNE, NOMINATED, WIN, claims, document, fills, imported, plans, sends
from tests.talking import Someone, Town


async def opened(store: Store, *, now: datetime = JULY) -> tuple[Town, Someone, Someone]:
    """The office, and a holder who has claimed its award and owes this year's report."""
    town, officer = await imported(store, WIN, now=now)
    await plans(town)
    return town, officer, await claims(town, officer)


async def state(store: Store, one: int = 1) -> AssessmentState:
    async with store.work() as work:
        found = await work.assessments.get(one)
    assert found is not None
    return found.state


async def owed(store: Store, prefix: str) -> list[str]:
    async with store.work() as work:
        return [each.text for each in reversed(await work.outbox.page(limit=99)) if each.key.startswith(prefix)]


@pytest.mark.article(32)
async def test_a_report_is_filled_in_and_sent_and_the_office_has_a_task(store: Store) -> None:
    _, officer, holder = await opened(store)
    await fills(holder)
    told = await sends(holder)
    assert told[0].startswith("✅ 自评报告已收到，编号自评〔2026〕1号，时间2026年7月6日（周一）10:00，按时报送")
    assert await state(store) is AssessmentState.RECEIVED
    async with store.work() as work:
        (task,) = await work.tasks.of("assessment:1")
        receipt = await work.outbox.get("assessment:1:receipt-0")
        files = await work.files.of("assessment:1")
    assert (task.kind, task.due_on) == ("assessment", date(2026, 7, 20))
    assert receipt is not None
    assert (receipt.paper, receipt.urgency) == (Paper("assessment_receipt", "assessment:1"), Urgency.ANSWER)
    assert len(files) == 1
    assert await owed(store, "assessment:1:received-0") == ["assessments.received"]
    assert "待办任务（1 项）" in (await officer.says("/tasks"))[0]


@pytest.mark.article(32)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_receipt_is_printed_in_the_readers_language(store: Store, language: str) -> None:
    town, _, holder = await opened(store)
    await fills(holder)
    await sends(holder)
    async with store.work() as work:
        paper = Paper("assessment_receipt", "assessment:1")
        name, content = await render(work, town.office.pack, paper, language)
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    assert (
        name
        == {"zh": "自评报告回执 自评〔2026〕1号.pdf", "en": "receipt of the yearly report 自评〔2026〕1号.pdf"}[
            language
        ]
    )
    assert ("自评〔2026〕1号" in text, "report.png" in text) == (True, True)


@pytest.mark.article(32)
async def test_before_july_a_report_can_be_prepared_and_not_sent(store: Store) -> None:
    town, _, holder = await opened(store, now=JUNE)
    await fills(holder)
    assert (await sends(holder))[0].startswith("自评报告2026年7月1日（周三）起才能发送")
    assert await state(store) is AssessmentState.AWAITED
    town.clock.now = datetime(2026, 6, 30, 16, 0, tzinfo=JUNE.tzinfo)  # midnight in the office
    assert (await sends(holder))[0].startswith("✅ 自评报告已收到")


@pytest.mark.article(32)
async def test_a_late_report_is_taken_and_called_late(store: Store) -> None:
    town, officer, holder = await opened(store)
    await fills(holder)
    town.clock.now += timedelta(days=30)
    await plans(town)
    assert "属逾期报送（最后一天是2026年7月31日（周五））" in (await sends(holder))[0]
    (year,) = await officer.presses_data("sa:year")
    assert ("逾期收到：1家" in year, "已收到、待审看：1家" in year) == (True, True)


async def test_a_report_is_sent_once_however_fast_the_taps(store: Store) -> None:
    town, _, holder = await opened(store)
    await fills(holder)
    draft, _ = await draft_of(town, holder, "assessment")
    await holder.presses_data(f"f:{draft.id}:z")
    assert (await holder.presses_data(f"f:{draft.id}:z"))[0].startswith("这份表已经发送过了")
    assert (await holder.presses_data("sa:fill:1"))[0].startswith("这份报告已经收到、免报或者不再需要")
    async with store.work() as work:
        assert len(await work.tasks.of("assessment:1")) == 1


@pytest.mark.article(32)
async def test_the_office_opens_a_report_reads_it_and_accepts_it(store: Store) -> None:
    town, officer, holder = await opened(store)
    await fills(holder)
    await sends(holder)
    await officer.presses_data("sa:year")
    await officer.presses("待审看 1")
    shown = "\n".join(await officer.presses("㐂和乳业"))
    assert "已收到，评委办正在看。编号自评〔2026〕1号" in shown
    assert "完成三个改进项目" in shown
    await officer.presses("report.png")
    assert document(town)[0] == "report.png"
    assert (await officer.presses_data("sa:accept:1"))[0].startswith("✅ 已通过")
    assert await state(store) is AssessmentState.ACCEPTED
    assert await owed(store, "assessment:1:accepted") == ["assessments.accepted"]
    async with store.work() as work:
        assert [task.state.value for task in await work.tasks.of("assessment:1")] == ["done"]
        assert [entry.act for entry in await work.journal.of("assessment:1")] == [
            "self_assessment_received",
            "file_opened",
            "self_assessment_accepted",
        ]
    assert (await officer.presses_data("sa:accept:1"))[0].startswith("这份报告现在不在评委办手里")


@pytest.mark.article(32)
async def test_a_report_is_returned_with_points_and_comes_again_with_everything_but_the_file(store: Store) -> None:
    town, officer, holder = await opened(store)
    await fills(holder, results="今年完成了三个改进项目，成品破损率明显下降。")
    await sends(holder)
    await officer.presses_data("sa:back:1")
    await officer.says("请补上今年的主要指标")
    draft, _ = await draft_of(town, officer, "assessment_return")
    assert (await officer.presses_data(f"f:{draft.id}:z"))[0].startswith("✅ 已退回")
    async with store.work() as work:
        one = await work.assessments.get(1)
    assert one is not None
    assert (one.state, one.words, one.back_by) == (AssessmentState.RETURNED, "请补上今年的主要指标", date(2026, 7, 31))
    told = "\n".join(await holder.presses_data("sa:fill:1"))
    assert "请按下面的要点补充" in told
    assert "请补上今年的主要指标" in told
    _, answers = await draft_of(town, holder, "assessment")
    assert (answers["results"], "report" in answers) == ("今年完成了三个改进项目，成品破损率明显下降。", False)
    await fills(holder)
    assert "编号自评〔2026〕1号" in (await sends(holder))[0]
    async with store.work() as work:
        assert [task.key for task in await work.tasks.open()] == ["assessment:1:check-1"]


@pytest.mark.article(32)
async def test_next_year_begins_with_what_stays_from_this_one(store: Store) -> None:
    town, officer, holder = await opened(store, now=datetime(2025, 7, 7, 2, tzinfo=JUNE.tzinfo))
    await fills(holder, system_words="体系有效运行，今年内审两次，问题都已改完。")
    await sends(holder)
    town.clock.now = JULY
    await plans(town)
    await holder.presses_data("sa:fill:2")
    _, answers = await draft_of(town, holder, "assessment")
    assert answers == {
        "system_words": "体系有效运行，今年内审两次，问题都已改完。",
        "contact_name": "马志强",
        "contact_phone": "13812345678",
    }
    (year,) = await officer.presses_data("sa:year")
    assert year.startswith("2026年自评报告")
    assert (await officer.presses("2025"))[0].startswith("2025年自评报告")


@pytest.mark.article(32)
async def test_the_first_report_knows_the_contact_and_the_phone_list_follows_what_it_says(store: Store) -> None:
    town, _, holder = await opened(store)
    await holder.presses_data("sa:fill:1")
    await holder.presses_data("m:agree:sa:fill:1")
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
async def test_the_office_excuses_a_holder_with_a_reason(store: Store) -> None:
    town, officer, holder = await opened(store)
    await officer.presses_data("sa:excuse:1")
    await officer.says("企业已于6月注销，不再报送。")
    draft, _ = await draft_of(town, officer, "assessment_excuse")
    assert (await officer.presses_data(f"f:{draft.id}:z"))[0].startswith("✅ 已记为免报")
    assert await state(store) is AssessmentState.EXCUSED
    assert "今年免报" in (await holder.presses_data("aw:mine"))[0]
    assert await owed(store, "assessment:1:excused") == ["assessments.excused"]


@pytest.mark.article(32)
async def test_a_report_on_paper_counts_from_the_day_it_is_noted(store: Store) -> None:
    town, officer, _ = await opened(store)
    assert (await officer.presses_data("sa:paper:1"))[0].startswith("✅ 已记为今天收到纸质报告")
    async with store.work() as work:
        one = await work.assessments.get(1)
    assert one is not None
    assert (one.state, one.received_on, one.draft_id) == (AssessmentState.RECEIVED, date(2026, 7, 6), None)
    assert await state(store) is AssessmentState.RECEIVED
    assert town.clock.now == JULY


async def test_nobody_opens_anothers_report(store: Store) -> None:
    town, officer = await imported(store, WIN, NOMINATED, now=JULY)
    await plans(town)
    holder = await claims(town, officer, award=1)
    async with store.work() as work:
        found = await work.assessments.page(2026, [AssessmentState.AWAITED], limit=9)
    mine, theirs = (one.id for one, _ in found)
    await holder.presses_data(f"m:agree:sa:fill:{mine}")
    assert (await draft_of(town, holder, "assessment"))[0].subject == f"assessment:{mine}"
    for data in (f"sa:fill:{theirs}", f"sa:see:{theirs}", f"sa:accept:{theirs}", f"sa:file:{theirs}:0", "sa:year"):
        assert (await holder.presses_data(data))[0].startswith("这件事不归您办理")
    assert (await officer.presses_data(f"m:agree:sa:fill:{theirs}"))[0].startswith("这件事不归您办理")


async def test_long_lists_are_paged(store: Store) -> None:
    town, officer = await imported(store, WIN, now=JULY)
    async with store.work() as work:
        for n in range(10):
            one = await work.awards.add(
                number=f"N{n}",
                award="award",
                organisation=True,
                name=f"第{n}公司",
                decision="d",
                decided_on=date(2023, 9, 28),
                valid_until=date(2028, 9, 28),
                certificate="",
                certificate_key=None,
                plaque="",
                unit="industry",
                entered_on=date(2026, 7, 1),
            )
            assert one is not None
        await work.commit()
    await plans(town)
    await officer.presses_data("sa:year")
    (first,) = await officer.presses("没有报送 11")
    (second,) = await officer.presses("后一页")
    assert (first.count("还没有报送"), second.count("还没有报送")) == (8, 3)
