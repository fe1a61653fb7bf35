"""What an objection must carry, in the chat and on paper, and what a clerk may leave open (Art. 22, 23)."""

from datetime import time, timedelta
from typing import Any

import pytest

from rules.applications import paper_cases
from rules.objections import examinations, forms
from tests.rules.every_form import TODAY, pack, verdict

DAY = timedelta(days=1)


@pytest.mark.article(22)
def test_an_objection_without_consent_to_the_proof_is_shown_the_other_door() -> None:
    form = forms.objection(pack())
    assert verdict(form, "identity_consent", "agree") == ""
    assert verdict(form, "identity_consent", "decline") == "objection.identity_consent.needed"


@pytest.mark.article(22)
def test_a_paper_with_everything_misses_nothing_and_each_gap_is_named() -> None:
    for who, fields in forms.FIELDS.items():
        given: dict[str, Any] = {"who": who, **dict.fromkeys(fields, "x")}
        assert forms.missing_fields(given) == ()
        assert forms.missing_fields({"who": who}) == fields
        for field in fields:
            assert forms.missing_fields({**given, field: None}) == (field,)
            assert forms.missing_fields({**given, field: []}) == (field,)


@pytest.mark.article(22)
def test_only_a_clerk_may_leave_identity_open() -> None:
    chat, counter = forms.objection(pack()), forms.objection(pack(), counter=True)
    fields = {field for who in forms.FIELDS.values() for field in who}
    assert {question.key for question in chat.questions if question.optional} & fields == set()
    assert {question.key for question in counter.questions if question.optional} & fields == fields
    assert [question.key for question in counter.questions[:2]] == ["received_on", "received_at"]


@pytest.mark.article(22)
def test_what_was_missing_is_asked_again_and_must_be_answered() -> None:
    form = forms.completion(pack(), ("document_number", "phone"))
    assert [question.key for question in form.questions] == ["phone", "document_kind", "document_number"]
    assert [question.optional for question in form.questions] == [False, False, False]
    assert all(question.when({}) for question in form.questions)


@pytest.mark.article(23)
@pytest.mark.parametrize(
    ("text", "read"),
    [("9:30", time(9, 30)), ("09：05", time(9, 5)), (" 23:59 ", time(23, 59)), ("0:00", time(0, 0))],
)
def test_the_time_of_receipt_is_read(text: str, read: time) -> None:
    assert paper_cases.received_time(text) == read
    assert verdict(forms.objection(pack(), counter=True), "received_at", text) == ""


@pytest.mark.article(23)
@pytest.mark.parametrize("text", ["24:00", "9:60", "9:5", "930", "9点半", ":30", "9:-1"])
def test_what_is_no_time_is_asked_for_again(text: str) -> None:
    assert verdict(forms.objection(pack(), counter=True), "received_at", text) == "objection.received_at.unclear"


@pytest.mark.article(23)
def test_a_paper_came_in_today_at_the_latest() -> None:
    form = forms.objection(pack(), counter=True)
    assert verdict(form, "received_on", TODAY.isoformat()) == ""
    assert verdict(form, "received_on", (TODAY + DAY).isoformat()) == "objection.received_on.future"


@pytest.mark.article(22)
def test_applicants_of_the_chosen_notice_are_offered_by_id_or_by_name() -> None:
    form = forms.objection(pack())
    against = form.questions[form.index("against")]
    assert [option.value for option in against.choices({"applications": {12: "甲"}}, {})] == ["12", "other"]
    assert [option.value for option in against.choices({"applications": ("甲", "乙")}, {})] == ["甲", "乙", "other"]
    assert [option.value for option in form.questions[form.index("notice")].choices({}, {})] == ["ended"]


@pytest.mark.article(23)
def test_what_an_objector_has_to_complete_is_written_in_points() -> None:
    assert verdict(examinations.examination(pack()), "missing", "\n".join("十" * 11)) == "supplement.points.many"
