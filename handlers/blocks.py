"""Several answers in one message: which lines are offered under a question, and which were written."""

from handlers.guides import Filling
from handlers.speech import in_language
from papers.answers import label
from rules.blocks import Block, Line, chosen, read, without_hint
from rules.forms import Kind, Option, Question
from rules.refusals import Unfit
from texts import languages, say
from workflow.desk import Desk

LONG = 300
"""A text of more characters than this may have several lines."""
FEW = 2
"""As many lines are worth a block."""


def offered(desk: Desk, filling: Filling, question: Question) -> str:
    """The lines to fill in, at the first question of a block; "" where the question is asked alone.

    Shown once: whoever has begun to answer one by one goes on so. What was known before counts as not begun.
    """
    if not question.block:
        return ""
    answers, known = filling.progress.answers, filling.facts.get("prefilled", ())
    group = [each for each in filling.progress.asked if each.block == question.block and each.key not in known]
    left = [each for each in group if each.key not in answers and taken_here(desk, each)]
    if len(left) < FEW or left[0] is not question or any(each.key in answers for each in group):
        return ""
    return "\n".join(_line(desk, filling, each) for each in left)


def written(filling: Filling, question: Question, text: str) -> Block | None:
    """The block in a message that came at this question; None where it is an answer like any other."""
    if ":" not in text and "：" not in text:
        return None
    every = [each for each in filling.form.questions if each.block or each is question]
    own = [_known(each) for each in every if each.block == question.block]
    others = [_known(each) for each in every if each.block != question.block]
    typed = question.kind not in (Kind.CHOICE, Kind.FILES)
    return read(text, own, question.key if typed else None, others)


def taken_here(desk: Desk, question: Question) -> bool:
    """Whether this channel takes the answer: where the operator says so, nobody's number is typed into Telegram."""
    return not (question.private and desk.places.private_on_web and desk.channel.bot == "telegram")


def options_of(desk: Desk, filling: Filling, question: Question) -> list[tuple[Option, str]]:
    """What can be chosen, with its words for this person."""
    options = question.choices(filling.facts, filling.progress.answers)
    return [(option, label(option, desk.person.language)) for option in options]


def option_words(desk: Desk, filling: Filling, question: Question) -> str:
    """What can be written for a choice: each option with its number."""
    shown = [f"{n} {words}" for n, (_, words) in enumerate(options_of(desk, filling, question), start=1)]
    return say(desk.person.language, "forms.block.or").join(shown)


def line_name(language: str, question: Question) -> str:
    """What the line of a question is called, without its hint."""
    return without_hint(_names(language, question)[0])


def chosen_value(desk: Desk, filling: Filling, question: Question, text: str) -> str:
    """The option that a line names. Raises Unfit, which says what there is to choose."""
    option = chosen(text, options_of(desk, filling, question))
    if option is None:
        raise Unfit("forms.block.choose", options=option_words(desk, filling, question))
    return option.value


def _line(desk: Desk, filling: Filling, question: Question) -> str:
    language = desk.person.language
    named = _names(language, question)[0]
    if question.kind is Kind.CHOICE and not callable(question.options):
        return say(language, "forms.block.choice", label=named, options=option_words(desk, filling, question))
    return say(language, "forms.block.optional" if question.optional else "forms.block.line", label=named)


def _known(question: Question) -> Line:
    """The line of a question as it may be written, in any language."""
    names = tuple(name for language in languages() if question.block for name in _names(language, question))
    return Line(question.key, names, long=question.kind is Kind.TEXT and question.most > LONG)


def _names(language: str, question: Question) -> list[str]:
    """The name that is shown, then others that people write."""
    return say(language, f"{question.text}.line", **in_language(question.places, language)).split("|")
