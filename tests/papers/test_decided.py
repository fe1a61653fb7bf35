"""The lists of an edition on paper: nobody is left out, heads come again, rows stay whole, words stay on the page."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.papers.decided import LONG, meeting_record, site_report

RIGHT_EDGE = 595 - 25 * 72 / 25.4
HEADS = {
    "evaluation_report": "名次编号申报方综合得分候选名单",
    "meeting_record": "名次候选对象可表决同意不同意弃权结果",
    "acceptance_list": "序号申报编号申报方受理单位",
    "submission": "序号名称或姓名申报编号",
    "commendation": "序号名称或姓名证书和奖牌编号",
}


def pages(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


@pytest.mark.parametrize("name", LONG)
def test_forty_go_over_several_pages_with_the_head_on_each_and_nobody_left_out(name: str) -> None:
    printed = pages(LONG[name]("zh", count=40))
    with_list = [page for page in printed if HEADS[name] in page]
    assert len(with_list) > 1
    numbers = [
        f"2026-{place:02}" if name in ("submission", "commendation") else f"2026-{place:04}" for place in range(1, 41)
    ]
    assert [number for number in numbers if not any(number in page for page in printed)] == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", LONG)
def test_nothing_runs_over_the_margin(name: str, language: str) -> None:
    places: list[float] = []

    def seen(_: str, __: object, matrix: list[float], *___: object) -> None:
        places.append(matrix[4])

    for page in PdfReader(BytesIO(LONG[name](language, count=40))).pages:
        page.extract_text(visitor_text=seen)
    assert max(places) < RIGHT_EDGE


def test_a_row_is_not_torn_apart_by_the_end_of_a_page() -> None:
    for page in pages(meeting_record("zh", count=40, ranked=0))[:2]:
        assert page.count("2026-00") == page.count("431")


@pytest.mark.article(4)
@pytest.mark.article(40)
def test_the_record_says_who_stood_back_and_why_a_place_is_empty_or_one_too_many() -> None:
    text = "".join(pages(meeting_record("zh")))
    for part in (
        "到会2人，成员共5人",
        "回避（第四十条）2026-0001：马㐂𠮷",
        "超出名额的理由：2026-0003（第四条）",
        "名额空缺的理由（第四条）",
    ):
        assert part in text


@pytest.mark.article(19)
def test_a_report_that_is_not_signed_by_all_says_so() -> None:
    assert ("还有1名成员没有签字" in "".join(pages(site_report("zh", unsigned=True)))) is True
    assert ("成员没有签字" in "".join(pages(site_report("zh")))) is False
