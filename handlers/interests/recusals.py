"""Asks again before an interest is declared in any case, since that cannot be taken back (Art. 40)."""

from aiogram import Bot

from handlers.engine.presses import Press, Presses
from handlers.engine.speech import key_button, tell
from rules.applications.lifecycle import Application
from rules.engine.refusals import Refusal
from texts import say
from workflow.applications.applicants import subject_of
from workflow.applications.dossiers import look_alikes
from workflow.engine.desk import Desk
from workflow.interests.recusals import disclosed

BACK = {
    "objection:interest": "objection:open",
    "objection:aside": "objection:part",
    "affair:interest": "affair:open",
    "sanction:interest": "sanction:open",
    "reevaluation:interest": "reevaluation:open",
}
"""The buttons that declare an interest, each with the one that shows the case; an application has its own question."""


async def asked(bot: Bot, desk: Desk, topic: str, word: str, case: int) -> None:
    """Ask again, and show nothing of the case."""
    press = f"{topic}:{word}"
    if press not in BACK or case < 0:
        raise Refusal("talk.old_button")
    rows = [[key_button(desk, "reviews.sure_yes", f"{press}:{case}")]]
    rows += [[key_button(desk, "reviews.sure_no", f"{BACK[press]}:{case}")]]
    await tell(bot, desk, "reviews.recuse_sure", rows=rows)


PRESSES = Presses("recusal", {"ask": Press(asked)}, article=40, puts_down=False)


# Shows what a case is read beside: disclosed interests, which bar nobody, and applicants that look alike (Art.
# 40).


async def disclosures(desk: Desk, application: Application) -> list[str]:
    """Return a line naming those who disclosed an interest and still take part; empty if nobody did."""
    people = await disclosed(desk, subject_of(application))
    names = [one.name or "—" for one in people]
    return [say(desk.person.language, "reviews.disclosed", names=names)] if names else []


async def likenesses(desk: Desk, application: Application) -> list[str]:
    """Return a line naming the cases whose applicant is likely the same; empty if there are none."""
    names = [f"{one.number} {one.name}" for one in await look_alikes(desk, application)]
    return [say(desk.person.language, "reviews.look_alike", names=names)] if names else []
