"""The form of the evaluation report: its text, and reasons for omissions and tied scores (Art. 20)."""

from functools import cache, partial

from rules.forms import Form, Kind, Question


@cache
def evaluation(*, unfinished: bool, tied: bool) -> Form:
    """Return the form: the report's words, and a reason for each thing that scores alone do not settle."""
    ask = partial(Question, section="evaluation", article=20, kind=Kind.TEXT, least=20, most=3000)
    questions = [ask(key="words", text="evaluation.words")]
    questions += [ask(key="unfinished", text="evaluation.unfinished")] if unfinished else []
    questions += [ask(key="ties", text="evaluation.ties")] if tied else []
    return Form("evaluation", tuple(questions))
