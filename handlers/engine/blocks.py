"""Several answers in one message: the lines offered under a question, and the lines that came back."""

from handlers.engine.guides import Filling
from handlers.engine.speech import in_language
from papers.engine.answers import label
from rules.engine.blocks import Block, BlockLine, chosen, named_in, read, without_hint
from rules.engine.forms import Kind, Option, Question
from rules.engine.refusals import Unfit
from texts import languages, say
from texts.phrases import answered
from workflow.engine.desk import Desk, holds_private
from workflow.engine.filling import checked, understood

LONG = 300
"""A text answer that may be longer than this many characters may span several lines."""
FEW = 2
"""A block needs at least this many lines."""


def offered(desk: Desk, filling: Filling, question: Question) -> str:
    """Return the lines to fill in at the first question of a block; "" if the question is asked alone.

    The block is offered only until one of its questions is answered. Prefilled answers do not count.
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
    """Return the block of answers in a message sent at this question; None if it is a single answer."""
    if ":" not in text and "：" not in text:
        return None
    every = [each for each in filling.form.questions if each.block or each is question]
    own = [_known(each) for each in every if each.block == question.block]
    others = [_known(each) for each in every if each.block != question.block]
    typed = question.kind not in (Kind.CHOICE, Kind.FILES)
    return read(text, own, question.key if typed else None, others)


def taken_here(desk: Desk, question: Question) -> bool:
    """Say whether this channel takes the answer: private ones are kept off channels that may not hold them."""
    return not question.private or holds_private(desk)


def options_of(desk: Desk, filling: Filling, question: Question) -> list[tuple[Option, str]]:
    """Return each option with its label in the person's language."""
    options = question.choices(filling.facts, filling.progress.answers)
    return [(option, label(option, desk.person.language)) for option in options]


def option_words(desk: Desk, filling: Filling, question: Question) -> str:
    """Return the options as they may be written in a line, each with its number."""
    shown = [f"{n} {words}" for n, (_, words) in enumerate(options_of(desk, filling, question), start=1)]
    return say(desk.person.language, "forms.block.or").join(shown)


def line_name(language: str, question: Question) -> str:
    """Return the name of the question's line, without its hint."""
    return without_hint(_names(language, question)[0])


def option_meant(desk: Desk, filling: Filling, question: Question, text: str) -> Option | None:
    """Return the option that the words mean: its number, its name or a part of it, or a short answer such as "no".

    A consent is given in its own words. None where no option is meant, or several.
    """
    options = options_of(desk, filling, question)
    option = chosen(text, options)
    if option is None and not question.consent:
        option = named_in(text, options)
    if option is None and not question.consent:
        place = answered(desk.person.language, text, [words for _, words in options])
        option = options[place][0] if place is not None else None
    return option


def read_words(desk: Desk, filling: Filling, question: Question, text: str) -> object:
    """Return the answer in words, an option by its name or number. Raises Unfit, which lists the options if need be."""
    if question.kind is not Kind.CHOICE:
        return understood(desk, filling, question, text)
    option = option_meant(desk, filling, question, text)
    if option is None:
        raise Unfit("forms.block.choose", options=option_words(desk, filling, question))
    return checked(filling, question, option.value)


def _line(desk: Desk, filling: Filling, question: Question) -> str:
    language = desk.person.language
    named = _names(language, question)[0]
    if question.kind is Kind.CHOICE and not callable(question.options):
        return say(language, "forms.block.choice", label=named, options=option_words(desk, filling, question))
    return say(language, "forms.block.optional" if question.optional else "forms.block.line", label=named)


def _known(question: Question) -> BlockLine:
    """Return the question's line under every name that it may be written with, in any language."""
    names = tuple(name for language in languages() if question.block for name in _names(language, question))
    return BlockLine(question.key, names, long=question.kind is Kind.TEXT and question.most > LONG)


def _names(language: str, question: Question) -> list[str]:
    """Return the line's displayed name, followed by other names that people write."""
    return say(language, f"{question.text}.line", **in_language(question.places, language)).split("|")
