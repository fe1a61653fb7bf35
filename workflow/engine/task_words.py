"""A task in words that a list or a message may show: what it is about and whom it waits for (Art. 9, 40)."""

from collections.abc import Collection, Iterable

from rules.engine.pack import Pack
from storage.database.values import Say
from storage.engine.tasks import Task
from storage.work import Work

_NUMBERED = {
    "objection": "objection",
    "sanction": "sanction",
    "heard": "sanction",
    "reevaluation": "reevaluation",
    "reevaluated": "reevaluation",
    "affair": "affair",
}
"""The nouns of subjects whose case has a number, and the noun under which it is kept."""
_PARTIES = {"heard": "tasks.party", "reevaluated": "tasks.holder"}


async def names_of_cases(work: Work, pack: Pack, subjects: Collection[str]) -> dict[str, str]:
    """Return number and name of each case that a list may show, by its subject ("application:12"); a unit's name."""
    found = {f"unit:{unit.key}": unit.name_zh for unit in pack.units if f"unit:{unit.key}" in subjects}
    for noun, case in _NUMBERED.items():
        if ids := _ids(subjects, noun):
            found |= {f"{noun}:{one}": number for one, number in (await work.case_numbers.of(case, ids)).items()}
    if ids := _ids(subjects, "assessment"):
        found |= {f"assessment:{one}": number for one, number in (await work.assessments.numbers(ids)).items()}
    if ids := _ids(subjects, "notice"):
        found |= {f"notice:{one}": title for one, title in (await work.notices.titles(ids)).items()}
    if ids := _ids(subjects, "application"):
        cases = (await work.applications.these(ids)).values()
        found |= {f"application:{one.id}": f"{one.number or ''} {one.name or ''}".strip() for one in cases}
    return found


def who_does(pack: Pack, language: str, task: Task, doer: str | None) -> Say | str:
    """Return whom the task waits for: the person named `doer` in their role, a unit, or a party to the case."""
    place = _place(pack, language, task)
    return Say("tasks.named", {"who": doer, "role": place}) if doer else place


def named(task: Task, name: str) -> Say:
    """Return the task with the name of its case, which tells two reminders of one kind apart."""
    what = Say(f"tasks.{task.kind}", {"subject": task.subject})
    return Say("reminders.task.about", {"task": what, "name": name}) if name else what


def _place(pack: Pack, language: str, task: Task) -> Say | str:
    if task.kind == "supplement":
        return Say("tasks.applicant")
    if party := _PARTIES.get(task.subject.partition(":")[0]):
        return Say(party)
    return pack.name_of_unit(task.unit, language, "") or Say(f"tasks.role.{task.role.value}")


def _ids(subjects: Iterable[str], noun: str) -> list[int]:
    found = (subject.partition(":") for subject in subjects)
    return sorted(int(one) for known, _, one in found if known == noun and one.isdecimal())
