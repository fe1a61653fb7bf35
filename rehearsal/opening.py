"""The scene before an edition opens: the lead tries too early, then sets how everybody is reached (Art. 14, 44)."""

from rehearsal.filling import fill
from rehearsal.stage import Player
from texts import say

CONTACT = "provision:contact:"


class Unchecked(AssertionError):
    """An edition opened, or could have been opened, without what it has to have."""


async def make_ready(lead: Player) -> int:
    """Let the lead mend what keeps the edition, shown last, from being opened. Returns its id."""
    edition_id = int(lead.offered("edition:change:")[0].rpartition(":")[2])
    if not any(data == f"edition:open:{edition_id}" for data in lead.offered("edition:open:")):
        await _too_early(lead, edition_id)
        await set_contacts(lead)
        await lead.say("/office")
        await lead.press("edition:list")
        await lead.press(f"edition:see:{edition_id}")
    return edition_id


async def set_contacts(lead: Player) -> None:
    """Set phone, address and hours of the office and of each unit, one after another as they are offered."""
    await lead.press("provision:list:0")
    await lead.press("provision:see:office")
    following = [f"{CONTACT}office"]
    while following:
        await lead.press(following[0])
        about = following[0].removeprefix(CONTACT)
        await fill(lead, "contact", subject=about)
        following = [data for data in _latest(lead) if data.startswith(CONTACT)]


def _latest(lead: Player) -> tuple[str, ...]:
    return lead.stage.chats.of[lead.chat].said[-1].presses


async def _too_early(lead: Player, edition_id: int) -> None:
    """Try to open it all the same: the checklist's first line says what lacks, with its article."""
    said = "\n".join(await lead.press_anyhow(f"edition:opened:{edition_id}"))
    async with lead.desk() as desk:
        edition = await desk.work.editions.get(edition_id)
    head = say(lead.stage.language, "editions.lacking.contacts", bodies="\n").partition("\n")[0]
    if edition is None or edition.opened_at is not None or not said.startswith(head):
        raise Unchecked(f"edition {edition_id} was not refused for its contacts: {said[:200]}")
    await lead.say("/office")
    await lead.press("edition:list")
    await lead.press(f"edition:see:{edition_id}")
