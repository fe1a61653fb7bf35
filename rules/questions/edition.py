"""The form with which the lead sets up an edition: window, weights, marks, places, panels (Art. 4, 9, 17-20)."""

from functools import partial
from typing import Any

from rules.forms import YES_NO, Answers, Facts, Form, Kind, Question
from rules.pack import Pack
from rules.questions.options import day
from rules.refusals import Unfit


def edition(pack: Pack) -> Form:
    """Return the form; both ends of the window are included, and a pass mark of 0 means none."""
    whole = sum(criterion.points for criterion in pack.rubric_organisation)
    share = int(pack.weights.organisation["defence"] * 100)
    places = {"years": str(pack.edition_years), "days": str(pack.internal_notice_working_days), "whole": str(whole)}
    places |= {"defence": str(share), "awards": str(pack.quota_award), "nominations": str(pack.quota_nomination)}
    ask = partial(Question, section="edition", article=4, places=places)
    score = partial(Question, section="scoring", article=20, kind=Kind.NUMBER, places=places)
    place = partial(Question, section="places", article=4, kind=Kind.NUMBER, places=places, least=1, most=20)
    panel = partial(Question, section="panels", kind=Kind.NUMBER, least=1, most=15)
    return Form(
        "edition",
        (
            ask(key="number", kind=Kind.NUMBER, text="edition.number", least=1, most=99),
            ask(key="year", kind=Kind.NUMBER, text="edition.year", least=2023, most=2100),
            ask(key="opens_on", kind=Kind.DATE, text="edition.opens_on", check=_is_ahead),
            ask(key="closes_on", kind=Kind.DATE, text="edition.closes_on", check=_is_after),
            score(key="defence_weight", text="edition.defence_weight", least=0, most=100),
            score(key="mark_material", text="edition.mark_material", least=0, most=whole),
            score(key="mark_defence", text="edition.mark_defence", least=0, most=whole),
            score(key="mark_on_site", text="edition.mark_on_site", least=0, most=whole),
            Question(
                key="rubric",
                kind=Kind.CHOICE,
                section="scoring",
                article=42,
                text="edition.rubric",
                options=YES_NO,
                places=places,
            ),
            place(key="quota_award", text="edition.quota_award"),
            place(key="quota_nomination", text="edition.quota_nomination"),
            panel(key="panel_material", text="edition.panel_material", article=17),
            panel(key="panel_defence", text="edition.panel_defence", article=18),
            panel(key="panel_on_site", text="edition.panel_on_site", article=19),
        ),
    )


def _is_ahead(value: Any, _: Answers, facts: Facts) -> None:
    opens, today = day(value), facts.get("today")
    if opens and today and opens < today:
        raise Unfit("edition.opens_on.past", article=9)


def _is_after(value: Any, answers: Answers, _: Facts) -> None:
    opens, closes = day(answers.get("opens_on")), day(value)
    if opens and closes and closes <= opens:
        raise Unfit("edition.closes_on.before", article=9, opens=opens)
