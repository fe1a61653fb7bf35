"""What an office hands over: lists as text in any encoding; bars, editions and applications besides holders."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from papers.engine.blank_lists import handover_template
from papers.engine.cells import line_of, problem_list
from papers.office.lists import Errors, read_handover
from rules.applications.lifecycle import State
from rules.engine.pack import Pack, load_pack
from rules.office.handover import Contact, EarlierBar, Handover, Problem, RunningApplication, RunningEdition
from tests.papers.handed import BAR, CASE, CHEAT, EDITION, NOODLES, POTTER, SHEETS, THIRD, books, text
from tests.papers.lists import DAIRY, HEADINGS, PERSON, TODAY, changed, expected
from texts import say


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


def told(found: Handover | Errors) -> list[tuple[str, int, str, str]]:
    assert isinstance(found, Errors)
    return [(one.sheet, one.row, one.column, one.key) for one in found.problems]


def put(row: tuple[object, ...], headings: tuple[str, ...], **cells: object) -> list[object]:
    named = {say("zh", f"papers.holders.column.{name}"): value for name, value in cells.items()}
    return [named.get(heading, value) for heading, value in zip(headings, row, strict=True)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_list_as_text_is_read_in_every_encoding_and_with_every_mark(pack: Pack, encoding: str, mark: str) -> None:
    found = read_handover(text((HEADINGS, DAIRY), mark, encoding), pack, TODAY)
    assert found == Handover(holders=(expected(),))


def test_in_a_text_a_row_is_told_by_the_line_on_which_it_begins(pack: Pack) -> None:
    rows = (HEADINGS, changed(DAIRY, plaque="两行\n的编号"), changed(PERSON, phone="12"))
    assert told(read_handover(text(rows), pack, TODAY)) == [("", 4, "联系电话", "identities.mobile")]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "papers.holders.no_headings"),
        (b"\x00\x01\x02", "papers.lists.no_list"),
        (b"\xff\xff,\xff", "papers.lists.encoding"),
        (b"a,b\n" * 20_001, "papers.archive.too_many_rows"),
        (text((HEADINGS, DAIRY)) + b'"', "papers.lists.broken_line"),
    ],
)
def test_what_is_no_text_of_a_list_is_said_to_be_none(pack: Pack, data: bytes, key: str) -> None:
    assert told(read_handover(data, pack, TODAY)) == [("", 0, "", key)]


@pytest.mark.article(4)
def test_all_lists_stand_in_one_file_each_on_its_sheet(pack: Pack) -> None:
    found = read_handover(books(), pack, TODAY)
    assert isinstance(found, Handover), found
    assert found.editions == (
        RunningEdition(row=2, number=3, year=2026, opens_on=date(2026, 9, 1), closes_on=date(2026, 10, 31)),
    )
    assert found.applications[0] == RunningApplication(
        row=2,
        edition=3,
        given="2026-0007",
        kind="organisation",
        name="临夏县好味面业有限公司",
        number="91622921MA7DJRGT87",
        unit="industry",
        contact=Contact("杨兰", "13912340000"),
        sent_on=date(2026, 10, 12),
        state=State.IN_REVIEW,
        since=date(2026, 10, 12),
    )
    assert (found.applications[1].given, found.applications[1].state) == ("", State.FORWARDED)
    assert found.holders == (expected(),)


@pytest.mark.article(36)
def test_a_bar_runs_as_long_as_its_article_says_and_another_day_is_refused(pack: Pack) -> None:
    found = read_handover(text((BAR, CHEAT)), pack, TODAY)
    assert found == Handover(
        bars=(
            EarlierBar(
                row=2,
                name="临夏县假货有限公司",
                number="91622921MAEXAMPL8J",
                article=36,
                document="临县质办〔2024〕3号",
                decided_on=date(2024, 3, 15),
                from_on=date(2024, 3, 15),
                until_on=date(2029, 3, 15),
                reason="提供虚假材料",
            ),
        )
    )
    headings = (*BAR, "限制截止日期")
    for day, wanted in (("2029-03-14", 1), ("2029-03-15", 0), ("2029-03-16", 1)):
        later = read_handover(text((headings, (*CHEAT, day))), pack, TODAY)
        assert len(later.problems if isinstance(later, Errors) else ()) == wanted, day
    other = put(CHEAT, BAR, article="35")
    assert told(read_handover(text((BAR, other)), pack, TODAY)) == [("", 2, "依据条款", "papers.lists.article")]


@pytest.mark.article(20)
def test_a_stage_that_paper_cannot_vouch_for_is_refused_with_the_one_to_take_instead(pack: Pack) -> None:
    stages = (say("zh", "lifecycle.state.defence"), "评审中", say("zh", "lifecycle.state.consulting"))
    far, unknown, right = (put(NOODLES, CASE, stage=stage) for stage in stages)
    found = read_handover(text((CASE, far, unknown)), pack, TODAY)
    assert told(found) == [
        ("", 2, "阶段", "papers.lists.too_far"),
        ("", 3, "阶段", "papers.lists.no_stage"),
    ]
    assert isinstance(found, Errors)
    assert "请填“已报评委办”" in line_of("zh", found.problems[0])
    assert isinstance(read_handover(text((CASE, right)), pack, TODAY), Handover)


def test_every_mistake_of_every_sheet_is_told_at_once_by_sheet_row_and_column(pack: Pack) -> None:
    sheets = {
        "获奖者": (HEADINGS, changed(DAIRY, phone="12")),
        "届次": (EDITION, put(THIRD, EDITION, closes_on="2026-08-31")),
        "申报": (CASE, put(NOODLES, CASE, since="2026-10-11"), put(POTTER, CASE, edition="零", contact="")),
        "限制": (BAR, CHEAT, CHEAT),
    }
    found = read_handover(books(sheets), pack, TODAY)
    assert told(found) == [
        ("获奖者", 2, "联系电话", "identities.mobile"),
        ("届次", 2, "申报截止日期", "edition.closes_on.before"),
        ("申报", 2, "进入阶段日期", "papers.lists.since_before"),
        ("申报", 3, "届次", "papers.lists.whole_number"),
        ("申报", 3, "联系人", "papers.holders.empty"),
        ("限制", 3, "名称", "papers.lists.repeated.bar"),
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_mistakes_come_as_an_excel_file_in_the_persons_language(language: str) -> None:
    wrong = (
        Problem(2, "联系电话", "papers.holders.empty", {}, "获奖者"),
        Problem(0, "", "papers.holders.no_rows"),
        Problem(3, "", "papers.lists.number_taken", {}, "申报"),
    )
    page = openpyxl.load_workbook(BytesIO(problem_list(language, wrong))).worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[0] == [say(language, f"papers.lists.report.{name}") for name in ("sheet", "row", "column", "problem")]
    assert rows[1] == ["获奖者", 2, "联系电话", say(language, "papers.holders.empty")]
    assert [row[:2] for row in rows[2:]] == [["", None], ["申报", 3]]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_list_of_the_template_is_known_by_its_headings(pack: Pack, language: str) -> None:
    made = openpyxl.load_workbook(BytesIO(handover_template(language, pack)))
    cells = {
        say(language, "papers.holders.column.edition"): "3",
        say(language, "papers.holders.column.year"): "2026",
        say(language, "papers.holders.column.opens_on"): "2026-09-01",
        say(language, "papers.holders.column.closes_on"): "2026-10-31",
    }
    page = made[say(language, "papers.lists.named.editions")]
    for place in range(1, page.max_column + 1):
        page.cell(4, place, cells[str(page.cell(3, place).value)])
    out = BytesIO()
    made.save(out)
    found = read_handover(out.getvalue(), pack, TODAY)
    assert isinstance(found, Handover), found
    assert (len(found.editions), found.unread) == (1, ())
    for name in ("applications", "bars", "holders"):
        page = made[say(language, f"papers.lists.named.{name}")]
        page.cell(4, 1, "1")
    made.save(out := BytesIO())
    wrong = told(read_handover(out.getvalue(), pack, TODAY))
    assert {sheet for sheet, *_ in wrong} == {
        say(language, f"papers.lists.named.{name}") for name in ("applications", "bars", "holders")
    }


def test_the_sheets_of_these_tests_are_all_lists() -> None:
    assert set(SHEETS) == {"获奖者", "届次", "申报", "限制"}
