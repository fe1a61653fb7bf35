"""The holders of some years, their office, and how each deals with the report of each July, drawn by a seed."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from rehearsal.cast import COMMITTEE, OFFICE, credit, first_lead, hire, hire_clerks, identity
from rehearsal.dates import Holding
from rehearsal.stage import Player, Stage

LEAP = date(2024, 2, 29)
_FIRST_DECISION, _DECISION_DAYS = date(2023, 11, 20), 100


class Way(StrEnum):
    """How a holder deals with the report of one July."""

    SILENT = "silent"
    PROMPT = "prompt"
    AT_NIGHT = "at_night"
    LATE = "late"
    RETURNED = "returned"
    RETURNED_LATE = "returned_late"
    EXCUSED = "excused"
    ON_PAPER = "on_paper"


class Lot(StrEnum):
    """What happens to an award in these years."""

    PLAIN = "plain"
    REVOKED = "revoked"
    MERGED = "merged"
    KEPT = "kept"


_ALWAYS = (Way.SILENT, Way.AT_NIGHT, Way.RETURNED)
"""The ways that occur each July, however few holders there are."""
_LOTS = (Lot.REVOKED, Lot.MERGED, Lot.KEPT)
"""The first holders' lots; those after them have plain ones, the first of these by a decision of 29 February."""


@dataclass(slots=True)
class Life:
    """One holder. `award_id` is known once the award is entered, `ways` is how it deals with each July."""

    holding: Holding
    name: str
    number: str
    certificate: str
    lot: Lot
    players: list[Player] = field(default_factory=list)
    ways: dict[int, Way] = field(default_factory=dict)
    award_id: int = 0


@dataclass(slots=True)
class Company:
    """Everybody of these years."""

    lead: Player
    office: Player
    chair: Player
    clerks: tuple[Player, ...]
    lives: list[Life]

    @property
    def staff(self) -> tuple[Player, ...]:
        """Everybody who serves."""
        return (self.lead, self.office, self.chair, *self.clerks)


async def gather(stage: Stage, random: Random, holders: int, julys: range) -> Company:
    """Bring everybody on; the awards are entered by the office afterwards."""
    lead = await first_lead(stage)
    office = await hire(lead, "office", "李科员", OFFICE)
    chair = await hire(lead, "chair", "林主任", COMMITTEE, f"{COMMITTEE}:chair")
    clerks = await hire_clerks(lead)
    lives = [_life(random, place, [*clerks]) for place in range(holders)]
    for one in lives:
        one.players = [stage.enter(contact) for contact in one.holding.contacts]
    for year in julys:
        _deal(random, lives, year)
    return Company(lead, office, chair, tuple(clerks.values()), lives)


def _life(random: Random, place: int, units: list[str]) -> Life:
    lot = _LOTS[place] if place < len(_LOTS) else Lot.PLAIN
    plain = place - len(_LOTS)
    organisation = plain % 6 != 1
    decided_on = LEAP if plain == 0 else _FIRST_DECISION + timedelta(days=random.randrange(_DECISION_DAYS))
    contacts = (f"holder-{place}", f"second-{place}") if plain % 5 == 3 else (f"holder-{place}",)
    main = plain < 0 or plain % 4 != 2
    holding = Holding(f"holder-{place}", contacts, random.choice(units), organisation, main, decided_on)
    name = f"临夏县第{place + 1}示例公司" if organisation else f"马小花{place + 1}"
    number = credit(random) if organisation else identity(random)
    return Life(holding, name, number, f"LX-{place + 1:03}", lot)


def _deal(random: Random, lives: list[Life], year: int) -> None:
    """One July's ways: each of them at least once, where there are holders enough."""
    owing = [one for one in lives if one.holding.organisation]
    ways = [way for way in Way if way not in _ALWAYS]
    random.shuffle(ways)
    drawn = [*_ALWAYS, *ways, *(random.choice([*Way]) for _ in owing)]
    plain = [one for one in owing if one.lot is Lot.PLAIN]
    random.shuffle(plain)
    for one, way in zip(plain, drawn, strict=False):
        one.ways[year] = way
    for one in owing:
        if one.lot is not Lot.PLAIN:  # whose end would else be told to nobody
            one.ways[year] = random.choice(ways) if one.lot is Lot.KEPT else Way.SILENT
