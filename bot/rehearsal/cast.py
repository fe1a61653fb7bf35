"""The cast: the office, units, reviewers, committee and applicants, and what befalls each of them, drawn by a seed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random

from bot.rehearsal.stage import Player, Stage
from rules.identities import DocumentKind, credit_code, document_number
from rules.lifecycle import INDIVIDUAL, ORGANISATION
from rules.people import Role
from rules.refusals import Unfit

BORN_BEFORE = date(2030, 1, 1)
UNITS = ("leading_group_office", "market_regulation", "industry")
REVIEWERS, MEMBERS = 9, 5
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class Fate(StrEnum):
    """What happens to an applicant on the way."""

    PLAIN = "plain"
    SUPPLEMENT = "supplement"
    TURNED_DOWN = "turned_down"
    LATE_REPLY = "late_reply"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    OBJECTED = "objected"
    STRUCK = "struck"
    RECUSED = "recused"
    MISSED = "missed"
    REJECTED = "rejected"


_DRAWN = (
    *(Fate.PLAIN,) * 5,
    *(Fate.SUPPLEMENT,) * 2,
    Fate.TURNED_DOWN,
    Fate.LATE_REPLY,
    Fate.WITHDRAWN,
    Fate.REFUSED,
    Fate.OBJECTED,
    Fate.STRUCK,
    Fate.RECUSED,
    Fate.MISSED,
)
ALWAYS = (Fate.PLAIN, Fate.PLAIN, Fate.SUPPLEMENT, Fate.OBJECTED, Fate.STRUCK, Fate.REFUSED, Fate.WITHDRAWN)
"""The fates played in every rehearsal, however small."""


@dataclass(slots=True)
class Applicant:
    """One applicant, the unit they apply to and their fate. `id` is known once they have begun."""

    player: Player
    kind: str
    branch: bool
    unit: str
    name: str
    number: str
    fate: Fate
    id: int = 0


@dataclass(slots=True)
class Cast:
    """Everybody on the stage."""

    lead: Player
    office: Player
    clerks: dict[str, Player]
    reviewers: list[Player]
    committee: list[Player]
    objector: Player
    applicants: list[Applicant]


async def assemble(stage: Stage, random: Random, applicants: int) -> Cast:
    """Bring everybody on."""
    lead = await stage.enter("lead", "马主任", (Role.LEAD, None))
    office = await stage.enter("office", "李科员", (Role.OFFICE, None))
    clerks = {unit: await stage.enter(f"clerk-{unit}", "王经办", (Role.CLERK, unit)) for unit in UNITS}
    reviewers = [await stage.enter(f"reviewer-{n}", f"孙专家{n}", (Role.REVIEWER, None)) for n in range(REVIEWERS)]
    posts = ("chair", "deputy_chair", "deputy_chair", *(None,) * (MEMBERS - 3))
    committee = [await stage.enter(f"member-{n}", f"陈委员{n}", (Role.COMMITTEE, post)) for n, post in enumerate(posts)]
    objector = await stage.enter("objector", "丁女士")
    return Cast(lead, office, clerks, reviewers, committee, objector, await _applicants(stage, random, applicants))


async def _applicants(stage: Stage, random: Random, count: int) -> list[Applicant]:
    fates = [*ALWAYS[:count], *(random.choice(_DRAWN) for _ in range(count - len(ALWAYS)))]
    random.shuffle(fates)
    found = []
    for place, fate in enumerate(fates):
        kind = ORGANISATION if place % 3 else INDIVIDUAL
        branch = kind == ORGANISATION and place % 5 == 1
        player = await stage.enter(f"applicant-{place}", f"刘经理{place}")
        name = f"临夏县第{place + 1}示例公司" if kind == ORGANISATION else f"马小花{place + 1}"
        number = credit(random) if kind == ORGANISATION else identity(random)
        found.append(Applicant(player, kind, branch, random.choice(UNITS), name, number, fate))
    return found


def credit(random: Random) -> str:
    """A credit code with a right check character."""
    body = "91622921" + "".join(random.choice(_SIGNS) for _ in range(9))
    return _checked(body, _SIGNS, credit_code)


def identity(random: Random) -> str:
    """A resident's number with a right check digit."""
    born = f"{random.randint(1960, 2000)}{random.randint(1, 12):02}{random.randint(1, 28):02}"
    body = f"622921{born}{random.randint(0, 999):03}"
    return _checked(body, "0123456789X", lambda text: document_number(DocumentKind.RESIDENT, text, today=BORN_BEFORE))


def _checked(body: str, ends: str, check: Callable[[str], str]) -> str:
    for end in ends:
        try:
            return check(body + end)
        except Unfit:
            continue
    raise ValueError(body)
