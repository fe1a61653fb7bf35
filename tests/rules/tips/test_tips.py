"""Who handles a tip and who never learns of it: every subject against every post, and the code that opens it."""

from datetime import date

import pytest

from rules.engine.pack import load_pack
from rules.engine.refusals import Unfit
from rules.people.roles import Membership, Role
from rules.tips.cases import (
    About,
    Subject,
    code_typed,
    handlers_of,
    handles_tips,
    kept_since,
    may_handle,
    pause_after,
    shown,
)

PACK = load_pack()
POSTS: dict[str, tuple[Role, str | None]] = {
    "lead": (Role.LEAD, None),
    "office": (Role.OFFICE, None),
    "clerk": (Role.CLERK, "industry"),
    "clerk of the seat": (Role.CLERK, "market_regulation"),
    "clerk of the leading group": (Role.CLERK, "leading_group_office"),
    "reviewer": (Role.REVIEWER, None),
    "chair": (Role.COMMITTEE, "chair"),
    "deputy": (Role.COMMITTEE, "deputy_chair"),
    "member": (Role.COMMITTEE, None),
    "inspector": (Role.INSPECTOR, None),
}
IDS = {name: number for number, name in enumerate(POSTS, start=1)}


def person(name: str, *more: str) -> list[Membership]:
    return [Membership(0, IDS[name], *POSTS[each]) for each in (name, *more)]


def handlers(subject: Subject, *missing: str, people: dict[int, list[Membership]] | None = None) -> set[str]:
    """Who handles it in a county where everybody is there and has a key but these."""
    everybody = people or {IDS[name]: person(name) for name in POSTS}
    keyed = {one for name, one in IDS.items() if name not in missing}
    names = {one: name for name, one in IDS.items()}
    return {names[one] for one in handlers_of(subject, everybody, keyed, PACK)}


@pytest.mark.article(24, 8)
@pytest.mark.parametrize(
    ("about", "unit", "able"),
    [
        (About.OFFICE, None, {"chair", "deputy", "inspector"}),
        (About.UNIT, "industry", {"lead", "office"}),
        (About.UNIT, "market_regulation", {"chair", "deputy", "inspector"}),
        (About.UNIT, "leading_group_office", {"lead", "office"}),
        (About.REVIEWER, None, {"lead", "office"}),
        (About.CHAIR, None, {"deputy", "inspector"}),
        (About.COMMITTEE, None, {"inspector"}),
        (About.APPLICANT, None, {"lead", "office"}),
        (About.OTHER, None, {"lead", "office"}),
    ],
)
def test_the_subject_decides_who_handles_it(about: About, unit: str | None, able: set[str]) -> None:
    assert handlers(Subject(about, unit)) == able


@pytest.mark.article(24)
@pytest.mark.parametrize(
    ("about", "unit", "gone", "able"),
    [
        (About.OFFICE, None, ("inspector", "deputy"), {"chair"}),
        (About.OFFICE, None, ("inspector", "deputy", "chair"), set()),
        (About.CHAIR, None, ("inspector", "deputy"), {"lead", "office"}),
        (About.COMMITTEE, None, ("inspector",), {"lead", "office"}),
        (About.REVIEWER, None, ("lead", "office"), {"chair", "deputy", "inspector"}),
        (About.UNIT, "leading_group_office", ("lead", "office"), {"chair", "inspector"}),
    ],
)
def test_who_has_no_key_is_passed_over_and_never_for_a_subject(
    about: About, unit: str | None, gone: tuple[str, ...], able: set[str]
) -> None:
    assert handlers(Subject(about, unit), *gone) == able


@pytest.mark.article(24, 38)
@pytest.mark.parametrize(
    ("about", "unit", "twice", "other"),
    [
        (About.REVIEWER, None, "office", "reviewer"),
        (About.UNIT, "industry", "lead", "clerk"),
        (About.OFFICE, None, "deputy", "office"),
        (About.CHAIR, None, "inspector", "chair"),
        (About.COMMITTEE, None, "lead", "member"),
    ],
)
def test_whoever_holds_any_role_of_the_subject_is_out_whatever_else_they_are(
    about: About, unit: str | None, twice: str, other: str
) -> None:
    subject = Subject(about, unit)
    people = {IDS[name]: person(name) for name in POSTS}
    assert may_handle(subject, person(twice), PACK)
    people[IDS[twice]] = person(twice, other)
    assert not may_handle(subject, people[IDS[twice]], PACK)
    assert twice not in handlers(subject, people=people)


def test_whose_post_handles_tips_needs_a_key() -> None:
    assert {name for name in POSTS if handles_tips(person(name))} == {"lead", "office", "chair", "deputy", "inspector"}


def test_a_code_is_read_in_groups_and_typed_in_any_spelling() -> None:
    assert shown("0123456789012345") == "0123 4567 8901 2345"
    typed = (
        "0123 4567 8901 2345",
        "0123456789012345",
        "０１２３-４５６７-８９０１-２３４５",
        " 0123\u00a04567 8901 2345 ",
    )
    assert [code_typed(one) for one in typed] == ["0123456789012345"] * len(typed)


@pytest.mark.parametrize("text", ["", "0123", "01234567890123456", "O123 4567 8901 2345"])
def test_what_cannot_be_a_code_is_told_its_length(text: str) -> None:
    with pytest.raises(Unfit) as refused:
        code_typed(text)
    assert refused.value.key == "tip.code_shape"


def test_wrong_codes_are_paused_for_longer_and_longer_up_to_forty_two_seconds() -> None:
    assert [pause_after(wrong) for wrong in (0, 4, 5, 6, 41, 42, 43, 10_000)] == [0, 0, 5, 6, 41, 42, 42, 42]


@pytest.mark.parametrize(
    ("today", "months", "since"),
    [
        (date(2026, 9, 1), 36, date(2023, 9, 1)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 1, 15), 12, date(2025, 1, 15)),
    ],
)
def test_months_are_counted_back_to_the_corresponding_day(today: date, months: int, since: date) -> None:
    assert kept_since(today, months) == since
