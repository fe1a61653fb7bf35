"""A town in which an objection was admitted, and somebody investigates it."""

from rules.people.roles import Role
from storage.store import Store
from tests.handlers.applying import give_role, picture
from tests.handlers.objecting import FINDINGS, Case
from tests.talking import Someone

MEASURES = "由评委办按处理结果本周内办理完毕。"


async def admitted(store: Store) -> Case:
    """An objection was admitted on 17 September; reviewer 904 and committee member 905 can be named."""
    case = await Case.open(store)
    for chat, role in ((904, Role.REVIEWER), (905, Role.COMMITTEE)):
        case.ids[chat] = await give_role(case.town, case.person(chat), role)
    async with store.work() as work:
        for chat in (900, 901, 902, 904, 905):
            await work.people.set_name(case.ids[chat], f"某{chat}")
        await work.commit()
    await case.object(name="李平")
    await case.examines("1")
    return case


async def named(store: Store, *chats: int) -> Case:
    case = await admitted(store)
    for chat in chats or (904,):
        await case.office.presses_data(f"objection:name:1:{case.ids[chat]}")
    return case


async def finds(case: Case, someone: Someone, choice: str = "1") -> list[str]:
    """The investigator declares no interest, writes the findings with one paper, and hands them in."""
    await someone.presses_data("objection:apart:1")
    await someone.presses_data("objection:find:1")
    await someone.says(choice)
    await someone.says(FINDINGS)
    await someone.sends_file("核实记录.png", picture(99))
    await someone.presses("文件已齐")
    return await case.press_send(someone, "objection_findings")
