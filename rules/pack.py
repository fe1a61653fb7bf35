"""The rules pack: one county's numbers, checklists and bodies as one versioned data file (Art. 3, 42, 43)."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, time
from decimal import Decimal
from pathlib import Path

from rules.calendar import MonthDay
from rules.records import Misfit, read
from rules.rubrics import Criterion, PassMarks, Weights
from rules.units import Unit

LINXIA = Path(__file__).parent / "packs" / "linxia-2023.toml"

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Named:
    """A body, an award or a choice with its name in both languages; `key` is kept with cases and never changes."""

    key: str
    zh: str
    en: str

    def name(self, language: str) -> str:
        """The name in `language`: English for "en", Chinese for every other."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Bodies:
    """Who acts (Art. 8, 9): names as papers and messages print them."""

    government: Named
    committee: Named
    office: Named
    seat: Named
    leading_group_office: Named


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of Art. 10 or 11 as a question in plain words, and the evidence the office looks for."""

    key: str
    article: int
    item: int
    zh: str
    en: str
    evidence_zh: str
    evidence_en: str


@dataclass(frozen=True, slots=True)
class SelfAssessment:
    """The July report (Art. 32): who owes it, the day it opens, the reminders, the last day, the weekly ones after."""

    awards: tuple[str, ...]
    individuals: bool
    opens: MonthDay
    remind_on: tuple[MonthDay, ...]
    last: MonthDay
    overdue_every_days: int
    overdue_times: int


@dataclass(frozen=True, slots=True)
class Expiry:
    """The end of validity (Art. 5): reminders, re-evaluation, rectification and the renewed term."""

    days_before: tuple[int, ...]
    reassessed: tuple[str, ...]
    reassessment_opens_days_before: int
    rectification_months: int
    renewed_years: int


@dataclass(frozen=True, slots=True)
class Uploads:
    """Limits of files, in megabytes of 1024 × 1024 bytes and in number; an application's are for all its files."""

    telegram_mb: int
    web_mb: int
    application_files: int
    application_mb: int

    @property
    def telegram_bytes(self) -> int:
        """The largest file that can be sent in Telegram."""
        return self.telegram_mb * _MEGABYTE

    @property
    def web_bytes(self) -> int:
        """The largest file that can be sent on the web."""
        return self.web_mb * _MEGABYTE

    @property
    def application_bytes(self) -> int:
        """What all files of one application may come to."""
        return self.application_mb * _MEGABYTE


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept after their case has ended, in months; drafts count from the last answer."""

    drafts: int
    applications_not_granted: int
    objection_identities: int
    objections: int
    tips: int


@dataclass(frozen=True, slots=True)
class Pack:
    """All that another county fills in. Days named `working_days` are working days, others calendar days."""

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
    material_review_working_days: int
    examination_working_days: int
    examination_remind_on: tuple[int, ...]
    completion_working_days: int
    investigation_working_days: int
    confirmation_working_days: int
    task_before_working_days: int
    task_late_working_days: tuple[int, ...]
    measures_end_days_before: tuple[int, ...]
    quiet_from: time
    quiet_until: time
    calendar_asked_from: MonthDay
    local_days_suggested: tuple[MonthDay, ...]
    legal_person_needs_recommendation: bool
    objectionable_notices: tuple[str, ...]
    to_confirm: tuple[str, ...]
    awards: tuple[Named, ...]
    bodies: Bodies
    weights: Weights
    pass_marks: PassMarks
    self_assessment: SelfAssessment
    expiry: Expiry
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

    def name_of_award(self, key: str, language: str) -> str:
        """The award's name; raises KeyError for a key that the pack does not have."""
        return {award.key: award for award in self.awards}[key].name(language)

    def units_on(self, day: date) -> tuple[Unit, ...]:
        """The units that an application can be handed to on `day` (Art. 14), in the pack's order."""
        return tuple(unit for unit in self.units if unit.receives_on(day))


def load_pack(path: Path = LINXIA) -> Pack:
    """The pack in the TOML file `path`; raises Misfit, which names the file, the key and what is wrong with it."""
    try:
        pack = read(Pack, tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal))
        _check_together(pack)
    except (OSError, tomllib.TOMLDecodeError, Misfit) as error:
        raise Misfit(f"rules pack {path.name}", str(error)) from error
    return pack


def _check_together(pack: Pack) -> None:
    """What no single value shows: order, sums, keys used twice or not at all."""
    for field in fields(pack):
        _check_amounts(field.name, getattr(pack, field.name))
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
    _check_known("self_assessment.awards", pack.self_assessment.awards, awards)
    _check_known("expiry.reassessed", pack.expiry.reassessed, awards)
    _check_known("objectionable_notices", pack.objectionable_notices, {"internal", "unit", "acceptance", "award"})
    _check_known("to_confirm", pack.to_confirm, {field.name for field in fields(pack)})


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
