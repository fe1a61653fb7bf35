"""One search over everything that the office keeps: cases, notices, papers, awards, people (Art. 9, 40).

The number of an organisation, a document or a phone is matched exactly; other words, from two characters on, within
names and numbers. Nothing shut to the person is found.
"""

from dataclasses import dataclass, replace

from rules.affairs import Affair
from rules.dispatches import Dispatch, number_in
from rules.notices import Notice
from rules.objections import Objection
from rules.people import Role
from rules.reevaluations import Reevaluation
from rules.sanctions import Sanction
from storage.notice_register import View, Wanted
from workflow import affair_lists, sanctions
from workflow.affair_lists import Asked
from workflow.application_register import Line as Case
from workflow.application_register import Search, search
from workflow.award_register import Held, held_awards
from workflow.desk import Desk, serves_as, today
from workflow.dispatches import wanted
from workflow.lists import Found
from workflow.people_register import Asked as People
from workflow.people_register import Line, listed_people
from workflow.people_register import View as Roles
from workflow.shut_cases import shut_subjects

MOST = 10
"""The most results of each kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The results of each kind, at most MOST; kinds that the person may not see are empty."""

    cases: Found[Case]
    notices: tuple[Notice, ...]
    objections: tuple[Objection, ...] = ()
    sanctions: tuple[Sanction, ...] = ()
    reevaluations: tuple[Reevaluation, ...] = ()
    papers: tuple[Dispatch, ...] = ()
    awards: tuple[Held, ...] = ()
    affairs: tuple[Affair, ...] = ()
    people: tuple[Line, ...] = ()


async def find(desk: Desk, words: str) -> Results:
    """Search everything that the person may see. Raises Forbidden for people who work on no cases."""
    cases = await search(desk, Search(words=words), limit=MOST)
    notices, _ = await desk.work.notice_register.page(Wanted(view=View.ALL, day=today(desk), words=words), limit=MOST)
    if not serves_as(desk, Role.LEAD, Role.OFFICE):
        return Results(cases=cases, notices=tuple(notices))
    people = await listed_people(desk, People(view=Roles.ALL, words=words), limit=MOST)
    affairs = await affair_lists.search(desk, Asked(waiting=False, words=words), limit=MOST)
    numbered = await _numbered(desk, words)
    opened = [await desk.work.sanctions.get(one) for one in numbered.get("sanction", ())]
    evaluated = [await desk.work.reevaluations.get(one) for one in numbered.get("reevaluation", ())]
    return Results(
        cases=cases,
        notices=tuple(notices),
        objections=tuple(await desk.work.objections.these(numbered.get("objection", ()))),
        sanctions=tuple(await sanctions.shown(desk, [one for one in opened if one is not None])),
        reevaluations=tuple(one for one in evaluated if one is not None),
        papers=tuple(await _papers(desk, words)),
        awards=tuple((await held_awards(desk, words=words))[:MOST]),
        affairs=tuple(line.affair for line in affairs.lines),
        people=tuple(people.lines),
    )


async def _numbered(desk: Desk, words: str) -> dict[str, list[int]]:
    """Return the ids of everything with this number, by noun."""
    shut, found = await shut_subjects(desk), dict[str, list[int]]()
    for subject in await desk.work.case_numbers.subjects(words.upper()):
        noun, _, one = subject.partition(":")
        if subject not in shut:
            found.setdefault(noun, []).append(int(one))
    return found


async def _papers(desk: Desk, words: str) -> list[Dispatch]:
    """Find papers by number; those of a case are found through the case."""
    looked_for = replace(await wanted(desk), words=number_in(words) or words)
    return await desk.work.dispatches.page(looked_for, limit=MOST)
