"""The eligibility check: whether and when one can apply. It advises and keeps nothing (Art. 5, 10, 11, 36-39)."""

from handlers.engine.guides import Filling, Guide
from handlers.engine.speech import Button, Page, in_language, key_button
from rules.applications.eligibility import Verdict, advice, eligibility
from rules.applications.lifecycle import KINDS
from texts import say
from workflow.applications.editions import next_edition
from workflow.engine.desk import Desk, today
from workflow.engine.filling import drop

FORM = "eligibility"


def guides() -> dict[str, Guide]:
    """Return the form of the check."""
    form = Guide(
        form=lambda pack, _facts: eligibility(pack),
        subject=FORM,
        sends=advise,
        summary=lambda language, _filling: say(language, "eligibility.only_advice"),
    )
    return {FORM: form}


async def advise(desk: Desk, filling: Filling) -> Page:
    """Show the advice; each reason names its article and the day from which it no longer holds.

    The answers go to nobody: they are deleted here.
    """
    edition, language = await next_edition(desk), desk.person.language
    cutoff = edition.closes_on if edition else today(desk)
    found = advice(filling.progress.answers, desk.pack, cutoff)
    await drop(desk, filling)
    reasons = [f"· {say(language, reason.key, **in_language(reason.values, language))}" for reason in found.reasons]
    rows: list[list[Button]] = []
    who = str(filling.progress.answers["who"])
    takes = edition is not None and edition.takes_on(today(desk))
    if takes and found.verdict is not Verdict.NOT_YET and who in KINDS:
        rows.append([key_button(desk, f"applications.new.{who}", f"application:new:{who}")])
    rows.append(
        [key_button(desk, "applications.check", "application:check"), key_button(desk, "menu.open", "menu:home")]
    )
    return Page("\n".join(reasons), rows, title=say(language, found.key))
