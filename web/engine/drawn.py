"""What a page of a form draws for each question: label, hint, field, kept answer, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

from papers.engine.answers import answer_read, asked, label
from rules.applications.conditions import cited
from rules.engine.answers import Days
from rules.engine.forms import Kind, Names, Question, Status
from rules.engine.uploads import FileKind
from texts import say, sentences
from web.engine.forms import spoken
from web.engine.site import language_of
from workflow.engine.desk import Desk
from workflow.engine.filling import Filling, Saved, Typed, days_of, drawn_with, hidden
from workflow.engine.replies import Button

LINE = 120
"""A text answer that may be longer than this many characters has a field of several lines."""
RADIOS = 12
"""More options than this are a list that unfolds."""
INPUTS = {Kind.PHONE: "tel", Kind.EMAIL: "email", Kind.DATE: "date"}
MARKS = {Status.DONE: "done", Status.STARTED: "started", Status.WAITING: "waiting", Status.LOCKED: "locked"}


@dataclass(frozen=True, slots=True)
class Field:
    """One question as a page draws it. `value` stands in the field, `given` beside it, masked."""

    key: str
    shape: str
    label: str
    seen: str
    article: str = ""
    example: str = ""
    help: str = ""
    optional: bool = False
    value: str = ""
    given: str = ""
    can_go: bool = False
    skipped: bool = False
    wrong: str = ""
    kind: str = "text"
    mode: str = ""
    options: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    several: bool = False
    days: Days | None = None
    beside: tuple[Button, ...] = field(default_factory=tuple)

    @property
    def told(self) -> str:
        """The ids of everything that describes the field, for aria-describedby."""
        parts = [("hint", self.example or self.shape == "files"), ("given", self.given), ("wrong", True)]
        return " ".join(f"{name}-{self.key}" for name, there in parts if there)


def field_of(
    request: web.Request,
    desk: Desk,
    filling: Filling,
    question: Question,
    secret: str,
    *,
    typed: Typed | None,
    wrong: Mapping[str, str],
) -> Field:
    """Return a question as a field; what was typed and not kept stays in it."""
    language = language_of(request)
    before = filling.progress.answers.get(question.key)
    stays = typed is not None and question.key in wrong
    masked = hidden(question) and before is not None
    names = filling.facts.get("files", {})
    optional_choice = question.optional and question.kind is Kind.CHOICE
    options = [(one.value, label(one, language)) for one in question.choices(filling.facts, filling.progress.answers)]
    files = [(one, names.get(one, "?")) for one in before or ()] if question.kind is Kind.FILES else []
    return Field(
        key=question.key,
        shape=_shape(question, len(options)),
        label=asked(language, question),
        seen=seen(filling, question, secret),
        article=cited(question.article).in_language(language) if question.article is not None else "",
        example=_sentence(language, question, "example") if question.kind not in (Kind.CHOICE, Kind.FILES) else "",
        help=_sentence(language, question, "help"),
        optional=question.optional,
        value=typed.text if typed is not None and stays else "" if masked or files else str(before or ""),
        given=answer_read(language, question, before, filling.facts, filling.progress.answers) if masked else "",
        can_go=masked and question.optional,
        skipped=question.key in filling.progress.answers and before is None,
        wrong=wrong.get(question.key, ""),
        kind=INPUTS.get(question.kind, "text"),
        mode="decimal" if question.kind is Kind.NUMBER and question.decimals else _mode(question),
        options=(*options, ("", say(language, "forms.page.none"))) if optional_choice else tuple(options),
        files=tuple(files),
        several=question.most != 1,
        days=days_of(desk, filling, question),
        beside=tuple(button for row in filling.guide.beside(desk, filling, question) for button in row),
    )


def seen(filling: Filling, question: Question, secret: str) -> str:
    """Return the stamp of the answer that the field shows."""
    return drawn_with(filling, question, secret)


def problems(request: web.Request, saved: Saved) -> dict[str, str]:
    """Return what is wrong with each field and how to put it right, in the order of the form."""
    language, filling = language_of(request), saved.filling
    said = {key: spoken(request, unfit) for key, unfit in saved.unfit.items()}
    for question in filling.progress.asked:
        if question.key in saved.elsewhere:
            now = filling.progress.answers.get(question.key)
            other = answer_read(language, question, now, filling.facts, filling.progress.answers)
            said[question.key] = say(language, "forms.page.elsewhere", answer=other)
    return {q.key: said[q.key] for q in filling.form.questions if q.key in said}


def line(request: web.Request, filling: Filling, question: Question, address: str) -> tuple[str, str, str]:
    """Return a question, its answer as it is read, "" while it is open, and where it can be changed."""
    language, given = language_of(request), filling.progress.answers
    answer = answer_read(language, question, given[question.key], filling.facts, given) if question.key in given else ""
    return asked(language, question), answer, address


def status(filling: Filling, step: tuple[str, ...]) -> str:
    """Return how far a step is, as the last part of the key of its word."""
    found = {filling.progress.status(section) for section in step}
    for one in (Status.LOCKED, Status.STARTED, Status.TO_DO, Status.WAITING):
        if one in found:
            return MARKS.get(one, "started" if Status.DONE in found else "to_do")
    return MARKS[Status.DONE]


def leads(draft: int, button: Button) -> str:
    """Return the page to which a button of the chat leads, "" for one that is pressed in the chat."""
    if button.url:
        return button.url
    match button.press.split(":"):
        case ["f", one, *_] if one == str(draft):
            return f"/forms/{draft}"
        case ["m", "home"]:
            return "/"
        case ["application", "new", kind]:
            return f"/forms/new/{kind}"
    return ""


def accepted() -> str:
    """Return the suffixes of files that are taken, for the browser's own choice of files."""
    return ",".join(f".{kind.value}" for kind in FileKind)


def _shape(question: Question, options: int) -> str:
    match question.kind:
        case Kind.CHOICE:
            return "radios" if options <= RADIOS else "list"
        case Kind.FILES:
            return "files"
        case Kind.AWAITED:
            return "awaited"
        case Kind.TEXT if not question.most or question.most > LINE:
            return "lines"
    return "line"


def _mode(question: Question) -> str:
    return {Kind.NUMBER: "numeric", Kind.PHONE: "tel", Kind.EMAIL: "email"}.get(question.kind, "")


def _sentence(language: str, question: Question, part: str) -> str:
    key = f"{question.text}.{part}"
    if key not in sentences(language, key.partition(".")[0]):
        return ""
    places = {name: v.in_language(language) if isinstance(v, Names) else v for name, v in question.places.items()}
    return say(language, key, **places)
