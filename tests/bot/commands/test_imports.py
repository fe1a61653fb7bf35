"""What an earlier office hands over, brought in from the command line: tried first, all or nothing, never twice."""

from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import openpyxl
import pytest

from bot.administration import import_lists, write_template
from bot.commands import _parser
from bot.service import opened
from bot.settings import Settings
from papers.engine.blank_lists import handover_template
from rehearsal.cast import credit
from rules.applications.lifecycle import State
from rules.people.roles import Role
from storage.work import Work
from tests.papers.handed import BAR, CASE, CHEAT, NOODLES, SHEETS, books, text
from tests.papers.lists import DAIRY, HEADINGS, changed

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
CHEATS = "91622921MAEXAMPL8J"


def clock() -> datetime:
    return NOW


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """A service with a lead, and nothing else."""
    made = Settings(data_dir=tmp_path / "data", telegram_token=None, language="zh")
    async with (
        opened(made, clock, address="http://127.0.0.1", create=True) as service,
        service.office.store.work() as work,
    ):
        seat = await work.people.meet("web", 9, NOW, "zh")
        await work.roles.grant(seat.person.id, Role.LEAD)
        await work.calendar.seed(NOW)
        await work.commit()
    return made


async def brings(settings: Settings, data: bytes, *, dry_run: bool = False, report: Path | None = None) -> int:
    file = settings.data_dir / "lists"
    file.write_bytes(data)
    return await import_lists(settings, clock, file, dry_run=dry_run, report=report)


async def counts(settings: Settings) -> tuple[int, int, int, int]:
    """How many awards, bars, editions and sent applications there are."""
    async with opened(settings, clock, address="http://127.0.0.1") as service, service.office.store.work() as work:
        return await counted(work)


async def counted(work: Work) -> tuple[int, int, int, int]:
    editions = await work.editions.all()
    sent = [len(await work.applications.of_edition(edition.id)) for edition in editions]
    return await work.awards.count(), await work.bars.count(), len(editions), sum(sent)


async def test_it_is_tried_first_then_brought_in_once_and_the_second_time_says_what_is_there(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await brings(settings, books(), dry_run=True) == 0
    tried = capsys.readouterr().out.splitlines()
    assert tried == [
        "历届获奖者：新增1项，系统里原有0项不变。",
        "限制申报：新增1项，系统里原有0项不变。",
        "在办届次：新增1项，系统里原有0项不变。",
        "在办申报：新增2项，系统里原有0项不变。",
        "这是试运行，没有改动任何内容。",
    ]
    assert await counts(settings) == (0, 0, 0, 0)
    assert await brings(settings, books()) == 0
    told = capsys.readouterr()
    assert told.out.splitlines()[:4] == tried[:4]
    assert told.err.splitlines() == [
        "正在读取和检查名单……",
        "正在导入“历届获奖者”：1行……",
        "正在导入“限制申报”：1行……",
        "正在导入“在办届次”：1行……",
        "正在导入“在办申报”：2行……",
    ]
    assert await counts(settings) == (1, 1, 1, 2)
    assert await brings(settings, books()) == 0
    assert capsys.readouterr().out.splitlines()[:4] == [
        line.replace("新增1项，系统里原有0项", "新增0项，系统里原有1项").replace(
            "新增2项，系统里原有0项", "新增0项，系统里原有2项"
        )
        for line in tried[:4]
    ]
    assert await counts(settings) == (1, 1, 1, 2)


async def test_a_long_list_says_how_far_it_is_and_is_still_all_or_nothing(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    random = Random(1)
    rows = [
        changed(DAIRY, name=f"临夏县第{n}示例公司", number=credit(random), certificate=f"ZL-{n}", plaque=f"JP-{n}")
        for n in range(1001)
    ]
    assert await brings(settings, text((HEADINGS, *rows))) == 0
    assert capsys.readouterr().err.splitlines()[1:] == [
        "正在导入“历届获奖者”：1001行……",
        "“历届获奖者”已导入1000行，共1001行……",
    ]
    assert (await counts(settings))[0] == 1001
    taken = changed(DAIRY, number=credit(random), certificate="ZL-1000")
    assert await brings(settings, text((HEADINGS, changed(DAIRY, certificate="ZL-new"), taken))) == 1
    assert (await counts(settings))[0] == 1001


@pytest.mark.article(15)
async def test_each_case_stands_in_its_stage_with_the_days_that_began_on_paper(settings: Settings) -> None:
    await brings(settings, books())
    async with opened(settings, clock, address="http://127.0.0.1") as service, service.office.store.work() as work:
        (edition,) = await work.editions.all()
        potter, noodles = await work.applications.of_edition(edition.id)
        assert (noodles.number, noodles.state, noodles.unit) == ("2026-0007", State.IN_REVIEW, "industry")
        assert (potter.number, potter.state) == ("2026-0008", State.FORWARDED)  # behind the numbers given on paper
        calendar, pack = await work.calendar.load(), service.office.pack
        review = await work.deadlines.get(f"application:{noodles.id}", "unit_review")
        assert review is not None
        assert review.count == calendar.after(date(2026, 10, 12), pack.review_working_days)
        (task,) = await work.tasks.of(f"application:{noodles.id}")
        assert (task.kind, task.role, task.due_on) == ("unit_review", Role.LEAD, review.count.last)
        (given,) = await work.tasks.of(f"application:{potter.id}")
        assert (given.kind, given.due_on) == (
            "assignment",
            calendar.after(date(2026, 11, 20), pack.assignment_working_days).last,
        )
        answers = await work.drafts.answers(noodles.draft_id)
        assert (answers["contact1_name"], answers["credit_code"]) == ("杨兰", "91622921MA7DJRGT87")
        acts = [entry.act for entry in await work.journal.of(f"application:{noodles.id}")]
    assert acts == ["application_carried"]


@pytest.mark.article(36)
async def test_a_bar_holds_on_its_days_and_leads_to_a_closed_case(settings: Settings) -> None:
    await brings(settings, text((BAR, CHEAT)))
    async with opened(settings, clock, address="http://127.0.0.1") as service, service.office.store.work() as work:
        bar = await work.bars.on(CHEATS, date(2029, 3, 15))
        assert bar is not None
        case = await work.sanctions.get(bar.sanction_id)
        assert case is not None
        assert (case.article, case.state.value, case.matter["ruling"]["document"]) == (
            36,
            "closed",
            "临县质办〔2024〕3号",
        )
        assert (await work.bars.on(CHEATS, date(2024, 3, 14)), await work.bars.on(CHEATS, date(2029, 3, 16))) == (
            None,
            None,
        )


@pytest.mark.article(36)
@pytest.mark.parametrize(("sent", "refused"), [("2026-10-12", True), ("2026-10-11", False)])
async def test_whoever_was_barred_when_applying_comes_into_no_running_stage(
    settings: Settings, capsys: pytest.CaptureFixture[str], sent: str, refused: bool
) -> None:
    case = [CHEATS if value == "91622921MA7DJRGT87" else sent if value == "2026-10-12" else value for value in NOODLES]
    bar = [*CHEAT[:5], "2026-10-12", CHEAT[6]]
    lists = {**SHEETS, "申报": (CASE, case), "限制": (BAR, bar)}
    assert await brings(settings, books(lists)) == int(refused)
    said = capsys.readouterr().out
    assert ("限制到2031年10月12日（周日）为止（第三十六条）" in said) is refused
    assert (await counts(settings))[3] == int(not refused)


async def test_one_mistake_and_nothing_is_entered_and_all_are_told_and_written_as_excel(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {**SHEETS, "获奖者": (HEADINGS, changed(DAIRY, phone="12", unit="县工信局"))}
    report = tmp_path / "wrong.xlsx"
    assert await brings(settings, books(wrong), report=report) == 1
    told = capsys.readouterr().out.splitlines()
    assert [line.partition("：")[0] for line in told[:2]] == ["【获奖者】第2行“受理单位”", "【获奖者】第2行“联系电话”"]
    assert told[2:] == [f"要改的地方已写入 {report}。", "有2处要改，一行也没有导入。请改好后再导入。"]
    assert openpyxl.load_workbook(report).worksheets[0].max_row == 3
    assert await counts(settings) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"届次": "4"}, "没有第4届"),
        ({"申报日期": "2026-08-31"}, "申报日期不在这一届的申报时间"),
        ({"申报日期": "2026-09-01"}, ""),
        ({"申报日期": "2026-10-31", "进入阶段日期": "2026-10-31"}, ""),
        ({"申报日期": "2026-11-01", "进入阶段日期": "2026-11-01"}, "申报日期不在这一届的申报时间"),
    ],
)
async def test_a_case_that_fits_no_edition_is_told_by_its_row(
    settings: Settings, capsys: pytest.CaptureFixture[str], cells: dict[str, str], told: str
) -> None:
    case = [cells.get(heading, value) for heading, value in zip(CASE, NOODLES, strict=True)]
    assert await brings(settings, books({**SHEETS, "申报": (CASE, case)})) == int(bool(told))
    said = capsys.readouterr().out
    assert ("【申报】第2行：" + told in said) is bool(told)


async def test_another_edition_or_certificate_than_what_is_there_is_refused(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await brings(settings, books())
    capsys.readouterr()
    other = changed(DAIRY, number="91622921MA7DJRGT87", decided_on="2023-09-30")
    edition = {"届次": (SHEETS["届次"][0], ("3", "2026", "2026-09-02", "2026-10-31")), "获奖者": (HEADINGS, other)}
    assert await brings(settings, books(edition)) == 1
    said = capsys.readouterr().out
    assert ("【届次】第2行：系统里已有第3届" in said, "【获奖者】第2行：这个证书编号" in said) == (True, True)
    assert await counts(settings) == (1, 1, 1, 2)


async def test_without_a_lead_nobody_answers_for_the_lists(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = Settings(data_dir=tmp_path / "data", telegram_token=None, language="zh")
    async with opened(empty, clock, address="http://127.0.0.1", create=True):
        pass
    assert await brings(empty, books()) == 1
    assert "还没有评委办负责人" in capsys.readouterr().err
    assert await counts(empty) == (0, 0, 0, 0)


async def test_the_empty_lists_are_written_to_a_file(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "empty.xlsx"
    assert write_template(settings, file) == 0
    assert file.read_bytes()[:4] == handover_template("zh")[:4]
    asked = _parser().parse_args(["import", str(file), "--dry-run", "--errors", "x.xlsx"])
    assert (asked.dry_run, asked.template, asked.errors) == (True, False, Path("x.xlsx"))
    assert await brings(settings, file.read_bytes()) == 1  # nothing in it
