from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter

from papers.office.lists import Errors, read_handover
from rules.engine.pack import Pack, load_pack
from rules.office.handover import Contact, EarlierHolder, Handover
from tests.papers.lists import DAIRY, HEADINGS, PERSON, TODAY, book, changed, expected, taken, wrong
from texts import say


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


def test_all_rows_of_a_list_are_taken(pack: Pack) -> None:
    assert taken(read_handover(book((DAIRY, PERSON)), pack, TODAY)) == (
        expected(),
        EarlierHolder(
            row=3,
            name="马㐂𠮷",
            organisation=False,
            number="622921199001010016",
            award="nomination",
            decision="临县府发〔2021〕15号",
            decided_on=date(2021, 9, 30),
            certificate="ZL-2021-02",
            plaque="",
            contacts=(Contact("马㐂𠮷", "0930-3222222"), Contact("马小兰", "13912345678")),
            unit="industry",
        ),
    )


@pytest.mark.parametrize(
    "headings",
    [
        ("holder", "KIND", "Award ", "credit code or identity number", "Decision number", "decision date",
         "certificate number", "plaque", "contact", "phone", "second contact", "second phone", "receiving unit"),
        ("获奖者 / 名称*", "类型（组织/个人）", "奖项（质量奖/提名奖）", "统一社会信用代码（或身份证号）",
         "表彰 决定\n文号", "获奖日期", "证书号", "奖牌(奖杯)编号", "联系人：", "联系电话", "第二联系人",
         "第二联系电话", "推荐单位/受理单位"),
    ],
)  # fmt: skip
def test_headings_are_known_in_both_languages_however_they_are_decorated(pack: Pack, headings: tuple[str, ...]) -> None:
    found = read_handover(book((DAIRY,), headings=headings), pack, TODAY)
    assert found == Handover(holders=(expected(),))


def test_an_email_address_may_stand_beside_a_contact_and_is_read_as_one(pack: Pack) -> None:
    headings = (*HEADINGS, "联系人邮箱", "第二联系人邮箱")
    (read,) = taken(read_handover(book(((*DAIRY, "Ma@Dairy.example", ""),), headings=headings), pack, TODAY))
    assert [contact.email for contact in read.contacts] == ["ma@dairy.example", None][: len(read.contacts)]
    assert wrong(read_handover(book(((*DAIRY, "马丽", ""),), headings=headings), pack, TODAY)) == [
        (2, "联系人邮箱", "identities.email")
    ]


def test_columns_may_stand_in_any_order_and_unknown_ones_are_named(pack: Pack) -> None:
    headings, row = ("备注", *HEADINGS[::-1]), ("略", *DAIRY[::-1])
    assert read_handover(book((row,), headings=headings), pack, TODAY) == Handover(
        holders=(expected(),), unread=("备注",)
    )


def test_code_and_identity_number_may_have_a_column_each(pack: Pack) -> None:
    headings = (*HEADINGS[:3], "统一社会信用代码", "身份证号", *HEADINGS[4:])
    rows = ((*DAIRY[:3], DAIRY[3], "", *DAIRY[4:]), (*PERSON[:3], "", PERSON[3], *PERSON[4:]))
    assert [holder.number for holder in taken(read_handover(book(rows, headings=headings), pack, TODAY))] == [
        "91622921MA73K4QR7N",
        "622921199001010016",
    ]
    swapped = (*PERSON[:3], PERSON[3], "", *PERSON[4:])
    assert wrong(read_handover(book((swapped,), headings=headings), pack, TODAY)) == [
        (2, "身份证号", "papers.holders.no_number.individual")
    ]


def test_a_title_above_empty_rows_between_and_white_space_are_passed_over(pack: Pack) -> None:
    rows = (HEADINGS, (), DAIRY, ("  ", None, "\u3000"), PERSON, ())
    found = taken(read_handover(book(rows, headings=("历届获奖者名单",)), pack, TODAY))
    assert [holder.row for holder in found] == [4, 6]


def test_headings_may_be_merged_over_two_rows(pack: Pack) -> None:
    file = openpyxl.Workbook()
    page = file.active
    assert page is not None
    upper = (*HEADINGS[:4], "表彰决定", None, *HEADINGS[6:8], "联系人", None, "第二联系人", None, HEADINGS[12])
    lower = (*(None,) * 4, "文号", "日期", None, None, "姓名", "电话", "姓名", "电话", None)
    for row in (upper, lower, DAIRY, PERSON):
        page.append(row)
    for merged in ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1", "G1:G2", "H1:H2", "I1:J1", "K1:L1", "M1:M2"):
        page.merge_cells(merged)
    out = BytesIO()
    file.save(out)
    found = taken(read_handover(out.getvalue(), pack, TODAY))
    assert [holder.row for holder in found] == [3, 4]
    assert found[1].contacts == (Contact("马㐂𠮷", "0930-3222222"), Contact("马小兰", "13912345678"))


def test_nothing_is_taken_when_one_row_is_wrong_and_every_mistake_is_told_at_once(pack: Pack) -> None:
    rows = (
        DAIRY,
        changed(PERSON, name="", kind="团体", award="金奖", decided_on="2021年9月", unit="县工信局"),
        changed(PERSON, number="622921199001010017", phone="12345", second_phone=""),
    )
    assert wrong(read_handover(book(rows), pack, TODAY)) == [
        (3, "类型", "papers.holders.kind"),
        (3, "获奖者名称", "papers.holders.empty"),
        (3, "奖项", "papers.holders.award"),
        (3, "表彰决定日期", "answers.not_a_date"),
        (3, "受理单位", "papers.holders.unit"),
        (4, "统一社会信用代码或身份证号", "identities.checksum"),
        (4, "联系电话", "identities.mobile"),
        (4, "第二联系电话", "papers.holders.empty"),
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_mistake_has_its_sentence_and_none_repeats_what_the_cell_holds(pack: Pack, language: str) -> None:
    rows = (changed(PERSON, number="622921199001010017", phone="13812", name=None, decided_on="2030-01-01"),)
    found = read_handover(book(rows), pack, TODAY)
    assert isinstance(found, Errors)
    for problem in found.problems:
        sentence = say(language, "papers.holders.at", row=problem.row, column=problem.column, problem=problem)
        assert sentence.startswith(("第2行“", "Row 2, “"))
        assert "62292119900101" not in sentence
        assert "13812" not in sentence


@pytest.mark.parametrize(
    ("column", "value", "key"),
    [
        ("number", 622921199001010016, "papers.holders.digits_lost"),
        ("number", 6.2292119900101e17, "papers.holders.digits_lost"),
        ("number", "6.22921E+17", "papers.holders.digits_lost"),
        ("number", True, "papers.holders.not_text"),
        ("certificate", 2021000100010001, "papers.holders.digits_lost"),
        ("decision", datetime(2021, 1, 5), "papers.holders.became_date"),  # noqa: DTZ001 - as Excel keeps it
        ("name", "x" * 201, "answers.too_long"),
        ("contact", "😀", "answers.no_words"),
        ("decided_on", "2021-02-30", "answers.no_such_day"),
        ("decided_on", "2026-11-25", "answers.too_late"),
        ("decided_on", 7, "answers.not_a_date"),
        ("decided_on", True, "answers.not_a_date"),
        ("phone", 138123456789, "identities.mobile"),
    ],
)
def test_what_excel_or_a_hand_has_spoilt_is_refused(pack: Pack, column: str, value: object, key: str) -> None:
    found = wrong(read_handover(book((changed(PERSON, **{column: value}),)), pack, TODAY))
    assert [key_ for _, _, key_ in found] == [key]


@pytest.mark.parametrize(
    "day", ["2021-9-30", "2021/09/30", "2021.9.30", "2021年9月30日", "20210930", 20210930, 44469, 44469.5,
            date(2021, 9, 30), datetime(2021, 9, 30, 8)],  # noqa: DTZ001 - as Excel keeps it
)  # fmt: skip
def test_a_day_may_be_a_date_of_excel_a_bare_number_or_text(pack: Pack, day: object) -> None:
    assert taken(read_handover(book((changed(DAIRY, decided_on=day),)), pack, TODAY)) == (expected(),)


def test_the_day_itself_is_not_too_late(pack: Pack) -> None:
    assert taken(read_handover(book((changed(DAIRY, decided_on="2026-11-24"),)), pack, TODAY))[0].decided_on == TODAY


def test_numbers_of_up_to_15_digits_are_what_was_typed(pack: Pack) -> None:
    row = changed(
        DAIRY, phone=13812345678, certificate=123456789012345, plaque=7.0, number="９１６２２９２１ma73k4qr7n"
    )
    found = read_handover(book((row,)), pack, TODAY)
    assert taken(found) == (replace(expected(), certificate="123456789012345", plaque="7"),)


def test_a_formula_counts_by_its_last_result_and_is_never_computed(pack: Pack) -> None:
    def file(result: str) -> bytes:
        out = BytesIO()
        with xlsxwriter.Workbook(out) as made:
            page = made.add_worksheet()
            page.write_row(0, 0, HEADINGS)
            page.write_row(1, 0, DAIRY)
            page.write_formula(1, 8, '=HYPERLINK("http://evil","x")', None, result)
        return out.getvalue()

    assert taken(read_handover(file("马志强"), pack, TODAY)) == (expected(),)
    assert wrong(read_handover(file("#REF!"), pack, TODAY)) == [(2, "联系人", "papers.holders.error_cell")]
    uncomputed = book((changed(DAIRY, contact="=A1&B1"),))
    assert wrong(read_handover(uncomputed, pack, TODAY)) == [(2, "联系人", "papers.holders.formula")]


@pytest.mark.article(4)
def test_rows_that_repeat_another_are_found(pack: Pack) -> None:
    same_award = changed(DAIRY, certificate="ZL-2021-03", number="9162 2921 ma73 k4qr 7n")
    both_awards = changed(DAIRY, certificate="ZL-2021-04", award="提名奖")
    later = changed(DAIRY, certificate="zl-2021-01", decided_on="2023-09-30")
    assert wrong(read_handover(book((DAIRY, same_award, both_awards, later)), pack, TODAY)) == [
        (3, "获奖者名称", "papers.holders.repeated.name"),
        (4, "获奖者名称", "papers.holders.repeated.name"),
        (5, "证书编号", "papers.holders.repeated.certificate"),
    ]


def test_one_holder_may_win_in_several_editions_and_certificates_may_be_missing(pack: Pack) -> None:
    rows = (changed(DAIRY, certificate=""), changed(DAIRY, certificate="", decided_on="2023-09-30"))
    assert len(taken(read_handover(book(rows), pack, TODAY))) == 2


def test_a_column_that_is_missing_or_there_twice_is_named(pack: Pack) -> None:
    assert wrong(read_handover(book((DAIRY[:12],), headings=HEADINGS[:12]), pack, TODAY)) == [
        (0, "", "papers.lists.lacking")
    ]
    twice = book(((*DAIRY, "x"),), headings=(*HEADINGS, "电话"))
    assert wrong(read_handover(twice, pack, TODAY)) == [(0, "", "papers.holders.twice")]
