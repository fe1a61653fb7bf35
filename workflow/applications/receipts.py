"""Receipts for people without a chat: the paper, and the one-time code on it to claim the case (Art. 14, 22)."""

from datetime import timedelta

from storage.engine.links import LinkState
from workflow.engine.desk import Desk

RECEIPT = {"application": "application_receipt", "objection": "objection_receipt"}
"""The papers that tell somebody what was received of them, by the noun of the case."""
PURPOSE = "paper"
"""The purpose of the code with which a person claims the case that was entered for them."""
GOOD_FOR = timedelta(days=180)


async def make_code(desk: Desk, about: str) -> None:
    """Make the code to claim the case, unless the one on receipts printed before still works."""
    known = await desk.work.paper_cases.get(about)
    if known is not None and known.code is not None:
        if (await desk.work.links.look(known.code, desk.now)).state is LinkState.GOOD:
            return
        await desk.work.links.withdraw(PURPOSE, about)
    code = await desk.work.links.code(
        PURPOSE, about, now=desk.now, expires_at=desk.now + GOOD_FOR, made_by=desk.person.id
    )
    await desk.work.paper_cases.keep_code(about, code)
