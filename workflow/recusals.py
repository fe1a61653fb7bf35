"""Recusal: who acts on a file declares first whether they have an interest in it, and stands back if so (Art. 40)."""

from rules.refusals import Forbidden, Refusal
from workflow.desk import Desk


class Undeclared(Refusal):
    """Nothing was declared yet: the declaration is asked for, and then the file opens."""


async def check_recusal(desk: Desk, subject: str) -> None:
    """Let only those go on who declared that they have no interest. Raises Undeclared, or Forbidden for an interest."""
    declared = await desk.work.recusals.of(desk.person.id, subject)
    if declared is None:
        raise Undeclared("reviews.undeclared", article=40)
    if declared.interest:
        raise Forbidden("reviews.interested", article=40)


async def declare(desk: Desk, subject: str, *, interest: bool) -> None:
    """Keep the person's declaration, with a line in the journal. An interest stands whatever is said later."""
    await desk.work.recusals.declare(desk.person.id, subject, interest=interest, now=desk.now)
    details = {"interest": interest}
    await desk.work.journal.write(
        "recusal_declared", subject, now=desk.now, person_id=desk.person.id, article=40, details=details
    )
