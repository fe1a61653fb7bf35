"""A town with handlers of tips, and somebody in a chat who writes one."""

import re

from aiogram.methods import EditMessageText, SendMessage

from rules.tips import Kind
from storage.store import Store
from tests.talking import Someone, Town
from tests.web.tipping import KEYED, settle
from workflow.tips import Thread, stretch, thread_of

SENDER = 7


async def town(store: Store, *keyed: str) -> tuple[Town, dict[str, int]]:
    """A town in which everybody who handles tips has a key."""
    async with store.work() as work:
        await work.calendar.seed(Town(store).clock.now)
        await work.commit()
    return Town(store), await settle(store, keyed=keyed or KEYED, channel="telegram")


def shown(someone: Someone) -> str:
    """What the message says that was said or changed last."""
    texts = [call.text for call in someone._mine() if isinstance(call, SendMessage | EditMessageText)]
    return texts[-1] or ""


def code(someone: Someone) -> str:
    """The receipt code that is shown."""
    found = re.search(r"(\d{4} ){3}\d{4}", shown(someone))
    assert found is not None
    return found.group().replace(" ", "")


async def thread(store: Store, receipt: str) -> Thread | None:
    stretched = await stretch(store.seal, receipt)
    async with store.work() as work:
        return await thread_of(work, stretched)


async def said(store: Store, receipt: str) -> list[str]:
    """The sender's words."""
    found = await thread(store, receipt)
    assert found is not None
    return [one.words for one in found.messages if one.kind is Kind.WORDS]


async def composing(someone: Someone, *steps: str) -> str:
    """Go as far as where words are taken; the code."""
    await someone.says("/tip")
    for step in steps or ("在这里写", "申报方"):
        await someone.presses(step)
    receipt = code(someone)
    await someone.presses("我已记下")
    return receipt
