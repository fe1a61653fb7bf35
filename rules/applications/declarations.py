"""The truth declaration at the end of an application: consent, and the name typed out (Art. 12)."""

import unicodedata
from functools import partial
from typing import Any

from rules.engine.forms import YES_NO, Answers, Check, Facts, Kind, Option, Question, equals
from rules.engine.options import labelled, same
from rules.engine.refusals import Unfit


def questions(*, text: str, names: tuple[str, ...], paper: bool) -> tuple[Question, ...]:
    """Return the questions of the declaration whose sentence has the key `text`.

    `names` are the questions of which one answer has to be typed as the name. On `paper` the applicant has signed the
    declaration, and the clerk says who did.
    """
    ask = partial(Question, section="declaration", article=12)
    agreed, value = ("apply.agreed_paper", "signed") if paper else (text, "agree")
    return (
        ask(key="agreed", kind=Kind.CHOICE, text=agreed, options=labelled("apply.declaration", value)),
        ask(
            key="declared_by",
            kind=Kind.TEXT,
            text="apply.declared_by",
            least=2,
            most=50,
            check=_is_one_of(names),
        ),
    )


def _is_one_of(names: tuple[str, ...]) -> Check:
    def check(value: Any, answers: Answers, _: Facts) -> None:
        known = {_plain(answers[name]) for name in names if answers.get(name)}
        if known and _plain(value) not in known:
            raise Unfit("apply.declared_by.unknown", article=12)

    return check


def _plain(name: str) -> str:
    """Normalise a name for comparison: width, case, spaces and middle dots are ignored."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


# Questions on secrets: the state-secret gate before any file, and the marks of trade secrets (Art. 12).


MOST = 10


def gate() -> Question:
    """Return the question whether the materials involve state secrets; the form goes on only if they do not."""
    return Question(
        key="state_secret",
        kind=Kind.CHOICE,
        section="gate",
        text="apply.state_secret",
        article=12,
        options=labelled("apply.secrecy", "no", "yes", "unsure"),
        check=_is_clear,
    )


def marks() -> tuple[Question, ...]:
    """Return the questions on which files hold trade secrets, what and why: one group for each file."""
    first = Question(
        key="secret",
        kind=Kind.CHOICE,
        section="secrets",
        text="apply.secret",
        article=12,
        options=YES_NO,
        check=_has_files,
    )
    return (first, *(question for number in range(1, MOST + 1) for question in _mark(number)))


def _mark(number: int) -> tuple[Question, ...]:
    key = f"secret{number}"
    ask = partial(
        Question,
        section="secrets",
        article=12,
        when=equals("secret", "yes") if number == 1 else equals(f"secret{number - 1}.more", "yes"),
        places={"number": str(number), "most": str(MOST)},
    )
    more = ask(key=f"{key}.more", kind=Kind.CHOICE, text="apply.secret_more", options=YES_NO, check=_has_files)
    return (
        ask(key=f"{key}.file", kind=Kind.CHOICE, text="apply.secret_file", options=partial(_unmarked, before=number)),
        ask(key=f"{key}.what", kind=Kind.TEXT, text="apply.secret_what", least=2, most=300),
        ask(key=f"{key}.why", kind=Kind.TEXT, text="apply.secret_why", least=2, most=300),
        *((more,) if number < MOST else ()),
    )


def _unmarked(facts: Facts, answers: Answers, *, before: int) -> tuple[Option, ...]:
    """Return the draft's files without those marked in an earlier group."""
    marked = {answers.get(f"secret{number}.file") for number in range(1, before)}
    files = facts.get("files", {}).items()
    return tuple(Option(str(key), names=same(name)) for key, name in files if str(key) not in marked)


def _has_files(value: Any, answers: Answers, facts: Facts) -> None:
    marked = sum(f"secret{number}.file" in answers for number in range(1, MOST + 1))
    if value == "yes" and "files" in facts and len(facts["files"]) <= marked:
        raise Unfit("apply.secret.no_file", article=12)


def _is_clear(value: Any, _answers: Answers, _facts: Facts) -> None:
    match value:
        case "yes":
            raise Unfit("apply.state_secret.stop", article=12)
        case "unsure":
            raise Unfit("apply.state_secret.ask", article=12)
