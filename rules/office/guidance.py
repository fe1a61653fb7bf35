"""Frequently asked questions in the order of the guide, and the numbers in the answers (Art. 4-6, 10-40)."""

from collections.abc import Mapping

from rules.engine.pack import Pack

QUESTIONS = (
    "when",
    "who",
    "again",
    "needed",
    "how",
    "fee",
    "places",
    "internal",
    "secrets",
    "unit",
    "supplement",
    "notice",
    "object",
    "hold",
    "examined",
    "disagree",
    "tip",
    "privacy",
    "withdraw",
    "where",
    "contact",
    "channels",
    "benefits",
    "validity",
    "july",
    "change",
    "use",
    "certificate",
    "bars",
)
"""The questions everybody may ask; each name stands in the keys `help.<name>.question` and `help.<name>.answer`."""


def figures(pack: Pack) -> Mapping[str, object]:
    """Return the county's numbers for the answers, by the placeholder they fill."""
    return {
        "award": pack.quota_award,
        "nomination": pack.quota_nomination,
        "edition": pack.edition_years,
        "validity": pack.validity_years,
        "registered": pack.registered_years,
        "internal": pack.internal_notice_working_days,
        "notice": pack.notice_working_days,
        "examination": pack.examination_working_days,
        "concealed": pack.bar_years[36],
        "fraud": pack.bar_years[37],
        "revoked": pack.bar_years[39],
        "identities": pack.retention.objection_identities,
    }
