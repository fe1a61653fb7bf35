"""What a form refuses, on the edges: what still fits and what does not, the day before and the day after."""

from datetime import date, timedelta
from typing import Any

import pytest

from rules.applications import confirmations, editions, forms, supplements
from rules.applications.conditions import cited, numeral
from rules.awards import july
from rules.engine.answers import points
from rules.engine.forms import Form, Kind, Progress
from rules.engine.refusals import Unfit
from rules.engine.uploads import check_kept_free
from rules.notices import postings
from tests.rules.every_form import TODAY, every_form, pack, verdict
from texts import say

DAY = timedelta(days=1)
APPLICATION = forms.organisation(pack(), 2026)


def weekdays(first: date, last: date) -> int:
    return sum((first + DAY * n).weekday() < 5 for n in range(1, (last - first).days + 1))


@pytest.mark.article(12)
@pytest.mark.parametrize(
    ("answer", "refused"),
    [("no", ""), ("yes", "apply.state_secret.stop"), ("unsure", "apply.state_secret.ask")],
)
def test_an_application_goes_on_only_without_state_secrets(answer: str, refused: str) -> None:
    assert verdict(APPLICATION, "state_secret", answer) == refused


@pytest.mark.article(12)
@pytest.mark.parametrize(
    ("key", "value", "refused"),
    [
        ("contact2_name", "王丽", "apply.contact.same_name"),
        ("contact2_name", " 王 丽", "apply.contact.same_name"),
        ("contact2_name", "王丽（生产部）", ""),
        ("contact2_name", "马强", ""),
        ("contact2_phone", "13900001234", "apply.contact.same_phone"),
        ("contact2_phone", "13900001235", ""),
    ],
)
def test_the_second_contact_is_somebody_else_by_name_and_by_phone(key: str, value: str, refused: str) -> None:
    given = {"contact1_name": "王丽", "contact1_phone": "13900001234"}
    assert verdict(APPLICATION, key, value, given) == refused
    on_paper = forms.organisation(pack(), 2026, paper=True)
    assert on_paper.questions[on_paper.index(key)].check is None


@pytest.mark.article(12, 13)
@pytest.mark.parametrize(
    ("given", "coming"),
    [
        ({}, ["priority_files", "notice_files"]),
        ({"kind": "legal_person", "priority": "none"}, ["notice_files"]),
        ({"kind": "legal_person", "priority": "none", "notice_files": ["1"]}, []),
        ({"kind": "branch"}, ["priority_files"]),
        ({"kind": "branch", "priority": "none"}, []),
    ],
)
def test_a_form_knows_which_files_are_still_to_come(given: dict[str, Any], coming: list[str]) -> None:
    found = Progress(APPLICATION, given).files_to_come(besides="materials")
    assert [question.key for question in found] == coming


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_question_for_which_a_place_is_kept_free_can_be_named(language: str) -> None:
    for form in every_form():
        asked = [question for question in form.questions if question.kind is Kind.FILES and not question.optional]
        for question in asked:
            with pytest.raises(Unfit) as refused:
                check_kept_free(50, 50, [question])
            assert "{" not in say(language, refused.value.key, **refused.value.values)
            check_kept_free(50 - max(question.least, 1), 50, [question])


@pytest.mark.article(10)
def test_an_organisation_cannot_have_been_registered_tomorrow() -> None:
    assert verdict(APPLICATION, "registered_on", TODAY.isoformat()) == ""
    assert verdict(APPLICATION, "registered_on", (TODAY + DAY).isoformat()) == "apply.registered_on.future"


@pytest.mark.article(13)
@pytest.mark.parametrize("form", [APPLICATION, confirmations.confirmation(pack())], ids=lambda form: form.name)
@pytest.mark.parametrize(
    ("until", "refused"),
    [
        ("2026-11-08", "apply.notice_until.before"),
        ("2026-11-09", "apply.notice_until.short"),
        ("2026-11-13", "apply.notice_until.short"),  # a Friday: the fourth working day
        ("2026-11-15", "apply.notice_until.short"),
        ("2026-11-16", ""),
        ("2026-11-23", ""),
        ("2026-11-24", "apply.notice_until.running"),
    ],
)
def test_an_internal_notice_hangs_five_working_days_and_is_over(form: Form, until: str, refused: str) -> None:
    given = {"notice_from": "2026-11-09"}
    assert verdict(form, "notice_until", until, given, working_days_between=weekdays) == refused


@pytest.mark.article(13)
def test_without_a_calendar_only_the_order_of_the_days_is_looked_at() -> None:
    given = {"notice_from": "2026-11-09"}
    assert verdict(APPLICATION, "notice_until", "2026-11-10", given) == ""
    assert verdict(APPLICATION, "notice_from", (TODAY + DAY).isoformat()) == "apply.notice_from.future"


@pytest.mark.article(12)
@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ("马晓明", ""),
        (" 马 晓明 ", ""),
        ("wang li", ""),
        ("马晓", "apply.declared_by.unknown"),
        ("马晓明明", "apply.declared_by.unknown"),
    ],
)
def test_the_declaration_is_signed_with_a_name_given_before(typed: str, refused: str) -> None:
    given = {"representative": "马晓明", "contact1_name": "Wang Li", "contact2_name": None}
    assert verdict(APPLICATION, "declared_by", typed, given) == refused


@pytest.mark.article(26)
def test_without_a_ground_for_priority_nothing_more_is_asked_about_it() -> None:
    with_ground, without = (
        [question.key for question in Progress(APPLICATION, given).of("priority")]
        for given in ({"priority": "innovation"}, {"priority": "none"})
    )
    assert with_ground == ["priority", "priority_words", "priority_files"]
    assert without == ["priority"]


@pytest.mark.article(12)
def test_a_file_is_offered_for_marking_once() -> None:
    question = APPLICATION.questions[APPLICATION.index("secret2.file")]
    known = {"files": {"a": "一.pdf", "b": "二.pdf"}}
    given = {"secret": "yes", "secret1.file": "a"}
    assert [option.value for option in question.choices(known, given)] == ["b"]
    assert verdict(APPLICATION, "secret1.more", "yes", given, **known) == ""
    assert (
        verdict(APPLICATION, "secret2.more", "yes", {**given, "secret2.file": "b"}, **known) == "apply.secret.no_file"
    )
    assert verdict(APPLICATION, "secret", "yes", files={}) == "apply.secret.no_file"
    assert verdict(APPLICATION, "secret", "no", files={}) == ""


@pytest.mark.article(13)
def test_what_does_not_meet_the_conditions_cannot_be_recommended() -> None:
    form = confirmations.confirmation(pack())
    assert verdict(form, "decision", "recommend", {"checked": "yes"}) == ""
    assert verdict(form, "decision", "recommend", {"checked": "no"}) == "confirmation.decision.unchecked"
    assert verdict(form, "decision", "decline", {"checked": "no"}) == ""


@pytest.mark.article(15)
def test_a_supplement_asks_for_at_most_ten_points_of_two_hundred_characters() -> None:
    form = supplements.supplement_notice(pack())
    assert verdict(form, "items", "\n".join("十" * 10)) == ""
    assert verdict(form, "items", "\n".join("十" * 11)) == "supplement.points.many"
    assert verdict(form, "items", "字" * 200) == ""
    assert verdict(form, "items", "一\n" + "字" * 201) == "supplement.points.long"
    assert points(" 一 \n\n\r\n二\n") == ("一", "二")


@pytest.mark.article(15)
def test_each_item_of_a_supplement_is_answered_in_words_and_files() -> None:
    form = supplements.supplement(("审计报告", "人数 {x}"))
    assert [question.key for question in form.questions] == [
        "item.1.text",
        "item.1.files",
        "item.2.text",
        "item.2.files",
    ]
    last = form.questions[2]
    assert say("zh", last.text, number="2", item="人数 {x}") == "第2项：人数 {x}"
    assert last.places["number"] == "2"


@pytest.mark.article(32)
def test_a_report_begins_with_what_stands_and_leaves_the_year_open() -> None:
    previous = {"system_words": "体系运行正常，每年内审。", "contact_name": "王丽", "incidents": "none", "use": "kept"}
    begun = {"system_words": "体系运行正常，每年内审。", "contact_name": "王丽"}
    assert july.prefilled({"previous": previous}) == begun
    assert july.prefilled({}) == {}
    assert july.prefilled({"previous": None}) == {}


@pytest.mark.article(4)
def test_an_edition_opens_today_at_the_earliest_and_closes_later() -> None:
    form = editions.edition(pack())
    assert verdict(form, "opens_on", TODAY.isoformat()) == ""
    assert verdict(form, "opens_on", (TODAY - DAY).isoformat()) == "edition.opens_on.past"
    assert verdict(form, "closes_on", "2027-03-02", {"opens_on": "2027-03-01"}) == ""
    assert verdict(form, "closes_on", "2027-03-01", {"opens_on": "2027-03-01"}) == "edition.closes_on.before"


@pytest.mark.article(17)
@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("临夏县示例食品有限公司\n公示期自2026-03-03至2026-03-09", ""),
        ("统一社会信用代码 916229210000000000", ""),
        ("马晓明 622921199001010008", "notice.names.private"),
        ("马晓明 622921 19900101 0008", "notice.names.private"),
        ("电话：139 0000-1234", "notice.names.private"),
        ("１３９００００１２３４", "notice.names.private"),
        ("2026 13900001234", "notice.names.private"),
    ],
)
def test_a_notice_shows_no_number_of_a_person(text: str, refused: str) -> None:
    assert verdict(postings.notice(pack()), "names", text) == refused


@pytest.mark.parametrize(
    ("number", "said"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (39, "三十九"), (44, "四十四")]
)
def test_an_article_is_cited_in_chinese_numerals(number: int, said: str) -> None:
    assert numeral(number) == said
    assert cited(number).zh == f"第{said}条"
