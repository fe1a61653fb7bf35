"""What a form keeps: its list, its place after weeks and elsewhere, its answers whatever is sent, its language."""

import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.updates import Receiver
from rules.applications.forms import organisation
from rules.engine.forms import Form, Kind, Progress, Question, Status
from rules.engine.pack import load_pack
from storage.store import Store
from tests.handlers.applying import apply, open_edition, patient
from tests.handlers.beginnings import BEGINNINGS, confirmed
from tests.handlers.engine.test_commands import ODD
from tests.handlers.towns import code_in, on_web
from tests.handlers.walking import Walk
from tests.rules.every_form import facts
from tests.talking import ListOutlet
from texts import say

MARKS = {Status.DONE: "✅", Status.STARTED: "✏", Status.TO_DO: "⬜", Status.WAITING: "⏳", Status.LOCKED: "🔒"}
FORM: Form = organisation(load_pack(), 2026)
CJK = re.compile("[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]+")
sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


def values(question: Question) -> st.SearchStrategy[Any]:
    """What may stand as the answer to a question."""
    options = [option.value for option in question.choices(facts(), {})]
    possible: list[str | None] = [*options] or [None if question.optional else "2020-01-01"]
    return st.sampled_from(possible)


def subsets() -> st.SearchStrategy[dict[str, Any]]:
    """Any answers of the form: each question alone, or a part of the form filled in to some place."""
    each = {question.key: values(question) for question in FORM.questions}
    some = st.fixed_dictionaries({}, optional=each)
    whole = st.fixed_dictionaries(each)
    head = st.tuples(whole, st.integers(0, len(FORM.questions))).map(lambda pair: dict([*pair[0].items()][: pair[1]]))
    return st.one_of(some, whole, head)


@sqlite
async def test_the_list_tells_of_each_part_what_its_answers_say(store: Store) -> None:
    """U2."""
    someone = await BEGINNINGS["organisation"](store, "organisation")
    walk = Walk(someone, "organisation")
    draft = (await walk.filling()).draft
    shown: list[tuple[list[str], list[str]]] = []

    async def looks(answers: dict[str, Any]) -> None:
        async with store.work() as work:
            await work.drafts.forget(draft.id, [question.key for question in FORM.questions])
            for key, value in answers.items():
                await work.drafts.answer(draft.id, key, value, someone.town.clock.now)
            await work.commit()
        await walk.press("t")
        progress = Progress(FORM, answers)
        expected = [
            f"{MARKS[progress.status(section)]} {say('zh', f'apply.section.{section}')}"
            for section in progress.sections()
        ]
        shown.append((expected, [label for label in someone.buttons() if label.split(" ")[0] in MARKS.values()]))

    for answers in examples(20):
        await looks(answers)
    assert [pair for pair in shown if pair[0] != pair[1]] == []
    assert {label.split(" ")[0] for expected, _ in shown for label in expected} == set(MARKS.values())


def examples(count: int) -> list[dict[str, Any]]:
    """Bounded, and the same on every run."""
    found: list[dict[str, Any]] = []

    @settings(max_examples=count, deadline=None, derandomize=True, database=None, suppress_health_check=[*HealthCheck])
    @given(subsets())
    def collect(answers: dict[str, Any]) -> None:
        found.append(answers)

    collect()
    return [{}, {"kind": "branch"}, *found, *_nearly()]


def _nearly() -> list[dict[str, Any]]:
    """All but the parent's part, and all."""
    given: dict[str, Any] = {"kind": "branch"}
    while missing := [q for q in Progress(FORM, given).missing() if q.key != "confirmation"]:
        options = missing[0].choices(facts(), given)
        given[missing[0].key] = options[-1].value if options else "2020-01-01"
    before = {key: value for key, value in given.items() if key not in ("agreed", "declared_by")}
    return [before, {**before, "confirmation": True}, {**given, "confirmation": True}]


@sqlite
@pytest.mark.parametrize("answered", [False, True])
async def test_the_same_question_is_one_tap_away_after_weeks_a_restart_and_elsewhere(
    store: Store, answered: bool
) -> None:
    """U3: at an open question, and at an answered one to which the person had gone back."""
    here = await BEGINNINGS["organisation"](store, "organisation")
    walk = Walk(here, "organisation")
    filling = await walk.walk(until=lambda question: question.key == "registered_here")
    asked = await walk.press("w")
    if answered:
        asked = await walk.press("b", filling.form.index("registered_here"))
    code = code_in((await here.says("/link"))[-1])
    here.town.clock.now += timedelta(days=40)
    town = patient(store)  # nothing but the database is left of the first conversation
    town.clock.now = here.town.clock.now
    outlets = {42: ListOutlet(town.session), 1: ListOutlet(town.session, channel="web")}
    town.receive = Receiver(
        town.office, town.receive.dispatcher, outlets=outlets, resume=town.receive.resume, gate=town.receive.gate
    )
    back = town.person(here.chat_id)
    await back.says("/start")
    assert await back.presses(await walk.going_on()) == [asked]
    there = on_web(town, 5005)
    assert "过期" in (await there.says(f"/join {code}"))[0]
    await there.says(f"/join {code_in((await back.says('/link'))[-1])}")
    await there.presses("我自己生成的")
    assert await there.presses(await walk.going_on()) == [asked]


STATES = ("choice", "number", "date", "files", "list", "check", "parts", "part", "sure", "left", "dropped", "sent")


async def stands(store: Store, state: str) -> Walk:
    """Somebody in an application, as far as this."""
    someone = await BEGINNINGS["organisation"](store, "organisation")
    walk = Walk(someone, "organisation", others=confirmed)
    stops = {"choice": "kind", "number": "credit_code", "date": "registered_on", "files": "c1.files"}
    if state in stops:
        wanted = stops[state]
        kind = Kind.FILES if state == "files" else None
        await walk.walk(until=lambda question: question.kind is kind if kind else question.key == wanted)
        return walk
    verbs = {"list": "t", "sure": "d", "left": "x", "dropped": "D"}
    if state in verbs:
        await walk.walk(until=lambda question: question.key == "address")
        await walk.press(verbs[state])
        return walk
    filling = await Walk(someone, "organisation", whole=False, others=confirmed).walk()
    await walk.press({"check": "c", "parts": "e", "part": "v", "sent": "z"}[state], *filling.progress.sections()[:1])
    return walk


@sqlite
@pytest.mark.parametrize("state", STATES)
async def test_nothing_that_is_sent_in_a_form_meets_with_silence_or_loses_anything(store: Store, state: str) -> None:
    """U15."""
    walk = await stands(store, state)
    someone = walk.someone
    before = await kept(walk)
    for name, content in ODD.items():
        read = await someone._send(message=someone._message(**content))
        assert read != [], name
        assert read[-1].strip() != "", name
        assert someone.buttons() != [], name
        assert await kept(walk) == before, name


async def kept(walk: Walk) -> list[tuple[Any, ...]]:
    """What is kept of the person's forms."""
    town = walk.someone.town
    async with town.store.work() as work:
        seat = await work.people.meet("telegram", walk.someone.chat_id, town.clock.now, "zh")
        found = await work.drafts.of(seat.person.id)
        return [(one.id, one.state, one.question, await work.drafts.answers(one.id)) for one in found]


@sqlite
async def test_an_application_in_english_shows_no_other_language(store: Store) -> None:
    """U11: names of the pack, examples and answers are data; the language button is in the other language."""
    town = patient(store)
    await open_edition(store)
    someone, _ = await apply(town, "organisation", language="en")
    walk = Walk(someone, "organisation", others=confirmed)
    filling = await walk.walk()
    await walk.press("t")
    await walk.press("c")
    await walk.press("e")
    for section in filling.progress.sections():
        await walk.press("v", section)
    for question in filling.progress.asked[:20]:
        place = filling.form.index(question.key)
        await walk.press("q", place)
        await walk.press("h", place)
    await walk.press("d")
    await walk.press("x")
    walk.read(await someone.says("/start"))
    walk.read(await someone.says("/help"))
    walk.read(await someone.says("what is this"))
    walk.read(await someone.says("/nosuchthing"))
    written = (each for each in FORM.questions if each.kind not in (Kind.CHOICE, Kind.FILES, Kind.AWAITED))
    examples_of = (walk.said(each, ".example") for each in written)
    data = [*walk.typed.values(), *examples_of, say("en", "menu.language")]
    foreign = [text for text in walk.seen if CJK.search(without(text, data))]
    assert foreign == []
    assert len(walk.seen) > 300


def without(text: str, data: list[str]) -> str:
    """The text without what is data in it."""
    for value in sorted(data, key=len, reverse=True):
        text = text.replace(value, "")
    return text
