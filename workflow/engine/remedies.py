"""What one can do against a decision: who made it, where to go, until when (Art. 15-25, 36-39)."""

from rules.engine.pack import Pack
from rules.sanctions.remedies import Authority
from storage.database.values import Say

PLACE = "remedy"
"""The place for it in a message; those owed by an earlier release have no value for it."""


def remedy(pack: Pack, by: Authority) -> Say:
    """Return the sentence that names authority, remedy and time, with the pack's values."""
    times = {"days": pack.remedies.reconsideration_days, "months": pack.remedies.lawsuit_months}
    note = "" if pack.remedies.confirmed else Say("remedies.unconfirmed")
    return Say(f"remedies.by.{by.value}", {**times, "note": note})
