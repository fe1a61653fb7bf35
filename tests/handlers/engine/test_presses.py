"""The buttons are tables: every press is in one, fits, and is written down; those that were sent before still work."""

import inspect
import sys
from collections.abc import Callable, Mapping
from enum import EnumType
from functools import partial
from inspect import Parameter
from types import UnionType
from typing import Any, Literal, get_args, get_origin

import pytest
from aiogram.types import CallbackQuery, User

from handlers import presses as written
from handlers.dispatching import all_presses
from handlers.engine.presses import Found, Known, Press, Presses
from handlers.people.personal_data import AGREE
from storage.store import Store
from tests.handlers.towns import town_with_web
from tests.house.sources import ROOT
from workflow.engine.presses import AROUND, RENAMED, present
from workflow.engine.sending import PRESS

USER = User(id=5, is_bot=False, first_name="某")
KNOWN = Known(all_presses())
BEFORE: Mapping[str, str] = {
    "af": "case do:ask_back do:note do:publish file find interest list new none office open year",
    "al": "back mend pdf see sure write yes",
    "ap": "again allow begin check clear gone new print withdraw",
    "ar": "get see",
    "as": "all bulk clear do enough free give go in list lock mine n p pass pick rep res t team who with xls yes",
    "av": "come here hold off see",
    "aw": "code mine",
    "ca": "confirm home local moved paste reject see suggest worked year",
    "ce": "ask",
    "cf": "link notice opinion see",
    "cm": "decide edition here new record see vote",
    "cn": "hand list phoned right see",
    "co": "ask files link print read see sum",
    "dp": "batch find list pages print scan see waiting word",
    "ed": "change list move new open opened see",
    "em": "again enter forget give see",
    "ev": "list out put rank ranked report see why",
    "gr": "ask ceremony decision edition grant reject",
    "hd": "accept card home mine rights rules",
    "hl": "code codes import list mail menu see template yes",
    "hs": "new",
    "iq": "ask back public read to",
    "m": "allow erase erase:all erase:drafts fix help help:fee help:page home join language link mydata mydata:consent "
    "mydata:copy mydata:list mydata:withdraw name phone separate unseat",
    "ms": "again find free hold list see",
    "nt": "acceptance award clear close correct draft list new none paper print see sign take unit",
    "ob": "another apart aside begin check clear complete confirm counter decide deliver disagree examine field "
    "figures file files find free give gone interest inv list mine name notices open paper proof sheet team who "
    "withdraw",
    "of": "menu pages",
    "pc": "kind late late:objection new print",
    "pe": "accept end erase erasing erasure invite list retain role sure unit unnamed wanted",
    "pr": "acceptance_list",
    "pt": "all editions list one",
    "pv": "contact end entrust list measures prolong scan see",
    "rc": "sn:interest ob:aside",
    "re": "ask begin decide demand file files free go_without interest items jfile july list mine name none open opine "
    "paper past postpone proof propose prove report said sheet team undemand yes",
    "ri": "drop found late state",
    "rv": "ask_supplement clerk endorse file files forward give interest none number numbers open sec sup sure "
    "turn_down unit",
    "sa": "accept back day excuse figures file fill list matrix paper see sheet year",
    "sn": "answer approve ask bar bars decide deliver file files forward hear interest investigate lift list mine new "
    "none open paper public publish read recover withdraw",
    "ss": "ask list lock release remove sure which",
    "st": "all see",
    "su": "1",
    "sz": "ask put",
    "t": "all list",
    "tc": "open",
    "tm": "back get give list see try",
    "tp": "begin fee",
    "ud": "ask yes",
    "un": "list told",
    "vi": "dissent held missed pass plan present read report row rowed see sign",
}
"""Every button that was sent before buttons had words: they stand in people's chats."""
LONGEST: Mapping[str, str] = {
    "about": "application-" + "9" * 18,
    "act": "acknowledge",
    "case": "9" * 18,
    "chats": "9" * 18,
    "day": "20261119",
    "file_id": "f" * 32,
    "form": "use_question",
    "key": "document_number",
    "kind": "reevaluation_notice",
    "language": "zh",
    "mark": "f" * 12,
    "noun": "application",
    "paper": "consultation_request",
    "question": "certificate",
    "words": "whom:fee",
    "section": "recommendation_unit",
    "standing": "printed",
    "then": "acceptance:" + "9" * 18,
    "token": "f" * 32,
    "topic": "reevaluation",
    "unit": "market_supervision_bureau",
    "which": "deputy_chair",
    "word": "interest",
    "year": "",
}
"""The longest words that stand behind a press, by the name of the parameter that takes them."""
FEW: Mapping[str, int] = {"place": 2, "part": 2, "page": 6, "year": 4, "count": 6, "version": 6, "digits": 8}
"""How long a number gets that is no id."""
CONSENTED = (
    "application:new",
    "affair:new",
    "assessment:fill",
    "objection:begin",
    "inquiry:ask",
    "reevaluation:report",
)
"""What may stand behind the button with which somebody consents first."""


def functions(press: Press) -> list[Callable[..., Any]]:
    return [each.func if isinstance(each, partial) else each for each in (press.do, press.of) if each is not None]


def test_each_press_names_a_function_that_says_what_it_does() -> None:
    every = [function for found in KNOWN.presses.values() for function in functions(found.press)]
    assert [one for one in every if not inspect.iscoroutinefunction(one) or not inspect.getdoc(one)] == []
    assert [one for one in every if getattr(sys.modules[one.__module__], one.__name__) is not one] == []


def test_each_word_of_a_press_is_of_a_kind_that_is_read() -> None:
    for press, found in KNOWN.presses.items():
        for place, each in enumerate(found.asked, start=1):
            kind = get_args(each.annotation)[0] if isinstance(each.annotation, UnionType) else each.annotation
            read = kind in (int, str) or isinstance(kind, EnumType) or get_origin(kind) is Literal
            assert read or (kind == list[str] and place == len(found.asked)), (press, each)


def longest(press: tuple[str, str], found: Found) -> str:
    return ":".join((*press, *(word for each in found.asked if (word := longest_word(each)))))


def longest_word(asked: Parameter) -> str:
    kind, name = asked.annotation, asked.name.removeprefix("_")
    kind = get_args(kind)[0] if isinstance(kind, UnionType) else kind
    if kind is int:
        return "9" * FEW.get(name, 18)
    if isinstance(kind, EnumType) or get_origin(kind) is Literal:
        return max(get_args(kind) or [str(one.value) for one in kind], key=len)
    return LONGEST[name]


def test_each_press_fits_into_a_button_with_the_longest_ids() -> None:
    every = {":".join(press): longest(press, found) for press, found in KNOWN.presses.items()}
    every |= {f"{AGREE}{press}": f"{AGREE}{every[press]}" for press in CONSENTED}
    assert {data for data in every.values() if len(data.encode()) > PRESS} == set()


def test_the_page_of_all_buttons_is_what_the_tables_say() -> None:
    assert (ROOT / "docs/presses.md").read_text("utf-8") == written.page()


async def test_each_button_that_was_sent_before_is_one_of_the_tables() -> None:
    every = [f"{topic}:{word}:7" for topic, words in BEFORE.items() for word in words.split()]
    made = {press: CallbackQuery(id="q", from_user=USER, chat_instance="1", data=press) for press in every}
    assert [press for press, query in made.items() if not await KNOWN(query)] == []


def test_no_button_of_today_is_called_as_one_before_and_each_new_name_is_one() -> None:
    topics = {topic for topic, _ in KNOWN.presses}
    assert topics & {press.partition(":")[0] for press in RENAMED} == set()
    for named in RENAMED.values():
        topic, _, word = named.partition(":")
        assert f"{named}:" == AGREE or ((topic, word) in KNOWN.presses if word else topic in topics), named
    assert present("m:agree:rc:sn:interest:5") == "consent:agree:recusal:ask:sanction:interest:5"
    assert {"consent:agree", "recusal:ask"} == AROUND


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_buttons_of_before_do_in_a_chat_what_those_of_today_do(store: Store) -> None:
    someone = town_with_web(store).person(5)
    for old in (
        "m:home",
        "ap:begin",
        "nt:list",
        "m:help:fee",
        "m:mydata:list",
        "st:all",
        "sn:open:1",
        "t:list",
        "ce:ask",
    ):
        await someone.presses_data("menu:home")
        now = await someone.presses_data(present(old))
        await someone.presses_data("menu:home")
        assert await someone.presses_data(old) == now, old
    await someone.presses_data("m:agree:iq:ask")
    said = await someone.presses_data("iq:ask")
    assert said == await someone.presses_data("inquiry:ask")
    assert not any("同意吗" in each for each in said)


async def nothing() -> None:
    """Do nothing."""


def test_a_press_is_in_one_table_only() -> None:
    table = Presses("a", {"x": Press(nothing)})
    with pytest.raises(ValueError, match="a:x is in two tables"):
        Known([table, Presses("a", {"x": Press(nothing)})])


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_command_does_what_its_button_does_where_a_word_is_awaited_too(store: Store) -> None:
    someone = town_with_web(store).person(5)
    shown = await someone.presses_data("status:all")
    for awaits in ("award:code", "certificate:ask"):
        await someone.presses_data(awaits)
        assert await someone.says("/status") == shown
