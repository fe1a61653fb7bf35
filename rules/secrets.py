"""The state-secret gate: finds the marks of state secrets as they are printed, before a file is kept (Art. 12)."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from rules.refusals import Unfit


class Finding(StrEnum):
    """What to do: stop the file, ask the person, or let it pass."""

    SECRET = "secret"  # noqa: S105 - a finding, not a password
    DOUBTFUL = "doubtful"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found; `mark` is the mark alone, never the text around it, and empty when the text is clear."""

    finding: Finding
    mark: str = ""


_OTHER_SPELLINGS = str.maketrans({"絕": "绝", "機": "机", "☆": "★", "⭐": "★", "\ufe0f": None})
_SPACED = re.compile(r"([绝机秘])[^\S\n]+(?=密)")
_MARK = "(?:绝密|机密|秘密)级?"
_TERM = "(?:[ ·:]*(?:[0-9]+[ ]*[年月]|长期))?"
_PRINTED = (
    re.compile(rf"({_MARK}[^\S\n]*★|★[^\S\n]*{_MARK})"),
    re.compile(rf"[(\[{{<【〔〖][^\S\n]*({_MARK}){_TERM}[^\S\n]*[)\]}}>】〕〗]"),
    re.compile(rf"^(?:[^\w\n]|_)*({_MARK}){_TERM}(?:[^\w\n]|_)*$", re.MULTILINE),
)
_NAME_START = re.compile(rf"[\W_]*({_MARK})(?=[\W_]|$)")
# 发动机 + 密封, 拒绝 + 密封: the characters only meet, they are no word.
_ONLY_MEET = re.compile(
    "(?:[动手随有无飞司主整开关算相电时投耳唱收升拖转织印复打封载客]机|[拒断杜隔谢灭]绝)密(?=[封码度切集钥匙闭布实接植排室合])"
)
_BARE = re.compile("绝密|机密|秘密")
_NOT_THE_STATES = re.compile("(?:商业|技术|经营|企业|公司)(?:秘密|机密)")
_DECLARED = re.compile(
    r"(?:不(?:得|会|应|曾)?(?:涉及|含有?|包含|属于)|未涉及|没有涉及)[^。;\n]{0,20}?国家秘密(?!级|\s*★)|保守国家秘密"
)


def text_marks(text: str) -> Verdict:
    """The gravest mark in a readable text; lines and cells are to be separated by newlines."""
    return _verdict(_spelt(text))


def name_marks(name: str) -> Verdict:
    """The gravest mark in the name of a file, its folders left aside: a mark may be the whole start of a name."""
    last = re.split(r"[/\\]", _spelt(name).strip())[-1]
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", last)
    if start := _NAME_START.match(stem):
        return Verdict(Finding.SECRET, start.group(1))
    return _verdict(stem)


def refuse_secret(verdict: Verdict) -> None:
    """Raises Unfit for what bears a mark as it is printed; a doubtful text is the person's to answer for."""
    if verdict.finding is Finding.SECRET:
        raise Unfit("secrets.marked", article=12, mark=verdict.mark)


def _verdict(text: str) -> Verdict:
    for harmless in (_NOT_THE_STATES, _DECLARED, _ONLY_MEET):
        text = harmless.sub("某", text)  # a word still, so that what stood beside it does not stand alone now
    for printed in _PRINTED:
        if found := printed.search(text):
            return Verdict(Finding.SECRET, re.sub(r"\s", "", found.group(1)))
    bare = _BARE.search(text)
    return Verdict(Finding.DOUBTFUL, bare.group()) if bare else Verdict(Finding.CLEAR)


def _spelt(text: str) -> str:
    """One spelling for all: half-width, no invisible characters, no spaces inside the word, lines ended alike."""
    shown = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    return _SPACED.sub(r"\1", re.sub("\r\n?|[\x0b\x0c\u2028\u2029]", "\n", shown).translate(_OTHER_SPELLINGS))
