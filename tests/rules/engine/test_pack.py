from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from rules.engine.calendar import MonthDay
from rules.engine.pack import LINXIA, Pack, load_pack
from rules.engine.parts import Unit, UnitKind
from rules.engine.records import Misfit


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """The county's pack with one place changed."""
    text = LINXIA.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path = tmp_path / "changed.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_each_condition_has_an_example_of_its_own_that_would_be_taken(pack: Pack) -> None:
    conditions = (*pack.conditions_organisation, *pack.conditions_individual)
    examples = [example for one in conditions for example in (one.example_zh, one.example_en)]
    assert len(set(examples)) == 2 * len(conditions)
    assert all(len(example) >= 10 for example in examples)


@pytest.mark.article(4)
def test_an_edition_comes_every_two_years_with_two_places_for_each_award(pack: Pack) -> None:
    assert (pack.edition_years, pack.quota_award, pack.quota_nomination) == (2, 2, 2)


@pytest.mark.article(43)
def test_the_measures_last_until_their_corresponding_day(pack: Pack) -> None:
    assert (pack.document_number, pack.issued, pack.last_day) == (
        "临县府发〔2023〕79号",
        date(2023, 10, 19),
        date(2028, 10, 19),
    )


@pytest.mark.article(10)
def test_the_conditions_of_an_organisation_are_six_in_the_articles_order(pack: Pack) -> None:
    assert [(c.article, c.item) for c in pack.conditions_organisation] == [(10, n) for n in range(1, 7)]
    assert (pack.registered_years, pack.indicator_years, pack.clean_record_years) == (5, 3, 5)


@pytest.mark.article(11)
def test_the_conditions_of_an_individual_are_three_in_the_articles_order(pack: Pack) -> None:
    assert [(c.article, c.item) for c in pack.conditions_individual] == [(11, n) for n in range(1, 4)]


@pytest.mark.article(13)
@pytest.mark.article(15)
@pytest.mark.article(17)
@pytest.mark.article(21)
def test_every_notice_stands_five_working_days(pack: Pack) -> None:
    assert (pack.internal_notice_working_days, pack.notice_working_days) == (5, 5)


@pytest.mark.article(23)
def test_the_periods_of_an_objection_are_the_measures_and_the_offices(pack: Pack) -> None:
    assert (
        pack.examination_working_days,
        pack.examination_remind_on,
        pack.completion_working_days,
        pack.investigation_working_days,
        pack.confirmation_working_days,
    ) == (5, (3, 4, 5), 5, 15, 5)


@pytest.mark.article(36)
@pytest.mark.article(37)
@pytest.mark.article(39)
def test_the_bars_last_as_their_articles_say(pack: Pack) -> None:
    assert dict(pack.bar_years) == {36: 5, 37: 10, 39: 5}
    assert [ground.key for ground in pack.revocation_grounds] == ["accident", "quality", "losses", "breach"]


@pytest.mark.article(32)
def test_the_july_report_is_owed_by_organisations_of_both_awards(pack: Pack) -> None:
    july = pack.self_assessment

    assert (july.awards, july.individuals, july.last) == (("award", "nomination"), False, MonthDay(7, 31))
    assert july.remind_on == (MonthDay(6, 20), MonthDay(7, 1), MonthDay(7, 15), MonthDay(7, 25), MonthDay(7, 31))
    assert (july.overdue_every_days, july.overdue_times) == (7, 4)


@pytest.mark.article(5)
def test_only_the_award_itself_is_evaluated_again(pack: Pack) -> None:
    assert (pack.validity_years, pack.expiry.days_before, pack.expiry.reassessed) == (
        5,
        (365, 180, 90, 30, 7),
        ("award",),
    )


@pytest.mark.article(20)
def test_an_organisation_is_weighed_on_defence_and_site_and_an_individual_on_site_alone(pack: Pack) -> None:
    assert dict(pack.weights.organisation) == {"defence": Decimal("0.4"), "on_site": Decimal("0.6")}
    assert dict(pack.weights.individual) == {"on_site": Decimal(1)}


@pytest.mark.article(3)
def test_the_rubric_is_the_national_standards_thousand_points(pack: Pack) -> None:
    assert [line.points for line in pack.rubric_organisation] == [110, 90, 90, 130, 100, 80, 400]
    assert sum(line.points for line in pack.rubric_individual) == 1000


@pytest.mark.article(22)
def test_objections_are_heard_against_public_notices(pack: Pack) -> None:
    assert pack.objectionable_notices == ("unit", "acceptance", "award", "other")


def test_nobody_is_written_to_at_night_and_files_have_limits(pack: Pack) -> None:
    assert (pack.quiet_from, pack.quiet_until, pack.office_opens) == (time(21), time(8), time(8, 30))
    assert (pack.uploads.telegram_bytes, pack.uploads.web_bytes) == (20_971_520, 52_428_800)
    assert (pack.uploads.application_files, pack.uploads.application_bytes) == (50, 524_288_000)


@pytest.mark.article(14)
def test_an_association_receives_only_while_it_is_entrusted() -> None:
    association = Unit(
        "builders", UnitKind.ENTRUSTED_ASSOCIATION, "某协会", "An association", date(2026, 3, 1), date(2026, 6, 30)
    )

    receives = [association.receives_on(date(2026, month, day)) for month, day in ((2, 28), (3, 1), (6, 30), (7, 1))]
    assert receives == [False, True, True, False]


@pytest.mark.article(14)
def test_authorities_receive_on_any_day_and_no_association_is_entrusted_yet(pack: Pack) -> None:
    assert pack.units_on(date(2026, 1, 1)) == pack.units
    assert {unit.kind for unit in pack.units} == {UnitKind.LEADING_GROUP_OFFICE, UnitKind.INDUSTRY_AUTHORITY}


def test_an_award_and_a_unit_have_names_in_both_languages(pack: Pack) -> None:
    assert pack.name_of_award("nomination", "zh") == "临夏县人民政府质量奖提名奖"
    assert pack.name_of_award("award", "en") == "Linxia County People's Government Quality Award"
    assert pack.units[3].name("en") == "Linxia County Bureau of Commerce"
    assert pack.units[3].name("zh") == "临夏县商务局"


@pytest.mark.article(42)
@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("quota_award = 2", "quota_award = 0", "quota_award: is 0, expected at least 1"),
        ("quota_award = 2", "quota_award = true", "quota_award: is True (bool), expected int"),
        ("quota_award = 2", "quota_award = '2'", "quota_award: is '2' (str), expected int"),
        ("quota_award = 2", "", "quota_award: missing: add it"),
        (
            "quota_award = 2",
            "quota_award = 2\nquota_awrd = 2",
            "quota_awrd: unknown key: remove it or correct its spelling",
        ),
        ("last_day = 2028-10-19", "last_day = 2023-10-19", "last_day: is not after issued"),
        ("last_day = 2028-10-19", "last_day = 'soon'", "last_day: is 'soon' (str), expected date"),
        ("issued = 2023-10-19", "issued = 2023-10-19T00:00:00", "issued: is datetime, expected date"),
        ('opens = "07-01"', 'opens = "02-30"', "self_assessment.opens: is '02-30', expected a day such as 06-20"),
        ("on_site = 0.6", "on_site = 0.5", "weights.organisation: add up to 0.9, expected 1"),
        (
            "defence = 0.4, on_site = 0.6",
            "defence = -1, on_site = 2",
            "weights.organisation.defence: is -1, expected 0 to 1",
        ),
        ("days_before = [365, 180, 90, 30, 7]", "days_before = 7", "expiry.days_before: is 7 (int), expected a list"),
        ("days_before = [365, 180, 90, 30, 7]", "days_before = [7, 7]", "expiry.days_before[2]: 7 is there twice"),
        ("bar_years = {36 = 5,", "bar_years = {x = 5,", "bar_years: a key is not int"),
        ("bar_years = {36 = 5,", "bar_years = {36 = 0,", "bar_years.36: is 0, expected at least 1"),
        (
            "examination_remind_on = [3, 4, 5]",
            "examination_remind_on = [6]",
            "examination_remind_on: has a day after examination_working_days",
        ),
        (
            'reassessed = ["award"]',
            'reassessed = ["prize"]',
            "expiry.reassessed: 'prize' is not one of award, nomination",
        ),
        (
            '"unit", "acceptance"',
            '"unit", "any"',
            "objectionable_notices: 'any' is not one of acceptance, award, internal, other, unit",
        ),
        ('key = "org_2"', 'key = "org_1"', "conditions_organisation[2]: 'org_1' is there twice"),
        ('zh = "领导"', 'zh = " "', "rubric_organisation[1].zh: is empty: fill it in"),
        (
            'kind = "leading_group_office"',
            'kind = "club"',
            "units[1].kind: is 'club', expected one of leading_group_office, industry_authority, entrusted_association",
        ),
        (
            'kind = "leading_group_office"',
            'kind = "entrusted_association"',
            "units[1]: unit leading_group_office is an association: give the day it is entrusted from",
        ),
        ("[pass_marks]", "[[pass_marks]]", "pass_marks: is list, expected a table"),
    ],
)
def test_a_pack_that_does_not_fit_is_refused_by_key_and_reason(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    with pytest.raises(Misfit) as refused:
        load_pack(changed(tmp_path, old, new))

    assert str(refused.value) == f"rules pack changed.toml: {complaint}"


def test_a_unit_cannot_be_entrusted_backwards() -> None:
    with pytest.raises(ValueError, match="builders is entrusted until a day before"):
        Unit("builders", UnitKind.ENTRUSTED_ASSOCIATION, "甲", "A", date(2026, 3, 2), date(2026, 3, 1))


def test_a_file_that_is_not_there_or_not_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misfit, match=r"rules pack absent\.toml: .*No such file"):
        load_pack(tmp_path / "absent.toml")
    (tmp_path / "torn.toml").write_text("name = ", encoding="utf-8")
    with pytest.raises(Misfit, match=r"rules pack torn\.toml: "):
        load_pack(tmp_path / "torn.toml")


def test_another_county_is_another_file(tmp_path: Path) -> None:
    assert load_pack(changed(tmp_path, 'county_zh = "临夏县"', 'county_zh = "永靖县"')).county_zh == "永靖县"
