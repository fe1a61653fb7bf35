"""The scenes before an edition opens: what keeps it shut, who is told its days, who entrusts (Art. 4, 14, 44)."""

from datetime import timedelta

from rehearsal.filling import fill
from rehearsal.stage import Player, Stage
from rules.calendar import office_day
from rules.lifecycle import INDIVIDUAL
from texts import say
from workflow.engine.provisions import pack_in_force

CONTACT = "pv:contact:"


class Unchecked(AssertionError):
    """An edition opened, or could have been opened, without what it has to have."""


async def make_ready(lead: Player) -> int:
    """Let the lead mend what keeps the edition, shown last, from being opened. Returns its id."""
    edition_id = int(lead.offered("ed:change:")[0].rpartition(":")[2])
    if not any(data == f"ed:open:{edition_id}" for data in lead.offered("ed:open:")):
        await _too_early(lead, edition_id)
        await set_contacts(lead)
        await lead.say("/office")
        await lead.press("ed:list")
        await lead.press(f"ed:see:{edition_id}")
    return edition_id


async def set_contacts(lead: Player) -> None:
    """Set phone, address and hours of the office and of each unit, one after another as they are offered."""
    await lead.press("pv:list:0")
    await lead.press("pv:see:office")
    following = [f"{CONTACT}office"]
    while following:
        await lead.press(following[0])
        about = following[0].removeprefix(CONTACT)
        await fill(lead, "contact", subject=about)
        following = [data for data in _latest(lead) if data.startswith(CONTACT)]


async def tell_days(asker: Player, edition_id: int) -> None:
    """Somebody asks before it is opened: they are told its days, and begin nothing (Art. 4)."""
    async with asker.desk() as desk:
        edition = await desk.work.editions.get(edition_id)
    if edition is None or edition.opened_at is not None:
        raise Unchecked(f"edition {edition_id} is not set, or opened before it was asked for")
    days = {"number": str(edition.number), "opens": edition.opens_on, "closes": edition.closes_on}
    await asker.press_for("m:help:when", "editions.when.set", **days)
    await asker.press_anyhow(f"ap:new:{INDIVIDUAL}")
    await asker.press_for(f"m:agree:ap:new:{INDIVIDUAL}", "applications.no_edition")


async def entrust(stage: Stage, lead: Player, office: Player) -> None:
    """The office cannot entrust an association; the lead does it, with its paper and its days (Art. 14)."""
    await office.press_for("pv:entrust:new", "people.not_yours")
    first = office_day(stage.clock())
    last = first + timedelta(days=120)
    await lead.press_anyhow("pv:list:0")
    await lead.press("pv:entrust:new")
    given = {"name_zh": "临夏县食品行业协会", "document": "临质评办〔2026〕3号", "decided_on": f"{first}"}
    await fill(lead, "entrustment", {**given, "from_on": f"{first}", "until_on": f"{last}"})
    async with stage.store.work() as work:
        pack = await pack_in_force(work, stage.pack)
    day = timedelta(days=1)
    standing = len(pack.units_on(first - day))
    if [len(pack.units_on(on)) - standing for on in (first, last, last + day)] != [1, 1, 0]:
        raise Unchecked(f"the association does not receive from {first} to {last}")


def _latest(lead: Player) -> tuple[str, ...]:
    return lead.stage.chats.of[lead.chat].said[-1].presses


async def _too_early(lead: Player, edition_id: int) -> None:
    """Try to open it all the same: the checklist's first line says what lacks, with its article."""
    said = "\n".join(await lead.press_anyhow(f"ed:opened:{edition_id}"))
    async with lead.desk() as desk:
        edition = await desk.work.editions.get(edition_id)
    head = say(lead.stage.language, "editions.lacking.contacts", bodies="\n").partition("\n")[0]
    if edition is None or edition.opened_at is not None or not said.startswith(head):
        raise Unchecked(f"edition {edition_id} was not refused for its contacts: {said[:200]}")
    await lead.say("/office")
    await lead.press("ed:list")
    await lead.press(f"ed:see:{edition_id}")
