"""One search over the listings of the office: cases, notices, papers, awards, people (Art. 9, 40).

The number of an organisation, a document or a phone is matched exactly; other words, from two characters on, within
names and numbers. Nothing shut to the person is found, since each listing leaves it out.
"""

from typing import Any

from rules.people.roles import Role
from workflow.applications.cases import shut_subjects
from workflow.applications.register import CASES
from workflow.awards.affair_lists import AFFAIRS
from workflow.awards.register import AWARDS
from workflow.engine.desk import Desk, serves_as
from workflow.engine.lists import Found, Listing
from workflow.letters.dispatch_lists import DISPATCHES
from workflow.objections.register import OBJECTIONS, line_of
from workflow.office.notice_register import NOTICES
from workflow.office.people_register import PEOPLE
from workflow.reevaluations import cases as reevaluations
from workflow.reevaluations.case_opening import Prepared
from workflow.sanctions import cases as sanctions
from workflow.sanctions.timelines import REEVALUATIONS, SANCTIONS

MOST = 10
"""The most results of each listing."""
Results = list[tuple[Listing[Any, Any], Found[Any]]]
OF_STAFF: tuple[Listing[Any, Any], ...] = (CASES, NOTICES)
OF_OFFICE: tuple[Listing[Any, Any], ...] = (AWARDS, DISPATCHES, AFFAIRS, PEOPLE)


async def find(desk: Desk, words: str) -> Results:
    """Search every listing that the person may see. Raises Forbidden for people who work on no cases."""
    office = serves_as(desk, Role.LEAD, Role.OFFICE)
    answers = {"words": words, "view": "all"}
    listings = (*OF_STAFF, *OF_OFFICE) if office else OF_STAFF
    found = [(one, await one.find(desk, one.query(answers), limit=MOST)) for one in listings]
    return [*found, *await _numbered(desk, words)] if office else found


async def _numbered(desk: Desk, words: str) -> Results:
    """Return the objections, sanctions and re-evaluations with this number, which have no other words to find."""
    shut, ids = await shut_subjects(desk), dict[str, list[int]]()
    for subject in await desk.work.case_numbers.subjects(words.upper()):
        noun, _, one = subject.partition(":")
        if subject not in shut:
            ids.setdefault(noun, []).append(int(one))
    objections = await desk.work.objections.these(ids.get("objection", ()))
    opened = [await desk.work.sanctions.get(one) for one in ids.get("sanction", ())]
    evaluated = [await desk.work.reevaluations.get(one) for one in ids.get("reevaluation", ())]
    cases = [Prepared(await reevaluations.award_of(desk.work, one), one, ()) for one in evaluated if one is not None]
    return [
        (OBJECTIONS, Found([await line_of(desk, one, None) for one in objections], None)),
        (SANCTIONS, Found(await sanctions.shown(desk, [one for one in opened if one is not None]), None)),
        (REEVALUATIONS, Found(cases, None)),
    ]
