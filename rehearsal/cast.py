"""The cast: the office, units, reviewers, committee and applicants, and what befalls each of them, drawn by a seed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random

from rehearsal.chats import tokens_in
from rehearsal.filling import fill
from rehearsal.stage import Player, Stage
from rules.applications.lifecycle import INDIVIDUAL, ORGANISATION
from rules.engine.identities import DocumentKind, credit_code, document_number
from rules.engine.refusals import Unfit
from workflow.office.invitations import make_lead_invitation

BORN_BEFORE = date(2030, 1, 1)
UNITS, REVIEWERS, MEMBERS = 3, 9, 5
INVITE = "invitation:role"
OFFICE, CLERK, REVIEWER, COMMITTEE = (f"{INVITE}:{role}" for role in ("office", "clerk", "reviewer", "committee"))
"""The buttons that offer a role. One that asks for a unit or a post stands before another button."""
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
    """Bring everybody on: the first lead comes by the invitation of an empty service, and invites whoever serves."""
    lead = await first_lead(stage)
    office = await hire(lead, "office", "李科员", OFFICE)
    clerks = await hire_clerks(lead)
    reviewers = [await hire(lead, f"reviewer-{n}", f"孙专家{n}", REVIEWER) for n in range(REVIEWERS)]
    posts = ("chair", "deputy_chair", "deputy_chair", *("member",) * (MEMBERS - 3))
    committee = [
        await hire(lead, f"member-{n}", f"陈委员{n}", COMMITTEE, f"{COMMITTEE}:{post}") for n, post in enumerate(posts)
    ]
    objector, applying = stage.enter("objector"), _applicants(stage, random, applicants, [*clerks])
    return Cast(lead, office, clerks, reviewers, committee, objector, applying)


async def first_lead(stage: Stage) -> Player:
    """Let the first lead come by the invitation that an empty service prints when it starts."""
    async with stage.store.work() as work:
        token = await make_lead_invitation(work, stage.clock())
        await work.commit()
    lead = stage.enter("lead")
    await lead.say(f"/start {token}")
    await lead.press("invitation:accept")
    await lead.say("马主任")
    await _state_interests(lead)
    return lead


async def hire_clerks(lead: Player) -> dict[str, Player]:
    """Let the lead invite a clerk of each of the first units; the clerks by their units."""
    units = [unit.key for unit in lead.stage.pack.units[:UNITS]]
    return {
        unit: await hire(lead, f"clerk-{unit}", "王经办", CLERK, f"invitation:unit:{n}") for n, unit in enumerate(units)
    }


async def hire(lead: Player, key: str, name: str, *buttons: str) -> Player:
    """Let the lead invite somebody by these buttons; they accept, and state their interests."""
    await lead.say("/people")
    for button in (INVITE, *buttons):
        await lead.press(button)
    token = tokens_in(await lead.say(name))[0]
    newcomer = lead.stage.enter(key)
    await newcomer.say(f"/start {token}")
    await newcomer.press("invitation:accept")
    await _state_interests(newcomer)
    return newcomer


async def _state_interests(newcomer: Player) -> None:
    await newcomer.say("/tasks")
    await newcomer.press(newcomer.offered("interest:state")[0])
    await fill(newcomer, "interests")


def _applicants(stage: Stage, random: Random, count: int, units: list[str]) -> list[Applicant]:
    fates = [*ALWAYS[:count], *(random.choice(_DRAWN) for _ in range(count - len(ALWAYS)))]
    random.shuffle(fates)
    found = []
    for place, fate in enumerate(fates):
        kind = ORGANISATION if place % 3 else INDIVIDUAL
        branch = kind == ORGANISATION and place % 5 == 1
        player = stage.enter(f"applicant-{place}")
        name = f"临夏县第{place + 1}示例公司" if kind == ORGANISATION else f"马小花{place + 1}"
        number = credit(random) if kind == ORGANISATION else identity(random)
        found.append(Applicant(player, kind, branch, random.choice(units), name, number, fate))
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
