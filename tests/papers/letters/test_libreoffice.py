"""LibreOffice opens every letter and list as it is, and prints every character (U13)."""

import shutil
import subprocess
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from papers.engine.blank_lists import handover_template
from papers.engine.spreadsheets import sheet
from papers.letters.formal import in_word, shipped_template
from papers.letters.kinds import SPECIMENS
from rules.engine.pack import load_pack
from tests.papers.samples import LETTERS, RARE_NAME
from texts import say

OFFICE = "soffice"
MINUTES = 15
FORMULA = "=1+1"


def documents() -> Mapping[str, bytes]:
    """Every letter, its template, a list with what would be a formula, and the list of earlier winners to fill in."""
    letters = {
        f"{kind}-{language}.docx": in_word(kind, None, make(language))
        for kind, make in LETTERS.items()
        for language in ("zh", "en")
    }
    templates = {f"{kind}-template.docx": shipped_template(kind, "zh") for kind in SPECIMENS}
    lists = {
        "list.xlsx": sheet("名单", ["姓名", "备注"], [[RARE_NAME, FORMULA]]),
        "holders-template.xlsx": handover_template("zh", load_pack()),
    }
    return {**letters, **templates, **lists}


@pytest.mark.long
def test_every_document_is_opened_and_every_character_is_printed(tmp_path: Path) -> None:
    if shutil.which(OFFICE) is None:
        pytest.fail("NOT TESTED IN LIBREOFFICE: install it (soffice must be found on the path), and run this again.")
    made = documents()
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    asked = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*asked, *(str(tmp_path / name) for name in made)], check=True, timeout=60 * MINUTES)
    for name in made:
        pages = PdfReader(BytesIO((tmp_path / name).with_suffix(".pdf").read_bytes())).pages
        printed = "".join("".join(page.extract_text() for page in pages).split())
        if name.endswith("-template.docx"):
            assert "{{发文机关}}" in printed, name
        elif name == "holders-template.xlsx":
            assert "".join(say("zh", "papers.holders.title").split()) in printed
        else:
            assert {"㐂", "𠮷"} <= set(printed), name
        assert "\ufffd" not in printed, name
    assert FORMULA in "".join(PdfReader(tmp_path / "list.pdf").pages[0].extract_text().split())
