"""The posting of a public notice: what it says, where it hangs, since when; its end is computed (Art. 15, 17, 21)."""

import re
import unicodedata
from functools import cache, partial
from typing import Any

from rules.forms import Answers, Facts, Form, Kind, Question
from rules.pack import Pack
from rules.questions.options import day, labelled
from rules.refusals import Unfit

KINDS = ("unit", "acceptance", "award")
# A mobile number, or a document's number with its birth date: a credit code may be digits alone, and is public.
_BORN = "(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_PERSONAL = re.compile(rf"(?<![0-9])(?:1[3-9][0-9]{{9}}|[1-9][0-9]{{5}}{_BORN}[0-9]{{3}}[0-9Xx])(?![0-9A-Za-z])")


def notice(pack: Pack) -> Form:
    """The form: list, place, and the day of posting, which itself is not counted."""
    return _form(pack.notice_working_days)


@cache
def _form(days: int) -> Form:
    ask = partial(Question, section="notice", places={"days": str(days)})
    return Form(
        "notice",
        (
            ask(
                key="kind",
                kind=Kind.CHOICE,
                text="notice.kind",
                options=labelled("notice.kinds", *KINDS),
            ),
            ask(key="title", kind=Kind.TEXT, text="notice.title_words", check=_is_public, least=5, most=100),
            ask(key="names", kind=Kind.TEXT, text="notice.names", check=_is_public, least=2, most=3000),
            ask(key="place", kind=Kind.TEXT, text="notice.place", least=2, most=200),
            ask(key="address", kind=Kind.TEXT, text="notice.address", optional=True, least=5, most=300),
            ask(key="files", kind=Kind.FILES, text="notice.files", optional=True, least=1, most=5),
            ask(key="posted_on", kind=Kind.DATE, text="notice.posted_on", check=_has_come),
        ),
    )


def _is_public(value: Any, _answers: Answers, _facts: Facts) -> None:
    """Nothing posted holds the number of a document or of a mobile phone."""
    text = unicodedata.normalize("NFKC", value)
    if _PERSONAL.search(text) or _PERSONAL.search(re.sub(r"[ \-]", "", text)):
        raise Unfit("notice.names.private")


def _has_come(value: Any, _: Answers, facts: Facts) -> None:
    posted, today = day(value), facts.get("today")
    if posted and today and posted > today:
        raise Unfit("notice.posted_on.future")
