import zipfile
from collections.abc import Mapping
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from papers.archives import check_parts
from papers.blank_lists import handover_template
from papers.holders import read_handover
from rules.handover import Handover
from rules.pack import Pack, load_pack
from rules.refusals import Unfit
from tests.papers.lists import DAIRY, HEADINGS, NAMES, TODAY, UNIT, book, changed, expected, taken, wrong
from texts import say


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


@pytest.mark.parametrize(
    ("file", "key"),
    [
        (b"", "papers.holders.no_headings"),
        (b"PK\x03\x04 and then nothing", "papers.archive.unreadable"),
        (book(((),), headings=("a", "b")), "papers.holders.no_headings"),
        (book(()), "papers.holders.no_rows"),
        (book((DAIRY,))[:-200], "papers.archive.unreadable"),
    ],
)
def test_what_is_no_list_is_said_to_be_none(pack: Pack, file: bytes, key: str) -> None:
    assert wrong(read_handover(file, pack, TODAY)) == [(0, "", key)]


def test_two_sheets_that_look_like_the_list_are_not_guessed_between_and_a_hidden_one_does_not_count(pack: Pack) -> None:
    def file(state: str) -> bytes:
        made = openpyxl.load_workbook(BytesIO(book((DAIRY,))))
        copy = made.create_sheet("旧")
        copy.append(HEADINGS)
        copy.append(DAIRY)
        copy.sheet_state = state
        out = BytesIO()
        made.save(out)
        return out.getvalue()

    assert wrong(read_handover(file("visible"), pack, TODAY)) == [(0, "", "papers.holders.two_lists")]
    assert taken(read_handover(file("hidden"), pack, TODAY)) == (expected(),)


def test_ten_thousand_rows_are_read_and_one_more_is_too_many(pack: Pack) -> None:
    day = date(1990, 1, 1).toordinal()
    rows = [changed(DAIRY, certificate=f"ZL-{n}", decided_on=date.fromordinal(day + n)) for n in range(10_001)]
    assert len(taken(read_handover(book(rows[:2_000]), pack, TODAY))) == 2_000
    assert wrong(read_handover(book(rows), pack, TODAY)) == [(0, "", "papers.holders.too_many")]


def test_a_million_empty_rows_are_not_gone_through(pack: Pack) -> None:
    file = openpyxl.Workbook()
    page = file.active
    assert page is not None
    page.append(HEADINGS)
    page.cell(1_048_576, 1, "x")
    out = BytesIO()
    file.save(out)
    assert wrong(read_handover(out.getvalue(), pack, TODAY)) == [(0, "", "papers.archive.too_many_rows")]


def repacked(parts: Mapping[str, bytes]) -> bytes:
    """A good list with some of its parts replaced."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(book((DAIRY,)))) as good, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in {*good.namelist(), *parts}:
            made.writestr(name, parts[name] if name in parts else good.read(name))
    return out.getvalue()


LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))


@pytest.mark.parametrize(
    ("name", "part", "key"),
    [
        ("xl/media/bomb.xml", b"\0" * 60_000_000, "papers.archive.too_large"),
        ("xl/sharedStrings.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ha">' + LAUGHS + b"]><a>&l9;</a>",
         "papers.archive.unreadable"),
        ("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'.encode("utf-16"),
         "papers.archive.unreadable"),
        ("xl/workbook.xml", b'<?xml version="1.0" encoding="cp037"?>' + "<!DOCTYPE a>".encode("cp037"),
         "papers.archive.unreadable"),
    ],
)  # fmt: skip
def test_bombs_and_entities_are_stopped_before_a_parser_sees_them(pack: Pack, name: str, part: bytes, key: str) -> None:
    with pytest.raises(Unfit) as refused:
        check_parts(repacked({name: part}))
    assert refused.value.key == key
    assert wrong(read_handover(repacked({name: part}), pack, TODAY)) == [(0, "", key)]


def test_a_part_that_the_reader_stumbles_over_is_no_failure(pack: Pack) -> None:
    broken = repacked({"xl/workbook.xml": b"<workbook>"})
    assert wrong(read_handover(broken, pack, TODAY)) == [(0, "", "papers.archive.unreadable")]


@pytest.mark.parametrize("place", [0.3, 0.5, 0.7])
def test_a_list_damaged_on_its_way_is_said_to_be_unreadable(pack: Pack, place: float) -> None:
    sent = bytearray(book((DAIRY,)))
    sent[int(len(sent) * place)] ^= 0xFF
    assert wrong(read_handover(bytes(sent), pack, TODAY)) == [(0, "", "papers.archive.unreadable")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_is_read_back_once_it_is_filled_in(pack: Pack, language: str) -> None:
    made = openpyxl.load_workbook(BytesIO(handover_template(language, pack)))
    page = made.worksheets[0]
    english = {"组织": "organisation", "质量奖": "quality award", UNIT: pack.units[2].name("en")}
    values = [english.get(str(value), value) if language == "en" else value for value in DAIRY]
    asked = {page.cell(3, place).value: place for place in range(1, page.max_column + 1)}
    for name, value in zip(NAMES, values, strict=True):
        page.cell(4, asked[say(language, f"papers.holders.column.{name}")], str(value) or None)
    out = BytesIO()
    made.save(out)
    assert read_handover(out.getvalue(), pack, TODAY) == Handover(holders=(expected(4),))


def test_the_template_keeps_digits_as_text_and_offers_what_can_be_chosen(pack: Pack) -> None:
    made = openpyxl.load_workbook(BytesIO(handover_template("zh", pack)))
    page = made.worksheets[0]
    assert {column.number_format for column in page.column_dimensions.values()} == {"@"}
    rules = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    assert rules == {
        "B4:B10003": '"组织,个人"',
        "C4:C10003": '"质量奖,提名奖"',
        "O4:O10003": f"'受理单位'!$A$1:$A${len(pack.units)}",
    }
    assert [row[0].value for row in made.worksheets[-1].iter_rows()] == [unit.name("zh") for unit in pack.units]
    assert wrong(read_handover(handover_template("zh", pack), pack, TODAY)) == [(0, "", "papers.holders.no_rows")]
    assert len(openpyxl.load_workbook(BytesIO(handover_template("en"))).worksheets) == 4
