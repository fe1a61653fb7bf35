"""The words of buttons that were sent before buttons had words, and what the same buttons are called now."""

from collections.abc import Mapping

RENAMED: Mapping[str, str] = {
    "af": "affair",
    "af:do": "affair",
    "ap": "application",
    "as:all": "result:passing",
    "as:bulk": "panel:many",
    "as:clear": "declaration:clear",
    "as:do": "sheet:open",
    "as:enough": "assignment:enough",
    "as:free": "declaration:free",
    "as:give": "panel:give",
    "as:go": "panel:go",
    "as:in": "result:in",
    "as:list": "result:edition",
    "as:lock": "sheet:lock",
    "as:mine": "sheet:mine",
    "as:n": "panel:plan",
    "as:p": "panel:turn",
    "as:pass": "result:pass",
    "as:pick": "panel:pick",
    "as:rep": "assignment:replace",
    "as:res": "result:see",
    "as:t": "panel:tick",
    "as:team": "assignment:team",
    "as:who": "panel:case",
    "as:with": "assignment:with",
    "as:xls": "result:sheet",
    "as:yes": "result:pass_all",
    "av": "activity",
    "aw": "award",
    "ce": "certificate",
    "cf": "confirmation",
    "cm": "meeting",
    "cn": "contact",
    "co": "consult",
    "ed": "edition",
    "ev": "evaluation",
    "gr": "grant",
    "hd": "holder",
    "hs": "holder_list",
    "m:agree": "m:agree",
    "nt": "notice",
    "ob": "objection",
    "ob:inv": "objection:part",
    "pc": "paper_case",
    "pc:late:objection": "paper_case:late_objection",
    "pt": "presentation",
    "rc": "recusal:ask",
    "re": "reevaluation",
    "re:jfile": "reevaluation:july_file",
    "re:postpone": "rectification:postpone",
    "re:proof": "rectification:proof",
    "re:prove": "rectification:prove",
    "re:undemand": "rectification:undemand",
    "ri": "interest",
    "rv": "review",
    "rv:sec": "review:section",
    "rv:sup": "review:supplement",
    "sa": "assessment",
    "sn": "sanction",
    "sn:bar": "bar:open",
    "sn:bars": "bar:list",
    "sn:lift": "bar:lift",
    "sn:public": "circular:list",
    "sn:read": "circular:open",
    "ss": "secret",
    "su": "supplement:fill",
    "vi": "visit",
}
"""The first words of earlier callback data, and the words that stand in their place; the longest that fits counts."""
AROUND = frozenset({"m:agree", "recusal:ask"})
"""Presses that carry another whole press behind their own words."""


def present(press: str) -> str:
    """Return the callback data of a button as it is called now; one that was never renamed stays as it is."""
    words = press.split(":")
    for length in (3, 2, 1):
        named = RENAMED.get(":".join(words[:length]))
        if named is not None:
            rest = ":".join(words[length:])
            return ":".join(part for part in (named, present(rest) if named in AROUND else rest) if part)
    return press
