"""The words of buttons that were sent before buttons had words, and what the same buttons are called now."""

from collections.abc import Mapping

RENAMED: Mapping[str, str] = {
    "m:agree": "m:agree",
    "rc": "rc",
    "af": "affair",
    "af:do": "affair",
    "av": "activity",
    "aw": "award",
    "ce": "certificate",
    "cn": "contact",
    "hd": "holder",
    "hs": "holder_list",
    "ob": "objection",
    "ob:inv": "objection:part",
    "re": "reevaluation",
    "re:jfile": "reevaluation:july_file",
    "re:postpone": "rectification:postpone",
    "re:proof": "rectification:proof",
    "re:prove": "rectification:prove",
    "re:undemand": "rectification:undemand",
    "sa": "assessment",
    "sn": "sanction",
    "sn:bar": "bar:open",
    "sn:bars": "bar:list",
    "sn:lift": "bar:lift",
    "sn:public": "circular:list",
    "sn:read": "circular:open",
}
"""The first words of earlier callback data, and the words that stand in their place; the longest that fits counts."""
AROUND = frozenset({"m:agree", "rc"})
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
