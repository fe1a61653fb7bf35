"""The sheet that hangs says whom it lists, its last day and why, and where its code leads (Art. 15, 17, 21, 22)."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from papers.engine.layout import printed
from tests.papers.samples import RARE_NAME, notice_sheet


def text(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


@pytest.mark.article(21)
def test_it_lists_the_names_under_their_awards_with_its_days_and_the_way_to_object() -> None:
    copied = text(printed(notice_sheet("zh")))
    parts = (
        "现将第三届获奖建议名单予以公示",
        "临夏县人民政府质量奖（一）",
        f"（二）{RARE_NAME}",
        f"临夏县人民政府质量奖提名奖（一）{RARE_NAME}",
        "公示时间：2026年9月28日（周一）至2026年10月10日（周六）",
        "10月10日（周六）是调休上班日，计入",
        "个人须签署姓名，注明联系电话、通讯地址并提供身份证明",
        "扫码对这份公示提出异议",
    )
    places = [copied.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    assert "2026-004" in copied
