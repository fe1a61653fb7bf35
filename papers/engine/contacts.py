"""How the office and the units are reached, as notices, papers, receipts and answers say it (Art. 14, 22, 44)."""

from rules.engine.pack import Pack
from rules.notices.postings import Notice
from texts import say


def reach(pack: Pack, name: str, language: str) -> str:
    """Return how the unit of this name, or for any other body the office, is reached; "" while nobody has said it."""
    unit = next((unit for unit in pack.units if name in (unit.name_zh, unit.name_en)), None)
    found = pack.contact(unit.key) if unit is not None else pack.contact()
    if found is None:
        return ""
    named = unit.name(language) if unit is not None else pack.bodies.office.name(language)
    return say(language, "provisions.reach", name=named, phone=found.phone, address=found.address, hours=found.hours)


def reached(pack: Pack, language: str) -> str:
    """Return a line for the office and for each receiving unit that has said how it is reached; "" if none has."""
    names = (pack.bodies.office.name(language), *(unit.name(language) for unit in pack.units if pack.contact(unit.key)))
    return "\n".join(filter(None, (reach(pack, name, language) for name in names)))


def reach_of_notice(pack: Pack, notice: Notice, language: str) -> str:
    """Return how the unit that posted the notice is reached, and the office, which examines objections (Art. 22)."""
    unit = next((unit for unit in pack.units if unit.key == notice.unit), None)
    names = (*((unit.name(language),) if unit and pack.contact(unit.key) else ()), pack.bodies.office.name(language))
    return "\n".join(filter(None, (reach(pack, name, language) for name in names)))
