"""Acts of the office that complete the rules pack: contacts, entrustments, and longer Measures (Art. 14, 43, 44)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from rules.pack import Pack
from rules.units import Contact, Unit, UnitKind


class ProvisionKind(StrEnum):
    """What an act provides for."""

    CONTACT = "contact"
    ENTRUSTMENT = "entrustment"
    ENDING = "ending"
    PROLONGATION = "prolongation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """One act of the lead: `about` is a unit's key, "office", or the name of the pack whose Measures are prolonged.

    `document` and `decided_on` name the paper, `draft_id` the form with its scan. `from_on` and `until_on` are the days
    of an entrustment, both included; `until_on` is also the last day of an ending and of prolonged Measures.
    """

    id: int
    kind: ProvisionKind
    about: str
    document: str = ""
    decided_on: date | None = None
    from_on: date | None = None
    until_on: date | None = None
    name_zh: str = ""
    name_en: str = ""
    phone: str = ""
    address: str = ""
    hours: str = ""
    draft_id: int | None = None


def amended(pack: Pack, provisions: Iterable[Provision]) -> Pack:
    """Return the pack with the acts, oldest first: each later one replaces what an earlier one provided for."""
    contacts, units = {one.key: one for one in pack.contacts}, {unit.key: unit for unit in pack.units}
    last_day = pack.last_day
    for one in provisions:
        match one.kind:
            case ProvisionKind.CONTACT:
                contacts[one.about] = Contact(one.about, one.phone, one.address, one.hours)
            case ProvisionKind.ENTRUSTMENT:
                units[one.about] = _entrusted(one)
            case ProvisionKind.ENDING if one.about in units:
                units[one.about] = replace(units[one.about], entrusted_until=one.until_on)
            case ProvisionKind.PROLONGATION if one.about == pack.name and one.until_on is not None:
                last_day = max(last_day, one.until_on)
    return replace(pack, contacts=tuple(contacts.values()), units=tuple(units.values()), last_day=last_day)


def _entrusted(one: Provision) -> Unit:
    association = UnitKind.ENTRUSTED_ASSOCIATION
    return Unit(one.about, association, one.name_zh, one.name_en or one.name_zh, one.from_on, one.until_on)
