"""The page's script and its template speak of the same sentences."""

import re
from pathlib import Path

WEB = Path(__file__).parents[3] / "web"


def test_every_sentence_the_script_says_is_given_to_it_and_every_given_one_is_said() -> None:
    scripts = "".join(path.read_text("utf-8") for path in (WEB / "static").glob("*.js"))
    given = re.search(r"sentences\((.*?)\)", (WEB / "templates" / "chat.html").read_text("utf-8"), re.DOTALL)
    assert given is not None
    spoken = re.findall(r'say\((?:message\.mine \? )?"(\w+)"(?: : "(\w+)")?', scripts)
    assert {name for pair in spoken for name in pair if name} == set(re.findall(r"(\w+)='web", given[1]))
