"""Recusal: people declare before they act on a file whether they have an interest, and stand back if so (Art. 40)."""

from rules.engine.parts import RecusalLevel
from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Person
from workflow.engine.desk import Desk, Reading


class Undeclared(Refusal):
    """The person has not declared yet; once they have, the file opens."""


async def check_recusal(desk: Desk, subject: str) -> None:
    """Require that the person declared and the subject is not shut to them. Raises Undeclared or Forbidden.

    A subject that is shut is refused in the words of one that does not exist, here and wherever a case is opened, so
    that nobody learns from a statement of interest what has come in.
    """
    declared = await desk.work.recusals.of(desk.person.id, subject)
    if declared is None:
        raise Undeclared("reviews.undeclared", article=40)
    if declared.barred:
        raise Forbidden("people.not_yours", article=40)


async def declare(desk: Desk, subject: str, *, interest: bool) -> bool:
    """Keep the declaration and note it in the journal. Returns whether the subject is now shut to the person.

    A declared interest cannot be taken back. Where the county only asks for disclosure, nothing is shut.
    """
    barred = interest and bars(desk)
    await desk.work.recusals.declare(desk.person.id, subject, interest=interest, now=desk.now, barred=barred)
    details = {"interest": interest}
    await desk.work.journal.write(
        "recusal_declared", subject, now=desk.now, person_id=desk.person.id, article=40, details=details
    )
    return barred


def bars(desk: Reading) -> bool:
    """Whether the rules pack lets an interest shut a case rather than be disclosed only."""
    return desk.pack.recusal is RecusalLevel.STRICT


async def disclosed(desk: Desk, subject: str) -> list[Person]:
    """Return the people whose interest in the subject is only disclosed, so that they may act on it (Art. 40)."""
    barred = await desk.work.recusals.interested_in(subject)
    found = [one.person_id for one in await desk.work.recusals.about(subject) if one.interest]
    people = [await desk.work.people.get(one) for one in dict.fromkeys(found) if one not in barred]
    return [person for person in people if person is not None]
