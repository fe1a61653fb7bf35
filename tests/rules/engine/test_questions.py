"""Every form holds together, and can be filled in with its own examples, whatever is chosen on the way."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from rules.applications import confirmations
from rules.applications import forms as individual
from rules.applications import forms as organisation
from rules.engine.forms import Answers, Form, Kind, Progress, Question, Status
from rules.objections import forms as objection
from rules.reviews import unit_reviews
from tests.rules.every_form import ELSEWHERE, LANGUAGES, TODAY, every_form, facts, keys, pack, spoken
from tests.rules.walker import Walker
from texts import sentences

FORMS = pytest.mark.parametrize("form", every_form(), ids=lambda form: form.name)
SPOKEN = pytest.mark.parametrize("language", LANGUAGES)


class Watched(Mapping[str, Any]):
    """Answers that remember which of them were looked at."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.seen: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.seen.add(key)
        return self.answers[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.answers)

    def __len__(self) -> int:
        return len(self.answers)


def looked_at(question: Question, answers: Answers) -> set[str]:
    watched = Watched(answers)
    question.when(watched)
    question.choices(facts(), watched)
    return watched.seen


def full(form: Form) -> Answers:
    return Walker(form, "zh", facts()).walk().answers


@FORMS
@SPOKEN
def test_every_sentence_of_a_form_is_there(form: Form, language: str) -> None:
    wanted = {key for key in keys(form, facts()) if not key.startswith(ELSEWHERE)}
    assert {key for key in wanted if not sentences(language, key.partition(".")[0]).get(key)} == set()


@FORMS
def test_a_key_names_one_question(form: Form) -> None:
    named = [question.key for question in form.questions]
    assert sorted(set(named)) == sorted(named)


@FORMS
@pytest.mark.parametrize("answered", [False, True])
def test_a_condition_looks_at_earlier_questions_only(form: Form, answered: bool) -> None:
    given = full(form) if answered else {}
    for place, question in enumerate(form.questions):
        earlier = {before.key for before in form.questions[:place]}
        assert looked_at(question, given) - earlier == set(), question.key


@FORMS
@SPOKEN
def test_a_form_is_complete_when_each_question_is_answered_with_its_example(form: Form, language: str) -> None:
    progress = Walker(form, language, facts()).walk()
    assert [question.key for question in progress.missing()] == []
    assert {progress.status(section) for section in progress.sections()} == {Status.DONE}


REFUSED = {
    **{(point, "no"): "opinion.not_met" for point in unit_reviews.CHECKED},
    ("state_secret", "yes"): "apply.state_secret.stop",
    ("state_secret", "unsure"): "apply.state_secret.ask",
    ("identity_consent", "decline"): "objection.identity_consent.needed",
}


@FORMS
@SPOKEN
def test_every_question_and_every_choice_can_be_come_to(form: Form, language: str) -> None:
    walker = Walker(form, language, facts())
    walker.walk_everywhere()
    choices = {
        (question.key, option.value)
        for question in form.questions
        if question.kind is Kind.CHOICE
        for option in question.choices(facts(), {})
    }
    assert {question.key for question in form.questions} - walker.asked == set()
    # A file that is marked already is not offered again, so that no later group can come to the files of the earlier.
    unmet = {choice for choice in choices - walker.chosen if not choice[0].endswith(".file")}
    assert unmet == {choice for choice in choices if choice in REFUSED}
    assert {choice: walker.refused[choice] for choice in unmet} == {choice: REFUSED[choice] for choice in unmet}


@FORMS
@SPOKEN
def test_a_question_with_its_help_and_example_fits_in_one_message(form: Form, language: str) -> None:
    lengths = {
        question.key: sum(len(spoken(language, question, part)) for part in ("", ".help", ".example"))
        for question in form.questions
    }
    assert {key: length for key, length in lengths.items() if length > 3500} == {}


# The help of these tells what they look like: a time, or at most ten lines of 200 characters.
SHAPED = {"received_at", "items", "missing", "points", "departments", "hour"}


@FORMS
@SPOKEN
def test_the_help_tells_the_limits(form: Form, language: str) -> None:
    for question in form.questions:
        told = spoken(language, question, ".help")
        bounded = question.kind in (Kind.TEXT, Kind.FILES) or (question.kind is Kind.NUMBER and question.least >= 0)
        limits = (question.most,) if question.kind is Kind.FILES else (question.least, question.most)
        if question.key in SHAPED:
            continue
        assert not bounded or [limit for limit in limits if str(limit) not in told] == [], question.key


@FORMS
@SPOKEN
def test_the_help_cites_the_article_under_which_a_question_is_asked(form: Form, language: str) -> None:
    word = {"zh": "第", "en": "Article"}[language]
    uncited = [q.key for q in form.questions if word not in spoken(language, q, ".help")]
    assert uncited == []


@FORMS
def test_a_form_can_be_shown_while_nothing_is_known_around_it(form: Form) -> None:
    for question in form.questions:
        question.choices({}, {})
        if question.check and question.kind is Kind.DATE:
            question.check(TODAY.isoformat(), {}, {})


@pytest.mark.article(12)
@pytest.mark.parametrize("form", every_form()[:4], ids=lambda form: form.name)
def test_state_secrets_are_asked_about_before_any_file(form: Form) -> None:
    files = [form.index(question.key) for question in form.questions if question.kind is Kind.FILES]
    assert form.index("state_secret") < min(files)


@pytest.mark.article(12)
def test_the_declaration_waits_for_everything_else() -> None:
    form = organisation.organisation(pack(), 2026)
    given = full(form)
    assert Progress(form, given).status("declaration") is Status.DONE
    without = {key: value for key, value in given.items() if key not in ("staff", "agreed", "declared_by")}
    assert Progress(form, without).status("declaration") is Status.LOCKED
    assert Progress(form, {**without, "staff": "126"}).status("declaration") is Status.TO_DO


@pytest.mark.article(13)
def test_a_branch_is_confirmed_by_its_parent_and_posts_no_notice_itself() -> None:
    form = organisation.organisation(pack(), 2026)
    alone, branch = Progress(form, {"kind": "legal_person"}), Progress(form, {"kind": "branch"})
    assert ("notice" in alone.sections(), "confirmation" in alone.sections()) == (True, False)
    assert ("notice" in branch.sections(), "confirmation" in branch.sections()) == (False, True)
    assert {q.key for q in branch.asked} - {q.key for q in alone.asked} == {
        "parent_name",
        "parent_code",
        "confirmation",
    }


@pytest.mark.article(13)
def test_an_individual_waits_for_the_employer() -> None:
    form = individual.individual(pack())
    given = {key: value for key, value in full(form).items() if key != "confirmation"}
    assert Progress(form, given).status("confirmation") is Status.WAITING
    assert Progress(form, given).status("declaration") is Status.LOCKED


@pytest.mark.article(10, 11)
def test_each_condition_of_the_pack_is_asked_with_words_and_evidence() -> None:
    form = organisation.organisation(pack(), 2026)
    asked = [question.key for question in form.questions if question.section == "conditions"]
    assert asked == [
        f"{condition.key}{part}" for condition in pack().conditions_organisation for part in ("", ".words", ".files")
    ]
    assert spoken("zh", form.questions[form.index("org_6")]) == pack().conditions_organisation[5].zh
    assert "第十条第（六）项" in spoken("zh", form.questions[form.index("org_6")], ".help")


@pytest.mark.article(13)
def test_a_unit_that_finds_the_conditions_unmet_is_asked_for_reasons_alone() -> None:
    form = confirmations.confirmation(pack())
    progress = Progress(form, {"checked": "no", "decision": "decline"})
    assert progress.sections() == ("signer", "review", "recommendation")
    assert [question.key for question in progress.of("recommendation")] == ["decision", "reasons"]


@pytest.mark.article(22)
def test_an_individual_and_a_unit_are_asked_what_each_must_give() -> None:
    form = objection.objection(pack())
    person = {question.key for question in Progress(form, {"who": "individual"}).asked}
    unit = {question.key for question in Progress(form, {"who": "unit"}).asked}
    assert person - unit == {"name", "signature", "identity_consent", "document_kind", "document_number", "proof"}
    assert unit - person == {"unit_name", "domicile", "seal", "handler"}
    assert set(objection.FIELDS["individual"]) <= person
    assert set(objection.FIELDS["unit"]) <= unit


@pytest.mark.article(22)
@SPOKEN
def test_each_field_of_an_objection_has_a_short_name(language: str) -> None:
    fields = {
        objection.field_name(key) for who in objection.FIELDS for key in objection.fields_of(who, objection.AGENT)
    }
    prefix = "objection.field."
    assert {key for key in sentences(language, "objection") if key.startswith(prefix)} == fields


@FORMS
def test_the_steps_of_a_form_hold_each_section_once_and_in_order(form: Form) -> None:
    sections = list(dict.fromkeys(question.section for question in form.questions))
    assert [section for step in all_steps(form) for section in step if section in sections] == sections


@pytest.mark.article(12, 22)
def test_an_application_has_ten_steps_at_most_and_an_objection_three() -> None:
    """With the check of all answers, whatever is asked."""
    counts = {form.name: len(all_steps(form)) + 1 for form in every_form()}
    assert {name: counts[name] for name in ("organisation", "individual")} == {"organisation": 9, "individual": 8}
    assert {name: counts[name] for name in ("paper_organisation", "paper_individual")} == {
        "paper_organisation": 10,
        "paper_individual": 9,
    }
    assert {counts[name] for name in ("objection", "counter_objection")} == {3}


def all_steps(form: Form) -> list[tuple[str, ...]]:
    """Every step that the form can have, in order."""
    groups = {section: step for step in form.steps for section in step}
    return list(dict.fromkeys(groups.get(q.section, (q.section,)) for q in form.questions))
