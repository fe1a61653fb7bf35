"""Acts of the office over the rules pack: the later one counts, and the file's own text stays (Art. 14, 42, 43)."""

from datetime import date

import pytest

from rules.engine.pack import load_pack, read_pack
from rules.engine.records import Misfit
from rules.office.provisions import Provision, ProvisionKind, amended

PACK = load_pack()
FIRST, LAST, EARLY = date(2027, 1, 1), date(2028, 12, 31), date(2027, 6, 30)


def act(kind: ProvisionKind, about: str, **values: object) -> Provision:
    return Provision(id=1, kind=kind, about=about, **values)  # type: ignore[arg-type]  # the fields of a Provision


def entrusted(until: date = LAST) -> Provision:
    return act(ProvisionKind.ENTRUSTMENT, "guild", name_zh="食品行业协会", from_on=FIRST, until_on=until)


@pytest.mark.article(14)
def test_an_association_receives_from_its_first_to_its_last_day_or_to_its_early_end() -> None:
    ended = act(ProvisionKind.ENDING, "guild", until_on=EARLY)
    for acts, last in (
        ((entrusted(),), LAST),
        ((entrusted(), ended), EARLY),
        ((entrusted(), ended, entrusted()), LAST),
    ):
        unit = amended(PACK, acts).units[-1]
        days = (date(2026, 12, 31), FIRST, last, last.replace(year=last.year + 1))
        assert [unit.receives_on(day) for day in days] == [False, True, True, False]
    assert amended(PACK, (entrusted(),)).units[-1].name("en") == "食品行业协会"


@pytest.mark.article(14)
@pytest.mark.parametrize(
    ("first", "last", "there"),
    [
        (date(2026, 11, 1), date(2026, 12, 31), False),
        (date(2026, 11, 1), FIRST, True),
        (LAST, date(2029, 3, 1), True),
        (date(2029, 1, 1), date(2029, 3, 1), False),
    ],
)
def test_a_unit_belongs_to_an_edition_if_it_receives_on_any_day_of_its_window(
    first: date, last: date, *, there: bool
) -> None:
    assert amended(PACK, (entrusted(),)).units[-1].receives_within(first, last) is there


@pytest.mark.article(43)
def test_the_measures_are_prolonged_and_never_shortened_and_only_these() -> None:
    later, earlier = date(2033, 10, 19), date(2026, 1, 1)
    found = [
        amended(PACK, (act(ProvisionKind.PROLONGATION, about, until_on=until),)).last_day
        for about, until in ((PACK.name, later), (PACK.name, earlier), ("linxia-2033", later))
    ]
    assert found == [later, PACK.last_day, PACK.last_day]


@pytest.mark.article(42)
@pytest.mark.article(44)
def test_the_shipped_pack_has_no_contact_and_what_the_lead_sets_stands_before_a_countys_own() -> None:
    assert PACK.contacts == ()
    written = '[[contacts]]\nkey = "{key}"\nphone = "0930-1"\naddress = "一楼"\nhours = "上午"\n'
    own = read_pack(f"{PACK.text}\n{written.format(key='office')}")
    made = amended(own, (act(ProvisionKind.CONTACT, "office", phone="0930-2", address="二楼", hours="下午"),))
    before, after = own.contact(), made.contact()
    assert before is not None
    assert after is not None
    assert (before.phone, after.phone, made.text) == ("0930-1", "0930-2", own.text)
    with pytest.raises(Misfit, match="contacts: 'nobody' is not one of"):
        read_pack(f"{PACK.text}\n{written.format(key='nobody')}")
