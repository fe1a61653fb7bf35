"""Recusal: who acts on a file declares first whether they have an interest in it, and stands back if so (Art. 40)."""

from rules.parts import RecusalLevel
from rules.people import Person
from rules.refusals import Forbidden, Refusal
from workflow.desk import Desk, Reading


class Undeclared(Refusal):
    """Nothing was declared yet: the declaration is asked for, and then the file opens."""


async def check_recusal(desk: Desk, subject: str) -> None:
    """Let only those go on to whom the subject is not shut. Raises Undeclared, or Forbidden for an interest."""
    declared = await desk.work.recusals.of(desk.person.id, subject)
    if declared is None:
        raise Undeclared("reviews.undeclared", article=40)
    if declared.barred:
        raise Forbidden("reviews.interested", article=40)


async def declare(desk: Desk, subject: str, *, interest: bool) -> bool:
    """Keep the person's declaration, with a line in the journal; whether the subject is shut to them from now on.

    An interest stands whatever is said later. Where a county only asks to disclose it, nothing is shut.
    """
    barred = interest and bars(desk)
    await desk.work.recusals.declare(desk.person.id, subject, interest=interest, now=desk.now, barred=barred)
    details = {"interest": interest}
    await desk.work.journal.write(
        "recusal_declared", subject, now=desk.now, person_id=desk.person.id, article=40, details=details
    )
    return barred


def bars(desk: Reading) -> bool:
    """Whether an interest shuts a case to whoever has it, or is only disclosed, as the pack has it."""
    return desk.pack.recusal is RecusalLevel.STRICT


async def disclosed(desk: Desk, subject: str) -> list[Person]:
    """Whoever has an interest in the subject that is only disclosed, and who may so act on it (Art. 40)."""
    barred = await desk.work.recusals.interested_in(subject)
    found = [one.person_id for one in await desk.work.recusals.about(subject) if one.interest]
    people = [await desk.work.people.get(one) for one in dict.fromkeys(found) if one not in barred]
    return [person for person in people if person is not None]
