"""Decides where each act of the office is done: on its page, or in the person's own chat (Art. 9).

An act is named by the press of its button, which is the same on a page and in the chat. An act that needs no words is
done on the page, by the same function of `workflow` that the chat calls; for any other, the chat opens at that button.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date
from functools import partial

from rules.engine.refusals import Refusal
from workflow.applications.dossiers import declare_recusal
from workflow.awards import activities, affairs, assessments
from workflow.engine.buttons import CASE_DOORS
from workflow.engine.desk import Desk
from workflow.engine.presses import present
from workflow.notices.lists import declare_none
from workflow.notices.signings import sign_no_objection, signable, waiting
from workflow.objections import examiners
from workflow.office.calendars import confirm_proposal, propose_suggested, propose_worked, reject_proposal
from workflow.office.messages import try_again
from workflow.office.undoing import undo_last
from workflow.office.unreachable import told_by_phone
from workflow.reevaluations import opinions as reevaluation_opinions
from workflow.reevaluations.case_opening import open_early
from workflow.sanctions import cases as sanctions
from workflow.sanctions import changes

Deed = Callable[[Desk, int], Awaitable[object]]


async def declare_and_sign(desk: Desk, notice_id: int) -> None:
    """Declare no interest in anybody on the list, and sign "no objection" (Art. 15-25, 40)."""
    await declare_none(desk, await waiting(desk, await signable(desk, notice_id)))
    await sign_no_objection(desk, notice_id)


async def suggest(desk: Desk, digits: int) -> None:
    """Propose a day that the pack suggests."""
    await propose_suggested(desk, _day(digits))


async def take_back(desk: Desk, digits: int) -> None:
    """Propose that a day of the prefecture becomes a working day again."""
    await propose_worked(desk, _day(digits))


HERE: Mapping[str, Deed] = {
    "review:none": partial(declare_recusal, interest=False),
    "objection:clear": partial(examiners.declare, interest=False),
    "sanction:none": partial(sanctions.declare, interest=False),
    "reevaluation:none": partial(reevaluation_opinions.declare, interest=False),
    "reevaluation:begin": open_early,
    "undo:yes": undo_last,
    "notice:sign": sign_no_objection,
    "notice:clear": declare_and_sign,
    "calendar:confirm": confirm_proposal,
    "calendar:reject": reject_proposal,
    "calendar:suggest": suggest,
    "calendar:worked": take_back,
    "message:again": try_again,
    "unreachable:told": told_by_phone,
    "affair:none": partial(affairs.declare, interest=False),
    "affair:acknowledge": changes.acknowledge,
    "affair:note": changes.note_change,
    "affair:rename": changes.rename,
    "activity:hold": activities.hold,
    "activity:off": activities.call_off,
    "assessment:accept": assessments.accept_report,
    "assessment:paper": assessments.note_paper_report,
}
"""The acts done on the page, by their press without the number."""

OF_A_FORM = frozenset({"dispatch:scan", "template:give", "template:back"})
"""Presses that a page handles by a form of its own, with a file or with words."""

APPLICATION: Mapping[str, str] = {act: f"{door}{{id}}" for act, door in CASE_DOORS.items()}
"""The press of each act of `rules.applications.lifecycle` on the page of a case."""
ON_LISTS: Mapping[str, str] = {
    "invite_defence": "/office/notices",
    "invite_on_site": "/office/notices",
    "leave_out": "/office/editions/{edition}",
    "propose": "/office/editions/{edition}",
    "decline": "/office/editions/{edition}",
    "report": "/office/notices",
    "grant": "/office/editions/{edition}",
    "reject": "/office/editions/{edition}",
}
"""The page of each act done for many cases at once: by signing a notice, by the meeting, with the decision."""
OBJECTION: Mapping[str, str] = {
    "admit": "objection:examine:{id}",
    "refuse": "objection:examine:{id}",
    "ask_completion": "objection:examine:{id}",
    "team": "objection:team:{id}",
    "decide": "objection:decide:{id}",
    "deliver": "objection:deliver:{id}",
    "complete": "objection:complete:{id}",
    "confirm": "objection:confirm:{id}",
    "disagree": "objection:disagree:{id}",
    "withdraw": "objection:withdraw:{id}",
}
"""The press of each act on the page of an objection; the objector's own are for a paper brought to the counter."""
SANCTION: Mapping[str, str] = {
    "investigate": "sanction:investigate:{id}",
    "hear": "sanction:hear:{id}",
    "deliver": "sanction:deliver:{id}",
    "answer": "sanction:answer:{id}",
    "decide": "sanction:decide:{id}",
    "dismiss": "sanction:decide:{id}",
    "approve": "sanction:approve:{id}",
    "reject": "sanction:approve:{id}",
    "forward": "sanction:forward:{id}",
    "recover": "sanction:recover:{id}",
    "publish": "sanction:publish:{id}",
    "withdraw": "sanction:withdraw:{id}",
}
"""The press of each act on the page of a case that may end in a sanction."""
REEVALUATION: Mapping[str, str] = {
    "ask": "reevaluation:ask:{id}",
    "report": "reevaluation:report:{id}",
    "go_without": "reevaluation:go_without:{id}",
    "name": "reevaluation:team:{id}",
    "release": "reevaluation:team:{id}",
    "opine": "reevaluation:opine:{id}",
    "demand": "reevaluation:demand:{id}",
    "undemand": "reevaluation:items:{id}",
    "propose": "reevaluation:propose:{id}",
    "keep": "reevaluation:decide:{id}",
    "rectify": "reevaluation:decide:{id}",
    "cancel": "reevaluation:decide:{id}",
    "prove": "reevaluation:items:{id}",
    "postpone": "reevaluation:items:{id}",
}
"""The press of each act on the page of a re-evaluation; the office enters what the holder sends on paper."""
AFFAIR: Mapping[str, str] = {
    **{act: f"affair:{act}:{{id}}" for act in ("acknowledge", "ask_back", "note", "rename", "rule", "inspect")},
    **{act: f"affair:{act}:{{id}}" for act in ("reply", "conclude", "result", "respond", "publish", "unpublish")},
    "hold": "activity:hold:{id}",
    "call_off": "activity:off:{id}",
}
"""The press of each act on the page of an affair; the holder's own acts are not among them."""
REPORT: Mapping[str, str] = {
    "accept": "assessment:accept:{id}",
    "back": "assessment:back:{id}",
    "paper": "assessment:paper:{id}",
    "excuse": "assessment:excuse:{id}",
}
"""The press of each of the office's acts on a July report."""


async def perform(desk: Desk, press: str) -> str:
    """Do what this press does, and return its verb, under which the page confirms it.

    Raises Refusal for an unknown press.
    """
    verb, _, rest = present(press).rpartition(":")
    if verb not in HERE or not (rest.isascii() and rest.isdecimal()):
        raise Refusal("talk.old_button")
    await HERE[verb](desk, int(rest))
    return verb


def buttons(table: Mapping[str, str], acts: Iterable[str], **about: object) -> dict[str, list[str]]:
    """Return the presses of these acts in order, each with its acts; `about` fills the placeholders of the presses."""
    found: dict[str, list[str]] = {}
    for act in acts:
        if act in table:
            found.setdefault(table[act].format(**about), []).append(act)
    return found


def _day(digits: int) -> date:
    try:
        return date(digits // 10_000, digits // 100 % 100, digits % 100)
    except ValueError:
        raise Refusal("talk.old_button") from None
