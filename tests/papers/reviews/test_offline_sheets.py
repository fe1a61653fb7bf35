"""The list of a score sheet as LibreOffice leaves it: opened without repair, saved anew, and read again the same."""

import shutil
import subprocess
from pathlib import Path

import pytest

from papers.reviews.score_sheets import Head, offline_sheet, read_offline
from rules.engine.pack import load_pack
from rules.engine.rubrics import Part
from rules.reviews.sheets import Label, rubric_digest

RUBRIC = load_pack().rubric_organisation
ANSWERS = {
    "score.leadership": "0",
    "score.results": "400",
    "words.results": '=HYPERLINK("http://evil")\n第二行 㐂𠮷',
    "overall": "@SUM(1) 质量管理体系完整，主要指标有第三方证明。",
}


def written() -> tuple[Label, bytes]:
    label = Label("2026-0001", Part.MATERIAL, 3, rubric_digest(RUBRIC))
    head = Head("2026-0001", "=1+1 示例公司", Part.MATERIAL, "某甲", label)
    return label, offline_sheet("zh", head, RUBRIC, ANSWERS)


def test_what_is_written_is_read_again_with_its_cells() -> None:
    label, data = written()
    found = read_offline(data)
    assert (found.label, found.typed, found.unread) == (label, ANSWERS, {})
    assert found.cells == {"score.leadership": "D7", "score.results": "D13", "words.results": "E13", "overall": "E15"}


@pytest.mark.long
def test_libreoffice_opens_it_and_leaves_it_as_it_is(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    assert office is not None, "Install libreoffice-calc: this asks whether it opens the list."
    (tmp_path / "in.xlsx").write_bytes(written()[1])
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path / "out"), str(tmp_path / "in.xlsx")], check=True, capture_output=True
    )
    label, found = written()[0], read_offline((tmp_path / "out" / "in.xlsx").read_bytes())
    assert (found.label, found.typed, found.unread) == (label, ANSWERS, {})
