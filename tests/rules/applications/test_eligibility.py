"""The check before applying says what is missing and from which day it would be there."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rules.applications.eligibility import Advice, Reason, Verdict, advice, complete_on, eligibility
from rules.engine.forms import Names, Progress
from tests.rules.every_form import LANGUAGES, pack
from texts import say, sentences

CUTOFF = date(2027, 4, 30)
ORGANISATION = {
    "who": "organisation",
    "kind": "legal_person",
    "registered_here": "yes",
    "registered_on": "2016-05-20",
    **{condition.key: "yes" for condition in pack().conditions_organisation},
    "holds_award": "no",
    "barred": "no",
}
INDIVIDUAL = {
    "who": "individual",
    **{condition.key: "yes" for condition in pack().conditions_individual},
    "employer": "yes",
    "holds_award": "no",
    "barred": "no",
}


def told(given: dict[str, Any], **changed: Any) -> Advice:
    return advice({**given, **changed}, pack(), CUTOFF)


def reasons(given: dict[str, Any], **changed: Any) -> list[tuple[str, object]]:
    found = told(given, **changed).reasons
    return [(reason.key.removeprefix("eligibility.reason."), reason.values.get("from_on")) for reason in found]


@pytest.mark.article(10)
def test_an_organisation_that_has_everything_can_apply() -> None:
    assert told(ORGANISATION) == Advice(Verdict.CAN, ())


@pytest.mark.article(11)
def test_an_individual_who_has_everything_can_apply() -> None:
    assert told(INDIVIDUAL) == Advice(Verdict.CAN, ())


@pytest.mark.article(10, 11)
@pytest.mark.parametrize(
    ("registered_on", "verdict", "from_on"),
    [
        ("2022-04-29", Verdict.CAN, None),
        ("2022-04-30", Verdict.CAN, None),
        ("2022-05-01", Verdict.NOT_YET, date(2027, 5, 1)),
        ("2024-02-29", Verdict.NOT_YET, date(2029, 2, 28)),
    ],
)
def test_five_years_are_complete_on_the_corresponding_day(
    registered_on: str, verdict: Verdict, from_on: date | None
) -> None:
    assert told(ORGANISATION, registered_on=registered_on).verdict is verdict
    assert reasons(ORGANISATION, registered_on=registered_on) == ([("too_young", from_on)] if from_on else [])
    assert told(INDIVIDUAL, registered_on=registered_on).verdict is Verdict.CAN  # an individual is not asked of it


@pytest.mark.article(10)
def test_the_years_are_the_packs() -> None:
    shorter = replace(pack(), registered_years=3)
    assert advice({**ORGANISATION, "registered_on": "2024-04-30"}, shorter, CUTOFF).verdict is Verdict.CAN
    assert complete_on(date(2024, 4, 30), 3) == CUTOFF


@pytest.mark.article(10)
def test_an_organisation_of_another_county_cannot_apply_and_is_not_asked_since_when() -> None:
    given = {key: value for key, value in ORGANISATION.items() if key != "registered_on"}
    assert reasons(given, registered_here="no") == [("registered_here", None)]
    assert told(given, registered_here="no").verdict is Verdict.NOT_YET


@pytest.mark.article(10)
def test_a_condition_not_met_is_named_with_its_article_and_evidence() -> None:
    condition = pack().conditions_organisation[1]
    assert told(ORGANISATION, org_2="no") == Advice(
        Verdict.NOT_YET,
        (
            Reason(
                "eligibility.reason.condition",
                10,
                {
                    "condition": Names(condition.zh, condition.en),
                    "evidence": Names(condition.evidence_zh, condition.evidence_en),
                    "cited": Names("第十条第（二）项", "Article 10 (2)"),
                },
            ),
        ),
    )


@pytest.mark.article(10)
@pytest.mark.parametrize("key", [condition.key for condition in pack().conditions_organisation])
def test_not_being_sure_of_a_condition_sends_an_organisation_to_the_office(key: str) -> None:
    assert told(ORGANISATION, **{key: "unsure"}).verdict is Verdict.ASK_OFFICE
    assert reasons(ORGANISATION, **{key: "unsure"}) == [("condition_unsure", None)]


@pytest.mark.article(11)
@pytest.mark.parametrize("key", [condition.key for condition in pack().conditions_individual])
def test_each_condition_of_an_individual_counts(key: str) -> None:
    assert told(INDIVIDUAL, **{key: "no"}).verdict is Verdict.NOT_YET
    assert told(INDIVIDUAL, **{key: "unsure"}).verdict is Verdict.ASK_OFFICE


@pytest.mark.article(10, 11)
@pytest.mark.parametrize(
    ("incident_on", "found"),
    [
        ("2022-04-28", [("incident_past", None)]),
        ("2022-04-29", [("incident_past", None)]),
        ("2022-04-30", [("incident", date(2027, 5, 1))]),
        (None, [("condition", None)]),
    ],
)
def test_the_day_of_an_incident_says_when_the_years_are_clean_again(
    incident_on: str | None, found: list[tuple[str, date | None]]
) -> None:
    assert reasons(ORGANISATION, org_6="no", incident_on=incident_on) == found
    assert reasons(INDIVIDUAL, org_6="no", incident_on=incident_on) == []  # nobody asks an individual of it


@pytest.mark.article(5, 11)
@pytest.mark.parametrize(
    ("award_until", "found"),
    [
        ("2027-04-29", []),
        ("2027-04-30", [("award_until", date(2027, 5, 1))]),
        (None, [("holds_award", None)]),
    ],
)
def test_a_holder_can_apply_from_the_day_after_the_award_has_ended(
    award_until: str | None, found: list[tuple[str, date | None]]
) -> None:
    for given in (ORGANISATION, INDIVIDUAL):
        assert reasons(given, holds_award="yes", award_until=award_until) == found


@pytest.mark.article(36)
def test_a_bar_stops_until_its_last_day_and_an_unclear_one_is_for_the_office() -> None:
    assert reasons(INDIVIDUAL, barred="yes", barred_until="2029-06-30") == [("barred_until", date(2029, 7, 1))]
    assert reasons(INDIVIDUAL, barred="yes", barred_until="2027-04-29") == []
    assert reasons(INDIVIDUAL, barred="yes", barred_until=None) == [("barred", None)]
    assert told(INDIVIDUAL, barred="unsure").verdict is Verdict.ASK_OFFICE
    assert reasons(INDIVIDUAL, barred="unsure") == [("barred_unsure", None)]


@pytest.mark.article(13)
def test_an_individual_needs_an_employer_that_recommends() -> None:
    assert reasons(INDIVIDUAL, employer="no") == [("employer", None)]
    assert told(INDIVIDUAL, employer="no").verdict is Verdict.NOT_YET
    assert told(INDIVIDUAL, employer="unsure").verdict is Verdict.ASK_OFFICE


def test_what_is_missing_weighs_more_than_what_is_unsure_and_all_reasons_are_told() -> None:
    both = told(ORGANISATION, registered_on="2025-01-01", org_3="unsure", org_5="no")
    assert both.verdict is Verdict.NOT_YET
    assert [reason.stops for reason in both.reasons] == [True, False, True]


def test_what_is_left_open_counts_as_unsure() -> None:
    assert told({"who": "individual"}).verdict is Verdict.ASK_OFFICE
    open_date = {key: value for key, value in ORGANISATION.items() if key != "registered_on"}
    assert reasons(open_date) == [("registered_on_unsure", None)]


def test_answers_that_are_not_asked_any_more_count_for_nothing() -> None:
    assert told(INDIVIDUAL, registered_on="2026-01-01", org_1="no") == Advice(Verdict.CAN, ())
    assert reasons(ORGANISATION, incident_on="2026-01-01", award_until="2029-01-01") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_and_every_verdict_can_be_said(language: str) -> None:
    """Each key of the catalogue is come to, and said with the values that its reason carries."""
    heard = {Advice(verdict, ()).key for verdict in Verdict}
    for reason in everything_that_can_be_wrong():
        values = {k: v.in_language(language) if isinstance(v, Names) else v for k, v in reason.values.items()}
        assert "{" not in say(language, reason.key, **values)
        heard.add(reason.key)
    written = {key for key in sentences(language, "eligibility") if ".reason." in key or ".verdict." in key}
    assert heard == written


def everything_that_can_be_wrong() -> list[Reason]:
    days: dict[str, Any] = dict.fromkeys(("incident_on", "award_until", "barred_until"))
    late = dict.fromkeys(days, "2029-01-01") | {"registered_on": "2025-01-01"}
    found: list[Reason] = []
    for given in (ORGANISATION, INDIVIDUAL):
        for answer in ("no", "unsure", "yes"):
            for dates in (days, late, {"incident_on": "2020-01-01"}):
                all_alike = {key: answer for key in given if key not in ("who", "kind", "registered_on")}
                found += told({**given, **all_alike, **dates}).reasons
    opened = {key: value for key, value in ORGANISATION.items() if key != "registered_on"}
    return [*found, *told(opened).reasons]


def test_the_form_asks_a_person_only_their_own_side() -> None:
    form = eligibility(pack())
    asked = {who: {q.key for q in Progress(form, {"who": who}).asked} for who in ("organisation", "individual")}
    assert {condition.key for condition in pack().conditions_organisation} & asked["individual"] == set()
    assert {condition.key for condition in pack().conditions_individual} & asked["organisation"] == set()
