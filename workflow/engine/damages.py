"""Damaged sealed fields: the lead is told once of each place, and everything else goes on."""

from rules.people.roles import Role
from workflow.engine.planning import MOST, Planning, owe

FOUND = "damage_found"
"""The journal's act for a damaged field, on "sealed:<table>.<column>" with nothing but the row."""


async def tell_of_damage(plan: Planning) -> int:
    """Note newly met damage in the journal, by its place alone, and tell the lead. Returns 0."""
    fresh = 0
    for field in sorted(plan.work.rotation.noticed())[:MOST]:
        about = f"sealed:{field.table}.{field.column}"
        known = {entry.details.get("row") for entry in await plan.work.journal.of(about) if entry.act == FOUND}
        if field.row not in known:
            await plan.work.journal.write(FOUND, about, now=plan.now, details={"row": field.row})
            fresh += 1
    if fresh:
        leads = await plan.work.people.with_role(Role.LEAD, plan.now)
        key = f"damage:{(await plan.work.journal.head()).id}"
        await owe(plan, key, leads, "damage.told", kind="", values={"count": fresh})
    return 0
