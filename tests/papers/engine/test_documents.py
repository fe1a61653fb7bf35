from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from papers.engine.documents import render
from papers.engine.fonts import printable
from papers.engine.layout import Paper, fields, printed, prose
from tests.papers.samples import MASKED, PAPERS, RARE_NAME, application_receipt, objection_result
from tests.papers.wording import URL

BOTH = ("zh", "en")


def text(pdf: bytes) -> str:
    """What can be copied out of the paper, without the line ends that its width made."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def fonts(pdf: bytes) -> list[DictionaryObject]:
    pages = PdfReader(BytesIO(pdf)).pages
    named = [font for page in pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    return [font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in named]


def paper(body: str, *, language: str = "zh", title: str = "试印") -> bytes:
    from datetime import date

    return printed(
        Paper(
            language=language,
            title=title,
            issuer="评委办",
            number="SY-1",
            dated=date(2026, 9, 28),
            blocks=(prose(body), fields(((body, body),))),
        )
    )


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_embeds_its_fonts_and_prints_rare_characters(name: str, language: str) -> None:
    pdf = PAPERS[name](language)
    assert {any(key in font for key in ("/FontFile2", "/FontFile3")) for font in fonts(pdf)} == {True}
    copied = text(pdf)
    assert {char for char in "㐂𠮷〓\ufffd" if char in copied} == {"㐂", "𠮷"}


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_is_made_to_be_archived_and_read_aloud(name: str, language: str) -> None:
    with pikepdf.open(BytesIO(PAPERS[name](language))) as pdf:
        about = pdf.open_metadata()
        assert (about["pdfaid:part"], about["pdfaid:conformance"], about["pdfuaid:part"]) == ("2", "A", "1")
        assert str(pdf.Root.Lang)[:2] == language
        assert about["dc:title"] != ""


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_the_same_whenever_it_is_printed(name: str, language: str) -> None:
    assert PAPERS[name](language) == PAPERS[name](language)


def test_papers_are_printed_side_by_side_in_threads() -> None:
    alone = [PAPERS[name]("zh") for name in PAPERS]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda name: PAPERS[name]("zh"), PAPERS)) == alone


@pytest.mark.parametrize(
    "typed",
    [
        '#read("/etc/passwd")',
        "{{7*7}}",
        "#sys.version $x^2$ *bold* _it_ = = <label> @ref `raw` \\u{41}",
        "<link rel=attachment href=file:///etc/passwd>",
        '<a href="tg://user?id=1">评委办</a> & [x](http://evil) *',
        "C:\\new\\table {page} {pages} {number}",
    ],
)
def test_text_is_printed_and_never_obeyed(typed: str) -> None:
    pdf = application_receipt("zh", applicant=typed)
    assert text(pdf).count("".join(typed.split())) >= 2
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert len(opened.attachments) == 0
        links = [str(note.A.URI) for page in opened.pages for note in page.get("/Annots", [])]
    assert links == [URL]


def test_what_no_font_has_is_printed_as_the_mark_for_a_missing_character() -> None:
    assert printable("马😀བ龘") == "马〓〓龘"
    assert "马〓龘" in text(paper("马😀龘"))


def test_what_nobody_sees_is_left_out() -> None:
    assert printable("a\x00b\u202ecod\u200b\ufeff\ud800葛\U000e0100") == "abcod葛"


def test_marks_join_their_letters_so_that_a_foreign_name_can_be_printed() -> None:
    assert printable("Nguye\u0302\u0303n e\u0301") == "Nguyễn é"
    assert "Nguyễn" in text(paper("Nguye\u0302\u0303n"))


@pytest.mark.parametrize("start", range(0x20, 0x30000, 0x2000))
def test_no_character_stops_a_paper(start: int) -> None:
    """Each of them once; a glyph that is missing would make the archive format refuse the page."""
    whole = "".join(chr(point) for point in range(start, start + 0x2000, 7))
    assert paper(whole)[:5] == b"%PDF-"


def test_a_very_long_answer_without_a_space_stays_on_the_page() -> None:
    right_edge = 595 - 25 * 72 / 25.4
    places: list[float] = []

    def seen(_: str, __: object, matrix: list[float], *___: object) -> None:
        places.append(matrix[4])

    for page in PdfReader(BytesIO(paper("A1b2C3" * 400))).pages:
        page.extract_text(visitor_text=seen)
    assert len(places) > 40
    assert max(places) < right_edge


def test_a_hundred_thousand_characters_are_printed() -> None:
    pages = PdfReader(BytesIO(paper("质量是企业的生命。" * 11_112))).pages
    assert len(pages) > 60
    assert "质量是企业的生命。" in pages[30].extract_text()


def test_a_template_is_known_by_its_name_and_nothing_else_is_read() -> None:
    for name in ("../documents", "/etc/passwd", "paper.typ", ""):
        with pytest.raises(KeyError):
            render(name, {})


@pytest.mark.article(23)
def test_the_result_letter_says_what_follows_and_carries_its_slip() -> None:
    kept, stopped = text(printed(objection_result("zh"))), text(printed(objection_result("zh", upheld=True)))
    assert "异议不成立" in kept
    assert "继续参加评审" in kept
    assert "异议不成立" not in stopped
    assert "继续参加评审" not in stopped
    assert kept.count("请于2026年10月27日（周二）前（含当日）") == 2
    assert "对处理结果有不同意见" in kept


@pytest.mark.article(23)
def test_the_objection_receipt_shows_the_last_day_why_it_is_and_the_identity_masked() -> None:
    copied = text(PAPERS["objection_receipt"]("zh"))
    assert "审查期限：2026年10月10日（周六）（第二十三条）" in copied
    assert "10月10日（周六）是调休上班日，计入" in copied
    assert MASKED in copied
    assert RARE_NAME in copied


@pytest.mark.article(12)
def test_the_application_form_carries_trade_secret_marks_and_the_declaration() -> None:
    copied = text(PAPERS["application_form"]("zh"))
    assert "【商业秘密】第2、3页的工艺参数" in copied
    assert "负责（第十二条）" in copied
    assert "法定代表人或负责人（签字）" in copied
    assert "申报组织（盖章）" in copied
    individual = text(PAPERS["individual_form"]("zh"))
    assert "申报人（签字）" in individual
    assert "申报组织（盖章）" not in individual
