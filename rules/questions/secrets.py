"""Questions on secrets: the state-secret gate before any file, and the marks of trade secrets (Art. 12)."""

from functools import partial
from typing import Any

from rules.forms import YES_NO, Answers, Facts, Kind, Option, Question, equals
from rules.questions.options import labelled, same
from rules.refusals import Unfit

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
