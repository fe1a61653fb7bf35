"""The state-secret gate: finds printed secrecy markings before a file is kept (Art. 12)."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from rules.engine.refusals import Unfit


class Finding(StrEnum):
    """What to do with a file: stop it, ask the person about it, or let it pass."""

    SECRET = "secret"  # noqa: S105 - a finding, not a password
    DOUBTFUL = "doubtful"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a check.

    `mark` is the marking alone, never the text around it, and "" when nothing was found.
    """

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
# 发动机 + 密封, 拒绝 + 密封: characters of two words that only look like a marking when they meet.
_ONLY_MEET = re.compile(
    "(?:[动手随有无飞司主整开关算相电时投耳唱收升拖转织印复打封载客]机|[拒断杜隔谢灭]绝)密(?=[封码度切集钥匙闭布实接植排室合])"
)
_BARE = re.compile("绝密|机密|秘密")
_NOT_THE_STATES = re.compile("(?:商业|技术|经营|企业|公司)(?:秘密|机密)")
_DECLARED = re.compile(
    r"(?:不(?:得|会|应|曾)?(?:涉及|含有?|包含|属于)|未涉及|没有涉及)[^。;\n]{0,20}?国家秘密(?!级|\s*★)|保守国家秘密"
)


def text_marks(text: str) -> Verdict:
    """Return the gravest marking in a text, whose lines and cells must be separated by newlines."""
    return _verdict(_spelt(text))


def name_marks(name: str) -> Verdict:
    """Return the gravest marking in a file's name without its folders; it may be the whole beginning of the name."""
    last = re.split(r"[/\\]", _spelt(name).strip())[-1]
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", last)
    if start := _NAME_START.match(stem):
        return Verdict(Finding.SECRET, start.group(1))
    return _verdict(stem)


def refuse_secret(verdict: Verdict) -> None:
    """Raise Unfit for a printed marking; a doubtful text passes, since the person answers for it."""
    if verdict.finding is Finding.SECRET:
        raise Unfit("secrets.marked", article=12, mark=verdict.mark)


def _verdict(text: str) -> Verdict:
    for harmless in (_NOT_THE_STATES, _DECLARED, _ONLY_MEET):
        text = harmless.sub("某", text)  # replaced by a character, so that its neighbours do not come to stand alone
    for printed in _PRINTED:
        if found := printed.search(text):
            return Verdict(Finding.SECRET, re.sub(r"\s", "", found.group(1)))
    bare = _BARE.search(text)
    return Verdict(Finding.DOUBTFUL, bare.group()) if bare else Verdict(Finding.CLEAR)


def _spelt(text: str) -> str:
    """Normalise a text: half-width, no invisible characters, no spaces inside a marking, uniform line ends."""
    shown = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    return _SPACED.sub(r"\1", re.sub("\r\n?|[\x0b\x0c\u2028\u2029]", "\n", shown).translate(_OTHER_SPELLINGS))
