"""What people ask most, in the order in which it is told, and the numbers in the answers (Art. 4-6, 10-40)."""

from collections.abc import Mapping

from rules.pack import Pack

QUESTIONS = (
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
    "channels",
    "benefits",
    "validity",
    "july",
    "change",
    "use",
    "certificate",
    "bars",
)
"""What anybody asks; question and answer are texts of this name."""


def figures(pack: Pack) -> Mapping[str, object]:
    """The county's numbers that an answer may name, by the place where they stand in it."""
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
