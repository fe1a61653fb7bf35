"""Fills a register of many holders at once: each with a person, a web chat and last year's report."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert

from rules.awards.validity import AssessmentState
from rules.people.roles import Role
from storage.awards.assessments import assessments
from storage.awards.holders import contacts
from storage.awards.titles import awards
from storage.database.seals import Seal
from storage.people.channels import channels
from storage.people.persons import people
from storage.store import Store

BEGUN = datetime(2023, 1, 5, 1, tzinfo=UTC)
WEB = "web"
AT_ONCE = 5_000
ENTERED = date(2026, 5, 20)
"""The day on which the office's list was entered and each contact confirmed."""
_LIABLE, _OVER = date(2024, 9, 28), date(2015, 9, 28)


@dataclass(frozen=True, slots=True)
class Register:
    """The size of the register; `owing` holders owe a report.

    The others are individuals, or their award ended long ago.
    """

    holders: int
    owing: int


async def fill(store: Store, register: Register) -> None:
    """Enter everybody, and an officer and a clerk."""
    async with store.work() as work:
        await work.calendar.seed(BEGUN)
        for chat, (role, unit) in enumerate(((Role.OFFICE, None), (Role.CLERK, "market_regulation")), start=1):
            seat = await work.people.meet(WEB, chat, BEGUN, "zh")
            await work.roles.grant(seat.person.id, role, unit=unit)
        await work.commit()
    for first in range(0, register.holders, AT_ONCE):
        places = range(first, min(first + AT_ONCE, register.holders))
        async with store.work() as work:
            for table, rows in _rows(store.seal, places, register.owing).items():
                await work.awards._db.execute(insert(table), rows)  # noqa: SLF001  # all rows of a table at once
            await work.commit()


def _rows(seal: Seal, places: range, owing: int) -> dict[Any, list[dict[str, Any]]]:
    rows: dict[Any, list[dict[str, Any]]] = {each: [] for each in (people, channels, awards, contacts, assessments)}
    for place in places:
        one = place + 100
        rows[people].append({"id": one, "language": "zh", "created_at": BEGUN})
        rows[channels].append(
            {"id": one, "person_id": one, "bot": WEB, "chat_id": one, "alive": True, "last_seen_at": BEGUN}
        )
        rows[awards].append(_award(seal, one, owes=place < owing, individual=place % 2 == 0))
        rows[contacts].append(
            {"id": one, "award_id": one, "place": 1, "person_id": one, "claimed_at": BEGUN, "checked_on": ENTERED}
        )
        rows[assessments].append(_report(one, rows[awards][-1]["holder"]))
    return rows


def _award(seal: Seal, one: int, *, owes: bool, individual: bool) -> dict[str, Any]:
    holder = f"{one:064x}"
    decided_on = _LIABLE if owes or individual else _OVER
    return {
        "id": one,
        "holder": holder,
        "award": "nomination" if individual and not owes else "award",
        "organisation": owes or not individual,
        "name": seal.seal("awards", holder, "name", f"临夏县第{one}示例公司"),
        "number": seal.seal("awards", holder, "number", f"{one:018}"),
        "decision": "临县府发〔2024〕9号",
        "decided_on": decided_on,
        "valid_until": decided_on.replace(year=decided_on.year + 5),
        "certificate": f"LX-{one}",
        "certificate_key": f"lx{one}",
        "plaque": "",
        "unit": "market_regulation",
        "entered_on": ENTERED,
        "told_left": None if owes or individual else -1,
        "opened_year": None if individual and not owes else 2025,
    }


def _report(one: int, holder: str) -> dict[str, Any]:
    state = AssessmentState.ACCEPTED.value
    kept = {"award_id": one, "holder": holder, "unit": "market_regulation", "year": 2025, "state": state}
    return {**kept, "due_on": date(2025, 7, 31), "provisional": False, "round": 0, "number": f"{one}"}
