"""The rules pack: one county's numbers, checklists and bodies, read from one versioned data file (Art. 3, 42, 43)."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from rules.engine.calendar import MonthDay
from rules.engine.parts import (
    OFFICE,
    Bodies,
    Condition,
    Contact,
    Duties,
    Expiry,
    Named,
    RecusalLevel,
    Remedies,
    Retention,
    SelfAssessment,
    Unit,
    Uploads,
)
from rules.engine.records import Misfit, read
from rules.engine.rubrics import TIE_RULES, Criterion, PassMarks, Weights

LINXIA = Path(__file__).parent / "packs" / "linxia-2023.toml"


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything that another county fills in. Names with `working_days` count working days, others calendar days."""

    name: str
    version: str
    county_zh: str
    county_en: str
    document_number: str
    document_zh: str
    document_en: str
    issued: date
    last_day: date
    edition_years: int
    quota_award: int
    quota_nomination: int
    validity_years: int
    registered_years: int
    clean_record_years: int
    indicator_years: int
    bar_years: Mapping[int, int]
    liability_years: int
    notice_working_days: int
    internal_notice_working_days: int
    supplement_working_days: int
    review_working_days: int
    consultation_working_days: int
    assignment_working_days: int
    material_review_working_days: int
    list_working_days: int
    defence_working_days: int
    on_site_working_days: int
    deliberation_working_days: int
    government_working_days: int
    forwarding_working_days: int
    examination_working_days: int
    examination_remind_on: tuple[int, ...]
    completion_working_days: int
    investigation_working_days: int
    confirmation_working_days: int
    hearing_working_days: int
    decision_working_days: int
    recovery_working_days: int
    task_before_working_days: int
    task_late_working_days: tuple[int, ...]
    measures_end_days_before: tuple[int, ...]
    quiet_from: time
    quiet_until: time
    office_opens: time
    calendar_asked_from: MonthDay
    contacts_asked_from: MonthDay
    contacts_working_days: int
    local_days_suggested: tuple[MonthDay, ...]
    legal_person_needs_recommendation: bool
    objectionable_notices: tuple[str, ...]
    to_confirm: tuple[str, ...]
    awards: tuple[Named, ...]
    bodies: Bodies
    weights: Weights
    pass_marks: PassMarks
    panel: Mapping[str, int]
    committee_quorum: Decimal
    self_assessment: SelfAssessment
    expiry: Expiry
    duties: Duties
    uploads: Uploads
    retention: Retention
    conditions_organisation: tuple[Condition, ...]
    conditions_individual: tuple[Condition, ...]
    priority_grounds: tuple[Named, ...]
    revocation_grounds: tuple[Named, ...]
    industries: tuple[Named, ...]
    rubric_organisation: tuple[Criterion, ...]
    rubric_individual: tuple[Criterion, ...]
    units: tuple[Unit, ...]
    recusal: RecusalLevel = RecusalLevel.STRICT
    contacts: tuple[Contact, ...] = ()
    """How the office and the units are reached; the lead sets what the file leaves out (`rules.office.provisions`)."""
    tie_rule: tuple[str, ...] = ()
    government_ends: tuple[int, ...] = (5, 37, 39)
    remedies: Remedies = field(default_factory=Remedies)
    text: str = field(default="", repr=False, compare=False)
    """The text of the file, a copy of which each edition keeps."""

    @property
    def version_name(self) -> str:
        """The name under which an edition records this version of the pack."""
        return f"{self.name}:{self.version}"

    def name_of_award(self, key: str, language: str) -> str:
        """Return the award's name. Raises KeyError for a key that the pack does not have."""
        return {award.key: award for award in self.awards}[key].name(language)

    def name_of_unit(self, key: str | None, language: str, otherwise: str | None = None) -> str:
        """Return the unit's name; for a key that the pack does not have, `otherwise` or the key itself."""
        unknown = (key or "") if otherwise is None else otherwise
        return next((unit.name(language) for unit in self.units if unit.key == key), unknown)

    def units_on(self, day: date) -> tuple[Unit, ...]:
        """Return the units that an application can be handed to on `day` (Art. 14), in the pack's order."""
        return tuple(unit for unit in self.units if unit.receives_on(day))

    def contact(self, key: str = OFFICE) -> Contact | None:
        """Return how the unit, or without one the office, is reached; None as long as nobody has said it."""
        return next((contact for contact in self.contacts if contact.key == key), None)


def load_pack(path: Path = LINXIA) -> Pack:
    """Load the pack from the TOML file `path`. Raises Misfit, which names the file, the key and what is wrong."""
    try:
        return read_pack(path.read_text(encoding="utf-8"))
    except (OSError, Misfit) as error:
        raise Misfit(f"rules pack {path.name}", str(error)) from error


@lru_cache(maxsize=8)
def read_pack(text: str) -> Pack:
    """Read a pack from TOML text. Raises Misfit, which names the key and what is wrong with it."""
    try:
        pack = read(Pack, tomllib.loads(text, parse_float=Decimal))
    except tomllib.TOMLDecodeError as error:
        raise Misfit("file", str(error)) from error
    _check_together(pack)
    return replace(pack, text=text)


def _check_together(pack: Pack) -> None:
    """Check what no single value shows: order, sums, and keys used twice or not at all. Raises Misfit."""
    for each in fields(pack):
        _check_amounts(each.name, getattr(pack, each.name))
    if pack.last_day <= pack.issued:
        raise Misfit("last_day", "is not after issued")
    for side, weights in (("organisation", pack.weights.organisation), ("individual", pack.weights.individual)):
        if sum(weights.values()) != 1:
            raise Misfit(f"weights.{side}", f"add up to {sum(weights.values())}, expected 1")
    for name in ("awards", "units", "conditions_organisation", "conditions_individual"):
        if not getattr(pack, name):
            raise Misfit(name, "is empty: name at least one")
    if max(pack.examination_remind_on) > pack.examination_working_days:
        raise Misfit("examination_remind_on", "has a day after examination_working_days")
    awards = {award.key for award in pack.awards}
    kept = pack.retention
    if kept.messages > min(getattr(kept, each.name) for each in fields(kept) if each.name != "messages"):
        raise Misfit("retention.messages", "is longer than another period: a message quotes what that one erases")
    _check_known("self_assessment.awards", pack.self_assessment.awards, awards)
    _check_known("expiry.reassessed", pack.expiry.reassessed, awards)
    kinds = {"internal", "unit", "acceptance", "award", "other"}
    _check_known("objectionable_notices", pack.objectionable_notices, kinds)
    _check_known("contacts", (one.key for one in pack.contacts), {OFFICE, *(unit.key for unit in pack.units)})
    if not {39} <= set(pack.government_ends) <= {5, 37, 39}:
        raise Misfit("government_ends", "has to name 39, whose text asks for the approval, and may name 5 and 37")
    _check_known("tie_rule", pack.tie_rule, set(TIE_RULES))
    _check_known("to_confirm", pack.to_confirm, {each.name for each in fields(pack)})


def _check_amounts(where: str, value: object) -> None:
    match value:
        case bool():
            return
        case int() if value < 1:
            raise Misfit(where, f"is {value}, expected at least 1")
        case Decimal() if not 0 <= value <= 1:
            raise Misfit(where, f"is {value}, expected 0 to 1")
        case Mapping():
            for key, item in value.items():
                _check_amounts(f"{where}.{key}", item)
        case tuple():
            _check_row(where, value)
        case _ if hasattr(value, "__dataclass_fields__"):
            for name in value.__dataclass_fields__:
                _check_amounts(f"{where}.{name}", getattr(value, name))


def _check_row(where: str, row: tuple[object, ...]) -> None:
    keys = [getattr(item, "key", item) for item in row]
    for n, item in enumerate(row, start=1):
        if keys[n - 1] in keys[: n - 1]:
            raise Misfit(f"{where}[{n}]", f"{keys[n - 1]!r} is there twice")
        _check_amounts(f"{where}[{n}]", item)


def _check_known(where: str, used: Iterable[str], known: set[str]) -> None:
    for key in used:
        if key not in known:
            raise Misfit(where, f"{key!r} is not one of {', '.join(sorted(known))}")
