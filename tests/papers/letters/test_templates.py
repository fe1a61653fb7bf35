"""Letters for Word and their templates: shipped, changed, checked, filled once, and read again for the PDF (Art. 9)."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from pypdf import PdfReader

from papers.engine.layout import Paper
from papers.letters.formal import in_pdf, in_word, shipped_template
from papers.letters.kinds import SPECIMENS
from papers.letters.template_reading import problems
from papers.letters.templates import filled, places, shipped
from papers.reviews import units
from tests.papers.lettered import refusal
from tests.papers.samples import LETTERS, RARE_NAME

BOTH = ("zh", "en")
KIND = "not_accepted"
TYPED = '<a href="tg://user?id=1">评委办</a> & [x](http://evil) * {{7*7}} {{理由}} {{编号}} #read("/etc/passwd")'


def words(document: bytes) -> str:
    """Everything that stands in a document of Word, header and footer too."""
    opened = Document(BytesIO(document))
    return "\n".join("".join(text.text or "" for text in one.iter(qn("w:t"))) for one in places(opened))


def text(pdf: bytes) -> str:
    """Without the places at which a printed address may be broken."""
    read = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return "".join(read.replace("\u200b", "").split())


def letter(**changed: Any) -> Paper:
    return units.non_acceptance(replace(refusal("zh"), **changed), "zh")


def changed(change: Callable[[Any], object], kind: str = KIND, language: str = "zh") -> bytes:
    document = Document(BytesIO(shipped_template(kind, language)))
    change(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def line(document: Any, text: str) -> Any:
    return next(one for one in document.paragraphs if text in one.text)


def wrong(template: bytes) -> list[tuple[str, object]]:
    found = problems(template, KIND, "zh")
    return [(one.key.removeprefix("templates."), one.values.get("names")) for one in found]


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("kind", SPECIMENS)
def test_the_shipped_template_has_nothing_wrong_and_a_letter_of_it_says_what_its_pdf_says(
    kind: str, language: str
) -> None:
    """U13, S11: every character of the PDF, and no placeholder left."""
    assert problems(shipped_template(kind, language), kind, language) == ()
    paper = replace(LETTERS[kind](language), back="FW2026-0007")
    said = words(in_word(kind, None, paper))
    assert "{{" not in said
    assert {"㐂", "𠮷"} <= set(said)
    assert "FW2026-0007" in said
    if language == "zh":
        printed = text(in_pdf(None, paper))
        lines = {"".join(each.split()).strip("□").removesuffix("第1页，共1页") for each in said.split("\n")}
        assert {each for each in lines if each not in printed and "://" not in each} == set()


@pytest.mark.parametrize("kind", SPECIMENS)
def test_the_package_is_whole_and_every_run_has_a_chinese_face(kind: str) -> None:
    document = in_word(kind, None, LETTERS[kind]("zh"))
    with zipfile.ZipFile(BytesIO(document)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(names) == len(set(names))
        types = archive.read("[Content_Types].xml").decode()
        known = set(re.findall(r'Extension="(\w+)"', types)) | {"xml"}
        assert {name.rpartition(".")[2] for name in names} <= known | {"rels"}
        body = archive.read("word/document.xml").decode()
        styles = archive.read("word/styles.xml").decode()
    ids = re.findall(r'<wp:docPr id="(\d+)"', body)
    assert len(ids) == len(set(ids))
    assert styles.count('w:eastAsia="仿宋"') >= 2
    assert "Theme" not in styles
    used = set(re.findall(r'<w:pStyle w:val="([^"]+)"', body))
    assert used <= set(re.findall(r'w:styleId="([^"]+)"', styles))


def test_values_are_filled_in_once_and_never_obeyed() -> None:
    """S11, S28."""
    paper = letter(applicant=TYPED, contact=TYPED, reasons=(TYPED,))
    document = in_word(KIND, None, paper)
    assert words(document).count(TYPED) == 4  # addressee, reason, contact, slip
    assert "evil" not in zipfile.ZipFile(BytesIO(document)).read("word/_rels/document.xml.rels").decode()
    assert text(in_pdf(shipped_template(KIND, "zh"), paper)).count("".join(TYPED.split())) == 4


def test_what_no_file_of_word_may_hold_is_left_out() -> None:
    assert "ab马㐂𠮷" in words(in_word(KIND, None, letter(applicant=f"a\x00\x0b\x1fb\x02{RARE_NAME}\x03")))


def test_changed_words_order_and_looks_are_in_the_letter_and_its_pdf() -> None:
    def change(document: Any) -> None:
        line(document, "有疑问请联系").text = "请携带｛｛ 编号 ｝｝到政务大厅三楼咨询。"
        line(document, "本决定只涉及本届")._p.addnext(document.add_paragraph("县里的新规定另行通知。")._p)
        document.sections[0].header.paragraphs[0].add_run("  红头")
        document.tables or document.add_table(1, 2).rows[0].cells[1].paragraphs[0].add_run("{{编号}}")

    template = changed(change)
    assert problems(template, KIND, "zh") == ()
    said = words(in_word(KIND, template, letter()))
    for part in ("请携带BS-2026-0001到政务大厅三楼咨询。", "县里的新规定另行通知。", "红头"):
        assert part in said
    printed = text(in_pdf(template, letter()))
    assert "请携带BS-2026-0001到政务大厅三楼咨询。" in printed
    assert printed.index("条件具备后") < printed.index("县里的新规定另行通知。") < printed.index("送达回执")
    assert "有疑问请联系" not in printed


def test_a_placeholder_that_word_has_cut_into_runs_is_filled() -> None:
    def change(document: Any) -> None:
        one = line(document, "{{主送对象}}")
        one.text = ""
        for piece in ("致：{", "{主送", "对象", "}}", "（收）"):
            one.add_run(piece).bold = piece == "对象"

    said = words(in_word(KIND, changed(change), letter(applicant="马小花")))
    assert "致：马小花（收）" in said


def test_each_thing_that_is_wrong_is_named() -> None:
    def unknown(document: Any) -> None:
        document.add_paragraph("{{申请人}}和{{理由 }}")
        line(document, "{{理由}}").text = ""
        line(document, "{{主送对象}}").text = "各单位："

    assert wrong(changed(unknown)) == [
        ("unknown", ["申请人"]),
        ("missing", ["主送对象"]),
        ("not_alone", ["理由"]),
    ]
    assert wrong(changed(lambda document: document.add_paragraph("{{编号} 见附件"))) == [("braces", None)]


def _linked(document: Any) -> None:
    link: Any = OxmlElement("w:hyperlink")
    run: Any = OxmlElement("w:r")
    told: Any = OxmlElement("w:t")
    told.text = "{{编号}}"
    run.append(told)
    link.append(run)
    document.add_paragraph()._p.append(link)


def _marked(tag: str) -> Callable[[Any], object]:
    return lambda document: document.add_paragraph("x")._p.append(OxmlElement(tag))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (_linked, ("stuck", ["编号"])),
        (_marked("w:ins"), ("changes", None)),
        (_marked("w:commentRangeStart"), ("remarks", None)),
        (
            lambda document: document.part.relate_to("file:///x", "urn:x/image", is_external=True),
            ("linked", None),
        ),
    ],
)
def test_what_would_break_or_go_out_unseen_is_refused(change: Callable[[Any], object], problem: object) -> None:
    assert wrong(changed(change)) == [problem]


def _with(name: str, content: bytes) -> bytes:
    out = BytesIO(shipped_template(KIND, "zh"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        (b"PK\x03\x04 nothing", "unreadable"),
        (b"", "unreadable"),
        (_with("word/vbaProject.bin", b"x"), "embedded"),
        (_with("word/embeddings/oleObject1.bin", b"x"), "embedded"),
        (_with("word/x.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'), "unreadable"),
        (_with("word/bomb.xml", b" " * 4_000_000), "unreadable"),
        (
            _with("word/_rels/a.rels", b'<a><b Type="x/image" Target="hyperlink" TargetMode="External"/></a>'),
            "linked",
        ),
        (_with("word/a.xml", b'<w:ftr><w:fldSimple w:instr="DDEAUTO cmd"/></w:ftr>'), "linked"),
        (b"x" * (5 * 1024 * 1024 + 1), "too_large"),
    ],
)
def test_a_file_that_is_no_plain_document_of_word_is_refused(template: bytes, problem: str) -> None:
    assert wrong(template) == [(problem, None)]


def test_the_template_is_the_same_whenever_it_is_made() -> None:
    first, again = (words(shipped(SPECIMENS[KIND]("zh"))) for _ in range(2))
    assert first == again
    assert "{{发文机关}}" in first
    assert words(filled(shipped(SPECIMENS[KIND]("zh")), letter())) == words(in_word(KIND, None, letter()))
