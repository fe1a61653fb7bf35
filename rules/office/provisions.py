"""Acts of the office that complete the rules pack: contacts, entrustments, and longer Measures (Art. 14, 43, 44)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache, partial
from typing import Any

from rules.engine.forms import Answers, Facts, Form, Kind, Names, Question
from rules.engine.options import day, has_come
from rules.engine.pack import Pack
from rules.engine.parts import Contact, Unit, UnitKind
from rules.engine.refusals import Unfit


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


# Forms of the lead's acts: a contact, an entrustment and its early end, longer Measures (Art. 14, 43, 44).


@cache
def contact(name_zh: str, name_en: str) -> Form:
    """Return the form for phone, address and hours of the office or of the unit of this name."""
    ask = partial(Question, section="contact", article=44, block="contact", places={"name": Names(name_zh, name_en)})
    return Form(
        "contact",
        (
            ask(key="phone", kind=Kind.PHONE, text="provisions.phone"),
            ask(key="address", kind=Kind.TEXT, text="provisions.address", least=4, most=100),
            ask(key="hours", kind=Kind.TEXT, text="provisions.hours", least=4, most=100),
        ),
    )


@cache
def entrustment(*, new: bool) -> Form:
    """Return the form that entrusts an association: its name if it is `new`, the paper, the term, the scan."""
    ask = partial(Question, section="entrustment", article=14)
    names = (
        ask(key="name_zh", kind=Kind.TEXT, text="provisions.name_zh", least=4, most=60),
        ask(key="name_en", kind=Kind.TEXT, text="provisions.name_en", optional=True, least=4, most=150),
    )
    return Form(
        "entrustment",
        (
            *(names if new else ()),
            *_paper(14),
            ask(key="from_on", kind=Kind.DATE, text="provisions.from_on"),
            ask(key="until_on", kind=Kind.DATE, text="provisions.until_on", check=_is_term),
            _scan("entrustment", 14),
        ),
    )


@cache
def ending() -> Form:
    """Return the form that ends an entrustment early: the paper, the last day, the scan."""
    last = Question(
        key="until_on", kind=Kind.DATE, section="entrustment", article=14, text="provisions.ends_on", check=_is_earlier
    )
    return Form("entrustment_end", (*_paper(14), last, _scan("entrustment", 14)))


@cache
def prolongation() -> Form:
    """Return the form for the decision that prolongs the Measures: document, its day, the new last day, the scan."""
    last = Question(
        key="until_on", kind=Kind.DATE, section="prolongation", article=43, text="provisions.last_day", check=_is_longer
    )
    return Form("prolongation", (*_paper(43, section="prolongation"), last, _scan("prolongation", 43)))


def _paper(article: int, *, section: str = "entrustment") -> tuple[Question, ...]:
    ask = partial(Question, section=section, article=article)
    return (
        ask(key="document", kind=Kind.TEXT, text="provisions.document", least=4, most=100),
        ask(key="decided_on", kind=Kind.DATE, text="provisions.decided_on", check=has_come),
    )


def _scan(section: str, article: int) -> Question:
    return Question(
        key="pages", kind=Kind.FILES, section=section, article=article, text="provisions.pages", least=1, most=10
    )


def _is_term(value: Any, answers: Answers, facts: Facts) -> None:
    """Raise Unfit for a term that ends before it begins, or that is over already."""
    begins, ends, today = day(answers.get("from_on")), day(value), facts.get("today")
    if ends and ((begins and ends < begins) or (today and ends < today)):
        raise Unfit("provisions.term_over", article=14)


def _is_earlier(value: Any, _: Answers, facts: Facts) -> None:
    """Raise Unfit for a last day that has passed, or that is not before the present one."""
    ends, today, until = day(value), facts.get("today"), facts.get("until")
    if ends and today and ends < today:
        raise Unfit("provisions.ends_past", article=14)
    if ends and until and ends >= until:
        raise Unfit("provisions.ends_later", article=14, until=until)


def _is_longer(value: Any, _: Answers, facts: Facts) -> None:
    """Raise Unfit for a last day that is not after the Measures' present one."""
    last, present = day(value), facts.get("last_day")
    if last and present and last <= present:
        raise Unfit("provisions.not_longer", article=43, last=present)
