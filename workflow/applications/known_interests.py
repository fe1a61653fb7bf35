"""Cases shut at once to people with a known interest, as a case comes in or a statement is made (Art. 40)."""

from rules.applications.lifecycle import LIVE, Application
from rules.interests.statements import Ground, Source
from workflow.applications.applicants import subject_of
from workflow.applications.handovers import hand_over
from workflow.engine.desk import Desk
from workflow.interests.conflicts import Staff, grounds, staff_of
from workflow.interests.recusals import bars


async def shut_applications(desk: Desk, person_id: int, staff: Staff) -> int:
    """Shut the running applications in which an interest of the person is known. Returns how many are newly shut."""
    found = 0
    for edition in await desk.work.editions.all():
        for application in await desk.work.applications.of_edition(edition.id):
            if application.state in LIVE:
                found += await _shut(desk, application, await grounds(desk, application, staff, [person_id]))
    return found


async def shut_known(desk: Desk, application: Application) -> int:
    """Shut a new application to everybody with a known interest in it. Returns how many people."""
    return await _shut(desk, application, await grounds(desk, application, await staff_of(desk)))


async def part_with(desk: Desk, one: int, other: int) -> None:
    """Hand over the cases that either of two people works on and the other sent: they turn out to be one person."""
    for sender, involved in ((one, other), (other, one)):
        for application in await desk.work.applications.of_person(sender):
            if application.state in LIVE:
                await hand_over(desk, application, involved)


async def _shut(desk: Desk, application: Application, known: dict[int, Ground]) -> int:
    about = subject_of(application)
    interested = await desk.work.recusals.interested_in(about)
    shut = 0
    fresh = {person_id: ground for person_id, ground in sorted(known.items()) if person_id not in interested}
    for person_id, ground in fresh.items():
        barred = ground is Ground.OWN or bars(desk)
        kept = await desk.work.recusals.of(person_id, about)
        if not barred and kept is not None and kept.interest:
            continue
        await desk.work.recusals.declare(
            person_id, about, interest=True, now=desk.now, source=Source.KNOWN, barred=barred
        )
        details = {"person": person_id, "ground": ground.value}
        await desk.work.journal.write("recusal_known", about, now=desk.now, article=40, details=details)
        shut += barred
    for person_id, ground in fresh.items():
        if ground is not Ground.OWN and bars(desk):
            await hand_over(desk, application, person_id, wanted=False)
    return shut
