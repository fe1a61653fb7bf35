"""A county whose office and units can be reached, and the lead who sets how, by the buttons of the chat (Art. 14)."""

from dataclasses import replace

from rules.engine.pack import Pack, load_pack
from rules.engine.parts import OFFICE, Contact
from tests.talking import Someone

PHONE, ADDRESS, HOURS = "0930-3220000", "双城新区统办楼201室", "工作日8:30至18:00"


def reachable(pack: Pack | None = None) -> Pack:
    """The pack with an invented contact of the office and of each unit."""
    pack = pack or load_pack()
    keys = (OFFICE, *(unit.key for unit in pack.units))
    return replace(pack, contacts=tuple(Contact(key, PHONE, f"{ADDRESS}（{key}）", HOURS) for key in keys))


async def sets_contact(lead: Someone, *, phone: str = PHONE, address: str = ADDRESS, hours: str = HOURS) -> list[str]:
    """The lead answers the three questions that are asked, and confirms."""
    for answer in (phone, address, hours):
        await lead.says(answer)
    return await lead.presses("确认无误")


async def sets_all(lead: Someone) -> int:
    """The lead sets one contact after another, as they are offered. Returns how many."""
    await lead.presses_data("provision:list:0")
    await lead.presses_data("provision:see:office")
    await lead.presses("写电话、地址、办公时间")
    count = 0
    while True:
        await sets_contact(lead, address=f"{ADDRESS}（{count}）")
        count += 1
        following = [label for label in lead.buttons() if "下一家" in label]
        if not following:
            return count
        await lead.presses(following[0])
