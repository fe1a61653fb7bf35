"""The environment of every command: the file of settings is added to it, and it says which language is spoken."""

import os
import sys
from collections.abc import Mapping, MutableMapping
from pathlib import Path

from texts import Words, say

PREFIX = "AWARD_"
FILE = f"{PREFIX}SETTINGS_FILE"
"""The environment variable that names the file of settings, such as /etc/award/award.env."""


class Misset(Exception):
    """Settings that cannot be used: for each, a sentence that names it and never quotes its value."""

    def __init__(self, *sentences: Words) -> None:
        super().__init__("\n".join(say("en", one.key, **one.values) for one in sentences))
        self.sentences = sentences


def fill(environment: MutableMapping[str, str]) -> None:
    """Add the settings of the file that AWARD_SETTINGS_FILE names; what is there already stays. Raises Misset."""
    if file := environment.pop(FILE, ""):
        for name, value in _in_file(Path(file)).items():
            environment.setdefault(name, value)


def spoken(environment: Mapping[str, str]) -> str:
    """Return the language of the command line: AWARD_LANGUAGE, else Chinese where the machine speaks it."""
    chosen = environment.get(f"{PREFIX}LANGUAGE", "")
    machine = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "")
    return chosen if chosen in ("zh", "en") else "zh" if machine.startswith("zh") else "en"


def tell(key: str, **values: object) -> None:
    """Print a sentence of the catalogues on the standard output, in the language of the command line."""
    sys.stdout.write(say(spoken(os.environ), key, **values) + "\n")
    sys.stdout.flush()


def _in_file(path: Path) -> dict[str, str]:
    """Return the settings of a file: NAME=value, literally to the end of each line; a # begins a note."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        raise Misset(Words("trouble.encoding", {"file": path})) from None
    found: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        name, sign, value = line.strip().partition("=")
        if not name or name.startswith("#"):
            continue
        if not sign or not name.isidentifier():
            raise Misset(Words("trouble.line", {"file": path, "number": number}))
        found[name] = _bare(value.strip())
    return found


def _bare(value: str) -> str:
    """Return the value without quotation marks around the whole of it."""
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
