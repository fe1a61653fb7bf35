"""Every form of the service, walked by its own data from its real button to its end, through the real conversation."""

import pytest

from handlers.dispatching import all_guides
from rules.engine.forms import Kind, Progress
from storage.engine.drafts import DraftState
from storage.store import Store
from tests.handlers.beginnings import BEGINNINGS, confirmed
from tests.handlers.walking import Walk
from texts import say

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
MOVED = ("eligibility", "objection", "counter_objection", "completion", "interests", "objection_number", "sanction")
"""Forms whose answers do not stay with the draft: they go to a sealed case, or nowhere."""
TWICE = {"sheet": "sheet.lock"}
"""Forms that are sent by a second tap."""
forms = pytest.mark.parametrize("form", sorted(BEGINNINGS))


async def begun(store: Store, form: str, *, whole: bool = True) -> Walk:
    """Somebody stands before the form."""
    someone = await BEGINNINGS[form](store, form)
    return Walk(someone, form, whole=whole, others=confirmed)


def test_no_form_is_forgotten(url: str) -> None:
    assert sorted(BEGINNINGS) == sorted(all_guides())


ONE_OF = {"notice": "notice.files.unproven"}
"""Forms in which one of what can be skipped has to be there, and how that is said."""


@forms
async def test_every_question_has_its_ways_out_and_each_leads_back_to_it(store: Store, form: str) -> None:
    """U1, U3, U4, U5."""
    walk = await begun(store, form)
    filling = await walk.walk(slowly=True)
    asked = [each.key for each in filling.progress.asked if each.kind is not Kind.AWAITED]
    assert [key for key in asked if key not in {*walk.asked, *(walk.prefilled or ())}] == []
    assert walk.asked == list(dict.fromkeys(walk.asked))
    checks_out(await walk.press("c"), walk, filling.progress)
    await changes(walk)
    await sends(walk)


@forms
async def test_what_is_optional_can_be_skipped_and_the_rest_sent(store: Store, form: str) -> None:
    walk = await begun(store, form, whole=False)
    filling = await walk.walk()
    skipped = {each.key for each in filling.progress.asked if each.optional and each.key in walk.asked}
    assert {key for key in skipped if filling.progress.answers[key] not in (None, [])} == set()
    checks_out(await walk.press("c"), walk, filling.progress)
    if refused := ONE_OF.get(form):
        assert (await binds(walk, "forms.send", "c")).startswith(say(walk.someone.language, refused))
        return
    await sends(walk)


def checks_out(page: str, walk: Walk, progress: Progress) -> None:
    """The check page shows every question with its answer, and nobody's number."""
    assert page.startswith(say(walk.someone.language, "forms.check_title"))
    for question in progress.asked:
        assert f"· {walk.said(question)}\n" in page, question.key
        typed = walk.typed.get(question.key)
        if typed is None:
            continue
        hidden = question.kind is Kind.IDENTITY or (question.private and question.kind is Kind.PHONE)
        if hidden or (question.key == "number" and walk.form == "objection_number"):
            assert typed not in page, question.key
        elif question.kind in (Kind.TEXT, Kind.FILES, Kind.CHOICE):
            assert typed in page, question.key


async def changes(walk: Walk) -> None:
    """U4: three taps to a question; then only what the change makes necessary is asked, and the check page again."""
    filling = await walk.filling()
    question, value = walk.other_answer(filling)
    place, someone = filling.form.index(question.key), walk.someone
    await someone.presses(say(someone.language, "forms.change"))
    await someone.presses_data(f"f:{filling.draft.id}:v:{question.section}")
    while f"f:{filling.draft.id}:q:{place}" not in walk.data():
        await someone.presses(say(someone.language, "forms.later"))
    assert walk.said(question) in (await someone.presses(f"f:{filling.draft.id}:q:{place}"))[-1]
    if question.kind is Kind.CHOICE:
        options = [option.value for option in walk.options(filling, question)]
        read = await walk.press("a", place, options.index(value))
    elif question.kind is Kind.FILES:
        read = await walk.press("k", place)
    else:
        read = "\n".join(await someone.says(str(value)))
    answers = {**filling.progress.answers, question.key: value}
    necessary = {each.key for each in Progress(filling.form, answers).missing()}
    before = len(walk.asked)
    after = await walk.walk()
    assert set(walk.asked[before:]) == necessary
    assert after.progress.answers == {**Progress(filling.form, answers).answers, **walk.given(after, necessary)}
    if not necessary:
        assert read.startswith(say(someone.language, "forms.check_title"))
    await walk.press("c")


async def sends(walk: Walk) -> None:
    """It is sent, something is said of it with a way on, and its answers stay as they were given or move."""
    before = await walk.filling()
    said = await binds(walk, "forms.send", "c")
    if walk.form in TWICE:
        said = await binds(walk, TWICE[walk.form], "z")
    assert said != ""
    async with walk.someone.town.store.work() as work:
        draft = await work.drafts.get(before.draft.id)
        answers = await work.drafts.answers(before.draft.id)
    assert draft is not None
    advice = walk.form == "eligibility"  # which goes to nobody and is not kept
    assert draft.state is (DraftState.DROPPED if advice else DraftState.SENT), said
    kept = {} if walk.form in MOVED else before.progress.answers
    assert {key: answers[key] for key in before.progress.answers if key in answers} == kept
    assert walk.someone.buttons() != []


async def binds(walk: Walk, key: str, page: str) -> str:
    """What binds is done by its button, or where little was filled in by its words; by no number, however often."""
    someone, before = walk.someone, (await walk.filling()).progress.answers
    for number in ("1", "1", "2", "１"):
        shown = await walk.press(page)
        told = await someone.says(number)
        assert told[0].startswith(say(someone.language, "talk.number")), number
        assert (await walk.filling()).progress.answers == before
    assert await walk.press(page) == shown
    label = say(someone.language, key)
    return "\n".join(await (someone.presses(label) if walk.whole else someone.says(label.partition(" ")[2])))
