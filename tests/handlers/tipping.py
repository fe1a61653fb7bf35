"""A town with handlers of tips, and somebody in a chat."""

from aiogram.methods import EditMessageText, SendMessage

from storage.store import Store
from tests.talking import Someone, Town
from tests.web.tipping import KEYED, settle

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
