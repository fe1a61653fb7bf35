"""Every act of the tables has its place on a page of the office, and each button leads where the chat has one."""

import re

from rules.applications import lifecycle
from rules.awards import affairs
from rules.objections import cases as objections
from rules.reevaluations import cases as reevaluations
from rules.sanctions import cases as sanctions
from tests.attacks.interests.verbs import verbs
from tests.house.sources import ROOT
from web.applications.editions import BOTH
from web.engine import acts

TABLES = (acts.APPLICATION, acts.OBJECTION, acts.SANCTION, acts.REEVALUATION, acts.AFFAIR, acts.REPORT)
BESIDE = {"team", "deliver"}
"""What the office does about an objection beside the steps of its table: who investigates, a result handed over."""
PRESS = re.compile(r"""["']([a-z_]+:[a-z_]+)[:"']""")


def test_each_act_on_a_case_is_on_its_page_or_on_that_of_its_list() -> None:
    theirs = {name for name, act in lifecycle.ACTS.items() if act.actor is lifecycle.Actor.APPLICANT}
    assert set(acts.APPLICATION) | set(acts.ON_LISTS) == set(lifecycle.ACTS) - theirs
    assert set(acts.APPLICATION) & set(acts.ON_LISTS) == set()


def test_each_act_on_an_objection_is_on_its_page() -> None:
    days = {name for name, act in objections.ACTS.items() if act.actor is objections.Actor.NOBODY}
    assert set(acts.OBJECTION) == set(objections.ACTS) - days | BESIDE


def test_each_act_on_a_sanction_is_on_its_page() -> None:
    assert set(acts.SANCTION) == {act.name for act in sanctions.ACTS if act.actors != {sanctions.Actor.NOBODY}}


def test_each_act_on_a_reevaluation_is_on_its_page() -> None:
    done = {act.name for act in reevaluations.ACTS if act.actors != {reevaluations.Actor.NOBODY}}
    assert set(acts.REEVALUATION) == done


def test_each_act_on_an_affair_that_is_not_the_holders_is_on_its_page() -> None:
    assert set(acts.AFFAIR) == {act.name for act in affairs.ACTS if act.actors != {affairs.Actor.HOLDER}}


def test_each_button_of_a_page_is_one_of_the_chat() -> None:
    there = {f"{prefix}:{verb}" for prefix, words in verbs().items() for verb in words}
    whole = {prefix for prefix, words in verbs().items() if words == {""}}
    pressed = {":".join(press.split(":")[:2]) for table in TABLES for press in table.values()}
    pressed |= {":".join(press.split(":")[:2]) for press in (*acts.HERE, *(press for _, press in BOTH))}
    for path in (*(ROOT / "web/templates").glob("office_*.html"), *(ROOT / "web").glob("*.py")):
        pressed |= {found for found in PRESS.findall(path.read_text("utf-8")) if found.partition(":")[0] in verbs()}
    assert {press for press in pressed if press.partition(":")[0] not in whole} - there == set()
