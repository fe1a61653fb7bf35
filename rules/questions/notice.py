"""The form that posts a public notice: text, place, first day; the last day is computed (Art. 15, 17, 21)."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from rules.forms import Answers, Facts, Form, Kind, Question
from rules.notices import NoticeKind
from rules.pack import Pack
from rules.published import names_somebody, shows_any
from rules.refusals import Unfit

NOTHING: Mapping[str, Any] = {}


def notice(pack: Pack, facts: Facts = NOTHING) -> Form:
    """Return the form for the `kind` of notice in the facts.

    Only names without an application are typed; the list of applications is drawn up by the service. No first day is
    asked for: the notice stands on the service's own board once it is posted, and its period counts from that day. An
    address or a photo, given by whoever `posts` it, shows that it hangs elsewhere too; the office only drafts what the
    lead posts. A reason is asked where applications are `behind` or the notice `corrects` an earlier one; `was` is what
    it was before the list changed.
    """
    kind, posts = facts.get("kind", NoticeKind.OTHER), facts.get("posts", True)
    places = {
        "days": str(pack.notice_working_days),
        "count": str(facts.get("behind", 0)),
        "was": facts.get("was") or "",
    }
    ask = partial(Question, section="notice", places=places)
    words = partial(ask, kind=Kind.TEXT, check=_is_public)
    asked = [words(key=key, text=text, least=5, most=300) for key, text in _reasons(facts).items()]
    asked.append(words(key="title", text="notice.title_words", least=5, most=100))
    asked.append(words(key="text", text="notice.text", least=10, most=2000))
    if kind is NoticeKind.OTHER:
        asked.append(words(key="names", text="notice.names", least=2, most=3000))
    asked.append(words(key="place", text="notice.place", least=2, most=200))
    asked.append(words(key="address", text="notice.address", optional=True, least=5, most=300, check=_is_address))
    if posts:
        asked.append(ask(key="files", kind=Kind.FILES, text="notice.files", optional=True, least=1, most=5))
    return Form("notice", tuple(asked))


def _reasons(facts: Facts) -> Mapping[str, str]:
    further = "notice.further_again" if facts.get("was") else "notice.further"
    asked = (("behind", "further", further), ("corrects", "reason", "notice.reason"))
    return {key: text for fact, key, text in asked if facts.get(fact)}


def _is_public(value: Any, _answers: Answers, facts: Facts) -> None:
    """Raise Unfit for a text with a document or mobile number, or with private data of an applicant."""
    if names_somebody(value) or shows_any(value, facts.get("private", ())):
        raise Unfit("notice.names.private")


def _is_address(value: Any, _answers: Answers, _facts: Facts) -> None:
    if value is not None and not str(value).startswith(("http://", "https://")):
        raise Unfit("notice.address.unclear")
